// The language of kind.json through the door of the library: check, generate, drafts, lint, speed.
#include <gtest/gtest.h>

#include <chrono>
#include <memory>

#include "generator/generator.h"
#include "generator/odf/package.h"
#include "tests/small_home.h"

namespace stesura {
namespace {

// A kind for the rules the networks asked for: opinions of a sequence of services, a term, a summary.
class LanguageTest : public ::testing::Test {
 protected:
  LanguageTest() {
    home_.write("schemas/percorso.schema.json", R"({
      "$schema": "https://json-schema.org/draft/2020-12/schema", "$id": "https://schemi.stesura.example/percorso.schema.json",
      "type": "object", "title": "Percorso", "x-classe": "P", "unevaluatedProperties": false, "required": ["esito"],
      "properties": {
        "esito": {"title": "Esito", "oneOf": [{"const": "approvato", "title": "approvato"}, {"const": "sospeso", "title": "sospeso"}]},
        "inizio": {"type": "string", "format": "date", "title": "Inizio"},
        "fine": {"type": "string", "format": "date", "title": "Fine"},
        "sequenza": {"type": "array", "title": "Sequenza", "items": {"type": "object", "unevaluatedProperties": false, "required": ["servizio"],
          "properties": {"servizio": {"type": "string", "title": "Servizio"}}}},
        "pareri": {"type": "array", "title": "Pareri", "items": {"type": "object", "unevaluatedProperties": false, "required": ["servizio", "favorevole"],
          "properties": {"servizio": {"type": "string", "title": "Servizio"}, "favorevole": {"type": "boolean", "title": "Favorevole"}}}},
        "attestazioni": {"type": "array", "title": "Attestazioni", "items": {"type": "object", "unevaluatedProperties": false, "required": ["tipo"],
          "properties": {"tipo": {"title": "Tipo", "enum": ["proroga", "frequenza"]}}}},
        "schede": {"type": "array", "title": "Schede", "items": {"type": "object", "unevaluatedProperties": false, "required": ["ente"],
          "properties": {"ente": {"type": "string", "title": "Ente"}, "voto": {"type": "integer", "title": "Voto"},
                         "nome": {"type": "string", "title": "Nome", "x-classe": "R"}}}}}})");
    writeKind(kLayouts);
    home_.write("templates/percorso/intero.fodt", testing::flatDocument("<text:p>Esito: {{esito}}</text:p>"));
    home_.write("templates/percorso/riepilogo.fodt",
                testing::flatDocument("<text:p>Esito: {{esito}}</text:p>"
                                      "<text:p>{{#gruppi}}{{etichetta}}: {{risposte}} ({{quota|facoltativo}} %), media {{media|numero:1|facoltativo}}. {{/gruppi}}</text:p>"));
  }

  static constexpr const char* kRules = R"([
    {"nome": "pareri_favorevoli", "se": {"campo": "esito", "uguale": "approvato"},
     "allora": {"elenco": "/sequenza", "ogni": {"campo": "servizio", "esiste_in":
       {"elenco": "/pareri", "chiave": "servizio", "dove": {"campo": "favorevole", "uguale": true}}}},
     "messaggio": "Il percorso è approvato soltanto se ogni servizio della sequenza è favorevole.",
     "rimedio": "Aggiungere il parere del servizio, o cambiare l’esito."},
    {"nome": "durata", "se": {"elenco": "/attestazioni", "dove": {"campo": "tipo", "uguale": "proroga"}, "al_massimo": 0},
     "allora": {"almeno_una": [{"campo": "fine", "massimo": {"data_piu": {"data": "inizio", "mesi": 24}}}, {"campo": "fine", "presente": false}]},
     "messaggio": "Il tirocinio dura al massimo ventiquattro mesi, se non è prorogato.", "norma": "d.g.r. 7763/2018"},
    {"nome": "inizio_dopo", "allora": {"date_in_ordine": ["inizio", "fine"]}, "messaggio": "La fine viene prima dell’inizio."},
    {"nome": "pochi", "allora": {"elenco": "/schede", "almeno": 1}, "messaggio": "Non ci sono schede.", "gravita": "avviso"}])";
  static constexpr const char* kLayouts = R"([
    {"nome": "intero", "titolo": "Intero", "file": "intero.fodt", "classe_massima": "P"},
    {"nome": "riepilogo", "titolo": "Riepilogo", "file": "riepilogo.fodt", "classe_massima": "P",
     "derivati": [{"nome": "/gruppi", "titolo": "Gruppi", "valore": {"raggruppa": {"elenco": "/schede", "per": "ente", "calcola": [
       {"nome": "risposte", "valore": {"conta": {"elenco": "voci"}}},
       {"nome": "quota", "valore": {"percentuale": {"parte": {"conta": {"elenco": "voci"}}, "totale": {"conta": {"elenco": "/schede"}}}}},
       {"nome": "media", "valore": {"media": {"elenco": "voci", "di": "voto"}}}]}}}],
     "regole": [{"nome": "gruppi_piccoli", "allora": {"elenco": "/gruppi", "ogni": {"campo": "risposte", "minimo": 5}},
       "messaggio": "Un gruppo ha meno di cinque risposte: si riconoscerebbero le persone.", "rimedio": "Unirlo a un altro gruppo."}]}])";

  void writeKind(const std::string& layouts, const std::string& rules = kRules, const std::string& derived = "[]") {
    home_.write("templates/percorso/kind.json", R"({"tipo": "percorso", "titolo": "Percorso", "ruolo": "prova", "schema": "percorso.schema.json",
      "regole": )" + rules + R"(, "derivati": )" + derived + R"(, "modelli": )" + layouts + "}");
    generator_ = std::make_unique<Generator>(GeneratorSettings{.home = home_.path(), .program = STESURA_BINARY_DIR});
  }

  Document generate(const Json& data, const std::string& layout = "intero", Completion completion = Completion::issued) {
    return generator_->generate({.kind = "percorso", .layout = layout, .completion = completion}, data);
  }
  std::vector<Problem> problemsOf(const Json& data) { return generator_->check("percorso", data).report.problems; }
  std::string refusal(const Json& data, const std::string& layout) {
    try {
      generate(data, layout);
    } catch (const Error& error) {
      std::string all = error.sentence();
      for (const Problem& problem : error.problems()) all += "\n" + problem.pointer + ": " + problem.message + " " + problem.hint;
      return all;
    }
    return "";
  }
  std::vector<std::string> lint() {
    std::vector<std::string> said;
    for (const LintResult& result : generator_->lintKinds({"percorso"})) {
      for (const LintFinding& finding : result.findings) {
        said.push_back(result.subject + (finding.level == LintFinding::Level::error ? " E " : " A ") + finding.problem.pointer + ": " + finding.problem.message);
      }
    }
    return said;
  }

  testing::SmallHome home_;
  std::unique_ptr<Generator> generator_;
  Json data_ = Json::parse(R"({"esito": "approvato", "inizio": "2024-01-31", "fine": "2026-01-31",
    "sequenza": [{"servizio": "NIL"}, {"servizio": "CPI"}],
    "pareri": [{"servizio": "CPI", "favorevole": true}, {"servizio": "NIL", "favorevole": true}],
    "schede": [{"ente": "Rho", "voto": 4}, {"ente": "Rho", "voto": 5}, {"ente": "Rho", "voto": 3}, {"ente": "Rho"}, {"ente": "Rho", "voto": 4, "nome": "Anna"}]})");
};

TEST_F(LanguageTest, ApprovesOnlyIfEveryServiceOfTheSequenceIsInFavour) {
  EXPECT_TRUE(problemsOf(data_).empty());
  data_["pareri"][0]["favorevole"] = false;
  auto problems = problemsOf(data_);
  ASSERT_EQ(problems.size(), 1u);
  EXPECT_EQ(problems[0].pointer, "/sequenza/1/servizio");
  EXPECT_EQ(problems[0].message, "Il percorso è approvato soltanto se ogni servizio della sequenza è favorevole.");
  EXPECT_EQ(refusal(data_, "intero"), "I dati non sono validi: c’è un problema.\n/sequenza/1/servizio: " + problems[0].message + " " + problems[0].hint);
  data_["esito"] = "sospeso";
  EXPECT_TRUE(problemsOf(data_).empty());
}

TEST_F(LanguageTest, LastsAtMostTwoYearsUnlessExtended) {
  EXPECT_TRUE(problemsOf(data_).empty());
  data_["fine"] = "2026-02-01";
  auto problems = problemsOf(data_);
  ASSERT_EQ(problems.size(), 1u);
  EXPECT_EQ(problems[0].pointer, "/fine");
  EXPECT_EQ(problems[0].hint, "Norma: d.g.r. 7763/2018.");
  data_["attestazioni"] = Json::parse(R"([{"tipo": "frequenza"}])");
  EXPECT_EQ(problemsOf(data_).size(), 1u);
  data_["attestazioni"].push_back({{"tipo", "proroga"}});
  EXPECT_TRUE(problemsOf(data_).empty());
  data_["inizio"] = "2027-01-01";
  ASSERT_EQ(problemsOf(data_).size(), 1u);
  EXPECT_EQ(problemsOf(data_)[0].message, "La fine viene prima dell’inizio.");
}

TEST_F(LanguageTest, RefusesASummaryWithGroupsUnderFive) {
  const std::string page = readPackage(generate(data_, "riepilogo").bytes).find("content.xml")->bytes;
  EXPECT_NE(page.find("Rho: 5 (100 %), media 4,0. "), std::string::npos) << page.substr(page.find("Esito"));
  data_["schede"].push_back({{"ente", "Arese"}, {"voto", 2}});
  EXPECT_TRUE(problemsOf(data_).empty());
  EXPECT_EQ(refusal(data_, "riepilogo"), "I dati non rispettano le regole del modello: c’è un problema.\n"
                                         "/gruppi/1/risposte: Un gruppo ha meno di cinque risposte: si riconoscerebbero le persone. Unirlo a un altro gruppo.");
  EXPECT_EQ(refusal(data_, "intero"), "");
}

TEST_F(LanguageTest, WarnsDraftsWhereItRefusesDocuments) {
  data_["pareri"].erase(0);
  data_["schede"].erase(0);
  const Document draft = generate(data_, "riepilogo", Completion::draft);
  std::string warnings;
  for (const Problem& warning : draft.warnings) warnings += warning.pointer + "\n";
  EXPECT_NE(warnings.find("/sequenza/1/servizio"), std::string::npos);
  EXPECT_NE(warnings.find("/gruppi/0/risposte"), std::string::npos);
  // Data that break the schema do not stop it either.
  for (const char* value : {"7", "\"x\"", "[1]", "{}", "null", "[[{}]]"}) {
    for (const char* key : {"schede", "pareri", "sequenza", "inizio", "fine", "esito"}) {
      Json broken = data_;
      broken[key] = Json::parse(value);
      EXPECT_NO_THROW(generate(broken, "riepilogo", Completion::draft)) << key << " " << value;
      EXPECT_NO_THROW(generator_->checkLayout("percorso", "riepilogo", broken)) << key << " " << value;
    }
  }
}

TEST_F(LanguageTest, WarnsWhereARuleOnlyWarns) {
  data_.erase("schede");
  const CheckResult result = generator_->check("percorso", data_);
  EXPECT_TRUE(result.report.valid());
  ASSERT_EQ(result.report.warnings.size(), 1u);
  EXPECT_EQ(result.report.warnings[0].message, "Non ci sono schede.");
  EXPECT_EQ(generate(data_).warnings.size(), 1u);
}

TEST_F(LanguageTest, TellsAPlaceThatBreaksTheSchemaOnce) {
  data_["fine"] = "trenta giugno";
  const auto problems = problemsOf(data_);
  ASSERT_EQ(problems.size(), 1u);
  EXPECT_EQ(problems[0].keyword, "format");
}

TEST_F(LanguageTest, ShowsTheDerivedValuesOfALayout) {
  const LayoutCheck check = generator_->checkLayout("percorso", "riepilogo", data_);
  ASSERT_EQ(check.derived.size(), 1u);
  EXPECT_EQ(check.derived[0].pointer, "/gruppi");
  EXPECT_EQ(check.derived[0].title, "Gruppi");
  EXPECT_EQ(check.derived[0].value[0]["media"], 4);
  // Reckoned from what the layout may show.
  EXPECT_EQ(check.derived[0].value.dump().find("Anna"), std::string::npos);
}

TEST_F(LanguageTest, TellsEveryMistakeOfTheLanguageAtOnce) {
  writeKind(R"([{"nome": "intero", "titolo": "I", "file": "intero.fodt", "classe_massima": "P"},
    {"nome": "riepilogo", "titolo": "R", "file": "riepilogo.fodt", "classe_massima": "P",
     "derivati": [{"nome": "/esito", "titolo": "E", "valore": {"conta": {"elenco": "/sequenze"}}}],
     "regole": [{"nome": "r", "messaggio": "m", "allora": {"campo": "esito", "uguale": "aprovato"}}]}])");
  try {
    generator_->check("percorso", data_);
    FAIL() << "a wrong kind.json was taken";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::templateFile);
    std::string all;
    for (const Problem& problem : error.problems()) all += problem.pointer + ": " + problem.message + " " + problem.hint + "\n";
    EXPECT_EQ(all, "/modelli/1/derivati/0/nome: il nome è già di un altro dato Scegliere un nome che lo schema non ha.\n"
                   "/modelli/1/derivati/0/valore/conta/elenco: «/sequenze» non esiste nei dati di questo tipo Forse intendevi «/sequenza»?\n"
                   "/modelli/1/regole/0/allora/uguale: non è fra i valori che lo schema ammette Forse intendevi «approvato»?\n");
  }
  EXPECT_EQ(lint().size(), 3u);
}

TEST_F(LanguageTest, LintsDerivedValuesNobodyUses) {
  for (const std::string& said : lint()) ADD_FAILURE() << said;
  writeKind(kLayouts, kRules, R"([{"nome": "/quante", "titolo": "Quante", "valore": {"conta": {"elenco": "/schede"}}},
    {"nome": "/doppie", "titolo": "Doppie", "valore": {"prodotto": ["/quante", 2]}}])");
  EXPECT_EQ(lint(), std::vector<std::string>{"percorso A /derivati/1: il valore derivato «/doppie» non serve a nessun modello e a nessuna regola."});
}

TEST_F(LanguageTest, RefusesWhatIsMadeOfDataTheLayoutMayNotShow) {
  const auto layouts = [](const std::string& rest) {
    return R"([{"nome": "intero", "titolo": "I", "file": "intero.fodt", "classe_massima": "P"},
      {"nome": "riepilogo", "titolo": "R", "file": "riepilogo.fodt", "classe_massima": "P", )" + rest + "}]";
  };
  home_.write("templates/percorso/riepilogo.fodt", testing::flatDocument("<text:p>{{esito}} {{nomi|facoltativo}}</text:p>"));
  const std::string names = R"("derivati": [{"nome": "/nomi", "titolo": "Nomi", "valore": {"unisci": {"elenco": "/schede", "di": "nome"}}}])";
  writeKind(layouts(names));
  EXPECT_TRUE(refusal(data_, "riepilogo").starts_with("Il modello «riepilogo» nomina dati che non può mostrare."));
  ASSERT_EQ(lint().size(), 1u);
  EXPECT_EQ(lint()[0], "percorso/riepilogo E /nomi: «nomi» è calcolato da dati che questo modello non può mostrare («/schede/*/nome»).");
  // A rule of the layout that looks at them is refused too.
  home_.write("templates/percorso/riepilogo.fodt", testing::flatDocument("<text:p>{{esito}}</text:p>"));
  writeKind(layouts(R"("regole": [{"nome": "r", "messaggio": "m", "allora": {"elenco": "/schede", "unico": "nome"}}])"));
  EXPECT_NE(refusal(data_, "riepilogo").find("guarda un dato che il modello non può mostrare («/schede/*/nome»)"), std::string::npos) << refusal(data_, "riepilogo");
}

TEST_F(LanguageTest, LintsChartsWithoutTheTableOfTheirFigures) {
  writeKind(R"([{"nome": "intero", "titolo": "I", "file": "intero.fodt", "classe_massima": "P", "derivati": [{"nome": "/grafici/voti", "titolo": "Voti",
    "valore": {"grafico": {"tipo": "barre", "titolo": "Voti", "elenco": "/schede", "etichetta": "ente", "serie": [{"nome": "voto", "di": "voto"}]}}}]}])");
  home_.write("templates/percorso/intero.fodt",
              testing::flatDocument("<text:p>{{esito}} {{#grafici.voti}}{{testo_alternativo}}{{#righe}}{{etichetta}}: {{#valori}}{{.|facoltativo}}{{/valori}}; {{/righe}}{{/grafici.voti}}</text:p>"));
  const std::string page = readPackage(generate(data_).bytes).find("content.xml")->bytes;
  EXPECT_NE(page.find("Grafico a barre: Voti. Rho: 4; Rho: 5; Rho: 3; Rho: non rilevato; Rho: 4.Rho: 4; Rho: 5; Rho: 3; Rho: ; Rho: 4; "), std::string::npos) << page.substr(page.find("approvato"));
}

TEST_F(LanguageTest, MergesTenThousandRowsWithThreeDerivedColumnsInTime) {
  home_.write("schemas/percorso.schema.json", R"({"$id": "https://schemi.stesura.example/percorso.schema.json", "type": "object", "x-classe": "P",
    "unevaluatedProperties": false, "properties": {
      "enti": {"type": "array", "items": {"type": "object", "unevaluatedProperties": false, "properties": {"id": {"type": "string"}, "nome": {"type": "string"}}, "required": ["id", "nome"]}},
      "righe": {"type": "array", "items": {"type": "object", "unevaluatedProperties": false, "required": ["ente", "ore", "tariffa"],
        "properties": {"ente": {"type": "string"}, "ore": {"type": "integer"}, "tariffa": {"type": "number"}}}}}})");
  writeKind(R"([{"nome": "intero", "titolo": "I", "file": "intero.fodt", "classe_massima": "P"}])", "[]", R"([
    {"nome": "/righe/*/denominazione", "titolo": "Ente", "valore": {"cerca": {"elenco": "/enti", "chiave": "id", "uguale_a": "ente", "prendi": "nome"}}},
    {"nome": "/righe/*/importo", "titolo": "Importo", "valore": {"prodotto": ["ore", "tariffa"]}},
    {"nome": "/righe/*/quota", "titolo": "Quota", "valore": {"percentuale": {"parte": "ore", "totale": {"somma": {"elenco": "/righe", "di": "ore"}}, "decimali": 3}}}])");
  home_.write("templates/percorso/intero.fodt", testing::flatDocument(
      "<table:table table:name=\"Righe\"><table:table-column/><table:table-column/><table:table-column/><table:table-row>"
      "<table:table-cell><text:p>{{#righe}}{{denominazione|facoltativo}}</text:p></table:table-cell>"
      "<table:table-cell><text:p>{{importo|euro}}</text:p></table:table-cell>"
      "<table:table-cell><text:p>{{quota|facoltativo}}{{/righe}}</text:p></table:table-cell></table:table-row></table:table>"));
  Json data = {{"enti", Json::array()}, {"righe", Json::array()}};
  for (int at = 0; at < 500; ++at) data["enti"].push_back({{"id", "e" + std::to_string(at)}, {"nome", "Comune numero " + std::to_string(at)}});
  for (int at = 0; at < 10'000; ++at) data["righe"].push_back({{"ente", "e" + std::to_string(at % 500)}, {"ore", at % 40 + 1}, {"tariffa", 19.9 + at % 7}});
  const std::string text = data.dump();
  generate(data);  // compiles the layout
  std::chrono::duration<double, std::milli> best(1e9);
  for (int round = 0; round < 3; ++round) {
    const auto start = std::chrono::steady_clock::now();
    const Document document = generate(parseJson(text));
    best = std::min(best, std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start));
    EXPECT_GT(document.bytes.size(), 10'000u);
  }
  std::cout << "10.000 righe con tre colonne derivate: " << best.count() << " ms\n";
  RecordProperty("milliseconds", static_cast<int>(best.count()));
  // 150 ms is what a release build needs at most on a free machine (./test --bench measures it).
  EXPECT_LT(best.count(), 5'000.0);
}

}  // namespace
}  // namespace stesura
