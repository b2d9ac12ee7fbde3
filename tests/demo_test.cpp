#include "service/registers/demo.h"

#include <gtest/gtest.h>

#include "service/handlers/identify.h"
#include "service/store/registers.h"
#include "service/store/users.h"
#include "tests/service_home.h"

namespace stesura {
namespace {

std::int64_t rowsOf(Database& database, const std::string& table) {
  return database.read([&](Transaction& t) { return t.one("SELECT COUNT(*) FROM " + table)->integer(0); });
}

Identity identityOf(ServiceHome& home, const std::string& login) {
  return home.database().read([&](Transaction& t) {
    const User user = *Users(home.vault()).findLogin(t, login);
    Identity who{user.id, user.agency, {}, false};
    for (const std::string& role : user.roles) who.roles.insert(roleFromName(role));
    return who;
  });
}

TEST(Demo, LoadsTheSampleNetworksOnce) {
  ServiceHome home;
  const Demo first = openDemo(home.services());
  EXPECT_EQ(rowsOf(home.database(), "ente"), 52);
  EXPECT_EQ(rowsOf(home.database(), "rete"), 5);
  EXPECT_EQ(rowsOf(home.database(), "persona"), 10);
  EXPECT_EQ(rowsOf(home.database(), "percorso"), 10);
  EXPECT_EQ(rowsOf(home.database(), "incontro"), 7);
  const Demo second = openDemo(home.services());
  EXPECT_EQ(rowsOf(home.database(), "persona"), 10);
  ASSERT_EQ(first.users.size(), second.users.size());
  EXPECT_NE(first.password, second.password);
  EXPECT_NE(first.users[0].key, second.users[0].key);
  EXPECT_GE(first.password.size(), 20u);
  EXPECT_THROW(refuseDemo(home.database()), Error);
}

TEST(Demo, WantsAFolderOfItsOwn) {
  ServiceHome home;
  EXPECT_NO_THROW(refuseDemo(home.database()));
  const Json agency = {{"id", "comune-rho"}, {"denominazione", "Comune di Rho"}, {"tipo", "comune"}, {"pubblica_amministrazione", true}};
  EXPECT_EQ(home.ask({"amministratrice", "", {Role::sistema}, false}, "POST", "/enti", agency).status, 201);
  EXPECT_THROW(openDemo(home.services()), Error);
  EXPECT_NO_THROW(refuseDemo(home.database()));
}

TEST(Demo, HasRichPathsForItsOperators) {
  ServiceHome home;
  openDemo(home.services());
  const Identity anna = identityOf(home, "anna.neri"), manager = identityOf(home, "maria.bianchi.nil");
  const Json paths = bodyOf(home.ask(anna, "GET", "/percorsi?seguiti=da_me&fase=invio")).at("elementi");
  ASSERT_EQ(paths.size(), 1u);
  const std::string id = paths[0].at("id");
  const Json path = bodyOf(home.ask(anna, "GET", "/percorsi/" + id));
  EXPECT_EQ(path.at("classe"), "H");
  EXPECT_EQ(path.at("destinatari").size(), 3u);
  EXPECT_GT(path.at("dati").size(), 20u);
  EXPECT_EQ(bodyOf(home.ask(manager, "GET", "/percorsi/" + id)).at("classe"), "H");
  const Json meetings = bodyOf(home.ask(identityOf(home, "niccolo.deprova.monza"), "GET", "/incontri?rete=servizi-in-rete")).at("elementi");
  ASSERT_EQ(meetings.size(), 7u);
  EXPECT_EQ(std::count_if(meetings.begin(), meetings.end(), [](const Json& each) { return each.contains("data"); }), 1);
}

TEST(Demo, KeysAreGoodUntilTheNextStart) {
  ServiceHome home;
  const Demo first = openDemo(home.services()), second = openDemo(home.services());
  const auto identify = identifyBy(home.services(), {});
  const auto cameIn = [&](const std::string& key) {
    Request request;
    request.headers["authorization"] = "Bearer " + key;
    return identify(request);
  };
  EXPECT_EQ(cameIn(second.users[0].key).agency, second.users[0].agency);
  EXPECT_THROW(cameIn(first.users[0].key), Error);
}

}  // namespace
}  // namespace stesura
