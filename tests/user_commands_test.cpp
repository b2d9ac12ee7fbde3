// `stesura user` and `stesura key`, as whoever looks after the machine starts them.

#include <gtest/gtest.h>

#include "generator/json/json.h"
#include "program_process.h"

namespace stesura::testing {
namespace {

constexpr const char* kPassword = "quattro parole qualsiasi";

class UserCommands : public ::testing::Test {
 protected:
  Ran stesura(std::vector<std::string> arguments, const std::string& input = {}) {
    arguments.insert(arguments.end(), {"--data", folder / "dati"});
    Start start;
    start.arguments = std::move(arguments);
    start.input = input;
    return run(start);
  }
  Json users() { return parseJson(stesura({"user", "list", "--json"}).out); }

  TestFolder folder;
};

TEST_F(UserCommands, LookAfterAnAdministratorOfTheSystem) {
  const Ran added = stesura({"user", "add", "A.Neri", "--ruolo", "sistema", "--nome", "Anna", "--cognome", "Neri"}, std::string(kPassword) + "\n");
  ASSERT_EQ(added.exitCode, 0) << added.err;
  ASSERT_EQ(users().size(), 1u);
  EXPECT_EQ(users()[0].at("nome_utente"), "a.neri");
  EXPECT_EQ(users()[0].at("ruoli"), Json({"sistema"}));
  EXPECT_EQ(users()[0].at("profilo").at("cognome"), "Neri");
  EXPECT_EQ(users()[0].at("password_da_cambiare"), true);
  EXPECT_NE(stesura({"user", "list"}).out.find("a.neri"), std::string::npos);
  EXPECT_EQ(stesura({"user", "add", "a.neri", "--ruolo", "sistema"}, std::string(kPassword) + "\n").exitCode, 2);
  EXPECT_EQ(stesura({"user", "password", "a.neri"}, "cinque parole, adesso mie\n").exitCode, 0);
  EXPECT_EQ(stesura({"user", "totp-reset", "a.neri"}).exitCode, 0);
  EXPECT_EQ(stesura({"user", "disable", "a.neri"}).exitCode, 0);
  EXPECT_EQ(users()[0].at("attivo"), false);
}

TEST_F(UserCommands, RefuseWhatMakesNoSense) {
  const std::string typed = std::string(kPassword) + "\n";
  EXPECT_EQ(stesura({"user", "add", "con spazio", "--ruolo", "sistema"}, typed).exitCode, 2);
  EXPECT_EQ(stesura({"user", "add", "a.neri", "--ruolo", "direttrice"}, typed).exitCode, 2);
  EXPECT_EQ(stesura({"user", "add", "a.neri", "--ruolo", "operatore"}, typed).exitCode, 1);
  EXPECT_EQ(stesura({"user", "add", "a.neri", "--ruolo", "operatore", "--ente", "non-registrato"}, typed).exitCode, 1);
  EXPECT_EQ(stesura({"user", "add", "a.neri", "--ruolo", "sistema"}, "corta\n").exitCode, 2);
  EXPECT_EQ(stesura({"user", "add", "a.neri", "--ruolo", "sistema"}, "").exitCode, 2);
  EXPECT_EQ(stesura({"user", "add", "a.neri", "--ruolo", "sistema", "--password", kPassword}, typed).exitCode, 2);
  EXPECT_EQ(stesura({"user", "disable", "a.neri"}).exitCode, 2);
  EXPECT_EQ(stesura({"user"}).exitCode, 2);
  EXPECT_EQ(users().size(), 0u);
}

TEST_F(UserCommands, MakeKeysThatAreSeenOnce) {
  const Ran made = stesura({"key", "add", "--nome", "gestionale", "--ruolo", "sistema", "--giorni", "30"});
  ASSERT_EQ(made.exitCode, 0) << made.err;
  ASSERT_TRUE(made.out.starts_with("stk_")) << made.out;
  const Ran list = stesura({"key", "list", "--json"});
  EXPECT_EQ(list.out.find(made.out.substr(0, made.out.size() - 1)), std::string::npos);
  const Json keys = parseJson(list.out);
  ASSERT_EQ(keys.size(), 1u);
  EXPECT_EQ(keys[0].at("nome"), "gestionale");
  EXPECT_EQ(stesura({"key", "revoke", keys[0].at("id")}).exitCode, 0);
  EXPECT_TRUE(parseJson(stesura({"key", "list", "--json"}).out)[0].contains("revocata_il"));
  EXPECT_EQ(stesura({"key", "revoke", "altro"}).exitCode, 2);
  EXPECT_EQ(stesura({"key", "add", "--nome", "x", "--ruolo", "operatore"}).exitCode, 1);
  EXPECT_EQ(stesura({"key", "add", "--nome", "x", "--ruolo", "operatore", "--utente", "nessuno"}).exitCode, 2);
  EXPECT_EQ(stesura({"key", "add", "--nome", "x", "--ruolo", "sistema", "--giorni", "400"}).exitCode, 2);
}

TEST_F(UserCommands, ExplainThemselves) {
  const Ran page = stesura({"user", "add", "--help"});
  EXPECT_EQ(page.exitCode, 0);
  EXPECT_NE(page.out.find("stesura user add"), std::string::npos) << page.out;
  EXPECT_EQ(page.out.find("TEXT"), std::string::npos) << page.out;
  EXPECT_NE(stesura({"user", "ad", "x"}).err.find("Forse intendevi «add»?"), std::string::npos) << stesura({"user", "ad", "x"}).err;
}

}  // namespace
}  // namespace stesura::testing
