// What nobody waits for: a document asked for with «Prefer: respond-async», and jobs from a list of paths.
#include <map>
#include <set>

#include "service/jobs/job_issuing.h"
#include "service/refusal.h"
#include "tests/drafts_home.h"
#include "tests/job_fixture.h"

namespace stesura {
namespace {

const std::map<std::string, std::string> kLater = {{"prefer", "respond-async"}};

class LaterTest : public JobFixture<DraftsHome> {
 protected:
  Json sheetOrder(const std::string& path) {
    Json data = DraftsHome::sheet();
    data.erase("id");
    return {{"tipo", "scheda_segnalazione"}, {"modello", "completa"}, {"dati", data}, {"percorso", path}};
  }
  static Json pathsOrder(const std::vector<std::string>& paths) { return {{"tipo", "scheda_segnalazione"}, {"percorsi", paths}}; }

  std::string anotherPath() {
    return home_.database().write([&](Transaction& transaction) { return home_.addPath(transaction, home_.person, home_.verdi.id); });
  }
  // Of which the registers do not know what the sheet cannot do without.
  std::string emptyPath(const std::string& surname) {
    return home_.database().write([&](Transaction& transaction) {
      const std::string person =
          home_.registers().insert(transaction, Register::persons, "asl-frosinone", {{"cognome", surname}, {"nome_proprio", surname}}).id;
      const Json body = {{"persona", person}, {"rete", "nautilus"}, {"fasi", {{{"fase", "invio"}, {"dal", "2026-03-01"}}}}, {"motivazione_persona", surname}};
      const std::string id = home_.registers().insert(transaction, Register::paths, "asl-frosinone", body).id;
      home_.registers().addOperator(transaction, id, home_.verdi.id);
      return id;
    });
  }
  // Ids of the documents of a path that Verdi finds.
  std::vector<std::string> documentsOf(const std::string& path) {
    std::vector<std::string> ids;
    const Json found = bodyOf(home_.ask(home_.verdi, "GET", "/documenti?percorso=" + path)).at("elementi");
    for (const Json& each : found) ids.push_back(each.at("id").get<std::string>());
    return ids;
  }
  std::int64_t documents() { return count("SELECT COUNT(*) FROM documento"); }
  std::int64_t jobs() { return count("SELECT COUNT(*) FROM lavoro"); }
  static std::string entryOf(const std::string& number, const std::string& document) { return number + "_" + document.substr(28) + ".odt"; }

  // An operator of an agency that knows nothing of the path.
  const Identity outsider_{newId(), "provincia-frosinone", {Role::operatore}, false};
};

TEST_F(LaterTest, ADocumentIsMadeWhileItsAskerGoesOn) {
  const Reply reply = home_.ask(home_.verdi, "POST", "/documenti", sheetOrder(home_.path), kLater);
  const std::string id = accepted(reply);
  EXPECT_EQ(header(reply, "Location"), "/lavori/" + id);
  EXPECT_EQ(header(reply, "Preference-Applied"), "respond-async");
  EXPECT_NE(header(reply, "Retry-After"), "");
  EXPECT_EQ(bodyOf(reply).at("stato"), "in_attesa");
  EXPECT_EQ(bodyOf(reply).at("totale"), 1);
  EXPECT_EQ(documents(), 0);
  const Reply waiting = home_.ask(home_.verdi, "GET", "/lavori/" + id);
  EXPECT_EQ(waiting.status, 200);
  EXPECT_NE(header(waiting, "Retry-After"), "");

  const JobWorkers workers(home_.services(), issuingWork(home_.services()), 1);
  ASSERT_EQ(ended(home_.verdi, id).at("fatte"), 1) << home_.ask(home_.verdi, "GET", "/lavori/" + id + "/errori").body;
  const Reply moved = home_.ask(home_.verdi, "GET", "/lavori/" + id);
  EXPECT_EQ(moved.status, 303);
  EXPECT_EQ(header(moved, "Location"), "/lavori/" + id + "/risultato");
  EXPECT_EQ(header(moved, "Retry-After"), "");

  const std::vector<std::string> found = documentsOf(home_.path);
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(bodyOf(home_.ask(home_.verdi, "GET", "/documenti/" + found[0])).at("autore"), home_.verdi.id);
  const std::string file = saved(home_.ask(home_.verdi, "GET", header(moved, "Location"))).string();
  const std::string entry = entryOf("00001", found[0]);
  EXPECT_EQ(output("unzip -Z1 '" + file + "'"), entry + "\nerrori.json\n");
  EXPECT_EQ(output("unzip -p '" + file + "' " + entry), bytes(home_.ask(home_.verdi, "GET", "/documenti/" + found[0] + "/contenuto")));
  for (const Identity& other : {home_.neri, home_.stranger, outsider_}) {
    for (const std::string part : {"", "/stato", "/risultato", "/errori"}) {
      EXPECT_EQ(home_.ask(other, "GET", "/lavori/" + id + part).status, 404) << part;
    }
    EXPECT_EQ(home_.ask(other, "DELETE", "/lavori/" + id).status, 404);
  }
}

TEST_F(LaterTest, ADocumentIsMadeAtOnceForWhoDoesNotAskOtherwise) {
  using Headers = std::map<std::string, std::string>;
  for (const Headers& headers : {Headers{}, Headers{{"prefer", "return=minimal"}}, Headers{{"prefer", "respond-async-perhaps, wait=10"}}}) {
    const Reply reply = home_.ask(home_.verdi, "POST", "/documenti", sheetOrder(home_.path), headers);
    EXPECT_EQ(reply.status, 201) << reply.body;
    EXPECT_EQ(header(reply, "Preference-Applied"), "");
  }
  EXPECT_EQ(documents(), 3);
  EXPECT_EQ(jobs(), 0);
  accepted(home_.ask(home_.verdi, "POST", "/documenti", sheetOrder(home_.path), {{"prefer", "return=minimal, Respond-Async; wait=10"}}));
}

TEST_F(LaterTest, ADraftGivesOneDocumentHoweverItIsAskedFor) {
  const Json order = {{"bozza", home_.begin("scheda_segnalazione").at("id")}};
  const std::string first = accepted(home_.ask(home_.verdi, "POST", "/documenti", order, kLater));
  const std::string second = accepted(home_.ask(home_.verdi, "POST", "/documenti", order, kLater));
  const JobWorkers workers(home_.services(), issuingWork(home_.services()), 1);
  EXPECT_EQ(ended(home_.verdi, first).at("fatte"), 1) << home_.ask(home_.verdi, "GET", "/lavori/" + first + "/errori").body;
  EXPECT_EQ(ended(home_.verdi, second).at("fatte"), 1);
  EXPECT_EQ(documents(), 1);
  const Reply atOnce = home_.ask(home_.verdi, "POST", "/documenti", order);
  EXPECT_EQ(atOnce.status, 200) << atOnce.body;
  EXPECT_EQ(documentsOf(home_.path), std::vector<std::string>{bodyOf(atOnce).at("id")});
}

TEST_F(LaterTest, WhatIsAskedForTwiceWithOneKeyIsOneJob) {
  std::map<std::string, std::string> headers = kLater;
  headers["idempotency-key"] = "k-1";
  const Json order = sheetOrder(home_.path);
  const std::string id = accepted(home_.ask(home_.verdi, "POST", "/documenti", order, headers));
  // A document tells of a person: its answer is not kept, but where the job is.
  const Reply again = home_.ask(home_.verdi, "POST", "/documenti", order, headers);
  EXPECT_EQ(again.status, 202);
  EXPECT_EQ(again.body, "");
  EXPECT_EQ(header(again, "Location"), "/lavori/" + id);
  EXPECT_EQ(header(again, "Idempotency-Replayed"), "true");
  EXPECT_EQ(header(again, "Idempotency-Body"), "omitted");
  EXPECT_EQ(home_.ask(home_.verdi, "POST", "/documenti", order, {{"idempotency-key", "k-1"}}).status, 422) << "to wait is another request";

  const Json paths = pathsOrder({home_.path});
  const Reply first = home_.ask(home_.verdi, "POST", "/lavori", paths, headers), second = home_.ask(home_.verdi, "POST", "/lavori", paths, headers);
  EXPECT_EQ(accepted(second), accepted(first));
  EXPECT_EQ(header(second, "Idempotency-Replayed"), "true");
  EXPECT_EQ(jobs(), 2);
}

// What is wrong is said before it is put off.
TEST_F(LaterTest, ADocumentThatMayNotBeIssuedIsRefusedAtOnce) {
  EXPECT_EQ(home_.ask(home_.verdi, "POST", "/documenti", {{"tipo", "scheda_segnalazione"}}, kLater).status, 422);
  Json unknown = sheetOrder(home_.path);
  unknown["modello"] = "inventato";
  EXPECT_EQ(home_.ask(home_.verdi, "POST", "/documenti", unknown, kLater).status, 400);
  EXPECT_EQ(home_.ask(home_.neri, "POST", "/documenti", sheetOrder(home_.path), kLater).status, 403);
  const Reply foreign = home_.ask(outsider_, "POST", "/documenti", sheetOrder(home_.path), kLater);
  EXPECT_EQ(foreign.status, 404);
  EXPECT_EQ(bodyOf(foreign).at("problems")[0].at("puntatore"), "/percorso");
  EXPECT_EQ(foreign.body, home_.ask(outsider_, "POST", "/documenti", sheetOrder(newId()), kLater).body);
  EXPECT_EQ(jobs(), 0);
}

TEST_F(LaterTest, AFullQueueAsksToComeBack) {
  for (int number = 0; number < 20; ++number) accepted(home_.ask(home_.verdi, "POST", "/lavori", pathsOrder({home_.path})));
  for (const Reply& full : {home_.ask(home_.verdi, "POST", "/documenti", sheetOrder(home_.path), kLater),
                            home_.ask(home_.verdi, "POST", "/lavori", pathsOrder({home_.path}))}) {
    EXPECT_EQ(full.status, 503);
    EXPECT_NE(header(full, "Retry-After"), "");
  }
  EXPECT_EQ(jobs(), 20);
  EXPECT_EQ(home_.ask(home_.verdi, "POST", "/documenti", sheetOrder(home_.path)).status, 201) << "who waits needs no queue";
}

TEST_F(LaterTest, PathsAreEachForThemselves) {
  const std::string surname = "Canarinetti";
  const std::string second = emptyPath(surname), third = anotherPath(), fourth = anotherPath(), fifth = anotherPath();
  const std::vector<std::string> paths = {home_.path, second, third, fourth, fifth};
  const Reply reply = home_.ask(home_.verdi, "POST", "/lavori", pathsOrder(paths));
  const std::string id = accepted(reply);
  EXPECT_EQ(header(reply, "Location"), "/lavori/" + id);
  EXPECT_EQ(bodyOf(reply).at("totale"), 5);
  // Meanwhile one passes to somebody else, and one is erased.
  home_.database().write([&](Transaction& transaction) { home_.registers().removeOperator(transaction, third, home_.verdi.id); });
  ASSERT_EQ(home_.ask(home_.verdi, "DELETE", "/percorsi/" + fourth).status, 204);
  const JobWorkers workers(home_.services(), issuingWork(home_.services()), 1);
  const Json state = ended(home_.verdi, id);
  const Reply told = home_.ask(home_.verdi, "GET", "/lavori/" + id + "/errori");
  EXPECT_EQ(state.at("stato"), "finito");
  EXPECT_EQ(state.at("fatte"), 2) << told.body;
  EXPECT_EQ(state.at("fallite"), 3);

  const Json failures = bodyOf(told).at("elementi");
  ASSERT_EQ(failures.size(), 3u) << told.body;
  EXPECT_EQ(failures[0].at("voce"), 2);
  std::set<std::string> missing;
  for (const Json& problem : failures[0].at("problemi")) missing.insert(problem.at("puntatore").get<std::string>());
  EXPECT_TRUE(missing.contains("/motivazione_invio")) << told.body;
  EXPECT_EQ(failures[1].at("voce"), 3);
  EXPECT_FALSE(failures[1].at("messaggio").get<std::string>().empty());
  EXPECT_EQ(failures[2].at("voce"), 4);
  EXPECT_EQ(failures[2].at("messaggio"), notFound().sentence());

  const std::vector<std::string> one = documentsOf(home_.path), last = documentsOf(fifth);
  ASSERT_EQ(one.size(), 1u);
  ASSERT_EQ(last.size(), 1u);
  EXPECT_EQ(documents(), 2);
  const std::string file = saved(home_.ask(home_.verdi, "GET", "/lavori/" + id + "/risultato")).string();
  EXPECT_EQ(output("unzip -Z1 '" + file + "'"), entryOf("00001", one[0]) + "\n" + entryOf("00005", last[0]) + "\nerrori.json\n");
  const std::string errors = output("unzip -p '" + file + "' errori.json");
  EXPECT_EQ(parseJson(errors).at("fallite"), failures);
  EXPECT_EQ(parseJson(errors).at("non_accessibili"), Json::array());
  for (const std::string& text : {told.body, errors}) {
    EXPECT_EQ(text.find(surname), std::string::npos);
    for (const std::string& path : paths) EXPECT_EQ(text.find(path), std::string::npos);
  }
}

// That a path is there is not for everybody to know.
TEST_F(LaterTest, APathOfOthersIsAsUnknownAsOneThatIsNot) {
  const Reply foreign = home_.ask(outsider_, "POST", "/lavori", pathsOrder({home_.path}));
  EXPECT_EQ(foreign.status, 404);
  EXPECT_EQ(foreign.body, home_.ask(outsider_, "POST", "/lavori", pathsOrder({newId()})).body);
  const Reply mixed = home_.ask(home_.verdi, "POST", "/lavori", pathsOrder({home_.path, newId()}));
  EXPECT_EQ(mixed.status, 404);
  ASSERT_EQ(bodyOf(mixed).at("problems").size(), 1u);
  EXPECT_EQ(bodyOf(mixed).at("problems")[0].at("puntatore"), "/percorsi/1");
  EXPECT_EQ(jobs(), 0);
}

}  // namespace
}  // namespace stesura
