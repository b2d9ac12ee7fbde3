#include "service/documents/states.h"

#include <gtest/gtest.h>

#include <array>
#include <atomic>
#include <fstream>
#include <thread>

#include "service/refusal.h"
#include "tests/document_home.h"

namespace stesura {
namespace {

using Moves = std::set<std::tuple<std::string, std::string, std::string>>;  // from, to, role

// Written by hand: from, to, role, for a document of class P that is of no path.
const Moves kExpected = {
    {"generato", "in_firma", "operatore"},    {"generato", "in_firma", "segreteria"},
    {"in_firma", "firmato", "operatore"},     {"in_firma", "firmato", "segreteria"},
    {"firmato", "registrato", "operatore"},   {"firmato", "registrato", "segreteria"},
    {"registrato", "pubblicato", "comunicazione"},
    {"generato", "annullato", "operatore"},   {"generato", "annullato", "segreteria"},
    {"in_firma", "annullato", "operatore"},   {"in_firma", "annullato", "segreteria"},
    {"firmato", "annullato", "operatore"},    {"firmato", "annullato", "segreteria"},
    {"registrato", "annullato", "operatore"}, {"registrato", "annullato", "segreteria"},
    {"pubblicato", "annullato", "segreteria"},
};

constexpr std::array<const char*, 5> kRoleNames = {"operatore", "segreteria", "comunicazione", "amministratore", "sistema"};

bool moves(const Identity& who, const DocumentRecord& document, const PathFacts* path, std::string_view to) {
  try {
    requireMove({who, document, path, true}, to, "motivo");
    return true;
  } catch (const Refusal&) {
    return false;
  }
}

TEST(DocumentStates, MoveAsTheHandWrittenTableSaysAndNoOtherWay) {
  Moves found;
  for (const std::string_view from : documentStates()) {
    for (const std::string_view to : documentStates()) {
      for (const char* role : kRoleNames) {
        const Identity who{"u", "ente-a", {roleFromName(role)}, false};
        DocumentRecord document;
        document.agency = "ente-a";
        document.ceiling = "P";
        document.state = from;
        if (moves(who, document, nullptr, to)) found.emplace(from, to, role);
        document.agency = "ente-b";
        EXPECT_FALSE(moves(who, document, nullptr, to)) << from << " " << to << " " << role << " of another agency";
      }
    }
  }
  EXPECT_EQ(found, kExpected);
}

TEST(DocumentStates, GiveNoWayToPublishWhatIsNotForEverybody) {
  const PathFacts path{.id = "p", .agency = "ente-a", .person = "", .network = "", .code = "", .phase = "", .openedOn = "", .closedOn = "", .operators = {"u"}, .recipients = {}};
  std::set<Role> all;
  for (const char* role : kRoleNames) all.insert(roleFromName(role));
  const Identity everything{"u", "ente-a", all, false};
  for (const char* ceiling : {"P", "I", "R", "G", "H"}) {
    for (const bool ofPath : {false, true}) {
      DocumentRecord document;
      document.agency = "ente-a";
      document.ceiling = ceiling;
      document.state = "registrato";
      document.path = ofPath ? "p" : "";
      const bool may = moves(everything, document, ofPath ? &path : nullptr, "pubblicato");
      EXPECT_EQ(may, std::string(ceiling) == "P" && !ofPath) << ceiling << ofPath;
      const auto possible = possibleStates({everything, document, ofPath ? &path : nullptr, true});
      EXPECT_EQ(std::count(possible.begin(), possible.end(), "pubblicato"), may ? 1 : 0);
    }
  }
}

TEST(DocumentStates, OfAPathAreMovedByThoseWhoWorkOnIt) {
  const PathFacts path{.id = "p", .agency = "ente-a", .person = "", .network = "", .code = "", .phase = "", .openedOn = "", .closedOn = "", .operators = {"u"}, .recipients = {}};
  DocumentRecord document;
  document.agency = "ente-a";
  document.ceiling = "R";
  document.path = "p";
  EXPECT_TRUE(moves({"u", "ente-a", {Role::operatore}, false}, document, &path, "in_firma"));
  EXPECT_FALSE(moves({"v", "ente-a", {Role::operatore}, false}, document, &path, "in_firma"));
  EXPECT_FALSE(moves({"u", "ente-a", {Role::operatore}, true}, document, &path, "in_firma"));
  EXPECT_FALSE(moves({"u", "ente-a", {Role::segreteria}, false}, document, &path, "in_firma"));
  EXPECT_FALSE(moves({"u", "ente-a", {Role::operatore}, false}, document, nullptr, "in_firma"));
}

TEST(DocumentStates, StandOnThePageAsInTheCode) {
  std::ifstream stream(std::string(STESURA_SOURCE_DIR) + "/docs/stati-dei-documenti.md");
  std::vector<std::string> shown, expected;
  for (std::string line; std::getline(stream, line);) {
    if (line.starts_with("| ") && !line.starts_with("| Da")) shown.push_back(line);
  }
  for (const StateMove& move : stateMoves()) {
    std::string roles, conditions;
    for (const Role role : move.roles) roles += (roles.empty() ? "" : ", ") + std::string(roleName(role));
    const auto add = [&](bool holds, const std::string& text) { if (holds) conditions += (conditions.empty() ? "" : "; ") + text; };
    add(move.most != DataClass::health, "classe " + std::string(className(move.most)));
    add(!move.ofPaths, "non di un percorso");
    add(move.needsReason, "con il motivo");
    add(move.needsRegistration, "con il numero di protocollo del proprio ente");
    expected.push_back("| " + std::string(move.from) + " | " + std::string(move.to) + " | " + roles + " | " + conditions + (conditions.empty() ? "|" : " |"));
  }
  EXPECT_EQ(shown, expected);
}

TEST(DocumentStates, GoAllTheWayToPublication) {
  DocumentHome home;
  const std::string id = home.issue(home.secretary, DocumentHome::guidelinesOrder());
  EXPECT_EQ(home.move(home.communicator, id, "pubblicato").status, 409);
  EXPECT_EQ(home.move(home.secretary, id, "in_firma").status, 200);
  EXPECT_EQ(home.move(home.secretary, id, "generato").status, 409);
  EXPECT_EQ(home.move(home.colleague, id, "firmato").status, 200);
  EXPECT_EQ(home.move(home.secretary, id, "registrato").status, 409);  // without a number
  EXPECT_EQ(home.ask(home.secretary, "POST", "/documenti/" + id + "/protocolli", DocumentHome::protocol("0000001")).status, 201);
  EXPECT_EQ(home.move(home.secretary, id, "registrato").status, 200);
  EXPECT_EQ(home.move(home.secretary, id, "pubblicato").status, 403);
  EXPECT_EQ(home.move(home.member, id, "pubblicato").status, 403);
  const Reply published = home.move(home.communicator, id, "pubblicato");
  EXPECT_EQ(published.status, 200);
  const Json history = bodyOf(published)["storia"];
  ASSERT_EQ(history.size(), 5u);
  EXPECT_EQ(history[4]["chi"], home.communicator.id);
  EXPECT_EQ(home.move(home.secretary, id, "annullato").status, 422);
  const Reply annulled = home.move(home.secretary, id, "annullato", "Pubblicato per sbaglio");
  EXPECT_EQ(annulled.status, 200);
  EXPECT_EQ(bodyOf(annulled)["storia"][5]["motivo"], "Pubblicato per sbaglio");
  EXPECT_EQ(bodyOf(home.ask(home.member, "GET", "/documenti/" + id))["storia"][5].contains("motivo"), false);
  EXPECT_EQ(home.ask(home.member, "GET", "/documenti/" + id + "/contenuto").status, 200);  // still readable
  EXPECT_TRUE(bodyOf(annulled)["stati_possibili"].empty());
}

TEST(DocumentStates, WantTheVersionThatTheyChange) {
  DocumentHome home;
  const std::string id = home.issue(home.secretary, DocumentHome::guidelinesOrder());
  const std::string target = "/documenti/" + id + "/stato";
  EXPECT_EQ(home.ask(home.secretary, "POST", target, {{"a", "in_firma"}}).status, 428);
  EXPECT_EQ(home.ask(home.secretary, "POST", target, {{"a", "in_firma"}}, {{"if-match", "\"7\""}}).status, 412);
  EXPECT_EQ(home.ask(home.secretary, "POST", target, {{"a", "perso"}}, {{"if-match", "\"1\""}}).status, 422);
  EXPECT_EQ(home.ask(home.secretary, "POST", target, {{"a", "in_firma"}, {"b", 1}}, {{"if-match", "\"1\""}}).status, 422);
  EXPECT_EQ(home.ask(home.stranger, "POST", target, {{"a", "in_firma"}}, {{"if-match", "\"1\""}}).status, 404);
}

TEST(DocumentStates, ChangeOnceThoughManyAskAtTheSameTime) {
  DocumentHome home;
  const std::string id = home.issue(home.secretary, DocumentHome::guidelinesOrder());
  std::atomic<int> done{0}, stale{0};
  std::vector<std::thread> threads;
  for (int i = 0; i < 6; ++i) {
    threads.emplace_back([&] {
      const int status = home.ask(home.secretary, "POST", "/documenti/" + id + "/stato", {{"a", "in_firma"}}, {{"if-match", "\"1\""}}).status;
      (status == 200 ? done : stale) += 1;
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(done, 1);
  EXPECT_EQ(stale, 5);
  EXPECT_EQ(bodyOf(home.ask(home.secretary, "GET", "/documenti/" + id))["storia"].size(), 2u);
}

TEST(Registrations, AreOfEachBodysOwnRegisterAndGivenOnce) {
  DocumentHome home;
  const std::string id = home.issue(home.caseOperator, home.referralOrder());
  const std::string other = home.issue(home.caseOperator, home.referralOrder("copia_persona"));
  const auto enter = [&](const Identity& who, const std::string& document, Json body) {
    return home.ask(who, "POST", "/documenti/" + document + "/protocolli", body);
  };
  EXPECT_EQ(enter(home.caseOperator, id, DocumentHome::protocol("0000123")).status, 201);
  EXPECT_EQ(enter(home.caseOperator, id, DocumentHome::protocol("0000123")).status, 409);
  EXPECT_EQ(enter(home.caseOperator, other, DocumentHome::protocol("0000123")).status, 409);
  EXPECT_EQ(enter(home.caseOperator, id, DocumentHome::protocol("0000124")).status, 409);  // one of a register
  const Reply theirs = enter(home.caseManager, id, DocumentHome::protocol("0000123"));  // another body's register
  EXPECT_EQ(theirs.status, 201);
  const Json list = bodyOf(theirs)["protocolli"];
  ASSERT_EQ(list.size(), 2u);
  EXPECT_EQ(list[0]["ente"], "asl-frosinone");
  EXPECT_EQ(list[1]["ente"], "comune-alatri");
  Json foreign = DocumentHome::protocol("0000125");
  foreign["ente"] = "comune-alatri";
  EXPECT_EQ(enter(home.caseOperator, other, foreign).status, 403);
  EXPECT_EQ(enter(home.receiver, id, DocumentHome::protocol("0000126")).status, 404);
  EXPECT_EQ(enter(home.secretary, id, DocumentHome::protocol("0000127")).status, 404);
  home.move(home.caseOperator, other, "annullato", "Errore");
  EXPECT_EQ(enter(home.caseOperator, other, DocumentHome::protocol("0000128")).status, 409);
}

TEST(Registrations, RefuseWhatIsNoNumberOrNoDay) {
  DocumentHome home;
  const std::string id = home.issue(home.caseOperator, home.referralOrder());
  const auto status = [&](const char* member, const Json& value) {
    Json body = DocumentHome::protocol("0000123");
    body[member] = value;
    return home.ask(home.caseOperator, "POST", "/documenti/" + id + "/protocolli", body).status;
  };
  for (const char* number : {"123456", "00000A1", "", "123456789012345678901"}) EXPECT_EQ(status("numero", number), 422) << number;
  for (const char* code : {"", "CON SPAZI", "DICIASSETTELETTERE", "à"}) EXPECT_EQ(status("codice_registro", code), 422) << code;
  for (const char* day : {"2026-02-30", "12/03/2026", "2999-01-01", "2001-01-01", "domani", ""}) EXPECT_EQ(status("data", day), 422) << day;
  for (const char* time : {"25:00:00", "09:60:00", "9:00", "ora"}) EXPECT_EQ(status("ora", time), 422) << time;
  EXPECT_EQ(status("numero", 1234567), 422);
  EXPECT_EQ(status("altro", 1), 422);
  EXPECT_EQ(home.count("SELECT COUNT(*) FROM documento_protocollo"), 0);
}

}  // namespace
}  // namespace stesura
