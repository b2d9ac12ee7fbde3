#include "service/handlers/router.h"

#include <gtest/gtest.h>

#include "service/refusal.h"

namespace stesura {
namespace {

Router routerOf(std::vector<Route> routes) {
  RouteTable table;
  table.routes = std::move(routes);
  return Router(std::move(table), [](const Request& request) {
    Identity who;
    who.id = request.header("authorization");
    if (!who.id.empty()) who.roles = {roleFromName(who.id)};
    return who;
  });
}

Reply ask(const Router& router, const std::string& method, const std::string& path, const std::string& role = {},
          Origin origin = Origin::elsewhere) {
  Request request;
  request.method = method;
  request.path = path;
  if (!role.empty()) request.headers["authorization"] = role;
  return router.answer(request, origin);
}

Reply nameOf(const Request& request) { return {200, "text/plain", request.values.empty() ? "lista" : request.value("id"), {}, {}}; }

TEST(Router, ChoosesTheMostLiteralPattern) {
  const Router router = routerOf({{"GET", "/persone/{id}", Admission::everyone, {}, nameOf, {}},
                                  {"GET", "/persone/ricerca", Admission::everyone, {}, [](const Request&) { return Reply{200, "", "ricerca", {}, {}}; }, {}}});
  EXPECT_EQ(ask(router, "GET", "/persone/ricerca").body, "ricerca");
  EXPECT_EQ(ask(router, "GET", "/persone/7").body, "7");
  EXPECT_EQ(ask(router, "HEAD", "/persone/7").body, "");
}

TEST(Router, TellsNobodyWithoutCredentialsWhichAddressesThereAre) {
  const Router router = routerOf({{"GET", "/persone", Admission::signedIn, {Role::operatore}, nameOf, {}},
                                  {"GET", "/metrics", Admission::loopback, {}, nameOf, {}}});
  EXPECT_EQ(ask(router, "GET", "/persone").status, 401);
  EXPECT_EQ(ask(router, "GET", "/sconosciuto").status, 401);
  EXPECT_EQ(ask(router, "PUT", "/persone").status, 401);
  EXPECT_EQ(ask(router, "GET", "/persone", "operatore").status, 200);
  EXPECT_EQ(ask(router, "GET", "/persone", "comunicazione").status, 403);
  EXPECT_EQ(ask(router, "GET", "/sconosciuto", "operatore").status, 404);
  EXPECT_EQ(ask(router, "PUT", "/persone", "operatore").status, 405);
  EXPECT_EQ(ask(router, "GET", "/metrics").status, 404);
  EXPECT_EQ(ask(router, "GET", "/metrics", {}, Origin::thisMachine).status, 200);
}

TEST(Router, AnswersWhateverAHandlerThrowsWithoutAWordOfIt) {
  const Router router = routerOf({{"GET", "/a", Admission::everyone, {}, [](const Request&) -> Reply { throw std::runtime_error("/percorso/segreto"); }, {}},
                                  {"GET", "/b", Admission::everyone, {}, [](const Request&) -> Reply { throw 7; }, {}},
                                  {"GET", "/c", Admission::everyone, {}, [](const Request&) -> Reply { throw Refusal(RefusalKind::storageFull, "Pieno."); }, {}}});
  EXPECT_EQ(ask(router, "GET", "/a").status, 500);
  EXPECT_EQ(ask(router, "GET", "/a").body.find("segreto"), std::string::npos);
  EXPECT_EQ(ask(router, "GET", "/b").status, 500);
  EXPECT_EQ(ask(router, "GET", "/c").status, 507);
}

}  // namespace
}  // namespace stesura
