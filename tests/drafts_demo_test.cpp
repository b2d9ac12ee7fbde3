// What a draft of the sample networks comes with, person by person.

#include <gtest/gtest.h>

#include <cstdio>

#include "service/registers/demo.h"
#include "service/store/users.h"
#include "tests/service_home.h"

namespace stesura {
namespace {

struct DemoCase { std::string path, code; Identity who; };

std::vector<DemoCase> casesOf(ServiceHome& home) {
  return home.database().read([&](Transaction& transaction) {
    std::vector<DemoCase> cases;
    for (const SqlRow& row : transaction.query("SELECT p.id, p.codice, p.ente, MIN(o.utente) FROM percorso p "
                                               "JOIN percorso_operatore o ON o.percorso = p.id GROUP BY p.id, p.codice, p.ente")) {
      cases.push_back({row.text(0), row.text(1), {row.text(3), row.text(2), {Role::operatore}, false}});
    }
    return cases;
  });
}

TEST(DraftsDemo, AReferralOfAKnownPersonComesSeventyPercentComplete) {
  ServiceHome home;
  openDemo(home.services());
  const std::vector<DemoCase> cases = casesOf(home);
  ASSERT_GE(cases.size(), 5u);
  for (const DemoCase& one : cases) {
    const Reply reply = home.ask(one.who, "POST", "/bozze", {{"tipo", "scheda_segnalazione"}, {"percorso", one.path}});
    ASSERT_EQ(reply.status, 201) << reply.body;
    const Json draft = bodyOf(reply);
    const int percentage = draft.at("completezza").at("percentuale");
    std::printf("%s (%s): %d %% di %d dati, %zu problemi, %zu avvisi\n", one.code.c_str(), one.who.agency.c_str(), percentage,
                draft.at("completezza").at("applicabili").get<int>(), draft.at("problemi").size(), draft.at("avvisi").size());
    EXPECT_GE(percentage, 70) << one.code << draft.at("mancanti").dump(1);
    for (const Json& warning : draft.at("avvisi")) {
      EXPECT_FALSE(warning.at("messaggio").get<std::string>().starts_with("Il registro dice")) << one.code << warning.dump();
    }
  }
}

}  // namespace
}  // namespace stesura
