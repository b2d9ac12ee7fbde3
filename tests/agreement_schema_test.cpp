#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <sstream>

#include "generator/json/json.h"
#include "generator/rules/rule_set.h"
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

Schema schemaOf(const std::string& kind) {
  return Schema::compile(
      readJson("schemas/" + kind + ".schema.json"),
      {{"definizioni.schema.json", readJson("schemas/definizioni.schema.json")}});
}

Json agreement() { return readJson("samples/job-for-all/protocollo-provinciale.json"); }

std::vector<Problem> problemsOf(const Json& data) {
  static const Schema schema = schemaOf("protocollo_intesa");
  std::vector<Problem> mistakes;
  static const RuleSet rules = RuleSet::compile(readJson("templates/protocollo_intesa/kind.json")["regole"], "/regole",
                                                schema.shape(), mistakes);
  EXPECT_TRUE(mistakes.empty());
  std::vector<Problem> problems = schema.validate(data).problems;
  Steps steps;
  const std::vector<Problem> broken = rules.check(data, steps).errors;
  problems.insert(problems.end(), broken.begin(), broken.end());
  return problems;
}

std::vector<std::string> pointersOf(const std::vector<Problem>& problems) {
  std::vector<std::string> pointers;
  for (const Problem& problem : problems) pointers.push_back(problem.pointer);
  return pointers;
}

using Pointers = std::vector<std::string>;

TEST(AgreementSchema, AcceptsMantovasAgreementsWhole) {
  const Schema schema = schemaOf("protocollo_intesa");
  for (const char* name : {"protocollo-provinciale", "protocollo-locale-mantova"}) {
    const Json data = readJson(std::string("samples/job-for-all/") + name + ".json");
    EXPECT_EQ(pointersOf(schema.validate(data).problems), Pointers{}) << name;
  }
  const Json data = agreement();
  EXPECT_GE(data["parti"].size(), 9u);
  EXPECT_GE(data["articoli"].size(), 15u);
}

// L. 241/1990 art. 15 c. 2-bis.
TEST(AgreementSchema, RefusesPenBetweenAdministrations) {
  Json data = agreement();
  data["modalita_firma"] = "autografa";
  const std::vector<Problem> problems = problemsOf(data);
  ASSERT_EQ(pointersOf(problems), Pointers{"/modalita_firma"});
  const std::string words = problems[0].message + " " + problems[0].hint;
  for (const char* said : {"241", "15", "2-bis", "digitale", "avanzata", "qualificata", "nullità"})
    EXPECT_NE(words.find(said), std::string::npos) << said << " in: " << words;
}

TEST(AgreementSchema, TakesEveryElectronicSignatureThatTheLawNames) {
  for (const char* way : {"digitale_pades", "digitale_cades", "avanzata", "qualificata"}) {
    Json data = agreement();
    data["modalita_firma"] = way;
    EXPECT_EQ(pointersOf(problemsOf(data)), Pointers{}) << way;
  }
}

TEST(AgreementSchema, LeavesPenToPartiesOfWhichOneIsAnAdministration) {
  Json data = agreement();
  data["modalita_firma"] = "autografa";
  for (std::size_t i = 1; i < data["parti"].size(); ++i)
    data["parti"][i]["ente"]["pubblica_amministrazione"] = false;
  EXPECT_EQ(pointersOf(problemsOf(data)), Pointers{});
  data["parti"][3]["ente"]["pubblica_amministrazione"] = true;
  EXPECT_EQ(pointersOf(problemsOf(data)), Pointers{"/modalita_firma"});
}

TEST(AgreementSchema, AsksLocalAgreementForItsParent) {
  Json data = readJson("samples/job-for-all/protocollo-locale-mantova.json");
  data.erase("accordo_padre");
  EXPECT_EQ(pointersOf(problemsOf(data)), Pointers{"/accordo_padre"});
}

TEST(AgreementSchema, AsksDurationForOneStartAndOneEnd) {
  Json data = agreement();
  data["durata"] = {{"mesi", 36}};
  EXPECT_EQ(pointersOf(problemsOf(data)), Pointers{"/durata/dalla_ultima_sottoscrizione"});
  data["durata"] = {{"mesi", 36}, {"inizio", "2027-01-01"}, {"dalla_ultima_sottoscrizione", true}};
  EXPECT_EQ(pointersOf(problemsOf(data)), Pointers{"/durata/dalla_ultima_sottoscrizione"});
  data["durata"] = {{"inizio", "2027-01-01"}};
  EXPECT_EQ(pointersOf(problemsOf(data)), Pointers{"/durata/mesi"});
  data["durata"] = {{"inizio", "2027-01-01"}, {"scadenza", "2029-12-31"}, {"rinnovo", "tacito"}};
  EXPECT_EQ(pointersOf(problemsOf(data)), Pointers{"/durata/rinnovo"});
}

TEST(AgreementSchema, HasNoPlaceForBirthDataStateOrSignatures) {
  Json data = agreement();
  data["stato"] = "firmato";
  data["protocollo"] = {{"numero", "0000001"}};
  data["firme"] = Json::array();
  data["parti"][0]["rappresentante"]["data_nascita"] = "1992-11-25";
  Pointers found = pointersOf(problemsOf(data));
  std::sort(found.begin(), found.end());
  EXPECT_EQ(found,
            (Pointers{"/firme", "/parti/0/rappresentante/data_nascita", "/protocollo", "/stato"}));
}

TEST(AgreementSchema, MayBePublishedWhole) {
  const Schema schema = schemaOf("protocollo_intesa");
  for (const auto& [name, field] : schema.shape().properties) {
    if (name == "dati_assenti") continue;
    EXPECT_EQ(field->dataClass, DataClass::publishable) << name;
  }
}

TEST(GuidelinesSchema, AcceptsMantovasGuideWithNothingMissing) {
  const Schema schema = schemaOf("linee_operative");
  const Json data = readJson("samples/job-for-all/linee-operative.json");
  EXPECT_EQ(pointersOf(schema.validate(data).problems), Pointers{});
  Pointers missing;
  for (const MissingValue& value : schema.completeness(data).missing)
    missing.push_back(value.pointer);
  EXPECT_EQ(missing, Pointers{});
}

TEST(GuidelinesSchema, CountsAnActivityWithoutTimeAsIncomplete) {
  const Schema schema = schemaOf("linee_operative");
  Json data = readJson("samples/job-for-all/linee-operative.json");
  data["fasi"][0]["attivita"][0].erase("cadenza");
  Pointers missing;
  for (const MissingValue& value : schema.completeness(data).missing)
    missing.push_back(value.pointer);
  EXPECT_EQ(missing, Pointers{"/fasi/0/attivita/0/termine"});
}

TEST(GuidelinesSchema, HasNoPlaceForPersons) {
  const Schema schema = schemaOf("linee_operative");
  Json data = readJson("samples/job-for-all/linee-operative.json");
  data["referenti"][0]["cognome"] = "Prova";
  EXPECT_EQ(pointersOf(schema.validate(data).problems), Pointers{"/referenti/0/cognome"});
}

}  // namespace
}  // namespace stesura
