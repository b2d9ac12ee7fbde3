// GET /audit over the whole service.
#include <gtest/gtest.h>

#include "service/store/audit.h"
#include "tests/service_home.h"

namespace stesura {
namespace {

class AuditRoutes : public ::testing::Test {
 protected:
  AuditRoutes() {
    home_.database().write([](Transaction& t) {
      for (int i = 1; i <= 5; ++i) appendAudit(t, {"u1", "asl-frosinone", "leggi", "percorsi", "p" + std::to_string(i)});
      appendAudit(t, {"u2", "asl-frosinone", "crea", "persone", "x"});
      appendAudit(t, {"u9", "comune-di-alatri", "leggi", "percorsi", "p9"});
    });
  }
  static Identity who(Role role, const std::string& agency) { return {"amm-" + agency, agency, {role}, false}; }
  std::vector<std::string> objects(const Identity& asker, const std::string& query) {
    const Reply reply = home_.ask(asker, "GET", "/audit" + query);
    EXPECT_EQ(reply.status, 200) << reply.body;
    std::vector<std::string> found;
    const Json body = bodyOf(reply);
    for (const Json& row : body.at("elementi")) found.push_back(row.at("oggetto"));
    return found;
  }

  ServiceHome home_;
  const Identity own_ = who(Role::amministratore, "asl-frosinone");
  const Identity system_ = who(Role::sistema, "");
};

TEST_F(AuditRoutes, ShowAnAdministratorTheRowsOfTheOwnAgency) {
  EXPECT_EQ(objects(own_, "?azione=leggi"), (std::vector<std::string>{"p5", "p4", "p3", "p2", "p1"}));
  EXPECT_EQ(objects(own_, "?azione=leggi&ente=comune-di-alatri").size(), 5u) << "another agency cannot be asked for";
  EXPECT_EQ(objects(system_, "?azione=leggi").size(), 6u);
  EXPECT_EQ(objects(system_, "?ente=comune-di-alatri"), (std::vector<std::string>{"p9"}));
}

TEST_F(AuditRoutes, FindByWhoWhatAndWhen) {
  EXPECT_EQ(objects(own_, "?chi=u2"), (std::vector<std::string>{"x"}));
  EXPECT_EQ(objects(own_, "?risorsa=percorsi&oggetto=p2"), (std::vector<std::string>{"p2"}));
  EXPECT_TRUE(objects(own_, "?al=2001-01-01").empty());
  EXPECT_EQ(objects(own_, "?dal=2001-01-01T00:00:00Z&chi=u1").size(), 5u);
  for (const char* bad : {"?dal=ieri", "?al=2026-3-1", "?al=2026-03-12T", "?cursore=zz", "?cursore=61", "?limite=0"}) {
    EXPECT_EQ(home_.ask(own_, "GET", std::string("/audit") + bad).status, 400) << bad;
  }
}

TEST_F(AuditRoutes, GoOnFromPageToPage) {
  const Json first = bodyOf(home_.ask(own_, "GET", "/audit?limite=2&chi=u1"));
  ASSERT_TRUE(first.contains("successivo"));
  EXPECT_EQ(objects(own_, "?limite=2&chi=u1&cursore=" + first.at("successivo").get<std::string>()),
            (std::vector<std::string>{"p3", "p2"}));
}

TEST_F(AuditRoutes, AreForAdministratorsOnlyAndRecordedThemselves) {
  for (const Role role : {Role::operatore, Role::segreteria, Role::comunicazione}) {
    EXPECT_EQ(home_.ask(who(role, "asl-frosinone"), "GET", "/audit").status, 403);
  }
  EXPECT_EQ(home_.ask({}, "GET", "/audit").status, 401);
  objects(own_, "");
  EXPECT_EQ(bodyOf(home_.ask(own_, "GET", "/audit?risorsa=audit")).at("elementi").at(0).at("azione"), "elenca");
}

}  // namespace
}  // namespace stesura
