#include <gtest/gtest.h>

#include <thread>

#include "service/registers/code_filling.h"
#include "service/store/moment.h"
#include "tests/registers_fixture.h"

namespace stesura {
namespace {

using Agencies = RegistersHome;
using Networks = RegistersHome;
using Persons = RegistersHome;
using Meetings = RegistersHome;

TEST_F(Agencies, AreReadByAllAndChangedByThemselves) {
  const Reply reply = home_.ask(stranger_, "GET", "/enti/asl-frosinone");
  ASSERT_EQ(reply.status, 200);
  EXPECT_EQ(header(reply, "ETag"), "\"1\"");
  EXPECT_EQ(statusOf(stranger_, "GET", "/enti/asl-frosinone", nullptr, {{"if-none-match", "\"1\""}}), 304);
  Json body = bodyOf(reply).at("dati");
  body["telefono"] = "+39 0775 5550100";
  EXPECT_EQ(statusOf(stranger_, "PUT", "/enti/asl-frosinone", body), 403);  // operators keep no register
  EXPECT_EQ(statusOf(lead_, "PUT", "/enti/asl-frosinone", body), 403);
  EXPECT_EQ(statusOf(desk_, "PUT", "/enti/asl-frosinone", body), 428);
  EXPECT_EQ(statusOf(desk_, "PUT", "/enti/asl-frosinone", body, {{"if-match", "\"7\""}}), 412);
  const Reply changed = home_.ask(desk_, "PUT", "/enti/asl-frosinone", body, {{"if-match", "\"1\""}});
  EXPECT_EQ(changed.status, 200);
  EXPECT_EQ(header(changed, "ETag"), "\"2\"");
  EXPECT_EQ(statusOf(desk_, "PUT", "/enti/asl-frosinone", body, {{"if-match", "\"1\""}}), 412);
  body["id"] = "altro-ente";
  EXPECT_EQ(statusOf(desk_, "PUT", "/enti/asl-frosinone", body, {{"if-match", "\"2\""}}), 422);
}

TEST_F(Agencies, AreAddedByTheSystemAndByWhoLeadsANetwork) {
  const Json agency = {{"id", "comune-alatri"}, {"denominazione", "Comune di Alatri"}, {"tipo", "comune"}, {"pubblica_amministrazione", true}, {"codice_fiscale", "99999910013"}};
  EXPECT_EQ(statusOf(desk_, "POST", "/enti", agency), 403);
  EXPECT_EQ(statusOf(lead_, "POST", "/enti", agency), 201);
  EXPECT_EQ(statusOf(lead_, "POST", "/enti", agency), 409);
  Json same = agency;
  same["id"] = "comune-alatri-2";
  EXPECT_EQ(statusOf(lead_, "POST", "/enti", same), 409);  // the codice fiscale is another agency's
  same["codice_fiscale"] = "99999910014";
  const Reply wrong = home_.ask(system_, "POST", "/enti", same);
  EXPECT_EQ(wrong.status, 422);
  EXPECT_EQ(bodyOf(wrong).at("problems").at(0).at("puntatore"), "/codice_fiscale");
}

TEST_F(Agencies, ComeInPages) {
  const Json first = bodyOf(home_.ask(anna_, "GET", "/enti?limite=2"));
  ASSERT_EQ(first.at("elementi").size(), 2u);
  const Json second = bodyOf(home_.ask(anna_, "GET", "/enti?limite=2&cursore=" + first.at("successivo").get<std::string>()));
  EXPECT_EQ(second.at("elementi").size(), 1u);
  EXPECT_FALSE(second.contains("successivo"));
  EXPECT_EQ(bodyOf(home_.ask(anna_, "GET", "/enti?rete=nautilus")).at("elementi").size(), 2u);
  EXPECT_EQ(bodyOf(home_.ask(anna_, "GET", "/enti?rete=nessuna")).at("elementi").size(), 0u);
}

TEST_F(Networks, AreKeptByTheirLead) {
  const Reply reply = home_.ask(stranger_, "GET", "/reti/nautilus");
  ASSERT_EQ(reply.status, 200);
  Json body = bodyOf(reply).at("dati");
  body["membri"].push_back({{"ente", "sconosciuto"}});
  EXPECT_EQ(statusOf(chief_, "PUT", "/reti/nautilus", body, {{"if-match", "\"1\""}}), 403);
  const Reply unknown = home_.ask(lead_, "PUT", "/reti/nautilus", body, {{"if-match", "\"1\""}});
  EXPECT_EQ(unknown.status, 422);
  EXPECT_EQ(bodyOf(unknown).at("problems").at(0).at("puntatore"), "/membri/2/ente");
  body["membri"][2]["ente"] = "comune-rho";
  EXPECT_EQ(statusOf(lead_, "PUT", "/reti/nautilus", body, {{"if-match", "\"1\""}}), 200);
  EXPECT_EQ(statusOf(lead_, "GET", "/reti/nessuna"), 404);
  body["capofila"] = "asl-frosinone";
  body["id"] = "altra";
  EXPECT_EQ(statusOf(lead_, "POST", "/reti", body), 403);  // only an agency itself starts leading
}

TEST_F(Persons, AreFilledFromTheCodiceFiscale) {
  const Reply reply = home_.ask(anna_, "POST", "/persone", {{"cognome", "Bianchi"}, {"nome_proprio", "Maria"}, {"codice_fiscale", "bnc mra 92s65 e897l"}});
  ASSERT_EQ(reply.status, 201) << reply.body;
  const Json answer = bodyOf(reply);
  EXPECT_EQ(answer.at("dati").at("codice_fiscale"), "BNCMRA92S65E897L");
  EXPECT_EQ(answer.at("dati").at("data_nascita"), "1992-11-25");
  EXPECT_EQ(answer.at("dati").at("sesso"), "F");
  EXPECT_EQ(answer.at("dati").at("comune_nascita"), (Json{{"denominazione", "Mantova"}, {"codice_catastale", "E897"}, {"provincia", "MN"}}));
  EXPECT_EQ(answer.at("compilati_dal_codice_fiscale"), (Json{"/data_nascita", "/sesso", "/comune_nascita"}));
  EXPECT_FALSE(answer.contains("avvertenze"));
}

TEST_F(Persons, KeepWhatContradictsTheCodeWithAWarning) {
  Json person = mariaBianchi();
  person["data_nascita"] = "1992-11-26";
  const Json answer = bodyOf(home_.ask(anna_, "POST", "/persone", person));
  EXPECT_EQ(answer.at("dati").at("data_nascita"), "1992-11-26");
  ASSERT_EQ(answer.at("avvertenze").size(), 1u) << answer.dump();
  EXPECT_EQ(answer.dump().find("1992-11-25"), std::string::npos);
}

TEST(CodeFilling, SaysWhatTheCodeLeavesOpen) {
  const PlaceNames places(STESURA_SOURCE_DIR);
  EXPECT_TRUE(places.complete());
  Json foreign = {{"codice_fiscale", "PRVFTM95R44Z330O"}};
  EXPECT_EQ(fillFromCode(foreign, places, "2026-03-12").pointers.size(), 3u);
  EXPECT_EQ(foreign.at("comune_nascita").at("denominazione"), "Marocco");
  // Nine years old, or a hundred and nine: neither is likely.
  Json open = {{"codice_fiscale", "RSSMRA85C12F704U"}};
  EXPECT_EQ(fillFromCode(open, places, "2095-01-01").doubts.size(), 1u);
  EXPECT_FALSE(open.contains("data_nascita"));
  Json wrong = {{"codice_fiscale", "RSSMRA79B11C566S"}};
  EXPECT_TRUE(fillFromCode(wrong, places, "2026-03-12").pointers.empty());
  Json seven = {{"codice_fiscale", "RSSMRAURCMNFTLQI"}};  // omocodia in seven places
  EXPECT_EQ(fillFromCode(seven, places, "2026-03-12").pointers.size(), 3u);
  EXPECT_EQ(seven.at("data_nascita"), "1985-03-12");
  const PlaceNames none("/nowhere");
  EXPECT_FALSE(none.complete());
  Json without = {{"codice_fiscale", "RSSMRA85C12F704U"}};
  EXPECT_EQ(fillFromCode(without, none, "2026-03-12").doubts.size(), 1u);
}

TEST_F(Persons, AreRefusedTwice) {
  const std::string id = addPerson(anna_);
  const Reply again = home_.ask(mario_, "POST", "/persone", mariaBianchi());
  EXPECT_EQ(again.status, 409);
  EXPECT_NE(again.body.find(id), std::string::npos);
  EXPECT_EQ(again.body.find("Bianchi"), std::string::npos);
  // The same name and birth, and no code that could tell them apart.
  EXPECT_EQ(statusOf(mario_, "POST", "/persone", {{"cognome", "BIANCHI"}, {"nome_proprio", "maria"}, {"data_nascita", "1992-11-25"}}), 409);
  // Two codes are two persons.
  EXPECT_EQ(statusOf(mario_, "POST", "/persone", {{"cognome", "Bianchi"}, {"nome_proprio", "Maria"}, {"data_nascita", "1992-11-25"}, {"codice_fiscale", "BNCMRA92S65E89TI"}}), 201);
  // Another agency is told nothing of it.
  EXPECT_EQ(statusOf(maria_, "POST", "/persone", mariaBianchi()), 201);
}

TEST_F(Persons, AreFoundByExactCodeWithinTheirAgency) {
  const std::string id = addPerson(anna_);
  const Json found = bodyOf(home_.ask(mario_, "POST", "/persone/ricerca", {{"codice_fiscale", "bncmra92s65e897l"}}));
  EXPECT_EQ(found.at("elementi").at(0).at("id"), id);
  EXPECT_TRUE(bodyOf(home_.ask(maria_, "POST", "/persone/ricerca", {{"codice_fiscale", "BNCMRA92S65E897L"}})).at("elementi").empty());
  EXPECT_TRUE(bodyOf(home_.ask(mario_, "POST", "/persone/ricerca", {{"codice_fiscale", "BNC"}})).at("elementi").empty());
  EXPECT_EQ(statusOf(mario_, "POST", "/persone/ricerca", {{"cognome", "Bianchi"}}), 422);
  EXPECT_EQ(statusOf(desk_, "POST", "/persone/ricerca", {{"codice_fiscale", "BNCMRA92S65E897L"}}), 403);
}

TEST_F(Persons, AreReadByClass) {
  const std::string id = addPerson(anna_);
  const Reply restricted = home_.ask(mario_, "GET", "/persone/" + id);
  EXPECT_EQ(restricted.status, 200);
  EXPECT_TRUE(bodyOf(restricted).at("dati").contains("telefono"));
  EXPECT_FALSE(bodyOf(restricted).at("dati").contains("tutela"));  // class H
  addPath(anna_, id);
  EXPECT_TRUE(bodyOf(home_.ask(anna_, "GET", "/persone/" + id)).at("dati").contains("tutela"));
  EXPECT_FALSE(bodyOf(home_.ask(mario_, "GET", "/persone/" + id)).at("dati").contains("tutela"));
  for (const Identity& who : {desk_, press_, chief_, system_}) EXPECT_EQ(statusOf(who, "GET", "/persone/" + id), 403);
  const Json list = bodyOf(home_.ask(mario_, "GET", "/persone"));
  EXPECT_EQ(list.at("elementi").at(0).size(), 6u);
}

TEST_F(Persons, OfOthersAreLikeUnknownOnes) {
  const std::string id = addPerson(anna_);
  const Reply foreign = home_.ask(maria_, "GET", "/persone/" + id), unknown = home_.ask(maria_, "GET", "/persone/" + newId());
  EXPECT_EQ(foreign.status, 404);
  EXPECT_EQ(foreign.body, unknown.body);
  EXPECT_EQ(statusOf(maria_, "GET", "/persone/x"), 404);
  EXPECT_EQ(home_.ask(maria_, "PUT", "/persone/" + id, {{"x", 1}}, {{"if-match", "\"1\""}}).body, unknown.body);
  EXPECT_EQ(bodyOf(home_.ask(maria_, "GET", "/persone")).at("elementi").size(), 0u);
}

TEST_F(Persons, AreChangedByWhoSeesAllOfThem) {
  const std::string id = addPerson(anna_);
  Json body = mariaBianchi();
  body["email"] = "maria.bianchi@posta.example";
  EXPECT_EQ(statusOf(mario_, "PUT", "/persone/" + id, body, {{"if-match", "\"1\""}}), 403);  // would drop what he cannot see
  addPath(anna_, id);
  EXPECT_EQ(statusOf(anna_, "PUT", "/persone/" + id, body, {{"if-match", "\"1\""}}), 200);
  EXPECT_EQ(statusOf(anna_, "PUT", "/persone/" + id, body, {{"if-match", "\"1\""}}), 412);
  const Reply wrong = home_.ask(anna_, "PUT", "/persone/" + id, {{"cognome", "Bianchi"}, {"colore", "rosso"}}, {{"if-match", "\"2\""}});
  EXPECT_EQ(wrong.status, 422);
  EXPECT_EQ(bodyOf(wrong).at("problems").size(), 2u);
}

TEST_F(Persons, LoseNoUpdateAmongThreads) {
  Json body = mariaBianchi();
  body.erase("tutela");
  const std::string id = addPerson(anna_, body);
  std::atomic<int> changed{0}, stale{0};
  std::vector<std::thread> threads;
  for (int at = 0; at < 8; ++at) {
    threads.emplace_back([&, at] {
      Json mine = body;
      mine["telefono"] = "+39 333 555010" + std::to_string(at);
      const int status = home_.ask(at % 2 ? anna_ : mario_, "PUT", "/persone/" + id, mine, {{"if-match", "\"1\""}}).status;
      (status == 200 ? changed : stale) += 1;
      if (status != 200) { EXPECT_EQ(status, 412); }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(changed, 1);
  EXPECT_EQ(stale, 7);
}

TEST_F(Meetings, AreSeenByTheNetworkAndMayLackTheirDate) {
  const Json meeting = {{"rete", "nautilus"}, {"progetto", {{"titolo", "Nautilus"}}}, {"registro", {{"attivita", "Coordinamento"}, {"posizione", 1}}},
                        {"titolo", "Report 1"}, {"convocazione", {{"data", "2026-02-01"}}}};
  EXPECT_EQ(statusOf(anna_, "POST", "/incontri", meeting), 403);
  const Reply made = home_.ask(desk_, "POST", "/incontri", meeting);
  ASSERT_EQ(made.status, 201) << made.body;
  EXPECT_EQ(bodyOf(made).at("data"), "data non indicata");
  EXPECT_EQ(statusOf(desk_, "POST", "/incontri", meeting), 409);
  const std::string id = bodyOf(made).at("id");
  const Reply seen = home_.ask(maria_, "GET", "/incontri/" + id);
  EXPECT_EQ(seen.status, 200);
  EXPECT_TRUE(bodyOf(seen).at("dati").contains("convocazione"));  // class I
  EXPECT_FALSE(bodyOf(home_.ask(press_, "GET", "/incontri/" + id)).at("dati").contains("convocazione"));
  EXPECT_EQ(home_.ask(stranger_, "GET", "/incontri/" + id).body, home_.ask(stranger_, "GET", "/incontri/" + newId()).body);
  EXPECT_EQ(statusOf(stranger_, "GET", "/incontri?rete=nautilus"), 404);
  EXPECT_EQ(bodyOf(home_.ask(maria_, "GET", "/incontri?rete=nautilus")).at("elementi").size(), 1u);
  EXPECT_EQ(bodyOf(home_.ask(maria_, "GET", "/incontri")).at("elementi").size(), 0u);
  Json dated = meeting;
  dated["data_incontro"] = "2026-02-15";
  EXPECT_EQ(statusOf(lead_, "PUT", "/incontri/" + id, dated, {{"if-match", "\"1\""}}), 403);
  const Reply changed = home_.ask(desk_, "PUT", "/incontri/" + id, dated, {{"if-match", "\"1\""}});
  EXPECT_EQ(changed.status, 200);
  EXPECT_FALSE(bodyOf(changed).contains("data"));
}

TEST_F(RegistersHome, LeaveNoValueInTheAudit) {
  const std::string id = addPerson(anna_);
  const std::string path = addPath(anna_, id);
  share(path);
  home_.ask(anna_, "POST", "/persone/ricerca", {{"codice_fiscale", "BNCMRA92S65E897L"}});
  home_.ask(anna_, "GET", "/persone/" + id);
  std::string all;
  std::set<std::string> actions;
  home_.database().read([&](Transaction& t) {
    for (const SqlRow& row : t.query("SELECT quando, chi, ente, azione, risorsa, oggetto, esito FROM audit")) {
      for (std::size_t column = 0; column < 7; ++column) all += row.text(column) + " ";
      actions.insert(row.text(3) + " " + row.text(4));
    }
  });
  for (const char* value : {"Bianchi", "BNCMRA", "1992", "5550112", "Consenso", "riservato"}) EXPECT_EQ(all.find(value), std::string::npos) << value;
  for (const char* action : {"crea persone", "crea percorsi", "comunica percorsi", "cerca persone", "leggi persone", "crea enti", "crea reti"}) {
    EXPECT_TRUE(actions.contains(action)) << action;
  }
}

}  // namespace
}  // namespace stesura
