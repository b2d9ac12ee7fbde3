// Charts of every sort with plausible figures, for tests and for the pictures of the docs.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "generator/json/json.h"

namespace stesura {

struct NamedChart {
  std::string name;
  Json chart;
};

inline std::vector<NamedChart> sampleCharts() {
  const auto chart = [](const char* text) { return Json::parse(text); };
  return {
      {"barre", chart(R"({"tipo":"barre","titolo":"Presenze per tipo di ente","unita":"persone",
        "categorie":["ASST","Comuni","Enti del terzo settore","Scuole","Imprese"],
        "serie":[{"nome":"Primo incontro","valori":[6,11,9,4,2]},{"nome":"Secondo incontro","valori":[7,9,12,5,3]}],
        "obiettivo":{"nome":"Inviti mandati","valori":[8,12,12,6,6]}})")},
      {"barre_impilate",
       chart(R"({"tipo":"barre_impilate","titolo":"Segnalazioni per trimestre ed esito",
        "unita":"segnalazioni","categorie":["1° trim.","2° trim.","3° trim.","4° trim."],
        "serie":[{"nome":"Accolte","valori":[14,18,22,25]},{"nome":"In valutazione","valori":[6,9,4,8]},
                 {"nome":"Rinviate ad altro servizio","valori":[3,2,5,4]},{"nome":"Ritirate","valori":[1,0,2,1]}]})")},
      {"linee", chart(R"({"tipo":"linee","titolo":"Persone in carico","unita":"persone",
        "categorie":["gennaio","febbraio","marzo","aprile","maggio","giugno"],
        "serie":[{"nome":"Lecco","valori":[12,15,19,22,26,31]},{"nome":"Frosinone","valori":[8,9,null,14,15,21]},
                 {"nome":"Cremona","valori":[5,7,9,9,10,12]}],
        "obiettivo":{"nome":"Obiettivo","valori":[10,14,18,22,26,30]}})")},
      {"radar", chart(R"({"tipo":"radar","titolo":"Autonomie osservate","unita":"punti da 0 a 5",
        "categorie":["Cura di sé","Mobilità","Comunicazione","Relazioni","Uso del denaro","Lavoro","Tempo libero"],
        "serie":[{"nome":"T0","valori":[2,1,3,2,1,0,2]},{"nome":"T1","valori":[3,2,3,3,2,1,3]},
                 {"nome":"T2","valori":[4,3,4,4,2,3,4]}]})")},
      {"gantt", chart(R"({"tipo":"gantt","titolo":"Fasi delle linee operative",
        "attivita":[{"etichetta":"Costituzione del gruppo di lavoro","gruppo":"Avvio","inizio":"2026-01","fine":"2026-02"},
          {"etichetta":"Firma del protocollo","gruppo":"Avvio","inizio":"2026-03-12","fine":"2026-03-12"},
          {"etichetta":"Formazione degli operatori","gruppo":"Sperimentazione","inizio":"2026-03-15","fine":"2026-06-30"},
          {"etichetta":"Presa in carico dei primi venti percorsi","gruppo":"Sperimentazione","inizio":"2026-05-01","fine":"2026-12-31"},
          {"etichetta":"Monitoraggio e valutazione","gruppo":"Valutazione","inizio":"2026-09","fine":"2027-03"},
          {"etichetta":"Tavolo di confronto","gruppo":"Valutazione","inizio":"2026-10-01"}]})")},
  };
}

// What data may bring that nobody has drawn with care.
inline std::vector<NamedChart> difficultCharts() {
  std::vector<NamedChart> charts;
  const auto bars = [](std::size_t categories, std::size_t series, const auto& value,
                       const std::string& label) {
    Json chart = {{"tipo", "barre"}, {"titolo", "Prova"}, {"unita", "euro"}};
    for (std::size_t at = 0; at < categories; ++at)
      chart["categorie"].push_back(label + std::to_string(at + 1));
    for (std::size_t one = 0; one < series; ++one) {
      Json values = Json::array();
      for (std::size_t at = 0; at < categories; ++at) values.push_back(value(at, one));
      chart["serie"].push_back(
          {{"nome", "Serie numero " + std::to_string(one + 1)}, {"valori", values}});
    }
    return chart;
  };
  const auto whole = [](std::size_t at, std::size_t one) {
    return static_cast<int>((at * 7 + one * 3) % 11);
  };
  charts.push_back({"negativi", bars(
                                    6, 2,
                                    [](std::size_t at, std::size_t one) {
                                      return static_cast<double>(at) * 1.5 - 4 +
                                             static_cast<double>(one);
                                    },
                                    "Voce ")});
  charts.push_back({"tutti_zero", bars(
                                      4, 2, [](std::size_t, std::size_t) { return 0; }, "Voce ")});
  charts.push_back(
      {"tutti_nulli", bars(
                          4, 2, [](std::size_t, std::size_t) { return Json(); }, "Voce ")});
  charts.push_back({"una_categoria", bars(1, 1, whole, "Unica voce ")});
  charts.push_back({"trenta_categorie", bars(30, 2, whole, "Comune di nome piuttosto lungo ")});
  charts.push_back({"dodici_serie", bars(5, 12, whole, "Voce ")});
  charts.push_back({"enormi", bars(
                                  5, 2,
                                  [](std::size_t at, std::size_t one) {
                                    return 1e15 * static_cast<double>(at + one);
                                  },
                                  "Voce ")});
  charts.push_back({"minimi", bars(
                                  5, 2,
                                  [](std::size_t at, std::size_t one) {
                                    return 1e-9 * (static_cast<double>(at) +
                                                   0.5 * static_cast<double>(one));
                                  },
                                  "Voce ")});
  charts.push_back({"milioni", bars(
                                   5, 1,
                                   [](std::size_t at, std::size_t) {
                                     return 1234567.5 * static_cast<double>(at + 1);
                                   },
                                   "Voce ")});
  charts.push_back(
      {"etichette_lunghe",
       bars(6, 1, whole, "Servizio territoriale per l’inclusione lavorativa e l’abitare ")});
  charts.push_back(
      {"ostile",
       bars(3, 2, whole, "</text><script>alert(1)</script>&\"'\u202E " + std::string(10000, 'W'))});
  charts.push_back({"rtl", bars(3, 2, whole, "مرحبا بالعالم ")});
  for (const char* sort : {"linee", "radar", "barre_impilate"}) {
    for (const char* base :
         {"negativi", "tutti_zero", "tutti_nulli", "una_categoria", "trenta_categorie", "ostile"}) {
      for (std::size_t at = 0; at < 12; ++at) {
        if (charts[at].name != base) continue;
        NamedChart other = charts[at];
        other.name += std::string("_") + sort;
        other.chart["tipo"] = sort;
        charts.push_back(std::move(other));
      }
    }
  }
  Json gantt = {{"tipo", "gantt"}, {"titolo", "Quaranta attività"}, {"attivita", Json::array()}};
  for (int at = 0; at < 38; ++at) {
    gantt["attivita"].push_back(
        {{"etichetta", "Attività dal nome lungo numero " + std::to_string(at + 1)},
         {"gruppo", at < 20 ? "Primo gruppo" : "Secondo gruppo"},
         {"inizio", std::to_string(2020 + at / 8) + "-0" + std::to_string(1 + at % 8)},
         {"fine", std::to_string(2021 + at / 6) + "-0" + std::to_string(1 + at % 8)}});
  }
  charts.push_back({"gantt_lungo", gantt});
  charts.push_back({"gantt_un_giorno", Json::parse(R"({"tipo":"gantt","attivita":[
    {"etichetta":"Incontro","inizio":"2026-03-12","fine":"2026-03-12"}]})")});
  charts.push_back(
      {"gantt_settimane", Json::parse(R"({"tipo":"gantt","titolo":"Settimane","attivita":[
    {"etichetta":"Preparazione","inizio":"2026-02-20","fine":"2026-03-05"},
    {"etichetta":"Incontro","inizio":"2026-03-12","fine":"2026-03-12"},
    {"etichetta":"Verbale","inizio":"2026-03-13","fine":"2026-03-20"}]})")});
  charts.push_back({"gantt_secoli", Json::parse(R"({"tipo":"gantt","titolo":"Secoli","attivita":[
    {"etichetta":"Prima","inizio":"0001","fine":"0400"},{"etichetta":"Poi","inizio":"1500","fine":"9999"}]})")});
  return charts;
}

}  // namespace stesura
