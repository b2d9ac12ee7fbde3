#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "generator/json/json.h"
#include "generator/schema/schema.h"

namespace stesura {
namespace {

Json readJson(const std::string& place) {
  std::ifstream file(std::string(STESURA_SOURCE_DIR) + "/" + place, std::ios::binary);
  EXPECT_TRUE(file.is_open()) << place;
  std::stringstream text;
  text << file.rdbuf();
  return parseJson(text.str());
}

const Schema& meetingSchema() {
  static const Schema schema =
      Schema::compile(readJson("schemas/report_incontro.schema.json"),
                      {{"definizioni.schema.json", readJson("schemas/definizioni.schema.json")}});
  return schema;
}

Json sample(const std::string& name) {
  return readJson("samples/servizi-in-rete/" + name + ".json");
}

// Every problem as «pointer: message».
std::vector<std::string> problemsOf(const Json& data) {
  std::vector<std::string> said;
  for (const Problem& problem : meetingSchema().validate(data).problems)
    said.push_back(problem.pointer + ": " + problem.message);
  return said;
}

bool anyTells(const std::vector<std::string>& said, const std::string& words) {
  for (const std::string& one : said)
    if (one.find(words) != std::string::npos) return true;
  return false;
}

DataClass classAt(const std::string& dottedName, const std::string& ofItems = {}) {
  const Field* field = meetingSchema().shape().find(dottedName);
  if (field != nullptr && !ofItems.empty()) field = field->items->find(ofItems);
  EXPECT_NE(field, nullptr) << dottedName << " " << ofItems;
  return field == nullptr ? DataClass::health : field->dataClass;
}

using Said = std::vector<std::string>;

// The register of Servizi in rete, in its order and with its own labels: three reports without a
// number, the number 4 twice, and a workshop without a date.
TEST(MeetingSchema, AcceptsTheSevenMonzaMeetingsAsPublished) {
  const std::pair<const char*, const char*> published[] = {
      {"laboratorio-2015-09-09",
       "Servizi in rete – Piano LIFT – Report del Laboratorio del 9 settembre 2015 (file .PDF)"},
      {"laboratorio-2015-10-06",
       "Servizi in rete – Piano LIFT – Report del Laboratorio del 6 ottobre 2015 (file .PDF)"},
      {"laboratorio-2015-11-10",
       "Servizi in rete – Piano LIFT – Report del Laboratorio del 10 novembre 2015 (file .PDF)"},
      {"buone-prassi-2015-12-03", "Report 4_Buone Prassi MB 3.12.15 (file.PDF)"},
      {"laboratorio-2016-01-13", "Report 4 Laboratorio 1AdS MB 13 01 16"},
      {"laboratorio-2016-02-17", "Report 5 Laboratorio 1AdS MB 17 02 16"},
      {"workshop-conclusivo", "Workshop conclusivo azione di sistema SERVIZI"},
  };
  for (const auto& [name, label] : published) {
    const Json data = sample(name);
    EXPECT_EQ(problemsOf(data), Said{}) << name;
    EXPECT_EQ(data["registro"]["etichetta"], label);
  }
  EXPECT_EQ(sample("buone-prassi-2015-12-03")["numero_progressivo"], "4");
  EXPECT_EQ(sample("laboratorio-2016-01-13")["numero_progressivo"], "4");
}

TEST(MeetingSchema, CountsMissingDateWithoutRefusingIt) {
  const Json data = sample("workshop-conclusivo");
  ASSERT_FALSE(data.contains("data_incontro"));
  EXPECT_EQ(problemsOf(data), Said{});
  const Completeness completeness = meetingSchema().completeness(data);
  ASSERT_EQ(completeness.missing.size(), 1u);
  EXPECT_EQ(completeness.missing[0].pointer, "/data_incontro");
}

TEST(MeetingSchema, RefusesMeetingAboutOnePerson) {
  Json data = sample("laboratorio-2015-09-09");
  data["tipo_incontro"] = "incontro_uti";
  EXPECT_TRUE(anyTells(problemsOf(data), "singola persona"));
  data["tipo_incontro"] = "laboratorio_utenti";
  EXPECT_TRUE(anyTells(problemsOf(data), "laboratorio_operatori"));
}

TEST(MeetingSchema, RefusesPictureWithOtherPeopleThanOperators) {
  Json data = sample("laboratorio-2015-09-09");
  data["immagini"] = {{{"nome_file", "aula.jpg"},
                       {"testo_alternativo", "L’aula del laboratorio"},
                       {"persone_riconoscibili", "nessuna"}}};
  EXPECT_EQ(problemsOf(data), Said{});
  data["immagini"][0]["persone_riconoscibili"] = "con_liberatoria";
  EXPECT_TRUE(anyTells(problemsOf(data), "qualunque liberatoria"));
  data["immagini"][0].erase("persone_riconoscibili");
  EXPECT_FALSE(problemsOf(data).empty());
}

TEST(MeetingSchema, RefusesStateRegistrationAndPersonalCodes) {
  const Json whole = sample("laboratorio-2015-09-09");
  for (const char* key : {"stato", "protocollo", "firme", "impronta", "approvazione"}) {
    Json data = whole;
    data[key] = "approvato";
    EXPECT_FALSE(problemsOf(data).empty()) << key;
  }
  Json data = whole;
  data["partecipanti"][0]["persone"][0]["codice_fiscale"] = "RSSMRA85C12F704U";
  EXPECT_FALSE(problemsOf(data).empty());
}

TEST(MeetingSchema, PublishesNoNamesButThoseOfSpeakers) {
  EXPECT_EQ(classAt("relatori", "cognome"), DataClass::publishable);
  EXPECT_EQ(classAt("partecipanti", "ente.denominazione"), DataClass::publishable);
  EXPECT_EQ(classAt("conteggi.presenti"), DataClass::publishable);
  EXPECT_EQ(classAt("partecipanti", "persone"), DataClass::internal);
  EXPECT_EQ(classAt("azioni", "referente.cognome"), DataClass::internal);
  for (const char* office : {"presiede", "facilitatore", "verbalizzante"})
    EXPECT_EQ(classAt(std::string(office) + ".cognome"), DataClass::internal) << office;
  EXPECT_EQ(classAt("punti", "discussione"), DataClass::internal);
}

TEST(MeetingSchema, ExpectsGoodPracticesOfMeetingAboutThem) {
  Json data = sample("buone-prassi-2015-12-03");
  data.erase("buone_prassi");
  const Completeness completeness = meetingSchema().completeness(data);
  ASSERT_EQ(completeness.missing.size(), 1u);
  EXPECT_EQ(completeness.missing[0].pointer, "/buone_prassi");
  data["buone_prassi"] = Json::array();
  EXPECT_FALSE(problemsOf(data).empty());
}

}  // namespace
}  // namespace stesura
