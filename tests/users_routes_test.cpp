// /utenti and /chiavi: who looks after whom, and what nobody may give.

#include <gtest/gtest.h>

#include "tests/identity_home.h"

namespace stesura {
namespace {

constexpr const char* kOther = "cinque parole, adesso mie";

// Administrators by their keys: of the system, and of two agencies.
class Administration : public testing::Test {
 protected:
  Administration() {
    admin = service.addUser("a.neri", "asl-frosinone", {"amministratore"});
    adminKey = service.addKey("asl-frosinone", {"amministratore"}, admin);
    otherKey = service.addKey("comune-di-alatri", {"amministratore"});
    systemKey = service.addKey("", {"sistema"});
  }
  Reply add(const std::string& key, Json body) {
    return service.withKey(key, "POST", "/utenti", body);
  }
  Reply change(const std::string& key, const std::string& id, const Json& body,
               std::string tag = {}) {
    if (tag.empty()) tag = tagOf(service.withKey(systemKey, "GET", "/utenti/" + id));
    Request request = IdentityHome::request("PUT", "/utenti/" + id, body);
    request.headers["authorization"] = std::string("Bearer ").append(key);
    if (tag != "none") request.headers["if-match"] = tag;
    return service.ask(request);
  }
  static std::string tagOf(const Reply& reply) {
    for (const auto& [name, value] : reply.headers) {
      if (name == "ETag") return value;
    }
    return {};
  }
  static Json changed(const std::vector<std::string>& roles, bool active = true) {
    return {{"ruoli", roles}, {"attivo", active}, {"profilo", Json::object()}};
  }

  IdentityHome service;
  std::string admin, adminKey, otherKey, systemKey;
};

TEST_F(Administration, AddsUsersWhoChangeTheirPasswordFirst) {
  const Reply reply = add(adminKey, {{"nome_utente", "M.Bianchi"},
                                     {"ruoli", {"segreteria", "operatore"}},
                                     {"password", kPassword},
                                     {"profilo",
                                      {{"nome_proprio", "Maria"},
                                       {"cognome", "Bianchi"},
                                       {"email", "maria.bianchi@asl.example"}}}});
  ASSERT_EQ(reply.status, 201) << reply.body;
  const Json user = bodyOf(reply);
  EXPECT_EQ(user.at("nome_utente"), "m.bianchi");
  EXPECT_EQ(user.at("ente"), "asl-frosinone");
  EXPECT_EQ(user.at("ruoli"), Json({"operatore", "segreteria"}));
  EXPECT_EQ(user.at("password_da_cambiare"), true);
  EXPECT_EQ(reply.body.find("argon2"), std::string::npos);
  const auto browser = service.browserOf(service.signIn("m.bianchi"));
  EXPECT_EQ(service.withBrowser(browser, "GET", "/tipi").status, 403);
  EXPECT_EQ(service.auditOf("crea").back(),
            admin + "|asl-frosinone|utenti|" + user.at("id").get<std::string>() + "|fatto");
}

// An administrator can make a user or a key that reads of persons; the agency's people are told.
TEST_F(Administration, DoesNotMakeReadersBehindTheBackOfTheAgency) {
  const std::string reader = service.addKey("asl-frosinone", {"operatore"});
  const auto told = [&] {
    std::vector<std::string> found;
    const Json notices = bodyOf(service.withKey(reader, "GET", "/avvisi"));
    for (const Json& notice : notices.at("elementi")) found.push_back(notice.at("che_cosa"));
    return found;
  };
  const std::string id = bodyOf(add(adminKey, {{"nome_utente", "m.bianchi"}, {"ruoli", {"segreteria"}}})).at("id");
  EXPECT_TRUE(told().empty());
  ASSERT_EQ(change(adminKey, id, changed({"operatore"})).status, 200);
  EXPECT_EQ(told(), std::vector<std::string>{"operatore_aggiunto"});
  Json body = changed({"operatore"});
  body["password"] = kPassword;
  ASSERT_EQ(change(systemKey, id, body).status, 200);
  EXPECT_EQ(told().front(), "password_reimpostata");
  ASSERT_EQ(service.withKey(systemKey, "POST", "/chiavi", {{"nome", "prova"}, {"ente", "asl-frosinone"}, {"ruoli", {"operatore"}}}).status, 201);
  EXPECT_EQ(told().front(), "chiave_di_operatore");
  ASSERT_EQ(service.withKey(adminKey, "POST", "/chiavi", {{"nome", "prova"}, {"ruoli", {"segreteria"}}}).status, 201);
  EXPECT_EQ(told().size(), 3u);
}

TEST_F(Administration, RefusesUsersThatMakeNoSense) {
  const auto status = [&](Json more) {
    Json body = {{"nome_utente", "m.bianchi"}, {"ruoli", {"operatore"}}};
    body.update(more);
    return add(adminKey, body).status;
  };
  EXPECT_EQ(status({{"nome_utente", "con spazio"}}), 422);
  EXPECT_EQ(status({{"ruoli", Json::array()}}), 422);
  EXPECT_EQ(status({{"ruoli", {"direttore"}}}), 422);
  EXPECT_EQ(status({{"ruoli", {"operatore", "operatore"}}}), 422);
  EXPECT_EQ(status({{"password", "corta"}}), 422);
  EXPECT_EQ(status({{"password", "m.bianchi m.bianchi"}}), 422);
  EXPECT_EQ(status({{"profilo", {{"email", "non è posta"}}}}), 422);
  EXPECT_EQ(status({{"profilo", {{"diagnosi", "x"}}}}), 422);
  EXPECT_EQ(status({{"altro", 1}}), 422);
  EXPECT_EQ(add(systemKey, {{"nome_utente", "m.bianchi"}, {"ruoli", {"operatore"}}}).status,
            422);  // no agency
  EXPECT_EQ(
      add(systemKey,
          {{"nome_utente", "m.bianchi"}, {"ruoli", {"operatore"}}, {"ente", "non-registrato"}})
          .status,
      422);
  EXPECT_EQ(add(systemKey,
                {{"nome_utente", "m.bianchi"}, {"ruoli", {"sistema"}}, {"ente", "asl-frosinone"}})
                .status,
            422);
  EXPECT_EQ(
      add(systemKey, {{"nome_utente", "m.bianchi"}, {"ruoli", {"sistema", "operatore"}}}).status,
      422);
  EXPECT_EQ(status(Json::object()), 201);
  EXPECT_EQ(status(Json::object()), 409);
}

TEST_F(Administration, StaysWithinItsAgency) {
  const std::string foreign = service.addUser("g.verdi", "comune-di-alatri", {"operatore"});
  EXPECT_EQ(
      add(adminKey,
          {{"nome_utente", "m.bianchi"}, {"ruoli", {"operatore"}}, {"ente", "comune-di-alatri"}})
          .status,
      403);
  const Reply unknown = service.withKey(adminKey, "GET", "/utenti/" + newId());
  EXPECT_EQ(unknown.status, 404);
  EXPECT_EQ(service.withKey(adminKey, "GET", "/utenti/" + foreign).body, unknown.body);
  EXPECT_EQ(service.withKey(adminKey, "GET", "/utenti/altro").body, unknown.body);
  EXPECT_EQ(change(adminKey, foreign, changed({"operatore"})).status, 404);
  EXPECT_EQ(service.withKey(systemKey, "GET", "/utenti/" + foreign).status, 200);
  EXPECT_EQ(bodyOf(service.withKey(adminKey, "GET", "/utenti")).at("elementi").size(), 1u);
  EXPECT_EQ(bodyOf(service.withKey(systemKey, "GET", "/utenti")).at("elementi").size(), 2u);
  for (const char* role : {"operatore", "segreteria", "comunicazione"}) {
    EXPECT_EQ(service.withKey(service.addKey("asl-frosinone", {role}), "GET", "/utenti").status,
              403)
        << role;
    EXPECT_EQ(service
                  .withKey(service.addKey("asl-frosinone", {role}), "POST", "/chiavi",
                           {{"nome", "x"}, {"ruoli", {role}}})
                  .status,
              403)
        << role;
  }
}

TEST_F(Administration, GivesNoRoleOfTheSystemAndRaisesNobodyByItself) {
  EXPECT_EQ(add(adminKey, {{"nome_utente", "m.bianchi"}, {"ruoli", {"sistema"}}}).status, 403);
  EXPECT_EQ(
      add(adminKey, {{"nome_utente", "m.bianchi"}, {"ruoli", {"sistema"}}, {"ente", ""}}).status,
      403);
  EXPECT_EQ(change(adminKey, admin, changed({"amministratore", "operatore"})).status, 403);
  EXPECT_EQ(change(adminKey, admin, changed({"sistema"})).status, 403);
  EXPECT_EQ(change(adminKey, admin, changed({"amministratore"})).status, 200);
  const std::string user = service.addUser("m.bianchi", "asl-frosinone", {"operatore"});
  EXPECT_EQ(change(adminKey, user, changed({"operatore", "sistema"})).status, 403);
  EXPECT_EQ(change(systemKey, user, changed({"sistema"})).status, 422);
}

TEST_F(Administration, KeepsTheLastAdministrator) {
  EXPECT_EQ(change(adminKey, admin, changed({"amministratore"}, false)).status, 409);
  EXPECT_EQ(change(systemKey, admin, changed({"operatore"})).status, 409);
  const std::string second = service.addUser("m.bianchi", "asl-frosinone", {"amministratore"});
  service.addUser("g.verdi", "comune-di-alatri", {"amministratore"});
  EXPECT_EQ(change(adminKey, second, changed({"amministratore"}, false)).status, 200);
  EXPECT_EQ(change(systemKey, admin, changed({"operatore"})).status,
            409);  // an inactive one does not count
  EXPECT_EQ(change(systemKey, second, changed({"amministratore"})).status, 200);
  EXPECT_EQ(change(systemKey, admin, changed({"operatore"})).status, 200);
  EXPECT_EQ(service.withKey(adminKey, "GET", "/utenti").status, 403);  // at once
}

TEST_F(Administration, LosesNoChangeOfSomebodyElse) {
  const std::string user = service.addUser("m.bianchi", "asl-frosinone", {"operatore"});
  EXPECT_EQ(change(adminKey, user, changed({"segreteria"}), "none").status, 428);
  EXPECT_EQ(change(adminKey, user, changed({"segreteria"}), "\"7\"").status, 412);
  const Reply reply = change(adminKey, user, changed({"segreteria"}), "\"1\"");
  EXPECT_EQ(reply.status, 200);
  EXPECT_EQ(tagOf(reply), "\"2\"");
  EXPECT_EQ(change(adminKey, user, changed({"operatore"}), "\"1\"").status, 412);
}

TEST_F(Administration, SignsOutWhoseRolesOrPasswordChange) {
  const std::string user = service.addUser("m.bianchi", "asl-frosinone", {"operatore"});
  const auto signedIn = [&](const std::string& password) {
    return service.browserOf(service.signIn("m.bianchi", password));
  };
  const auto status = [&](const IdentityHome::Browser& browser) {
    return service.withBrowser(browser, "GET", "/accesso").status;
  };
  auto browser = signedIn(kPassword);
  EXPECT_EQ(change(adminKey, user, changed({"operatore"})).status, 200);
  EXPECT_EQ(status(browser), 200);
  EXPECT_EQ(change(adminKey, user, changed({"segreteria"})).status, 200);
  EXPECT_EQ(status(browser), 401);
  browser = signedIn(kPassword);
  Json body = changed({"segreteria"});
  body["password"] = kOther;
  EXPECT_EQ(change(adminKey, user, body).status, 200);
  EXPECT_EQ(status(browser), 401);
  browser = signedIn(kOther);
  EXPECT_EQ(bodyOf(service.withBrowser(browser, "GET", "/accesso")).at("password_da_cambiare"),
            true);
  EXPECT_EQ(change(adminKey, user, changed({"segreteria"}, false)).status, 200);
  EXPECT_EQ(status(browser), 401);
  EXPECT_EQ(service.signIn("m.bianchi", kOther).status, 401);
}

TEST_F(Administration, PagesThroughUsers) {
  for (const char* login : {"uno", "due", "tre"})
    service.addUser(login, "asl-frosinone", {"operatore"});
  Request request = IdentityHome::request("GET", "/utenti");
  request.headers["authorization"] = std::string("Bearer ").append(adminKey);
  request.query["limite"] = "3";
  const Json first = bodyOf(service.ask(request));
  EXPECT_EQ(first.at("elementi").size(), 3u);
  request.query["cursore"] = first.at("successivo");
  const Json second = bodyOf(service.ask(request));
  EXPECT_EQ(second.at("elementi").size(), 1u);
  EXPECT_FALSE(second.contains("successivo"));
}

TEST_F(Administration, ShowsAKeyOnceAndRevokesItAtOnce) {
  const Reply made =
      service.withKey(adminKey, "POST", "/chiavi",
                      {{"nome", "gestionale del SILD"}, {"ruoli", {"operatore"}}, {"giorni", 30}});
  ASSERT_EQ(made.status, 201) << made.body;
  const std::string secret = bodyOf(made).at("chiave"), id = bodyOf(made).at("id");
  EXPECT_EQ(bodyOf(service.withKey(secret, "GET", "/accesso")).at("id"), id);
  for (const char* path : {"/chiavi", "/utenti"})
    EXPECT_EQ(service.withKey(adminKey, "GET", path).body.find(secret), std::string::npos);
  EXPECT_EQ(service.withKey(adminKey, "GET", "/chiavi/" + id).body.find(secret), std::string::npos);
  const Reply unknown = service.withKey(otherKey, "DELETE", "/chiavi/" + newId());
  EXPECT_EQ(unknown.status, 404);
  EXPECT_EQ(service.withKey(otherKey, "DELETE", "/chiavi/" + id).body, unknown.body);
  EXPECT_EQ(service.withKey(secret, "GET", "/accesso").status, 200);
  EXPECT_EQ(service.withKey(adminKey, "DELETE", "/chiavi/" + id).status, 204);
  EXPECT_EQ(service.withKey(secret, "GET", "/accesso").status, 401);
  EXPECT_TRUE(bodyOf(service.withKey(adminKey, "GET", "/chiavi/" + id)).contains("revocata_il"));
}

TEST_F(Administration, MakesNoKeyWithWhichToReadAsSomebodyElse) {
  const std::string user = service.addUser("m.bianchi", "asl-frosinone", {"operatore"});
  const auto status = [&](const std::string& key, Json more) {
    Json body = {{"nome", "prova"}, {"ruoli", {"operatore"}}};
    body.update(more);
    return service.withKey(key, "POST", "/chiavi", body).status;
  };
  EXPECT_EQ(status(adminKey, {{"utente", user}}), 403);
  EXPECT_EQ(status(systemKey, {{"utente", user}, {"ente", "asl-frosinone"}}), 403);
  EXPECT_EQ(status(adminKey, {{"utente", newId()}}), 403);
  EXPECT_EQ(status(adminKey, {{"utente", admin}, {"ruoli", {"amministratore"}}}), 201);
  EXPECT_EQ(status(adminKey, {{"ruoli", {"sistema"}}}), 403);
  EXPECT_EQ(status(adminKey, {{"ente", "comune-di-alatri"}}), 403);
  EXPECT_EQ(status(adminKey, {{"giorni", 0}}), 422);
  EXPECT_EQ(status(adminKey, {{"giorni", 367}}), 422);
  EXPECT_EQ(status(systemKey, Json::object()), 422);
  EXPECT_EQ(status(systemKey, {{"ente", "asl-frosinone"}}), 201);
}

}  // namespace
}  // namespace stesura
