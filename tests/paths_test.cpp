#include <gtest/gtest.h>

#include "service/handlers/paths.h"
#include "service/store/moment.h"
#include "tests/registers_fixture.h"

namespace stesura {
namespace {

using Paths = RegistersHome;

TEST_F(Paths, AreOpenedByAnOperatorOfTheAgency) {
  const std::string person = addPerson(anna_);
  const Reply reply = home_.ask(anna_, "POST", "/percorsi", pathOf(person));
  ASSERT_EQ(reply.status, 201) << reply.body;
  const Json answer = bodyOf(reply);
  EXPECT_EQ(answer.at("codice"), "P-2026-0001");
  EXPECT_EQ(answer.at("fase"), "invio");
  EXPECT_EQ(answer.at("operatori"), Json::array({anna_.id}));
  EXPECT_EQ(answer.at("classe"), "H");
  EXPECT_EQ(statusOf(program_, "POST", "/percorsi", pathOf(person)), 403);
  EXPECT_EQ(statusOf(desk_, "POST", "/percorsi", pathOf(person)), 403);
  const Reply foreign = home_.ask(maria_, "POST", "/percorsi", pathOf(person)), unknown = home_.ask(maria_, "POST", "/percorsi", pathOf(newId()));
  EXPECT_EQ(foreign.status, 422);
  EXPECT_EQ(foreign.body, unknown.body);
  Json outside = pathOf(addPerson(stranger_));
  const Reply network = home_.ask(stranger_, "POST", "/percorsi", outside);
  EXPECT_EQ(network.status, 422);
  EXPECT_EQ(bodyOf(network).at("problems").at(0).at("puntatore"), "/rete");
}

TEST_F(Paths, AreReadUpToTheClassOfTheReader) {
  const std::string path = addPath(anna_, addPerson(anna_));
  share(path);
  const auto read = [&](const Identity& who) { return home_.ask(who, "GET", "/percorsi/" + path); };
  const Json own = bodyOf(read(anna_));
  EXPECT_EQ(own.at("classe"), "H");
  EXPECT_TRUE(own.at("dati").contains("motivazione_invio"));
  EXPECT_EQ(own.at("destinatari").size(), 1u);
  EXPECT_EQ(own.at("destinatari")[0].at("riferimento"), "Consenso scritto");
  const Json colleague = bodyOf(read(mario_));
  EXPECT_EQ(colleague.at("classe"), "R");
  EXPECT_EQ(colleague.at("dati").at("inviante"), (Json{{"in_carico_dal", "2019"}}));  // the service itself is class H
  EXPECT_TRUE(colleague.at("dati").contains("persona"));
  EXPECT_FALSE(colleague.contains("destinatari"));
  for (const Identity& who : {desk_, chief_}) {
    const Json inside = bodyOf(read(who));
    EXPECT_EQ(inside.at("classe"), "I");
    EXPECT_EQ(inside.at("codice"), "P-2026-0001");
    EXPECT_FALSE(inside.at("dati").contains("persona"));
    EXPECT_FALSE(inside.at("dati").contains("inviante"));
    EXPECT_TRUE(inside.at("dati").contains("fasi"));
  }
  EXPECT_EQ(bodyOf(read(program_)).at("classe"), "R");
  const Json receiver = bodyOf(read(maria_));
  EXPECT_EQ(receiver.at("classe"), "I");
  EXPECT_EQ(receiver.at("comunicazione").at("ente"), "provincia-frosinone");
  EXPECT_FALSE(receiver.contains("destinatari"));
  EXPECT_FALSE(receiver.contains("operatori"));
  EXPECT_EQ(read(lead_).status, 404);  // an administrator of the recipient
  EXPECT_EQ(read(press_).status, 403);
  EXPECT_EQ(read(system_).status, 403);
  const Reply unknown = home_.ask(stranger_, "GET", "/percorsi/" + newId());
  EXPECT_EQ(read(stranger_).body, unknown.body);
  EXPECT_EQ(home_.ask(stranger_, "PUT", "/percorsi/" + path, {{"x", 1}}).body, unknown.body);
}

TEST_F(Paths, AreOpenToTheCaseManagerUpToWhatWasShared) {
  const std::string path = addPath(anna_, addPerson(anna_));
  share(path, "solo_lavoro");
  const std::string target = "/percorsi/" + path + "/destinatari/provincia-frosinone/case-manager";
  EXPECT_EQ(statusOf(maria_, "PUT", target, {{"utente", niccolo_.id}}), 403);  // only oneself
  EXPECT_EQ(statusOf(maria_, "PUT", target, {{"utente", maria_.id}}), 200);
  EXPECT_EQ(statusOf(niccolo_, "PUT", target, {{"utente", niccolo_.id}}), 403);  // somebody follows it
  EXPECT_EQ(bodyOf(home_.ask(maria_, "GET", "/percorsi/" + path)).at("classe"), "R");
  EXPECT_FALSE(bodyOf(home_.ask(maria_, "GET", "/percorsi/" + path)).at("dati").contains("persona"));
  EXPECT_EQ(statusOf(lead_, "PUT", target, {{"utente", anna_.id}}), 422);  // of another agency
  EXPECT_EQ(statusOf(lead_, "PUT", target, {{"utente", niccolo_.id}}), 200);
  EXPECT_EQ(bodyOf(home_.ask(maria_, "GET", "/percorsi/" + path)).at("classe"), "I");
  EXPECT_EQ(statusOf(niccolo_, "PUT", target, {{"utente", maria_.id}}), 200);  // hands over
  EXPECT_EQ(statusOf(stranger_, "PUT", target, {{"utente", stranger_.id}}), 404);
  EXPECT_EQ(statusOf(anna_, "PUT", target, {{"utente", anna_.id}}), 404);
  EXPECT_EQ(bodyOf(home_.ask(niccolo_, "GET", "/avvisi?quali=da_leggere")).at("elementi").at(0).at("che_cosa"), "percorso_passato");
}

TEST_F(Paths, AreClosedAtOnceToWhoIsRevoked) {
  const std::string path = addPath(anna_, addPerson(anna_));
  share(path);
  EXPECT_EQ(statusOf(anna_, "POST", "/percorsi/" + path + "/destinatari", {{"ente", "provincia-frosinone"}, {"riceve", "minima"}, {"base", "norma"}, {"riferimento", "art. 1"}}), 409);
  EXPECT_EQ(statusOf(maria_, "GET", "/percorsi/" + path), 200);
  EXPECT_EQ(bodyOf(home_.ask(maria_, "GET", "/percorsi")).at("elementi").size(), 1u);
  const std::string target = "/percorsi/" + path + "/destinatari/provincia-frosinone/revoca";
  EXPECT_EQ(statusOf(mario_, "POST", target), 403);
  EXPECT_EQ(statusOf(maria_, "POST", target), 403);
  EXPECT_EQ(statusOf(stranger_, "POST", target), 404);
  EXPECT_EQ(statusOf(anna_, "POST", "/percorsi/" + path + "/destinatari/comune-rho/revoca"), 404);
  EXPECT_EQ(statusOf(anna_, "POST", target), 200);
  EXPECT_EQ(statusOf(anna_, "POST", target), 404);
  EXPECT_EQ(home_.ask(maria_, "GET", "/percorsi/" + path).body, home_.ask(maria_, "GET", "/percorsi/" + newId()).body);
  EXPECT_TRUE(bodyOf(home_.ask(maria_, "GET", "/percorsi")).at("elementi").empty());
  const Json notices = bodyOf(home_.ask(maria_, "GET", "/avvisi")).at("elementi");
  ASSERT_EQ(notices.size(), 2u);
  EXPECT_EQ(notices[0].at("che_cosa"), "comunicazione_revocata");
  EXPECT_EQ(notices[0].at("oggetto"), path);
  const std::string notice = notices[0].at("id");
  EXPECT_EQ(statusOf(anna_, "POST", "/avvisi/" + notice + "/letto"), 404);
  EXPECT_EQ(statusOf(maria_, "POST", "/avvisi/" + notice + "/letto"), 204);
  EXPECT_EQ(bodyOf(home_.ask(maria_, "GET", "/avvisi?quali=da_leggere")).at("elementi").size(), 1u);
}

TEST_F(Paths, AreNotSharedAgainstSecrecyOrWithoutBasis) {
  Json body = pathOf(addPerson(anna_));
  body["riservatezza"] = {{"segreto_professionale", "opposto"}};
  const std::string path = bodyOf(home_.ask(anna_, "POST", "/percorsi", body)).at("id");
  const std::string target = "/percorsi/" + path + "/destinatari";
  Json recipient = {{"ente", "provincia-frosinone"}, {"riceve", "minima"}, {"base", "norma"}, {"riferimento", "art. 1"}};
  EXPECT_EQ(statusOf(anna_, "POST", target, recipient), 409);
  const std::string open = addPath(anna_, bodyOf(home_.ask(anna_, "GET", "/percorsi/" + path)).at("dati").at("persona"));
  for (const auto& [key, value] : std::map<std::string, Json>{{"ente", "sconosciuto"}, {"riceve", "tutto"}, {"base", "fiducia"}, {"riferimento", ""}, {"dal", "domani"}, {"altro", 1}}) {
    Json wrong = recipient;
    wrong[key] = value;
    EXPECT_EQ(statusOf(anna_, "POST", "/percorsi/" + open + "/destinatari", wrong), 422) << key;
  }
  recipient["dal"] = "2999-01-01";
  EXPECT_EQ(statusOf(anna_, "POST", "/percorsi/" + open + "/destinatari", recipient), 201);
  EXPECT_EQ(statusOf(maria_, "GET", "/percorsi/" + open), 404);  // not yet in force
}

TEST_F(Paths, PassFromOneOperatorToAnother) {
  const std::string path = addPath(anna_, addPerson(anna_));
  const std::string target = "/percorsi/" + path + "/operatori";
  EXPECT_EQ(statusOf(anna_, "POST", target, {{"togli", {anna_.id}}}), 409);
  EXPECT_EQ(statusOf(mario_, "POST", target, {{"aggiungi", {mario_.id}}}), 403);
  EXPECT_EQ(statusOf(anna_, "POST", target, {{"aggiungi", {maria_.id}}}), 422);
  EXPECT_EQ(statusOf(anna_, "POST", target, {{"aggiungi", {desk_.id}}}), 422);  // no operator
  EXPECT_EQ(statusOf(stranger_, "POST", target, {{"aggiungi", {stranger_.id}}}), 404);
  const Reply passed = home_.ask(anna_, "POST", target, {{"aggiungi", {mario_.id}}, {"togli", {anna_.id}}});
  ASSERT_EQ(passed.status, 200) << passed.body;
  EXPECT_EQ(bodyOf(passed).at("operatori"), Json::array({mario_.id}));
  EXPECT_EQ(bodyOf(home_.ask(anna_, "GET", "/percorsi/" + path)).at("classe"), "R");
  EXPECT_EQ(bodyOf(home_.ask(mario_, "GET", "/percorsi/" + path)).at("classe"), "H");
  EXPECT_EQ(bodyOf(home_.ask(anna_, "GET", "/avvisi")).at("elementi").at(0).at("che_cosa"), "percorso_passato");
  EXPECT_EQ(bodyOf(home_.ask(mario_, "GET", "/avvisi")).at("elementi").at(0).at("che_cosa"), "percorso_affidato");
  // Where everybody is away, the administrator names another, and still sees no more.
  EXPECT_EQ(statusOf(chief_, "POST", target, {{"aggiungi", {anna_.id}}}), 200);
  EXPECT_EQ(bodyOf(home_.ask(chief_, "GET", "/percorsi/" + path)).at("classe"), "I");
  // Not even with a key of their own: a program names nobody.
  Identity key = chief_;
  key.id = newId();
  key.program = true;
  EXPECT_EQ(statusOf(key, "POST", target, {{"aggiungi", {mario_.id}}}), 403);
}

TEST_F(Paths, NameNoCaseManagerThroughAProgram) {
  const std::string path = addPath(anna_, addPerson(anna_));
  ASSERT_EQ(statusOf(anna_, "POST", "/percorsi/" + path + "/destinatari",
                     {{"ente", maria_.agency}, {"riceve", "completa"}, {"base", "accordo"}, {"riferimento", "Accordo di rete"}}), 201);
  const Identity key{newId(), maria_.agency, {Role::amministratore}, true};
  const std::string target = "/percorsi/" + path + "/destinatari/" + maria_.agency + "/case-manager";
  EXPECT_EQ(statusOf(key, "PUT", target, {{"utente", maria_.id}}), 403);
  EXPECT_EQ(statusOf(maria_, "PUT", target, {{"utente", maria_.id}}), 200);
}

TEST_F(Paths, MoveThroughTheirPhasesInOrder) {
  const std::string person = addPerson(anna_);
  const std::string path = addPath(anna_, person);
  Json body = pathOf(person);
  body["fasi"].push_back({{"fase", "valutazione"}, {"dal", "2026-04-01"}});
  EXPECT_EQ(statusOf(mario_, "PUT", "/percorsi/" + path, body, {{"if-match", "\"2\""}}), 403);
  EXPECT_EQ(statusOf(anna_, "PUT", "/percorsi/" + path, body), 428);
  const Reply changed = home_.ask(anna_, "PUT", "/percorsi/" + path, body, {{"if-match", "\"2\""}});
  ASSERT_EQ(changed.status, 200) << changed.body;
  EXPECT_EQ(bodyOf(changed).at("fase"), "valutazione");
  body["fasi"][1]["dal"] = "2026-02-01";
  const Reply wrong = home_.ask(anna_, "PUT", "/percorsi/" + path, body, {{"if-match", "\"3\""}});
  EXPECT_EQ(wrong.status, 422);
  EXPECT_EQ(bodyOf(wrong).at("problems").at(0).at("puntatore"), "/fasi/1/dal");
  body = pathOf(addPerson(anna_, {{"cognome", "Neri"}, {"nome_proprio", "Anna"}}));
  EXPECT_EQ(statusOf(anna_, "PUT", "/percorsi/" + path, body, {{"if-match", "\"3\""}}), 422);  // another person
}

TEST(PhaseProblems, AreAllTold) {
  const Json path = {{"fasi", {{{"fase", "invio"}, {"dal", "2026-03-02"}, {"al", "2026-03-01"}},
                               {{"fase", "invio"}, {"dal", "2026-02-01"}},
                               {{"fase", "valutazione"}, {"dal", "2027-01-01"}}}},
                     {"chiuso_il", "2026-01-01"}};
  std::string all;
  for (const Problem& problem : phaseProblems(path, "2026-04-01")) all += problem.pointer + " ";
  EXPECT_EQ(all, "/fasi/0/al /fasi/1/fase /fasi/1/dal /fasi/2/dal /chiuso_il ");
}

TEST_F(Paths, AreListedByWhatStandsInClear) {
  const std::string person = addPerson(anna_);
  const std::string first = addPath(anna_, person);
  const std::string second = addPath(mario_, addPerson(mario_, {{"cognome", "Rossi"}, {"nome_proprio", "Mario"}}));
  const auto count = [&](const Identity& who, const std::string& query) {
    return bodyOf(home_.ask(who, "GET", "/percorsi" + query)).at("elementi").size();
  };
  EXPECT_EQ(count(desk_, ""), 2u);
  EXPECT_EQ(count(anna_, "?seguiti=da_me"), 1u);
  EXPECT_EQ(count(anna_, "?fase=attuazione"), 0u);
  EXPECT_EQ(count(anna_, "?rete=nautilus&stato=aperti"), 2u);
  EXPECT_EQ(count(anna_, "?stato=chiusi"), 0u);
  EXPECT_EQ(count(anna_, "?persona=" + person), 1u);
  EXPECT_EQ(statusOf(desk_, "GET", "/percorsi?persona=" + person), 404);
  EXPECT_EQ(statusOf(anna_, "GET", "/percorsi?fase=boh"), 400);
  EXPECT_EQ(count(stranger_, ""), 0u);
  const std::string list = home_.ask(desk_, "GET", "/percorsi").body;
  EXPECT_EQ(list.find(person), std::string::npos);
}

}  // namespace
}  // namespace stesura
