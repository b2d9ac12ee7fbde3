// Who gets what at which address: a table written by hand, and a route without a row fails.

#include <gtest/gtest.h>

#include <functional>
#include <set>

#include "service/refusal.h"
#include "tests/access_world.h"

namespace stesura {
namespace {

// Who asks, in the order of the columns.
//   no  nobody                     op  operator of the case        o2  another operator of the agency
//   se  segreteria                 co  comunicazione               am  amministratore of the agency
//   si  sistema                    pr  program of the agency with the role of an operator
//   cm  the recipient's case manager   ro  another operator of the recipient   ra  its amministratore
//   rv  operator of an agency whose communication was revoked
//   fa  operator of another agency of the network      fn  operator of another network
const std::vector<std::string> kColumns = {"no", "op", "o2", "se", "co", "am", "si", "pr", "cm", "ro", "ra", "rv", "fa", "fn"};

struct Row {
  std::string method, pattern;
  // What stands for the names of the pattern, by the words of AccessWorld::id(), or literally.
  std::vector<std::string> names;
  //                    no  op  o2  se  co  am  si  pr  cm  ro  ra  rv  fa  fn
  std::string expected;
  std::function<Json(AccessWorld&)> body = {};
  // Each cell gets a new one of this, since it can be taken away only once.
  std::string fresh = {};
};

using World = AccessWorld;
Json nothing(World&) { return Json::object(); }

// What to send is chosen so that the answer shows who may: a change without If-Match is 428 for those
// who may make it; a body that lacks everything is 422 for those whose data would be looked at.
const std::vector<Row>& table() {
  static const std::vector<Row> rows = {
      {"GET", "/status", {}, "200 200 200 200 200 200 200 200 200 200 200 200 200 200"},
      {"GET", "/openapi.json", {}, "200 200 200 200 200 200 200 200 200 200 200 200 200 200"},
      {"GET", "/metrics", {}, "200 200 200 200 200 200 200 200 200 200 200 200 200 200"},

      {"POST", "/accesso", {}, "422 422 422 422 422 422 422 422 422 422 422 422 422 422", nothing},
      {"GET", "/accesso", {}, "401 200 200 200 200 200 200 200 200 200 200 200 200 200"},
      {"DELETE", "/accesso", {}, "401 409 409 409 409 409 409 409 409 409 409 409 409 409"},
      {"PUT", "/accesso/password", {}, "401 409 409 409 409 409 409 409 409 409 409 409 409 409", nothing},
      {"POST", "/accesso/totp", {}, "401 409 409 409 409 409 409 409 409 409 409 409 409 409", nothing},
      {"DELETE", "/accesso/totp", {}, "401 409 409 409 409 409 409 409 409 409 409 409 409 409"},

      {"GET", "/utenti", {}, "401 403 403 403 403 200 200 403 403 403 200 403 403 403"},
      {"POST", "/utenti", {}, "401 403 403 403 403 422 422 403 403 403 422 403 403 403", nothing},
      {"GET", "/utenti/{id}", {"utente-op"}, "401 403 403 403 403 200 200 403 403 403 404 403 403 403"},
      {"PUT", "/utenti/{id}", {"utente-op"}, "401 403 403 403 403 428 428 403 403 403 404 403 403 403",
       [](World&) { return Json{{"ruoli", {"operatore"}}, {"attivo", true}, {"profilo", Json::object()}}; }},
      {"GET", "/chiavi", {}, "401 403 403 403 403 200 200 403 403 403 200 403 403 403"},
      {"POST", "/chiavi", {}, "401 403 403 403 403 201 201 403 403 403 403 403 403 403",
       [](World&) { return Json{{"nome", "prova"}, {"ente", kSender}, {"ruoli", {"operatore"}}}; }},
      {"GET", "/chiavi/{id}", {"chiave"}, "401 403 403 403 403 200 200 403 403 403 404 403 403 403"},
      {"DELETE", "/chiavi/{id}", {"chiave"}, "401 403 403 403 403 204 204 403 403 403 404 403 403 403", {}, "chiave"},

      {"GET", "/enti", {}, "401 200 200 200 200 200 200 200 200 200 200 200 200 200"},
      {"POST", "/enti", {}, "401 403 403 422 403 422 422 403 403 403 422 403 403 403", nothing},
      {"GET", "/enti/{id}", {kSender}, "401 200 200 200 200 200 200 200 200 200 200 200 200 200"},
      {"PUT", "/enti/{id}", {kSender}, "401 403 403 428 403 428 428 403 403 403 403 403 403 403", [](World&) { return World::agency(kSender); }},
      {"POST", "/enti/importazione", {}, "401 403 403 415 403 415 415 403 403 403 415 403 403 403", nothing},
      {"GET", "/reti", {}, "401 200 200 200 200 200 200 200 200 200 200 200 200 200"},
      {"POST", "/reti", {}, "401 403 403 422 403 422 422 403 403 403 422 403 403 403", nothing},
      {"GET", "/reti/{id}", {"nautilus"}, "401 200 200 200 200 200 200 200 200 200 200 200 200 200"},
      {"PUT", "/reti/{id}", {"nautilus"}, "401 403 403 428 403 428 428 403 403 403 403 403 403 403",
       [](World&) { return World::network("nautilus", kSender, {kSender, kRecipient, kRevoked, kNeighbour}); }},

      {"GET", "/persone", {}, "401 200 200 403 403 403 403 200 200 200 403 200 200 200"},
      {"POST", "/persone", {}, "401 422 422 403 403 403 403 422 422 422 403 422 422 422", nothing},
      {"POST", "/persone/ricerca", {}, "401 200 200 403 403 403 403 200 200 200 403 200 200 200",
       [](World&) { return Json{{"codice_fiscale", "VRDGPP78L01D810H"}}; }},
      {"POST", "/persone/importazione", {}, "401 415 415 403 403 403 403 415 415 415 403 415 415 415", nothing},
      {"GET", "/persone/{id}", {"persona"}, "401 200 200 403 403 403 403 200 404 404 403 404 404 404"},
      {"PUT", "/persone/{id}", {"persona"}, "401 428 428 403 403 403 403 428 404 404 403 404 404 404",
       [](World&) { return Json{{"cognome", "Verdi"}, {"nome_proprio", "Giuseppe"}, {"codice_fiscale", "VRDGPP78L01D810H"}}; }},
      {"DELETE", "/persone/{id}", {"persona"}, "401 204 204 403 403 204 403 403 404 404 404 404 404 404", {}, "persona"},

      {"GET", "/percorsi", {}, "401 200 200 200 403 200 403 200 200 200 200 200 200 200"},
      {"POST", "/percorsi", {}, "401 422 422 403 403 403 403 403 422 422 403 422 422 422", nothing},
      {"GET", "/percorsi/{id}", {"percorso"}, "401 200 200 200 403 200 403 200 200 200 404 404 404 404"},
      {"PUT", "/percorsi/{id}", {"percorso"}, "401 428 403 403 403 403 403 403 403 403 404 404 404 404",
       [](World& world) { return Json{{"persona", world.id("persona")}, {"fasi", World::phases()}}; }},
      {"DELETE", "/percorsi/{id}", {"percorso"}, "401 204 403 403 403 204 403 403 404 404 404 404 404 404", {}, "percorso"},
      {"POST", "/percorsi/{id}/destinatari", {"percorso"}, "401 422 403 403 403 403 403 403 403 403 403 404 404 404", nothing},
      {"POST", "/percorsi/{id}/destinatari/{ente}/revoca", {"percorso", kNeighbour}, "401 404 403 403 403 403 403 403 403 403 403 404 404 404"},
      {"PUT", "/percorsi/{id}/destinatari/{ente}/case-manager", {"percorso", kRecipient},
       "401 404 404 403 403 404 403 404 422 403 422 404 404 404", [](World&) { return Json{{"utente", "nessuno"}}; }},
      {"POST", "/percorsi/{id}/operatori", {"percorso"}, "401 422 403 403 403 422 403 403 403 403 404 404 404 404",
       [](World&) { return Json{{"aggiungi", {"nessuno"}}}; }},

      {"GET", "/incontri", {}, "401 200 200 200 200 200 200 200 200 200 200 200 200 200"},
      {"POST", "/incontri", {}, "401 403 403 422 403 422 403 403 403 403 422 403 403 403", nothing},
      {"GET", "/incontri/{id}", {"incontro"}, "401 200 200 200 200 200 404 200 200 200 200 200 200 404"},
      {"PUT", "/incontri/{id}", {"incontro"}, "401 403 403 428 403 428 403 403 403 403 403 403 403 403",
       [](World& world) { return world.meeting(); }},
      {"GET", "/avvisi", {}, "401 200 200 200 403 200 403 200 200 200 200 200 200 200"},
      {"POST", "/avvisi/{id}/letto", {"utente-op"}, "401 404 404 404 403 404 403 404 404 404 404 404 404 404"},

      {"GET", "/tipi", {}, "401 200 200 200 200 200 200 200 200 200 200 200 200 200"},
      {"GET", "/tipi/{tipo}", {"scheda_segnalazione"}, "401 200 200 200 200 200 200 200 200 200 200 200 200 200"},
      {"GET", "/tipi/{tipo}/schema", {"scheda_segnalazione"}, "401 200 200 200 200 200 200 200 200 200 200 200 200 200"},
      {"POST", "/tipi/{tipo}/controllo", {"scheda_segnalazione"}, "401 200 200 200 200 200 200 200 200 200 200 200 200 200",
       [](World&) { return Json{{"dati", Json::object()}}; }},
      {"POST", "/tipi/{tipo}/anteprima", {"scheda_segnalazione"}, "401 422 422 422 422 422 422 422 422 422 422 422 422 422", nothing},

      {"GET", "/bozze", {}, "401 200 200 200 403 403 403 200 200 200 403 200 200 200"},
      {"POST", "/bozze", {}, "401 201 403 403 403 403 403 403 403 403 403 404 404 404",
       [](World& world) { return Json{{"tipo", "scheda_segnalazione"}, {"percorso", world.id("percorso")}}; }},
      {"GET", "/bozze/{id}", {"bozza"}, "401 200 404 404 403 403 403 404 404 404 403 404 404 404"},
      {"PUT", "/bozze/{id}", {"bozza"}, "401 428 404 404 403 403 403 404 404 404 403 404 404 404",
       [](World&) { return Json{{"dati", Json::object()}}; }},
      {"DELETE", "/bozze/{id}", {"bozza"}, "401 428 404 404 403 403 403 404 404 404 403 404 404 404"},
      {"POST", "/bozze/{id}/anteprima", {"bozza"}, "401 200 404 404 403 403 403 404 404 404 403 404 404 404"},
      {"POST", "/bozze/{id}/come-ultima-volta", {"bozza"}, "401 428 404 404 403 403 403 404 404 404 403 404 404 404",
       [](World& world) { return Json{{"documento", world.id("documento")}}; }},
      {"POST", "/bozze/{id}/consegna", {"bozza"}, "401 428 404 404 403 403 403 404 404 404 403 404 404 404",
       [](World& world) { return Json{{"utente", world.id("utente-o2")}}; }},
      {"POST", "/bozze/{id}/aggiornamento", {"bozza"}, "401 428 404 404 403 403 403 404 404 404 403 404 404 404"},

      {"GET", "/documenti", {}, "401 200 200 200 200 200 403 200 200 200 200 200 200 200"},
      // A referral of the path, with all its data.
      {"POST", "/documenti", {}, "401 201 403 403 403 403 403 403 403 403 403 404 404 404", [](World& world) { return world.referral(); }},
      {"GET", "/documenti/{id}", {"documento"}, "401 200 404 404 404 404 403 404 200 404 404 404 404 404"},
      {"GET", "/documenti/{id}", {"linee"}, "401 200 200 200 200 200 403 200 200 200 200 200 200 404"},

      {"GET", "/documenti/{id}/contenuto", {"documento"}, "401 200 404 404 404 404 403 404 200 404 404 404 404 404"},
      {"GET", "/documenti/{id}/contenuto", {"linee"}, "401 200 200 200 200 200 403 200 200 200 200 200 200 404"},
      {"GET", "/documenti/{id}/dati", {"documento"}, "401 200 404 404 404 404 403 404 200 404 404 404 404 404"},
      {"GET", "/documenti/{id}/modello", {"documento"}, "401 200 404 404 404 404 403 404 200 404 404 404 404 404"},
      {"GET", "/documenti/{id}/schema", {"documento"}, "401 200 404 404 404 404 403 404 200 404 404 404 404 404"},
      {"GET", "/documenti/{id}/metadati", {"documento"}, "401 200 404 404 404 404 403 404 200 404 404 404 404 404"},
      // Who may read: ids and roles only, so that the amministratore need not read the document.
      {"GET", "/documenti/{id}/accessi", {"documento"}, "401 200 404 403 403 200 403 404 403 404 404 404 404 404"},
      {"POST", "/documenti/{id}/stato", {"documento"}, "401 428 404 404 404 403 403 404 428 404 403 404 404 404",
       [](World&) { return Json{{"a", "in_firma"}}; }},
      {"POST", "/documenti/{id}/protocolli", {"documento"}, "401 422 404 404 403 403 403 404 422 404 403 404 404 404", nothing},
      {"POST", "/documenti/{id}/scarto", {"documento"}, "401 403 403 403 403 409 403 403 403 403 404 403 403 403",
       [](World&) { return Json{{"autorizzazione", "Soprintendenza, prot. 1 del 2026"}}; }},

      {"GET", "/segnalazioni", {}, "401 200 200 403 403 403 403 200 200 200 403 200 200 200"},
      {"POST", "/segnalazioni", {}, "401 409 404 403 403 403 403 404 403 404 403 404 404 404",
       [](World& world) { return Json{{"documento", world.id("documento")}, {"destinatario", kNeighbour}}; }},
      {"GET", "/segnalazioni/{id}", {"segnalazione"}, "401 200 200 403 403 403 403 200 200 200 403 404 404 404"},
      // Where the sheet is; whether it may be read is said there.
      {"GET", "/segnalazioni/{id}/documento", {"segnalazione"}, "401 303 404 403 403 403 403 404 303 303 403 404 404 404"},
      // Whoever sees how it stands must first say which state they know; see the test of steps below.
      {"POST", "/segnalazioni/{id}/passi", {"segnalazione"}, "401 428 428 403 403 403 403 428 428 428 403 404 404 404",
       [](World&) { return Json{{"passo", "presa_visione"}}; }},

      {"GET", "/lavori", {}, "401 200 200 200 403 200 403 200 200 200 200 200 200 200"},
      {"POST", "/lavori", {}, "401 202 403 403 403 403 403 403 403 403 403 404 404 404",
       [](World& world) { return Json{{"tipo", "scheda_segnalazione"}, {"percorsi", {world.id("percorso")}}}; }},
      {"GET", "/lavori/{id}", {"lavoro"}, "401 200 404 404 403 200 403 404 404 404 404 404 404 404"},
      {"GET", "/lavori/{id}/stato", {"lavoro"}, "401 200 404 404 403 200 403 404 404 404 404 404 404 404"},
      {"GET", "/lavori/{id}/risultato", {"lavoro"}, "401 409 404 404 403 403 403 404 404 404 403 404 404 404"},
      {"GET", "/lavori/{id}/errori", {"lavoro"}, "401 200 404 404 403 403 403 404 404 404 403 404 404 404"},
      {"DELETE", "/lavori/{id}", {"lavoro"}, "401 200 404 404 403 403 403 404 404 404 403 404 404 404", {}, "lavoro"},

      {"GET", "/modelli", {}, "401 200 200 200 403 200 403 200 200 200 200 200 200 200"},
      {"POST", "/modelli", {}, "401 403 403 403 403 415 403 403 403 403 415 403 403 403", nothing},
      // A version on trial: its administrator alone knows of it.
      {"GET", "/modelli/{id}", {"modello"}, "401 404 404 404 403 200 403 404 404 404 404 404 404 404"},
      {"GET", "/modelli/{id}/contenuto", {"modello"}, "401 404 404 404 403 200 403 404 404 404 404 404 404 404"},
      {"POST", "/modelli/{id}/anteprima", {"modello"}, "401 403 403 403 403 200 403 403 403 403 404 403 403 403",
       [](World&) { return Json{{"formato", "odt"}}; }},
      {"POST", "/modelli/{id}/attivazione", {"modello"}, "401 403 403 403 403 428 403 403 403 403 404 403 403 403"},
      {"DELETE", "/modelli/{id}/attivazione", {"modello"}, "401 403 403 403 403 428 403 403 403 403 404 403 403 403"},
      {"DELETE", "/modelli/{id}", {"modello"}, "401 403 403 403 403 428 403 403 403 403 404 403 403 403"},

      {"GET", "/audit", {}, "401 403 403 403 403 200 200 403 403 403 200 403 403 403"},
  };
  return rows;
}

std::vector<int> statusesOf(const Row& row) {
  std::istringstream words(row.expected);
  std::vector<int> statuses;
  for (int status; words >> status;) statuses.push_back(status);
  return statuses;
}

// The address with the names of its pattern filled in; `unknown` takes ids of nothing at all.
std::string addressOf(AccessWorld& world, const Row& row, bool unknown) {
  std::string address = row.pattern;
  for (std::size_t at = 0; at < row.names.size(); ++at) {
    const std::size_t open = address.find('{');
    const std::size_t close = address.find('}');
    std::string value = row.names[at];
    if (unknown && at == 0) value = newId();
    else if (at == 0 && !row.fresh.empty()) value = world.make(row.fresh);
    else if (world.knows(value)) value = world.id(value);
    address.replace(open, close - open + 1, value);
  }
  return address;
}

Reply ask(AccessWorld& world, const Row& row, const std::string& who, bool unknown) {
  return world.home().ask(world.who(who), row.method, addressOf(world, row, unknown), row.body ? row.body(world) : Json());
}

std::string keyOf(const std::string& method, const std::string& pattern) { return method + " " + pattern; }

TEST(AccessMatrix, HasARowForEveryRoute) {
  ServiceHome home;
  std::set<std::string> rows, routes;
  for (const Row& row : table()) rows.insert(keyOf(row.method, row.pattern));
  for (const Route& route : home.router().table().routes) routes.insert(keyOf(route.method, route.pattern));
  for (const std::string& route : routes) EXPECT_TRUE(rows.contains(route)) << "no row tells who may: " << route;
  for (const std::string& row : rows) EXPECT_TRUE(routes.contains(row)) << "a row without a route: " << row;
  for (const Row& row : table()) EXPECT_EQ(statusesOf(row).size(), kColumns.size()) << row.pattern;
}

TEST(AccessMatrix, AnswersEveryRouteAsTheTableSays) {
  AccessWorld world;
  for (const Row& row : table()) {
    std::string got;
    for (const std::string& who : kColumns) {
      got += (got.empty() ? "" : " ") + std::to_string(ask(world, row, who, false).status);
    }
    EXPECT_EQ(got, row.expected) << row.method << " " << row.pattern << (row.names.empty() ? "" : " of " + row.names[0]);
  }
}

// Whoever gets 404 for what is somebody else's gets the same, byte by byte, for what is nobody's.
TEST(AccessMatrix, TellsNoForeignThingFromAnUnknownOne) {
  AccessWorld world;
  const std::string body = problemReply(notFound(), "").body;
  for (const Row& row : table()) {
    if (row.names.empty()) continue;
    const std::vector<int> expected = statusesOf(row);
    for (std::size_t at = 0; at < kColumns.size(); ++at) {
      if (expected[at] != 404) continue;
      const Reply foreign = ask(world, row, kColumns[at], false), unknown = ask(world, row, kColumns[at], true);
      const std::string what = kColumns[at] + ": " + row.method + " " + row.pattern;
      EXPECT_EQ(foreign.body, body) << what;
      EXPECT_EQ(unknown.status, 404) << what << " " << unknown.body;
      EXPECT_EQ(unknown.body, body) << what;
      EXPECT_EQ(unknown.headers, foreign.headers) << what;
    }
  }
}

// With the version that they know, too.
TEST(AccessMatrix, TakesNoStepOfAReferralForWhoIsNotToTakeIt) {
  AccessWorld world;
  const std::string address = "/segnalazioni/" + world.id("segnalazione");
  for (const char* who : {"op", "o2", "pr", "rv", "fa", "se", "am", "si"}) {
    const Reply reply = world.home().ask(world.who(who), "POST", address + "/passi", {{"passo", "presa_visione"}}, {{"if-match", "\"1\""}});
    EXPECT_TRUE(reply.status == 403 || reply.status == 404) << who << " " << reply.status << " " << reply.body;
  }
  const Reply taken = world.home().ask(world.who("cm"), "POST", address + "/passi", {{"passo", "presa_visione"}}, {{"if-match", "\"1\""}});
  EXPECT_EQ(taken.status, 200) << taken.body;
}

// An amministratore gets at no case by naming oneself; those who work on it hear of whoever is added.
TEST(AccessMatrix, LetsNoAdministratorNameThemselves) {
  AccessWorld world;
  Identity both = world.who("am"), receiving = world.who("ra");
  both.roles.insert(Role::operatore);
  receiving.roles.insert(Role::operatore);
  const std::string path = "/percorsi/" + world.id("percorso");
  EXPECT_EQ(world.home().ask(both, "POST", path + "/operatori", {{"aggiungi", {both.id}}}).status, 403);
  EXPECT_EQ(world.home().ask(receiving, "PUT", path + "/destinatari/" + kRecipient + "/case-manager", {{"utente", receiving.id}}).status, 403);
  EXPECT_EQ(world.home().ask(world.who("am"), "POST", path + "/operatori", {{"aggiungi", {world.who("o2").id}}}).status, 200);
  const std::string notices = world.home().ask(world.who("op"), "GET", "/avvisi").body;
  EXPECT_NE(notices.find("operatori_cambiati"), std::string::npos) << notices;
}

}  // namespace
}  // namespace stesura
