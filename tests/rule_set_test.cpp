#include "generator/rules/rule_set.h"

#include <gtest/gtest.h>

#include <chrono>

#include "tests/language_fixture.h"

namespace stesura {
namespace {

using testing::check;
using testing::failures;
using testing::parsed;
using Places = std::vector<std::string>;

const Json kSequence = parsed(R"({
  "esito": "approvato", "apertura": "2026-01-10", "chiusura": "2026-02-01", "ora_inizio": "09:30", "ora_fine": "08:00", "anno": "2026",
  "numero": 7, "nota": null, "limite": 10, "momento": "2026-01-10T23:30:00Z",
  "sequenza": [{"servizio": {"id": "nil"}, "ordine": 1}, {"servizio": {"id": "cpi"}, "ordine": 2}, {"servizio": {"id": "serd"}, "ordine": 2, "voto": 2}],
  "pareri": [{"servizio": "nil", "favorevole": true}, {"servizio": "cpi", "favorevole": false}, {"servizio": "serd", "favorevole": true}]})");

TEST(Rules, CompareOneValue) {
  EXPECT_EQ(failures(kSequence, R"({"campo": "esito", "uguale": "approvato"})"), Places{});
  EXPECT_EQ(failures(kSequence, R"({"campo": "/esito", "uguale": "respinto"})"), Places{"/esito"});
  EXPECT_EQ(failures(kSequence, R"({"campo": "esito", "diverso": "approvato"})"), Places{"/esito"});
  EXPECT_EQ(failures(kSequence, R"({"campo": "esito", "fra": ["respinto", "approvato"]})"), Places{});
  EXPECT_EQ(failures(kSequence, R"({"campo": "numero", "minimo": 7, "massimo": 7})"), Places{});
  EXPECT_EQ(failures(kSequence, R"({"campo": "numero", "minimo": 7.5})"), Places{"/numero"});
  EXPECT_EQ(failures(kSequence, R"({"campo": "numero", "massimo": {"campo": "limite"}})"), Places{});
  EXPECT_EQ(failures(kSequence, R"({"campo": "numero", "uguale": 7.0})"), Places{});
  EXPECT_EQ(failures(kSequence, R"({"campo": "apertura", "non_dopo": "chiusura"})"), Places{});
  EXPECT_EQ(failures(kSequence, R"({"campo": "apertura", "non_prima_di": "chiusura"})"), Places{"/apertura"});
  EXPECT_EQ(failures(kSequence, R"({"campo": "apertura", "minimo": "2026-01-10", "massimo": "2026-12-31"})"), Places{});
  EXPECT_EQ(failures(kSequence, R"({"campo": "ora_inizio", "non_dopo": "ora_fine"})"), Places{"/ora_inizio"});
  EXPECT_EQ(failures(kSequence, R"({"campo": "anno", "non_dopo": "apertura"})"), Places{});
  // Half past midnight in Rome is the next day.
  EXPECT_EQ(failures(kSequence, R"({"campo": "momento", "minimo": "2026-01-11"})"), Places{});
  EXPECT_EQ(failures(kSequence, R"({"campo": "esito", "uguale_a": "apertura"})"), Places{"/esito"});
}

TEST(Rules, HoldOfAbsentValuesOnlyWhatCanBeSaidOfThem) {
  EXPECT_EQ(failures(kSequence, R"({"campo": "nota", "presente": false})"), Places{});
  EXPECT_EQ(failures(kSequence, R"({"campo": "nota", "presente": true})"), Places{"/nota"});
  EXPECT_EQ(failures(kSequence, R"({"elenco": "/sequenza", "ogni": {"campo": "voto", "diverso": 1}})"), Places{});
  EXPECT_EQ(failures(kSequence, R"({"elenco": "/sequenza", "ogni": {"campo": "voto", "massimo": 9}})"), (Places{"/sequenza/0/voto", "/sequenza/1/voto"}));
  EXPECT_EQ(failures(kSequence, R"({"campo": "nota", "uguale_a": "nota"})"), Places{"/nota"});
  EXPECT_EQ(failures(kSequence, R"({"date_in_ordine": ["apertura", "chiusura"]})"), Places{});
  EXPECT_EQ(failures(kSequence, R"({"date_in_ordine": ["chiusura", "apertura"]})"), Places{"/apertura"});
}

TEST(Rules, AskOfLists) {
  EXPECT_EQ(failures(kSequence, R"({"elenco": "/pareri", "ogni": {"campo": "favorevole", "uguale": true}})"), Places{"/pareri/1/favorevole"});
  EXPECT_EQ(failures(kSequence, R"({"elenco": "/pareri", "nessuno": {"campo": "favorevole", "uguale": false}})"), Places{"/pareri/1"});
  EXPECT_EQ(failures(kSequence, R"({"elenco": "/pareri", "dove": {"campo": "favorevole", "uguale": true}, "almeno": 2})"), Places{});
  EXPECT_EQ(failures(kSequence, R"({"elenco": "/pareri", "dove": {"campo": "favorevole", "uguale": true}, "almeno": 3})"), Places{"/pareri"});
  EXPECT_EQ(failures(kSequence, R"({"elenco": "/pareri", "al_massimo": 2})"), Places{"/pareri"});
  EXPECT_EQ(failures(kSequence, R"({"elenco": "/sequenza", "unico": "servizio/id"})"), Places{});
  EXPECT_EQ(failures(kSequence, R"({"elenco": "/sequenza", "unico": "ordine"})"), Places{"/sequenza/2"});
  EXPECT_EQ(failures(kSequence, R"({"elenco": "/sequenza/*", "unico": "ordine"})"), Places{"/sequenza/2"});
}

TEST(Rules, JoinTwoLists) {
  const std::string favourable = R"({"elenco": "/sequenza", "ogni": {"campo": "servizio/id",
    "esiste_in": {"elenco": "/pareri", "chiave": "servizio", "dove": {"campo": "favorevole", "uguale": true}}}})";
  EXPECT_EQ(failures(kSequence, favourable, R"({"campo": "esito", "uguale": "approvato"})"), Places{"/sequenza/1/servizio/id"});
  EXPECT_EQ(failures(kSequence, favourable, R"({"campo": "esito", "uguale": "sospeso"})"), Places{});
  Json unanimous = kSequence;
  unanimous["pareri"][1]["favorevole"] = true;
  EXPECT_EQ(failures(unanimous, favourable), Places{});
  unanimous["pareri"].erase(2);
  EXPECT_EQ(failures(unanimous, favourable), Places{"/sequenza/2/servizio/id"});
}

TEST(Rules, CombineConditions) {
  EXPECT_EQ(failures(kSequence, R"({"tutte": [{"campo": "numero", "minimo": 99}, {"campo": "esito", "uguale": "x"}, {"campo": "limite", "uguale": 10}]})"),
            (Places{"/esito", "/numero"}));
  EXPECT_EQ(failures(kSequence, R"({"almeno_una": [{"campo": "numero", "minimo": 99}, {"campo": "limite", "uguale": 10}]})"), Places{});
  EXPECT_EQ(failures(kSequence, R"({"almeno_una": [{"campo": "numero", "minimo": 99}, {"campo": "limite", "uguale": 11}]})"), Places{"/numero"});
  EXPECT_EQ(failures(kSequence, R"({"nessuna": [{"campo": "numero", "minimo": 99}]})"), Places{});
  EXPECT_EQ(failures(kSequence, R"({"nessuna": [{"campo": "numero", "minimo": 1}]})"), Places{""});
  EXPECT_EQ(failures(kSequence, R"({"valore": {"conta": {"elenco": "/pareri"}}, "minimo": 4})"), Places{"/pareri"});
}

TEST(Rules, TellMessageRemedyNormAndSeverity) {
  std::vector<Problem> mistakes;
  const RuleFindings findings = check(kSequence, parsed(R"([
    {"nome": "pareri", "in": "/pareri", "se": {"campo": "favorevole", "uguale": false}, "allora": {"campo": "servizio", "uguale": "nil"},
     "messaggio": "Il parere contrario va motivato.", "rimedio": "Aggiungere la motivazione.", "norma": "L. 241/1990, art. 10-bis"},
    {"nome": "numero", "allora": {"campo": "numero", "massimo": 5}, "messaggio": "Sono molti.", "gravita": "avviso"}])"), mistakes);
  ASSERT_TRUE(mistakes.empty());
  ASSERT_EQ(findings.errors.size(), 1u);
  EXPECT_EQ(findings.errors[0].pointer, "/pareri/1/servizio");
  EXPECT_EQ(findings.errors[0].message, "Il parere contrario va motivato.");
  EXPECT_EQ(findings.errors[0].hint, "Aggiungere la motivazione. Norma: L. 241/1990, art. 10-bis.");
  EXPECT_EQ(findings.errors[0].keyword, "pareri");
  ASSERT_EQ(findings.warnings.size(), 1u);
  EXPECT_EQ(findings.warnings[0].pointer, "/numero");
}

std::string mistakesOf(const std::string& rules) {
  std::vector<Problem> mistakes;
  check(kSequence, parsed(rules), mistakes);
  std::string all;
  for (const Problem& mistake : mistakes) all += mistake.pointer + ": " + mistake.message + (mistake.hint.empty() ? "" : " " + mistake.hint) + "\n";
  return all;
}

TEST(Rules, TellEveryMistakeInKindJson) {
  EXPECT_EQ(mistakesOf(R"([{"nome": "a", "messaggio": "m", "se": {"campo": "esitto", "uguale": 1}, "allora": {"campo": "numero", "uguale": "sette"}},
                           {"nome": "a", "messaggio": "", "allora": {"elenco": "/esito", "ogni": {}}, "gravita": "grave"}, 5])"),
            "/regole/0/se/campo: «esitto» non esiste nei dati di questo tipo Forse intendevi «esito»?\n"
            "/regole/0/allora/uguale: il dato non è di questa specie, e non sarà mai uguale\n"
            "/regole/1/messaggio: manca il testo «messaggio»\n"
            "/regole/1/gravita: è «errore» o «avviso»\n"
            "/regole/1/nome: un’altra regola ha già questo nome\n"
            "/regole/1/allora/elenco: «/esito» non è un elenco\n"
            "/regole/2: deve essere un oggetto\n");
  const auto one = [](const std::string& condition) { return mistakesOf(R"([{"nome": "a", "messaggio": "m", "allora": )" + condition + "}]"); };
  EXPECT_EQ(one(R"({})"), "/regole/0/allora: la condizione è vuota Indicare «campo», «valore», «elenco», «tutte», «almeno_una» o «nessuna».\n");
  EXPECT_EQ(one(R"({"campo": "numero"})"), "/regole/0/allora: manca la prova: «uguale», «presente», «minimo», «fra», «esiste_in»…\n");
  EXPECT_EQ(one(R"({"uguale": 3})"), "/regole/0/allora/uguale: manca «campo»: non si sa che cosa provare\n");
  EXPECT_EQ(one(R"({"campo": "numero", "elenco": "/pareri", "uguale": 1})"),
            "/regole/0/allora: ci vuole uno solo fra «campo», «valore» ed «elenco» Dividere la condizione con «tutte».\n");
  EXPECT_EQ(one(R"({"campo": "numero", "non_dopo": "chiusura"})"), "/regole/0/allora/non_dopo: il dato non è una data\n");
  EXPECT_EQ(one(R"({"campo": "apertura", "massimo": "marzo"})"), "/regole/0/allora/massimo: non è una data come «2026-03-12» Per un altro dato scrivere {\"campo\": …}.\n");
  EXPECT_EQ(one(R"({"elenco": "/pareri", "dove": {"campo": "favorevole", "uguale": true}})"), "/regole/0/allora: manca «ogni», «nessuno», «almeno», «al_massimo» o «unico»\n");
  EXPECT_EQ(one(R"({"elenco": "/pareri", "almeno": -1})"), "/regole/0/allora/almeno: è un numero intero da 0 a 1000000000\n");
  EXPECT_EQ(one(R"({"campo": "numero", "uguali": 1})"), "/regole/0/allora/uguali: voce sconosciuta Forse intendevi «uguale»?\n");
  EXPECT_EQ(one(R"({"elenco": "/pareri", "ogni": {"campo": "pareri", "presente": true}})"),
            "/regole/0/allora/ogni/campo: «pareri» non esiste nei dati di questo tipo Forse intendevi «/pareri»?\n");
  EXPECT_EQ(one(R"({"tutte": []})"), "/regole/0/allora/tutte: è un elenco di condizioni, fra parentesi quadre\n");
  EXPECT_EQ(one(R"({"date_in_ordine": ["apertura"]})"), "/regole/0/allora/date_in_ordine: è un elenco di almeno due percorsi di date\n");
}

TEST(Rules, JoinTenThousandItemsWithTenThousandInTime) {
  Json data = {{"a", Json::array()}, {"b", Json::array()}};
  for (int at = 0; at < 10'000; ++at) {
    data["a"].push_back({{"id", "servizio-" + std::to_string(at)}});
    data["b"].push_back({{"id", "servizio-" + std::to_string(9'999 - at)}, {"si", true}});
  }
  data["b"][0]["si"] = false;
  const auto start = std::chrono::steady_clock::now();
  EXPECT_EQ(failures(data, R"({"elenco": "/a", "ogni": {"campo": "id", "esiste_in": {"elenco": "/b", "chiave": "id", "dove": {"campo": "si", "uguale": true}}}})"),
            Places{"/a/9999/id"});
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(10));
}

TEST(Rules, ReckonOnceWhatDoesNotDependOnTheItem) {
  Json data = {{"a", Json::array()}};
  for (int at = 0; at < 10'000; ++at) data["a"].push_back({{"n", at}});
  std::vector<Problem> mistakes;
  const RuleFindings findings = check(data, parsed(R"([{"nome": "r", "messaggio": "m", "in": "/a",
    "se": {"elenco": "/a", "almeno": 10000}, "allora": {"campo": "n", "massimo": {"massimo": {"elenco": "/a", "di": "n"}}}}])"), mistakes);
  EXPECT_TRUE(mistakes.empty());
  EXPECT_TRUE(findings.errors.empty());
}

TEST(Rules, TellTheFirstPlacesOfManyAndThatThereAreMore) {
  Json data = {{"a", Json::array()}};
  for (int at = 0; at < 200; ++at) data["a"].push_back({{"n", at}});
  EXPECT_EQ(failures(data, R"({"elenco": "/a", "ogni": {"campo": "n", "minimo": 500}})").size(), 51u);
}

}  // namespace
}  // namespace stesura
