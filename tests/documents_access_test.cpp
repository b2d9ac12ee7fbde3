#include <gtest/gtest.h>

#include "service/refusal.h"
#include "tests/document_home.h"

namespace stesura {
namespace {

// Who sees which document, written by hand. 404 is what an unknown id answers, too.
TEST(DocumentAccess, IsAsTheHandWrittenTableSays) {
  DocumentHome home;
  Json loose = home.referralOrder();
  loose.erase("percorso");
  Json questionnaire = {{"tipo", "scheda_gradimento"}, {"modello", "datore"}, {"dati", DocumentHome::questionnaire()}};
  Json ofPath = questionnaire;
  ofPath["percorso"] = home.path;
  struct Row {
    const char* what;
    std::string id;
    // caseOperator colleague program secretary communicator administrator caseManager receiver receivingSecretary member stranger
    std::vector<int> statuses;
  };
  const std::vector<Row> rows = {
      {"H of the path", home.issue(home.caseOperator, home.referralOrder()), {200, 404, 404, 404, 404, 404, 200, 404, 404, 404, 404}},
      {"H without a path", home.issue(home.caseOperator, loose), {200, 404, 404, 404, 404, 404, 404, 404, 404, 404, 404}},
      {"I of the path", home.issue(home.caseOperator, ofPath), {200, 200, 200, 200, 404, 200, 200, 200, 404, 404, 404}},
      {"I of the agency", home.issue(home.secretary, questionnaire), {200, 200, 200, 200, 200, 200, 404, 404, 404, 404, 404}},
      {"P of the network", home.issue(home.secretary, DocumentHome::guidelinesOrder()), {200, 200, 200, 200, 200, 200, 200, 200, 200, 200, 404}},
  };
  const std::vector<Identity> people = {home.caseOperator, home.colleague, home.program, home.secretary, home.communicator, home.administrator,
                                        home.caseManager, home.receiver, home.receivingSecretary, home.member, home.stranger};
  for (const Row& row : rows) {
    for (std::size_t at = 0; at < people.size(); ++at) {
      for (const char* part : {"", "/contenuto", "/dati", "/modello", "/schema", "/metadati"}) {
        EXPECT_EQ(home.ask(people[at], "GET", "/documenti/" + row.id + part).status, row.statuses[at]) << row.what << " " << at << part;
      }
      bool listed = false;
      for (const Json& each : memberOf(home.ask(people[at], "GET", "/documenti"), "elementi")) listed = listed || each["id"] == row.id;
      EXPECT_EQ(listed, row.statuses[at] == 200) << row.what << " " << at << " in the list";
    }
    EXPECT_EQ(home.ask(home.system, "GET", "/documenti/" + row.id).status, 403);
  }
  const Reply foreign = home.ask(home.stranger, "GET", "/documenti/" + rows[0].id);
  const Reply unknown = home.ask(home.stranger, "GET", "/documenti/" + newId());
  EXPECT_EQ(foreign.body, unknown.body);
}

// R: every operator of the own agency and of a recipient in force.
TEST(DocumentAccess, OfClassRIsForOperatorsOnly) {
  DocumentHome home;
  Json order = home.referralOrder("minima");
  order["dati"] = DocumentHome::sample("nautilus/segnalazione-minima.json");
  order["dati"]["ente_produttore"] = DocumentHome::referral()["ente_produttore"];
  const std::string id = home.issue(home.caseOperator, order);
  const auto status = [&](const Identity& who) { return home.ask(who, "GET", "/documenti/" + id + "/contenuto").status; };
  EXPECT_EQ(status(home.colleague), 200);
  EXPECT_EQ(status(home.receiver), 200);
  EXPECT_EQ(status(home.receivingSecretary), 404);
  EXPECT_EQ(status(home.secretary), 404);
  EXPECT_EQ(status(home.administrator), 404);
  EXPECT_EQ(status(home.member), 404);
  // What another agency reads are the data that the layout shows, and no more.
  const Json shown = bodyOf(home.ask(home.receiver, "GET", "/documenti/" + id + "/dati"))["dati"];
  EXPECT_EQ(shown, home.services().generator.shown("scheda_segnalazione", "minima", order["dati"]));
  EXPECT_EQ(shown["persona"].contains("cognome"), false);
  const Json own = bodyOf(home.ask(home.colleague, "GET", "/documenti/" + id + "/dati"))["dati"];
  EXPECT_EQ(own, home.services().generator.reduced("scheda_segnalazione", order["dati"], DataClass::restricted));
  home.database().write([&](Transaction& transaction) {
    EXPECT_TRUE(Registers(home.vault()).revokeRecipient(transaction, home.path, "comune-alatri"));
  });
  EXPECT_EQ(status(home.receiver), 404);  // closed at once
  EXPECT_EQ(status(home.caseManager), 404);
  EXPECT_TRUE(bodyOf(home.ask(home.receiver, "GET", "/documenti"))["elementi"].empty());
}

TEST(DocumentAccess, ShowsInTheMetadataNoMoreThanInTheData) {
  DocumentHome home;
  const Json sample = DocumentHome::sample("nautilus/segnalazione-minima.json");
  Json order = home.referralOrder("minima");
  order["dati"] = sample;
  order["dati"]["ente_produttore"] = DocumentHome::referral()["ente_produttore"];
  order["dati"]["oggetto"] = "Segnalazione riservata di prova";
  const std::string id = home.issue(home.caseOperator, order);
  const std::string own = home.ask(home.caseOperator, "GET", "/documenti/" + id + "/metadati").body;
  const std::string theirs = home.ask(home.receiver, "GET", "/documenti/" + id + "/metadati").body;
  EXPECT_NE(own.find("Segnalazione riservata di prova"), std::string::npos);
  EXPECT_EQ(theirs.find("Segnalazione riservata di prova"), std::string::npos);
  EXPECT_NE(theirs.find("Scheda di segnalazione"), std::string::npos);
}

TEST(DocumentAccess, ListsByKindStateAndPathAPageAtATime) {
  DocumentHome home;
  std::vector<std::string> ids;
  for (int i = 0; i < 5; ++i) ids.push_back(home.issue(home.secretary, DocumentHome::guidelinesOrder()));
  const std::string referral = home.issue(home.caseOperator, home.referralOrder());
  EXPECT_EQ(home.move(home.secretary, ids[1], "in_firma").status, 200);
  const auto listed = [&](const std::string& query) {
    std::vector<std::string> found;
    for (const Json& each : memberOf(home.ask(home.caseOperator, "GET", "/documenti" + query), "elementi")) found.push_back(each["id"]);
    return found;
  };
  EXPECT_EQ(listed("?tipo=scheda_segnalazione"), std::vector<std::string>{referral});
  EXPECT_EQ(listed("?stato=in_firma"), std::vector<std::string>{ids[1]});
  EXPECT_EQ(listed("?percorso=" + home.path), std::vector<std::string>{referral});
  EXPECT_EQ(listed("?tipo=linee_operative&stato=generato").size(), 4u);
  std::vector<std::string> all;
  std::string query = "?limite=2";
  for (int pages = 0; pages < 10; ++pages) {
    const Json page = bodyOf(home.ask(home.caseOperator, "GET", "/documenti" + query));
    for (const Json& each : page["elementi"]) all.push_back(each["id"]);
    if (!page.contains("successivo")) break;
    query = "?limite=2&cursore=" + page["successivo"].get<std::string>();
  }
  EXPECT_EQ(all, (std::vector<std::string>{referral, ids[4], ids[3], ids[2], ids[1], ids[0]}));
  EXPECT_EQ(home.ask(home.caseOperator, "GET", "/documenti?stato=perso").status, 400);
  EXPECT_EQ(home.ask(home.caseOperator, "GET", "/documenti?cursore=6162").status, 400);
  EXPECT_EQ(home.ask(home.caseOperator, "GET", "/documenti?percorso=x").status, 404);
  EXPECT_TRUE(bodyOf(home.ask(home.stranger, "GET", "/documenti?percorso=" + home.path))["elementi"].empty());
}

// A cursor is the id of a document: none comes of a path that is not the asker's to know.
TEST(DocumentAccess, TellsNothingOfThePathsOfOthers) {
  DocumentHome home;
  for (int i = 0; i < 45; ++i) home.issue(home.caseOperator, home.referralOrder());
  for (const Identity& who : {home.stranger, home.member, home.communicator}) {
    const Reply theirs = home.ask(who, "GET", "/documenti?limite=1&percorso=" + home.path);
    EXPECT_EQ(theirs.body, home.ask(who, "GET", "/documenti?limite=1&percorso=" + newId()).body);
    EXPECT_FALSE(bodyOf(theirs).contains("successivo"));
  }
}

TEST(WhoSeesWhat, ListsWhoMaySeeAndWhoDid) {
  DocumentHome home;
  std::string named;
  home.database().write([&](Transaction& transaction) {
    named = *Users(home.vault()).add(transaction, {"asl-frosinone", "operatore.prova", {"operatore"}, {{"nome_proprio", "Prova"}, {"cognome", "Operatrice"}}, "", false});
    Registers(home.vault()).addOperator(transaction, home.path, named);
  });
  const std::string id = home.issue(home.caseOperator, home.referralOrder());
  home.ask(home.caseManager, "GET", "/documenti/" + id + "/contenuto");
  const Json answer = bodyOf(home.ask(home.caseOperator, "GET", "/documenti/" + id + "/accessi"));
  std::set<std::tuple<std::string, std::string, std::string>> may;  // agency, user or role, as
  for (const Json& each : answer["chi_puo"]) may.emplace(each["ente"], each.value("utente", each.value("ruolo", "")), each.value("come", ""));
  EXPECT_EQ(may, (std::set<std::tuple<std::string, std::string, std::string>>{
                     {"asl-frosinone", home.caseOperator.id, "operatore del percorso"},
                     {"asl-frosinone", named, "operatore del percorso"},
                     {"comune-alatri", home.caseManager.id, "case manager"}}));
  bool told = false;
  for (const Json& each : answer["chi_puo"]) told = told || each.value("nominativo", "") == "Prova Operatrice";
  EXPECT_TRUE(told);
  std::set<std::pair<std::string, std::string>> did;
  for (const Json& each : answer["chi_ha"]) did.emplace(each["chi"], each["azione"]);
  EXPECT_TRUE(did.contains({home.caseOperator.id, "emetti"}));
  EXPECT_TRUE(did.contains({home.caseManager.id, "scarica"}));
  // The administrator sees ids and roles, though not the document; nobody else does.
  const Reply administrators = home.ask(home.administrator, "GET", "/documenti/" + id + "/accessi");
  EXPECT_EQ(administrators.status, 200);
  EXPECT_EQ(administrators.body.find("Operatrice"), std::string::npos);
  EXPECT_EQ(home.ask(home.colleague, "GET", "/documenti/" + id + "/accessi").status, 404);
  EXPECT_EQ(home.ask(home.caseManager, "GET", "/documenti/" + id + "/accessi").status, 403);
  EXPECT_EQ(home.ask(home.secretary, "GET", "/documenti/" + id + "/accessi").status, 403);
  EXPECT_EQ(home.ask(home.stranger, "GET", "/documenti/" + id + "/accessi").status, 404);
}

TEST(WhoSeesWhat, TellsTheRolesOfANetwork) {
  DocumentHome home;
  const std::string id = home.issue(home.secretary, DocumentHome::guidelinesOrder());
  std::set<std::pair<std::string, std::string>> may;
  for (const Json& each : memberOf(home.ask(home.colleague, "GET", "/documenti/" + id + "/accessi"), "chi_puo")) may.emplace(each["ente"], each.value("ruolo", ""));
  EXPECT_EQ(may.size(), 12u);  // four roles of three agencies
  EXPECT_TRUE(may.contains({"comune-frosinone", "segreteria"}));
}

}  // namespace
}  // namespace stesura
