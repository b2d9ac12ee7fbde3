// Who comes in, and with what: keys, sessions, one-time codes, the word of a proxy.

#include <gtest/gtest.h>

#include <fstream>
#include <thread>

#include "tests/identity_home.h"

namespace stesura {
namespace {

TEST(Users, AreKeptSealedAndFoundByLogin) {
  IdentityHome service;
  const std::string id = service.addUser("m.bianchi", "asl-frosinone", {"operatore"});
  service.home().database().read([&](Transaction& transaction) {
    const Users users(service.home().vault());
    const auto user = users.findLogin(transaction, "m.bianchi");
    ASSERT_TRUE(user);
    EXPECT_EQ(user->id, id);
    EXPECT_EQ(user->profile.at("cognome"), "Bianchi");
    EXPECT_FALSE(users.findLogin(transaction, "m.bianch"));
    for (const SqlRow& row : transaction.query("SELECT nome, profilo FROM utente")) {
      EXPECT_EQ(row.bytes(0).find("bianchi"), std::string::npos);
      EXPECT_EQ(row.bytes(1).find("Bianchi"), std::string::npos);
    }
  });
  service.home().database().write([&](Transaction& transaction) {
    EXPECT_FALSE(
        Users(service.home().vault())
            .add(transaction,
                 {"comune-di-alatri", "m.bianchi", {"operatore"}, Json::object(), "", true}));
  });
}

TEST(Users, HaveLoginsOfPlainLettersOnly) {
  EXPECT_EQ(loginOf("M.Rossi@ASL.example"), "m.rossi@asl.example");
  EXPECT_EQ(loginOf("RSSMRA85C12F704U"), "rssmra85c12f704u");
  for (const char* bad : {"", "ab", "con spazio", "niccolò", "a\nb\nc", "<script>", "a/b/c"})
    EXPECT_EQ(loginOf(bad), "") << bad;
  EXPECT_EQ(loginOf(std::string(65, 'a')), "");
}

TEST(AccessKey, LetsInUntilItEnds) {
  IdentityHome service;
  const std::string key = service.addKey("asl-frosinone", {"operatore", "segreteria"});
  EXPECT_TRUE(isAccessKey(key)) << key;
  const Reply reply = service.withKey(key, "GET", "/accesso");
  EXPECT_EQ(reply.status, 200);
  EXPECT_EQ(bodyOf(reply).at("ente"), "asl-frosinone");
  EXPECT_EQ(bodyOf(reply).at("programma"), true);
  EXPECT_EQ(bodyOf(reply).at("ruoli"), Json({"operatore", "segreteria"}));
  EXPECT_EQ(
      service.withKey(service.addKey("asl-frosinone", {"operatore"}, "", -1), "GET", "/accesso")
          .status,
      401);
  service.home().database().read([&](Transaction& transaction) {
    EXPECT_FALSE(transaction.one("SELECT id FROM chiave_accesso WHERE impronta = $1", {key}));
  });
}

TEST(AccessKey, IsNothingElse) {
  IdentityHome service;
  const std::string key = service.addKey("asl-frosinone", {"operatore"});
  std::string other = key;
  other.back() = other.back() == 'A' ? 'B' : 'A';
  for (const std::string& wrong : {other, key + "A", key.substr(0, key.size() - 1),
                                   std::string("stk_"), std::string(), std::string(100000, 'x')}) {
    EXPECT_EQ(service.withKey(wrong, "GET", "/accesso").status, 401);
  }
  for (const char* scheme : {"Basic ", "", "bearer:"}) {
    Request request = IdentityHome::request("GET", "/accesso");
    request.headers["authorization"] = scheme + key;
    EXPECT_EQ(service.ask(request).status, 401) << scheme;
  }
  Request request = IdentityHome::request("GET", "/accesso");
  request.headers["authorization"] = "bEaReR " + key;
  EXPECT_EQ(service.ask(request).status, 200);
}

TEST(AccessKey, CostsNoQuestionToTheDatabaseWhileItIsRemembered) {
  IdentityHome service;
  const std::string key = service.addKey("asl-frosinone", {"operatore"});
  EXPECT_EQ(service.withKey(key, "GET", "/accesso").status, 200);
  service.sql("UPDATE chiave_accesso SET revocata_il = 'x'");  // as another process would
  EXPECT_EQ(service.withKey(key, "GET", "/accesso").status, 200);
  service.home().services().keys->forget();
  EXPECT_EQ(service.withKey(key, "GET", "/accesso").status, 401);
}

TEST(AccessKey, IsNotRememberedFromBeforeAChange) {
  KeyMemory memory;
  const std::uint64_t before = memory.generation();
  memory.forget();
  memory.keep("impronta", {"id", "", "ente", {"operatore"}, utcIn(60)}, before);
  EXPECT_FALSE(memory.find("impronta"));
  memory.keep("impronta", {"id", "", "ente", {"operatore"}, utcIn(60)}, memory.generation());
  EXPECT_TRUE(memory.find("impronta"));
  memory.keep("scaduta", {"id", "", "ente", {"operatore"}, utcIn(-1)}, memory.generation());
  EXPECT_FALSE(memory.find("scaduta"));
}

TEST(AccessKey, OfAUserHasTheRolesThatBothHave) {
  IdentityHome service;
  const std::string user =
      service.addUser("m.bianchi", "asl-frosinone", {"operatore", "amministratore"});
  const std::string key = service.addKey("asl-frosinone", {"operatore", "segreteria"}, user);
  const Json who = bodyOf(service.withKey(key, "GET", "/accesso"));
  EXPECT_EQ(who.at("id"), user);
  EXPECT_EQ(who.at("programma"), false);
  EXPECT_EQ(who.at("ruoli"), Json({"operatore"}));
  service.sql("UPDATE utente SET attivo = 0");
  service.home().services().keys->forget();
  EXPECT_EQ(service.withKey(key, "GET", "/accesso").status, 401);
}

TEST(SignIn, OpensASessionForTheRightPassword) {
  IdentityHome service;
  const std::string id = service.addUser("m.bianchi", "asl-frosinone", {"operatore"});
  const Reply reply = service.signIn("M.Bianchi");
  ASSERT_EQ(reply.status, 201);
  EXPECT_EQ(bodyOf(reply).at("id"), id);
  const auto browser = service.browserOf(reply);
  EXPECT_TRUE(browser.cookie.starts_with("stesura=")) << browser.cookie;
  const Reply who = service.withBrowser(browser, "GET", "/accesso");
  EXPECT_EQ(who.status, 200);
  EXPECT_EQ(bodyOf(who).at("token_csrf"), browser.token);
  EXPECT_EQ(service.withBrowser(browser, "DELETE", "/accesso").status, 204);
  EXPECT_EQ(service.withBrowser(browser, "GET", "/accesso").status, 401);
  EXPECT_EQ(service.auditOf("accedi"),
            std::vector<std::string>{id + "|asl-frosinone|accesso|" + id + "|fatto"});
}

TEST(SignIn, GivesASecureCookieOverTlsAndNoneInClear) {
  IdentityHome service;
  service.addUser("m.bianchi", "asl-frosinone", {"operatore"});
  Request request = IdentityHome::request("POST", "/accesso",
                                          {{"nome_utente", "m.bianchi"}, {"password", kPassword}});
  request.origin = Origin::elsewhere;
  EXPECT_EQ(service.ask(request).status, 403);
  request.encrypted = true;
  const Reply reply = service.ask(request);
  ASSERT_EQ(reply.status, 201);
  std::string cookie;
  for (const auto& [name, value] : reply.headers) {
    if (name == "Set-Cookie") cookie = value;
  }
  EXPECT_TRUE(cookie.starts_with("__Host-stesura=")) << cookie;
  for (const char* part : {"; Secure", "; HttpOnly", "; SameSite=Strict", "; Path=/"})
    EXPECT_NE(cookie.find(part), std::string::npos) << part;
  EXPECT_EQ(cookie.find("Domain"), std::string::npos);
  // The plain name means nothing over TLS, nor either name in clear from elsewhere.
  const std::string secret =
      cookie.substr(cookie.find('=') + 1, cookie.find(';') - cookie.find('=') - 1);
  Request who = IdentityHome::request("GET", "/accesso");
  who.origin = Origin::elsewhere;
  who.encrypted = true;
  who.headers["cookie"] = "stesura=" + secret;
  EXPECT_EQ(service.ask(who).status, 401);
  who.headers["cookie"] = "__Host-stesura=" + secret;
  EXPECT_EQ(service.ask(who).status, 200);
  who.encrypted = false;
  EXPECT_EQ(service.ask(who).status, 401);
}

TEST(SignIn, SaysTheSameWhateverIsWrong) {
  IdentityHome service;
  service.addUser("m.bianchi", "asl-frosinone", {"operatore"});
  const std::string away = service.addUser("g.verdi", "asl-frosinone", {"operatore"});
  service.sql("UPDATE utente SET attivo = 0 WHERE id = '" + away + "'");
  const std::string wrong = service.signIn("m.bianchi", "un’altra password").body;
  EXPECT_EQ(service.signIn("m.bianchi", "un’altra password").status, 401);
  EXPECT_EQ(service.signIn("chi.non.esiste", kPassword).body, wrong);
  EXPECT_EQ(service.signIn("g.verdi", kPassword).body, wrong);
  EXPECT_EQ(service.signIn("La mia password nel campo sbagliato", kPassword).body, wrong);
  // The audit tells that it happened, never the name typed.
  const auto rows = service.auditOf("accedi");
  ASSERT_EQ(rows.size(), 5u);
  EXPECT_EQ(rows[2], "sconosciuto||accesso||rifiutato");
  EXPECT_EQ(rows[3], away + "|asl-frosinone|accesso|" + away + "|rifiutato");
  for (const std::string& row : rows) EXPECT_EQ(row.find("campo"), std::string::npos);
}

TEST(SignIn, MakesWhoGuessesWaitEverLonger) {
  IdentityHome service;
  service.addUser("m.bianchi", "asl-frosinone", {"operatore"});
  for (const char* login : {"m.bianchi", "chi.non.esiste"}) {
    for (int count = 0; count < 5; ++count)
      EXPECT_EQ(service.signIn(login, "sbagliata").status, 401) << login;
    service.sql("UPDATE tentativo SET falliti = falliti + 2");  // 4 seconds
    const Reply reply = service.signIn(login);
    EXPECT_EQ(reply.status, 429) << login;
    std::string wait;
    for (const auto& [name, value] : reply.headers) {
      if (name == "Retry-After") wait = value;
    }
    EXPECT_TRUE(wait == "3" || wait == "4") << wait;
  }
  service.sql("UPDATE tentativo SET falliti = 12");
  EXPECT_EQ(service.signIn("m.bianchi").status, 429);
  service.sql("UPDATE tentativo SET falliti = 5000, ultimo = ultimo - 301");  // never for good
  EXPECT_EQ(service.signIn("m.bianchi").status, 201);
  EXPECT_EQ(service.signIn("m.bianchi", "sbagliata").status, 401);  // and all is forgiven
  EXPECT_EQ(service.signIn("m.bianchi").status, 201);
}

TEST(SignIn, CountsManyGuessesAtTheSameTime) {
  IdentityHome service;
  service.addUser("m.bianchi", "asl-frosinone", {"operatore"});
  EXPECT_EQ(service.signIn("m.bianchi", "sbagliata").status, 401);
  service.sql(
      "UPDATE tentativo SET falliti = 10, ultimo = ultimo - 60");  // one more, then 64 seconds
  std::atomic<int> looked{0};
  std::vector<std::thread> threads;
  for (int count = 0; count < 8; ++count) {
    threads.emplace_back(
        [&] { looked += service.signIn("m.bianchi", "sbagliata").status == 401 ? 1 : 0; });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(looked, 1);
}

TEST(SignIn, RefusesWhatIsNoRequestToSignIn) {
  IdentityHome service;
  EXPECT_EQ(service.ask(IdentityHome::request("POST", "/accesso")).status, 415);
  EXPECT_EQ(service.ask(IdentityHome::request("POST", "/accesso", Json::object())).status, 422);
  EXPECT_EQ(
      service
          .ask(IdentityHome::request("POST", "/accesso", {{"nome_utente", "a"}, {"password", 7}}))
          .status,
      422);
  EXPECT_EQ(service.signIn("m.bianchi", std::string(600, 'x')).status, 422);
  EXPECT_EQ(service.signIn(std::string(200, 'x'), "x").status, 422);
}

TEST(SignIn, MakesHashesAnewWhenParametersWereRaised) {
  IdentityHome service;
  const std::string id = service.addUser("m.bianchi", "asl-frosinone", {"operatore"});
  service.sql(
      "UPDATE utente SET parola = "
      "'$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4'");
  EXPECT_EQ(service.signIn("m.bianchi", "password").status, 201);
  service.home().database().read([&](Transaction& transaction) {
    EXPECT_FALSE(PasswordGate::outdated(
        transaction.one("SELECT parola FROM utente WHERE id = $1", {id})->text(0)));
  });
  EXPECT_EQ(service.signIn("m.bianchi", "password").status, 201);
}

TEST(Session, EndsWithTime) {
  IdentityHome service;
  service.addUser("m.bianchi", "asl-frosinone", {"operatore"});
  auto browser = service.browserOf(service.signIn("m.bianchi"));
  service.sql("UPDATE sessione SET vista_il = '" + utcIn(-29 * 60) + "'");
  EXPECT_EQ(service.withBrowser(browser, "GET", "/accesso").status, 200);  // and is seen again
  service.sql("UPDATE sessione SET creata_il = '" + utcIn(-13 * 3600) + "'");
  EXPECT_EQ(service.withBrowser(browser, "GET", "/accesso").status, 401);
  browser = service.browserOf(service.signIn("m.bianchi"));
  service.sql("UPDATE sessione SET vista_il = '" + utcIn(-31 * 60) + "'");
  EXPECT_EQ(service.withBrowser(browser, "GET", "/accesso").status, 401);
  service.signIn("m.bianchi");
  service.home().database().read([](Transaction& transaction) {
    EXPECT_EQ(transaction.one("SELECT COUNT(*) FROM sessione")->integer(0), 1);
  });
}

TEST(Session, ChangesNothingForAForeignPage) {
  IdentityHome service;
  service.addUser("m.bianchi", "asl-frosinone", {"operatore"});
  const auto browser = service.browserOf(service.signIn("m.bianchi"));
  EXPECT_EQ(
      service.withBrowser(browser, "DELETE", "/accesso", nullptr, {{"x-csrf-token", ""}}).status,
      403);
  EXPECT_EQ(service
                .withBrowser(browser, "DELETE", "/accesso", nullptr,
                             {{"x-csrf-token", browser.token + "x"}})
                .status,
            403);
  EXPECT_EQ(
      service
          .withBrowser(browser, "DELETE", "/accesso", nullptr, {{"sec-fetch-site", "cross-site"}})
          .status,
      403);
  EXPECT_EQ(
      service.withBrowser(browser, "DELETE", "/accesso", nullptr, {{"sec-fetch-site", "same-site"}})
          .status,
      403);
  EXPECT_EQ(service
                .withBrowser(browser, "DELETE", "/accesso", nullptr,
                             {{"origin", "https://altrove.example"}, {"host", "stesura.example"}})
                .status,
            403);
  EXPECT_EQ(service
                .withBrowser(browser, "DELETE", "/accesso", nullptr,
                             {{"origin", "null"}, {"host", "stesura.example"}})
                .status,
            403);
  EXPECT_EQ(service
                .withBrowser(browser, "DELETE", "/accesso", nullptr,
                             {{"origin", "https://stesura.example"}, {"host", "stesura.example"}})
                .status,
            204);
}

TEST(Session, LetsWhoGotAPasswordFromSomebodyElseOnlyChangeIt) {
  IdentityHome service;
  service.addUser("m.bianchi", "asl-frosinone", {"amministratore"}, true);
  auto browser = service.browserOf(service.signIn("m.bianchi"));
  EXPECT_EQ(service.withBrowser(browser, "GET", "/accesso").status, 200);
  EXPECT_EQ(service.withBrowser(browser, "GET", "/utenti").status, 403);
  const Reply changed = service.withBrowser(
      browser, "PUT", "/accesso/password",
      {{"password_attuale", kPassword}, {"password_nuova", "cinque parole, adesso mie"}});
  ASSERT_EQ(changed.status, 200);
  EXPECT_EQ(service.withBrowser(browser, "GET", "/accesso").status,
            401);  // the old session is gone
  browser = service.browserOf(changed);
  EXPECT_EQ(service.withBrowser(browser, "GET", "/utenti").status, 200);
  EXPECT_EQ(service.signIn("m.bianchi").status, 401);
  EXPECT_EQ(service.signIn("m.bianchi", "cinque parole, adesso mie").status, 201);
}

TEST(Session, ChangesThePasswordOnlyWithTheOneInForce) {
  IdentityHome service;
  service.addUser("m.bianchi", "asl-frosinone", {"operatore"});
  const auto browser = service.browserOf(service.signIn("m.bianchi"));
  const auto change = [&](const std::string& now, const std::string& wanted) {
    return service.withBrowser(browser, "PUT", "/accesso/password",
                               {{"password_attuale", now}, {"password_nuova", wanted}});
  };
  EXPECT_EQ(change(kPassword, "corta").status, 422);
  EXPECT_EQ(change(kPassword, kPassword).status, 422);
  EXPECT_EQ(change(kPassword, "m.bianchi per sempre").status, 422);
  for (int count = 0; count < 5; ++count)
    EXPECT_EQ(change("sbagliata", "cinque parole, adesso mie").status, 403);
  service.sql("UPDATE tentativo SET falliti = falliti + 5");
  EXPECT_EQ(change(kPassword, "cinque parole, adesso mie").status, 429);
  const std::string key = service.addKey("asl-frosinone", {"operatore"});
  EXPECT_EQ(service
                .withKey(key, "PUT", "/accesso/password",
                         {{"password_attuale", kPassword},
                          {"password_nuova", "cinque parole, adesso mie"}})
                .status,
            409);
  EXPECT_EQ(service.withKey(key, "DELETE", "/accesso").status, 409);
}

TEST(OneTimeCodes, AreWantedOnceSwitchedOn) {
  IdentityHome service;
  const std::string id = service.addUser("m.bianchi", "asl-frosinone", {"operatore"});
  const auto browser = service.browserOf(service.signIn("m.bianchi"));
  const Json begun = bodyOf(service.withBrowser(browser, "POST", "/accesso/totp", Json::object()));
  const std::string secret = fromBase32(begun.at("segreto"));
  EXPECT_EQ(begun.at("uri"), enrolmentUri(secret, "m.bianchi"));
  EXPECT_EQ(service.signIn("m.bianchi").status, 201);  // not before a first code
  EXPECT_EQ(service.withBrowser(browser, "POST", "/accesso/totp", {{"codice", "000000"}}).status,
            codeNow(secret) == "000000" ? 200 : 422);
  const Reply confirmed =
      service.withBrowser(browser, "POST", "/accesso/totp", {{"codice", codeNow(secret, -1)}});
  ASSERT_EQ(confirmed.status, 200);
  const Json recovery = bodyOf(confirmed).at("codici_di_recupero");
  ASSERT_EQ(recovery.size(), 10u);
  EXPECT_EQ(service.withBrowser(browser, "POST", "/accesso/totp", Json::object()).status, 409);

  const Reply wants = service.signIn("m.bianchi");
  EXPECT_EQ(wants.status, 401);
  EXPECT_EQ(bodyOf(wants).at("problems").at(0).at("puntatore"), "/codice");
  const std::string code = codeNow(secret);
  EXPECT_EQ(service.signIn("m.bianchi", kPassword, code).status, 201);
  EXPECT_EQ(service.signIn("m.bianchi", kPassword, code).status, 401);  // each once
  EXPECT_EQ(service.signIn("m.bianchi", "sbagliata", codeNow(secret, 1)).status, 401);
  EXPECT_EQ(service.signIn("m.bianchi", kPassword, recovery.at(0)).status, 201);
  EXPECT_EQ(service.signIn("m.bianchi", kPassword, recovery.at(0)).status, 401);
  service.home().database().read([&](Transaction& transaction) {
    EXPECT_EQ(transaction.one("SELECT totp FROM utente WHERE id = $1", {id})->bytes(0).find(secret),
              std::string::npos);
  });

  EXPECT_EQ(service.withBrowser(browser, "DELETE", "/accesso/totp").status, 403);
  EXPECT_EQ(
      service
          .withBrowser(browser, "DELETE", "/accesso/totp", nullptr, {{"x-codice", recovery.at(1)}})
          .status,
      204);
  EXPECT_EQ(service.signIn("m.bianchi").status, 201);
  EXPECT_EQ(service.withBrowser(browser, "DELETE", "/accesso/totp").status, 409);
}

TEST(OneTimeCodes, CannotBeGuessedFasterThanPasswords) {
  IdentityHome service;
  const std::string id = service.addUser("m.bianchi", "asl-frosinone", {"operatore"});
  const auto browser = service.browserOf(service.signIn("m.bianchi"));
  const std::string secret = fromBase32(
      bodyOf(service.withBrowser(browser, "POST", "/accesso/totp", Json::object())).at("segreto"));
  ASSERT_EQ(
      service.withBrowser(browser, "POST", "/accesso/totp", {{"codice", codeNow(secret)}}).status,
      200);
  for (int count = 0; count < 5; ++count)
    EXPECT_EQ(service.signIn("m.bianchi", kPassword, "99999x").status, 401);
  service.sql("UPDATE tentativo SET falliti = falliti + 5");
  EXPECT_EQ(service.signIn("m.bianchi", kPassword, codeNow(secret, 1)).status, 429);
}

TEST(ProxyIdentity, IsBelievedOnlyFromTheProxy) {
  IdentityHome service;
  const std::string id = service.addUser("rssmra85c12f704u", "asl-frosinone", {"operatore"});
  Request request = IdentityHome::request("GET", "/accesso");
  request.headers = {{"x-stesura-utente", "RSSMRA85C12F704U"}, {"x-stesura-ente", "asl-frosinone"}};
  EXPECT_EQ(service.ask(request).status, 401);
  request.headers["x-stesura-segreto"] = "sbagliato";
  EXPECT_EQ(service.ask(request).status, 401);
  request.headers["x-stesura-segreto"] = kProxySecret;
  EXPECT_EQ(bodyOf(service.ask(request)).at("id"), id);
  request.headers.erase("x-stesura-segreto");
  request.overProxySocket = true;
  EXPECT_EQ(service.ask(request).status, 200);
  request.headers["x-stesura-ente"] = "comune-di-alatri";
  EXPECT_EQ(service.ask(request).status, 401);
  request.headers.erase("x-stesura-ente");
  EXPECT_EQ(service.ask(request).status, 401);
  request.headers = {{"x-stesura-utente", "chi.non.esiste"}, {"x-stesura-ente", "asl-frosinone"}};
  EXPECT_EQ(service.ask(request).status, 401);
  // Headers that nobody believes do not stand in the way of a key.
  request.overProxySocket = false;
  request.headers["authorization"] =
      std::string("Bearer ").append(service.addKey("asl-frosinone", {"segreteria"}));
  EXPECT_EQ(service.ask(request).status, 200);
  service.sql("UPDATE utente SET attivo = 0");
  request.headers = {{"x-stesura-utente", "rssmra85c12f704u"},
                     {"x-stesura-ente", "asl-frosinone"},
                     {"x-stesura-segreto", kProxySecret}};
  EXPECT_EQ(service.ask(request).status, 401);
}

TEST(ProxyIdentity, IsSwitchedOffWhereNobodyAskedForIt) {
  IdentityHome service;
  service.addUser("m.bianchi", "asl-frosinone", {"operatore"});
  const Router router(allRoutes(service.home().services()), identifyBy(service.home().services()));
  Request request = IdentityHome::request("GET", "/accesso");
  request.headers = {{"x-stesura-utente", "m.bianchi"},
                     {"x-stesura-ente", "asl-frosinone"},
                     {"x-stesura-segreto", ""}};
  request.overProxySocket = true;
  EXPECT_EQ(router.answer(request).status, 401);
}

TEST(ProxyIdentity, TakesItsSecretFromAPrivateFile) {
  const DataFolder folder;
  const auto file = folder.path() / "segreto";
  EXPECT_THROW(proxySecretFrom(file), Error);
  std::ofstream(file) << kProxySecret << "\n";
  std::filesystem::permissions(file, std::filesystem::perms(0600));
  EXPECT_EQ(proxySecretFrom(file), kProxySecret);
  std::filesystem::permissions(file, std::filesystem::perms(0640));
  EXPECT_THROW(proxySecretFrom(file), Error);
  std::filesystem::permissions(file, std::filesystem::perms(0600));
  std::ofstream(file) << "corto\n";
  EXPECT_THROW(proxySecretFrom(file), Error);
}

TEST(FirstKey, IsMadeWhereNobodyCanComeInAndGoesWhenItHasDoneItsWork) {
  IdentityHome service;
  Database& database = service.home().database();
  const auto lost = firstAdministratorKey(database, service.home().vault());
  ASSERT_TRUE(lost);
  const auto first = firstAdministratorKey(database, service.home().vault());
  ASSERT_TRUE(first);
  EXPECT_EQ(service.withKey(*lost, "GET", "/accesso").status, 401);
  EXPECT_EQ(bodyOf(service.withKey(*first, "GET", "/accesso")).at("ruoli"), Json({"sistema"}));
  EXPECT_EQ(
      service
          .withKey(*first, "POST", "/chiavi",
                   {{"nome", "gestionale"}, {"ente", "asl-frosinone"}, {"ruoli", {"operatore"}}})
          .status,
      201);
  EXPECT_FALSE(firstAdministratorKey(database, service.home().vault()));
  EXPECT_EQ(service.withKey(*first, "GET", "/chiavi").status, 200);
  const Reply made = service.withKey(*first, "POST", "/chiavi",
                                     {{"nome", "amministrazione"}, {"ruoli", {"sistema"}}});
  ASSERT_EQ(made.status, 201);
  EXPECT_EQ(service.withKey(*first, "GET", "/chiavi").status, 401);
  EXPECT_EQ(service.withKey(bodyOf(made).at("chiave"), "GET", "/chiavi").status, 200);
}

}  // namespace
}  // namespace stesura
