#include "generator/rules/derivation.h"

#include <gtest/gtest.h>

#include <thread>

#include "generator/rules/exact_number.h"
#include "tests/language_fixture.h"

namespace stesura {
namespace {

using testing::derive;
using testing::mistakesOf;
using testing::parsed;
using testing::valueOf;

const Json kSpending = parsed(R"({
  "capofila": "suzzara", "inizio": "2026-01-31", "fine": "2026-03-02", "numero": 14, "soglia": 5,
  "enti": [{"id": "suzzara", "nome": "Comune di Suzzara"}, {"id": "mantova", "nome": "Comune di Mantova"},
           {"id": "ats", "nome": "ATS Val Padana"}],
  "voci": [{"ente": "mantova", "importo": 0.1, "data": "2026-02-01", "fatta": true},
           {"ente": "suzzara", "importo": 0.2, "data": "2026-01-15", "fatta": false},
           {"ente": "mantova", "importo": 10, "data": "2026-03-01", "fatta": true},
           {"importo": 4.7, "data": "2025-12-31", "fatta": false}]})");

TEST(ExactNumber, ReckonsDecimalsAsPeopleDo) {
  const auto number = [](const char* text) { return *ExactNumber::of(Json::parse(text)); };
  EXPECT_EQ(number("0.1").plus(number("0.2"))->json().dump(), "0.3");
  EXPECT_EQ(number("1.1").times(number("1.1"))->json().dump(), "1.21");
  EXPECT_EQ(number("1").over(number("3"), 2)->json().dump(), "0.33");
  EXPECT_EQ(number("2").over(number("3"), 2)->json().dump(), "0.67");
  EXPECT_EQ(number("-1").over(number("8"), 2)->json().dump(), "-0.13");
  EXPECT_EQ(number("0.125").rounded(2).json().dump(), "0.13");
  EXPECT_EQ(number("-0.125").rounded(2).json().dump(), "-0.13");
  EXPECT_EQ(number("1e3").minus(number("1000.05"))->json().dump(), "-0.05");
  EXPECT_EQ(number("2.50").plus(number("2.5"))->json().dump(), "5");
  EXPECT_EQ(number("1e-300").json().dump(), "0");
  EXPECT_EQ(number("999999999999999999").json().dump(), "999999999999999999");
}

TEST(ExactNumber, RefusesWhatItCannotHold) {
  EXPECT_FALSE(ExactNumber::of(Json(1e18)).has_value());
  EXPECT_FALSE(ExactNumber::of(Json(1e300)).has_value());
  EXPECT_FALSE(ExactNumber::of(Json(18446744073709551615u)).has_value());
  EXPECT_FALSE(ExactNumber::of(Json("12")).has_value());
  const ExactNumber big = *ExactNumber::of(Json(999999999999999999));
  EXPECT_FALSE(big.plus(ExactNumber(1)).has_value());
  EXPECT_FALSE(big.times(big).has_value());
  EXPECT_FALSE(big.over(*ExactNumber::of(Json(1e-9)), 12).has_value());
}

TEST(Derivation, CountsSumsAndCompares) {
  EXPECT_EQ(valueOf(kSpending, R"({"conta": {"elenco": "/voci"}})"), 4);
  EXPECT_EQ(valueOf(kSpending, R"({"conta": {"elenco": "/voci", "dove": {"campo": "ente", "uguale": "mantova"}}})"), 2);
  EXPECT_EQ(valueOf(kSpending, R"({"somma": {"elenco": "/voci", "di": "importo"}})").dump(), "15");
  EXPECT_EQ(valueOf(kSpending, R"({"somma": {"elenco": "/voci", "di": "importo", "dove": {"campo": "importo", "massimo": 1}}})").dump(), "0.3");
  EXPECT_EQ(valueOf(kSpending, R"({"media": {"elenco": "/voci", "di": "importo"}})").dump(), "3.75");
  EXPECT_EQ(valueOf(kSpending, R"({"media": {"elenco": "/voci", "di": "importo", "decimali": 0}})").dump(), "4");
  EXPECT_EQ(valueOf(kSpending, R"({"media": {"elenco": "/voci", "di": "importo", "dove": {"campo": "importo", "minimo": 99}}})"), nullptr);
  EXPECT_EQ(valueOf(kSpending, R"({"minimo": {"elenco": "/voci", "di": "importo"}})"), 0.1);
  EXPECT_EQ(valueOf(kSpending, R"({"massimo": {"elenco": "/voci", "di": "data"}})"), "2026-03-01");
  EXPECT_EQ(valueOf(kSpending, R"({"minimo": {"elenco": "/voci", "di": "data"}})"), "2025-12-31");
}

TEST(Derivation, ReckonsNumbers) {
  EXPECT_EQ(valueOf(kSpending, R"({"percentuale": {"parte": {"conta": {"elenco": "/voci", "dove": {"campo": "fatta", "uguale": true}}}, "totale": {"conta": {"elenco": "/voci"}}}})"), 50);
  EXPECT_EQ(valueOf(kSpending, R"({"percentuale": {"parte": 1, "totale": 3, "decimali": 1}})"), 33.3);
  EXPECT_EQ(valueOf(kSpending, R"({"percentuale": {"parte": 1, "totale": 0}})"), nullptr);
  EXPECT_EQ(valueOf(kSpending, R"({"differenza": {"da": "numero", "a": "soglia"}})"), -9);
  EXPECT_EQ(valueOf(kSpending, R"({"somma_di": ["numero", 0.1, {"campo": "/soglia"}]})").dump(), "19.1");
  EXPECT_EQ(valueOf(kSpending, R"({"prodotto": ["numero", 1.1]})").dump(), "15.4");
  EXPECT_EQ(valueOf(kSpending, R"({"rapporto": {"dividendo": "numero", "divisore": "soglia"}})").dump(), "2.8");
  EXPECT_EQ(valueOf(kSpending, R"({"rapporto": {"dividendo": "numero", "divisore": 0}})"), nullptr);
  EXPECT_EQ(valueOf(kSpending, R"({"arrotonda": {"di": 2.345, "decimali": 2}})").dump(), "2.35");
}

TEST(Derivation, GroupsItems) {
  const Json groups = valueOf(kSpending, R"({"raggruppa": {"elenco": "/voci", "per": "ente", "calcola": [
    {"nome": "quante", "valore": {"conta": {"elenco": "voci"}}},
    {"nome": "totale", "valore": {"somma": {"elenco": "voci", "di": "importo"}}},
    {"nome": "parte", "valore": {"percentuale": {"parte": "totale", "totale": {"somma": {"elenco": "/voci", "di": "importo"}}, "decimali": 1}}}]}})");
  ASSERT_EQ(groups.size(), 3u);
  EXPECT_EQ(groups[0]["chiave"], "mantova");
  EXPECT_EQ(groups[0]["etichetta"], "mantova");
  EXPECT_EQ(groups[0]["voci"].size(), 2u);
  EXPECT_EQ(groups[0]["quante"], 2);
  EXPECT_EQ(groups[0]["totale"], 10.1);
  EXPECT_EQ(groups[0]["parte"], 67.3);
  EXPECT_EQ(groups[1]["chiave"], "suzzara");
  // What has no key is counted, not lost.
  EXPECT_FALSE(groups[2].contains("chiave"));
  EXPECT_EQ(groups[2]["etichetta"], "non rilevato");
  EXPECT_EQ(groups[2]["quante"], 1);
}

TEST(Derivation, SortsInItalianOrder) {
  const Json data = parsed(R"({"nomi": ["Èlia", "art. 10", "Zoe", "elio", "art. 9", "De Rossi", "Debora"],
    "righe": [{"n": 2, "t": "b"}, {"n": 10, "t": "a"}, {"t": "c"}, {"n": 2, "t": "a"}]})");
  EXPECT_EQ(valueOf(data, R"({"ordina": {"elenco": "/nomi"}})").dump(), R"(["art. 9","art. 10","De Rossi","Debora","Èlia","elio","Zoe"])");
  EXPECT_EQ(valueOf(data, R"({"ordina": {"elenco": "/nomi", "verso": "decrescente", "primi": 2}})").dump(), R"(["Zoe","elio"])");
  const Json sorted = valueOf(data, R"({"ordina": {"elenco": "/righe", "per": [{"campo": "n", "verso": "decrescente"}, "t"]}})");
  EXPECT_EQ(sorted.dump(), R"([{"n":10,"t":"a"},{"n":2,"t":"a"},{"n":2,"t":"b"},{"t":"c"}])");
  EXPECT_EQ(valueOf(data, R"({"ordina": {"elenco": "/righe", "per": "n", "dove": {"campo": "t", "uguale": "a"}}})").size(), 2u);
}

TEST(Derivation, FindsItems) {
  EXPECT_EQ(valueOf(kSpending, R"({"cerca": {"elenco": "/enti", "chiave": "id", "uguale_a": "capofila", "prendi": "nome"}})"), "Comune di Suzzara");
  EXPECT_EQ(valueOf(kSpending, R"({"cerca": {"elenco": "/enti", "chiave": "id", "uguale_a": {"costante": "nessuno"}, "prendi": "nome"}})"), nullptr);
  EXPECT_EQ(valueOf(kSpending, R"({"primo": {"elenco": "/voci", "dove": {"campo": "fatta", "uguale": false}, "prendi": "importo"}})"), 0.2);
  EXPECT_EQ(valueOf(kSpending, R"({"ultimo": {"elenco": "/voci"}})")["importo"], 4.7);
}

TEST(Derivation, WritesWords) {
  EXPECT_EQ(valueOf(kSpending, R"({"unisci": {"elenco": "/enti", "di": "nome"}})"), "Comune di Suzzara, Comune di Mantova e ATS Val Padana");
  EXPECT_EQ(valueOf(kSpending, R"({"unisci": {"elenco": "/voci", "di": ["importo", "data"], "fra": "; ", "ultimo": "; ", "fra_parti": " il ", "dove": {"campo": "fatta", "uguale": true}}})"), "0,1 il 2026-02-01; 10 il 2026-03-01");
  EXPECT_EQ(valueOf(kSpending, R"({"unisci": {"elenco": "/enti", "di": "nome", "dove": {"campo": "id", "uguale": "nessuno"}}})"), nullptr);
  EXPECT_EQ(valueOf(kSpending, R"({"romano": "numero"})"), "XIV");
  EXPECT_EQ(valueOf(kSpending, R"({"lettera": 3})"), "c");
  EXPECT_EQ(valueOf(kSpending, R"({"lettera": 3000})"), nullptr);
  EXPECT_EQ(valueOf(kSpending, R"({"ordinale": {"di": 3, "genere": "femminile"}})"), "3ª");
  EXPECT_EQ(valueOf(kSpending, R"({"ordinale": {"di": 3, "stile": "parola"}})"), "terzo");
}

TEST(Derivation, ReckonsDates) {
  EXPECT_EQ(valueOf(kSpending, R"({"differenza_date": {"da": "inizio", "a": "fine"}})"), 30);
  EXPECT_EQ(valueOf(kSpending, R"({"differenza_date": {"da": "inizio", "a": "fine", "in": "mesi"}})"), 1);
  EXPECT_EQ(valueOf(kSpending, R"({"differenza_date": {"da": {"costante": "2026-04-03"}, "a": {"costante": "2026-04-07"}, "in": "giorni_lavorativi"}})"), 1);
  EXPECT_EQ(valueOf(kSpending, R"({"data_piu": {"data": "inizio", "mesi": 1}})"), "2026-02-28");
  EXPECT_EQ(valueOf(kSpending, R"({"data_piu": {"data": "inizio", "giorni": {"campo": "soglia"}}})"), "2026-02-05");
  EXPECT_EQ(valueOf(kSpending, R"({"data_piu": {"data": {"costante": "2026-12-04"}, "giorni_lavorativi": 1, "patrono": "12-07"}})"), "2026-12-09");
}

TEST(Derivation, Chooses) {
  EXPECT_EQ(valueOf(kSpending, R"({"scegli": {"se": {"campo": "numero", "minimo": 10}, "allora": {"costante": "molti"}, "altrimenti": {"costante": "pochi"}}})"), "molti");
  EXPECT_EQ(valueOf(kSpending, R"({"scegli": {"se": {"campo": "numero", "massimo": 10}, "allora": {"costante": "pochi"}}})"), nullptr);
  EXPECT_EQ(valueOf(kSpending, R"({"condizione": {"elenco": "/voci", "ogni": {"campo": "fatta", "uguale": true}}})"), false);
}

TEST(Derivation, GivesEachItemItsOwnValue) {
  const auto outcome = derive(kSpending, parsed(R"([
    {"nome": "/voci/*/nome_ente", "titolo": "Ente", "valore": {"cerca": {"elenco": "/enti", "chiave": "id", "uguale_a": "ente", "prendi": "nome"}}},
    {"nome": "/voci/*/quota", "titolo": "Quota", "valore": {"percentuale": {"parte": "importo", "totale": {"somma": {"elenco": "/voci", "di": "importo"}}, "decimali": 1}}},
    {"nome": "/voci/*/lettera", "titolo": "Lettera", "valore": {"lettera": {"posizione": "."}}},
    {"nome": "/totali/quote", "titolo": "Somma delle quote", "valore": {"somma": {"elenco": "/voci", "di": "quota"}}}])"));
  ASSERT_TRUE(outcome.mistakes.empty()) << outcome.mistakes.front().message;
  EXPECT_EQ(outcome.data["voci"][0]["nome_ente"], "Comune di Mantova");
  EXPECT_FALSE(outcome.data["voci"][3].contains("nome_ente"));
  EXPECT_EQ(outcome.data["voci"][2]["quota"], 66.7);
  EXPECT_EQ(outcome.data["voci"][3]["lettera"], "d");
  EXPECT_EQ(outcome.data["totali"]["quote"], 100);
}

TEST(Derivation, MakesTheFiguresOfAChart) {
  const Json chart = valueOf(kSpending, R"({"grafico": {"tipo": "barre", "titolo": "Spesa", "unita": "€", "elenco": "/voci",
    "dove": {"campo": "ente", "presente": true}, "etichetta": "data", "serie": [{"nome": "importo", "di": "importo"}], "obiettivo": {"nome": "soglia", "di": "/soglia"}}})");
  EXPECT_EQ(chart["categorie"], parsed(R"(["2026-02-01", "2026-01-15", "2026-03-01"])"));
  EXPECT_EQ(chart["serie"], parsed(R"([{"nome": "importo", "valori": [0.1, 0.2, 10]}])"));
  EXPECT_EQ(chart["obiettivo"], parsed(R"({"nome": "soglia", "valori": [5, 5, 5]})"));
  EXPECT_EQ(chart["righe"][1], parsed(R"({"etichetta": "2026-01-15", "valori": [0.2], "obiettivo": 5})"));
  EXPECT_EQ(chart["testo_alternativo"], "Grafico a barre: Spesa. 2026-02-01: 0,1 € (obiettivo 5 €); 2026-01-15: 0,2 € (obiettivo 5 €); "
                                        "2026-03-01: 10 € (obiettivo 5 €).");
  EXPECT_EQ(valueOf(kSpending, R"({"grafico": {"tipo": "linee", "titolo": "x", "elenco": "/voci", "dove": {"campo": "importo", "minimo": 99}, "etichetta": "data", "serie": [{"nome": "n", "di": "importo"}]}})"), nullptr);
  const Json plan = valueOf(kSpending, R"({"grafico": {"tipo": "gantt", "titolo": "Piano", "elenco": "/voci", "etichetta": "ente", "inizio": "data", "fine": "/fine"}})");
  EXPECT_EQ(plan["attivita"].size(), 4u);
  EXPECT_EQ(plan["attivita"][3]["etichetta"], "non rilevato");
  EXPECT_EQ(plan["attivita"], plan["righe"]);
}

TEST(Derivation, TellsWhatIsWrongWithAnExpression) {
  EXPECT_EQ(mistakesOf(kSpending, R"({"conto": {"elenco": "/voci"}})"), "/derivati/0/valore/conto: la funzione non esiste Forse intendevi «conta»?\n");
  EXPECT_EQ(mistakesOf(kSpending, R"({"somma": {"elenco": "/voci", "di": "inporto"}})"),
            "/derivati/0/valore/somma/di: «inporto» non esiste nei dati di questo tipo Forse intendevi «importo»?\n");
  EXPECT_EQ(mistakesOf(kSpending, R"({"somma": {"elenco": "/voce", "di": "importo"}})"),
            "/derivati/0/valore/somma/elenco: «/voce» non esiste nei dati di questo tipo Forse intendevi «/voci»?\n");
  EXPECT_EQ(mistakesOf(kSpending, R"({"somma": {"elenco": "/voci", "di": "ente"}})"), "/derivati/0/valore/somma/di: qui serve un numero\n");
  EXPECT_EQ(mistakesOf(kSpending, R"({"conta": {"elenco": "/numero"}})"), "/derivati/0/valore/conta/elenco: «/numero» non è un elenco\n");
  EXPECT_EQ(mistakesOf(kSpending, R"({"campo": "/voci/*/importo"})"),
            "/derivati/0/valore/campo: il percorso nomina molti valori Usare «elenco», con «ogni», «conta» o «unisci».\n");
  EXPECT_EQ(mistakesOf(kSpending, R"({"campo": "/voci/importo"})"),
            "/derivati/0/valore/campo: «/voci/importo» non dice di quale elemento dell’elenco Scrivere «/voci/*/importo», oppure usare «elenco».\n");
  EXPECT_EQ(mistakesOf(kSpending, R"({"differenza_date": {"da": "numero", "a": "fine", "in": "settimane"}})"),
            "/derivati/0/valore/differenza_date/da: qui serve una data (AAAA-MM-GG)\n"
            "/derivati/0/valore/differenza_date/in: è «giorni», «giorni_lavorativi», «mesi» o «anni»\n");
  EXPECT_EQ(mistakesOf(kSpending, R"({"conta": {"elenco": "/voci", "dve": {}}})"), "/derivati/0/valore/conta/dve: voce sconosciuta Forse intendevi «dove»?\n");
  EXPECT_EQ(mistakesOf(kSpending, R"({"conta": {"elenco": "/voci"}, "somma": {}})"),
            "/derivati/0/valore: un valore è un percorso, un numero, o un oggetto con una funzione sola Per esempio {\"conta\": {\"elenco\": \"/parti\"}}.\n");
}

TEST(Derivation, RefusesNamesThatAreTakenOrHaveNoPlace) {
  const auto mistake = [](const std::string& name) {
    Json derived = {{{"nome", name}, {"titolo", "T"}, {"valore", 1}}};
    const auto mistakes = derive(kSpending, derived).mistakes;
    return mistakes.empty() ? "" : mistakes.front().message;
  };
  EXPECT_EQ(mistake("/capofila"), "il nome è già di un altro dato");
  EXPECT_EQ(mistake("/voci/*/ente"), "il nome è già di un altro dato");
  EXPECT_EQ(mistake("/voci/quota"), "sta in un elenco: fra l’elenco e il nome ci vuole «/*/»");
  EXPECT_EQ(mistake("/capofila/quota"), "sta dentro un valore, che non ha altri dati in sé");
  EXPECT_EQ(mistake("/capofila/*/quota"), "l’asterisco sta dove non c’è un elenco");
  EXPECT_EQ(mistake("quota"), "è un percorso che comincia con «/», come «/righe/*/quota»");
  EXPECT_NE(mistake("/Quota"), "");
  EXPECT_NE(mistake("/quota.parte"), "");
  EXPECT_EQ(mistake("/quota"), "");
  EXPECT_EQ(mistake("/insieme/di/quote"), "");
  // A later one may not be used by an earlier one, and two may not have one name.
  const auto outcome = derive(kSpending, parsed(R"([{"nome": "/uno", "titolo": "U", "valore": "/due"},
    {"nome": "/due", "titolo": "D", "valore": 1}, {"nome": "/due", "titolo": "D", "valore": 2}])"));
  ASSERT_EQ(outcome.mistakes.size(), 2u);
  EXPECT_EQ(outcome.mistakes[0].pointer, "/derivati/0/valore");
  EXPECT_EQ(outcome.mistakes[1].pointer, "/derivati/2/nome");
}

TEST(Derivation, LeavesOutWhatIsMadeOfRemovedData) {
  const auto kept = [](std::string_view pattern) { return pattern != "/voci/*/importo"; };
  const auto outcome = derive(kSpending, parsed(R"([
    {"nome": "/totale", "titolo": "Totale", "valore": {"somma": {"elenco": "/voci", "di": "importo"}}},
    {"nome": "/doppio", "titolo": "Doppio", "valore": {"prodotto": ["/totale", 2]}},
    {"nome": "/gruppi", "titolo": "Gruppi", "valore": {"raggruppa": {"elenco": "/voci", "per": "ente", "calcola": [
        {"nome": "totale", "valore": {"somma": {"elenco": "voci", "di": "importo"}}}]}}},
    {"nome": "/quante", "titolo": "Quante", "valore": {"conta": {"elenco": "/voci"}}}])"), kept);
  EXPECT_FALSE(outcome.data.contains("totale"));
  EXPECT_FALSE(outcome.data.contains("doppio"));
  EXPECT_FALSE(outcome.data.contains("gruppi"));
  EXPECT_EQ(outcome.data["quante"], 4);
}

TEST(Derivation, TellsNumbersThatAreOutOfReach) {
  const Json data = parsed(R"({"righe": [{"n": 999999999999999999}, {"n": 1e300}], "uno": 1})");
  const auto outcome = derive(data, parsed(R"([{"nome": "/t", "titolo": "Totale", "valore": {"somma": {"elenco": "/righe", "di": "n"}}},
    {"nome": "/u", "titolo": "Uno", "valore": {"prodotto": ["/uno", 1]}}])"));
  ASSERT_EQ(outcome.problems.size(), 1u);
  EXPECT_EQ(outcome.problems[0].message, "«Totale» non si può calcolare: i numeri sono troppo grandi, o hanno troppe cifre, per un calcolo esatto.");
  EXPECT_FALSE(outcome.data.contains("t"));
  EXPECT_EQ(outcome.data["u"], 1);
}

TEST(Derivation, TakesDataOfAnyType) {
  // Drafts bring what the schema refuses: it counts as absent, wherever it stands.
  const std::unique_ptr<Field> shape = inferShape(kSpending);
  LanguageSource source;
  source.derived = parsed(R"([
    {"nome": "/a", "titolo": "A", "valore": {"somma": {"elenco": "/voci", "di": "importo"}}},
    {"nome": "/b", "titolo": "B", "valore": {"raggruppa": {"elenco": "/voci", "per": "ente"}}},
    {"nome": "/c", "titolo": "C", "valore": {"ordina": {"elenco": "/voci", "per": "data"}}},
    {"nome": "/d", "titolo": "D", "valore": {"unisci": {"elenco": "/enti", "di": "nome"}}},
    {"nome": "/e", "titolo": "E", "valore": {"differenza_date": {"da": "inizio", "a": "fine", "in": "giorni_lavorativi"}}},
    {"nome": "/voci/*/f", "titolo": "F", "valore": {"cerca": {"elenco": "/enti", "chiave": "id", "uguale_a": "ente", "prendi": "nome"}}},
    {"nome": "/g", "titolo": "G", "valore": {"grafico": {"tipo": "barre", "titolo": "t", "elenco": "/voci", "etichetta": "ente", "serie": [{"nome": "n", "di": "importo"}]}}}])");
  std::vector<Problem> problems;
  const Derivation derivation = Derivation::compile({&source}, *shape, [](std::string_view) { return true; }, problems);
  ASSERT_TRUE(problems.empty());
  const std::vector<Json> values = {nullptr, true, 7, -1.5, "testo", Json::array(), Json::array({1, "x", nullptr}), Json::object(),
                                    parsed(R"([{"ente": [], "importo": {}, "data": 3}])"), parsed(R"({"voci": [[]]})")};
  for (const Json& value : values) {
    for (const char* key : {"capofila", "inizio", "fine", "numero", "enti", "voci"}) {
      Json data = kSpending;
      data[key] = value;
      Steps steps;
      EXPECT_NO_THROW(derivation.apply(data, steps, problems)) << key << " " << value.dump();
    }
    Json data = value;
    Steps steps;
    EXPECT_NO_THROW(derivation.apply(data, steps, problems)) << value.dump();
  }
}

TEST(Derivation, NamesTheBoundOfItsSteps) {
  Json data = {{"righe", Json::array()}};
  for (int at = 0; at < 3000; ++at) data["righe"].push_back({{"n", at}, {"voci", Json::array({1})}});
  // For each row, all rows: what does not depend on the row is reckoned once, what does is bounded.
  const auto once = derive(data, parsed(R"([{"nome": "/righe/*/quante", "titolo": "Q", "valore": {"conta": {"elenco": "/righe", "dove": {"campo": "n", "minimo": 10}}}}])"));
  EXPECT_EQ(once.data["righe"][0]["quante"], 2990);
  try {
    derive(data, parsed(R"([{"nome": "/righe/*/tutti", "titolo": "T", "valore": {"unisci": {"elenco": "/righe", "di": "n"}}}])"));
    FAIL() << "a text of all rows was stored in each of them";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::data);
    EXPECT_NE(error.sentence().find("più di 5.000.000 passi"), std::string::npos) << error.sentence();
  }
}

TEST(Derivation, CountsWorkingDaysAmongItsSteps) {
  Json data = {{"righe", Json::array()}};
  for (int at = 0; at < 2000; ++at) data["righe"].push_back({{"giorno", "1986-01-02"}, {"quanti", 50000}});
  for (const char* value : {R"({"data_piu": {"data": "giorno", "giorni_lavorativi": "quanti"}})",
                            R"({"differenza_date": {"da": "giorno", "a": {"costante": "2200-01-01"}, "in": "giorni_lavorativi"}})"}) {
    const Json derived = Json::array({{{"nome", "/righe/*/x"}, {"titolo", "X"}, {"valore", parsed(value)}}});
    EXPECT_THROW(derive(data, derived), Error) << value;
  }
}

TEST(Derivation, RefusesGroupsOfGroupsWithoutEnd) {
  Json derived = Json::array();
  for (int at = 0; at < 24; ++at) {
    Json value = parsed(R"({"raggruppa": {"elenco": "/voci", "per": {"costante": "x"}, "calcola": [
      {"nome": "d", "valore": {"ordina": {"elenco": "voci", "per": ["importo"]}}}]}})");
    if (at > 0) {
      value["raggruppa"]["elenco"] = "/c" + std::to_string(at - 1);
      value["raggruppa"]["calcola"][0]["valore"]["ordina"]["per"] = Json::array({"chiave"});
    }
    derived.push_back({{"nome", "/c" + std::to_string(at)}, {"titolo", "C"}, {"valore", value}});
  }
  const auto mistakes = derive(kSpending, derived).mistakes;
  ASSERT_FALSE(mistakes.empty());
  EXPECT_NE(mistakes.back().message.find("al massimo 50000"), std::string::npos) << mistakes.back().message;
}

TEST(Derivation, FindsTheFirstDateInWhateverOrder) {
  for (const char* days : {R"(["2023-05-01", "2023", "2024-01"])", R"(["2023", "2024-01", "2023-05-01"])"}) {
    const Json data = {{"t", Json::parse(days)}};
    EXPECT_EQ(valueOf(data, R"({"minimo": {"elenco": "/t"}})"), "2023");
    EXPECT_EQ(valueOf(data, R"({"massimo": {"elenco": "/t"}})"), "2024-01");
  }
}

TEST(Derivation, RefusesWhatIsNestedTooDeep) {
  std::string expression = "1";
  for (int at = 0; at < 40; ++at) expression = R"({"prodotto": [)" + expression + ", 1]}";
  EXPECT_NE(mistakesOf(kSpending, expression).find("è annidato troppo: al massimo 32 livelli"), std::string::npos);
  std::string condition = R"({"campo": "numero", "presente": true})";
  for (int at = 0; at < 40; ++at) condition = R"({"tutte": [)" + condition + "]}";
  EXPECT_NE(mistakesOf(kSpending, R"({"condizione": )" + condition + "}").find("è annidato troppo"), std::string::npos);
}

TEST(Derivation, MayBeAppliedByManyThreads) {
  const std::unique_ptr<Field> shape = inferShape(kSpending);
  LanguageSource source;
  source.derived = parsed(R"([{"nome": "/voci/*/nome_ente", "titolo": "E", "valore": {"cerca": {"elenco": "/enti", "chiave": "id", "uguale_a": "ente", "prendi": "nome"}}},
                              {"nome": "/o", "titolo": "O", "valore": {"ordina": {"elenco": "/enti", "per": "nome"}}}])");
  std::vector<Problem> problems;
  const Derivation derivation = Derivation::compile({&source}, *shape, [](std::string_view) { return true; }, problems);
  std::vector<Json> results(4, kSpending);
  std::vector<std::thread> threads;
  for (Json& result : results) {
    threads.emplace_back([&derivation, &result] {
      for (int round = 0; round < 50; ++round) {
        result = kSpending;
        Steps steps;
        std::vector<Problem> found;
        derivation.apply(result, steps, found);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  for (const Json& result : results) EXPECT_EQ(result, results.front());
  EXPECT_EQ(results.front()["o"][0]["nome"], "ATS Val Padana");
}

}  // namespace
}  // namespace stesura
