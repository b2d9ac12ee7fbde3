#include "service/handlers/openapi.h"

#include <gtest/gtest.h>

#include <stdexcept>

#include "tests/service_home.h"

namespace stesura {
namespace {

RouteTable tableOf(Route route) {
  RouteTable table;
  addSharedSchemas(table);
  table.schemas["Ente"] = {{"type", "object"}, {"required", {"nome"}}, {"properties", {{"nome", textSchema(5)}}}};
  table.routes.push_back(std::move(route));
  return table;
}

Route entiRoute() {
  return {"GET", "/enti/{id}", Admission::signedIn, {}, [](const Request&) { return Reply{}; },
          {"ente", "Un ente", "", "Enti", {{"vista", "Come.", textSchema(9), false}}, "", {},
           {{200, "L’ente.", "Ente", {}, {"ETag"}}}}};
}

std::string complaintOf(const Reply& reply, std::map<std::string, std::string> query = {}) {
  ApiContract contract(tableOf(entiRoute()));
  Request request;
  request.method = "GET";
  request.path = "/enti/7";
  request.query = std::move(query);
  return contract.complaint("/enti/{id}", request, reply);
}

TEST(OpenApi, TellsTheServiceItself) {
  ServiceHome home;
  const Reply status = home.ask({}, "GET", "/status");
  EXPECT_EQ(status.status, 200);
  EXPECT_EQ(bodyOf(status)["title"], "OK");
  const Reply reply = home.ask({}, "GET", "/openapi.json");
  const Json document = bodyOf(reply);
  EXPECT_EQ(document["openapi"], "3.1.0");
  EXPECT_TRUE(document["paths"].contains("/status"));
  EXPECT_TRUE(document["paths"].contains("/openapi.json"));
  const std::string tag = reply.headers.back().second;
  EXPECT_EQ(home.ask({}, "GET", "/openapi.json", nullptr, {{"if-none-match", tag}}).status, 304);
  EXPECT_EQ(home.ask({}, "HEAD", "/openapi.json").body, "");
}

TEST(OpenApi, NamesEveryOperationOnce) {
  ServiceHome home;
  std::set<std::string> ids;
  for (const Route& route : home.router().table().routes) {
    EXPECT_TRUE(ids.insert(route.operation.id).second) << route.operation.id;
  }
}

TEST(OpenApi, RefusesARouteThatSaysTooLittle) {
  Route route = entiRoute();
  route.operation.answers.front().schema = "Sconosciuto";
  EXPECT_THROW(openApiDocument(tableOf(route)), std::logic_error);
  route = entiRoute();
  route.operation.answers.clear();
  EXPECT_THROW(openApiDocument(tableOf(route)), std::logic_error);
}

TEST(ApiContract, SeesWhatTheDocumentDoesNotSay) {
  const std::string tag = "\"1\"";
  const Reply good{200, "application/json", R"({"nome":"uno"})", {{"ETag", tag}}, {}};
  EXPECT_EQ(complaintOf(good), "");
  EXPECT_EQ(complaintOf(good, {{"vista", "x"}}), "");
  EXPECT_NE(complaintOf(good, {{"altro", "x"}}), "");
  EXPECT_NE(complaintOf({201, "application/json", good.body, good.headers, {}}), "");
  EXPECT_NE(complaintOf({200, "text/plain", good.body, good.headers, {}}), "");
  EXPECT_NE(complaintOf({200, "application/json", good.body, {}, {}}), "");
  EXPECT_NE(complaintOf({200, "application/json", R"({"nome":"troppo lungo"})", good.headers, {}}), "");
  EXPECT_NE(complaintOf({404, "application/json", good.body, {}, {}}), "");
  EXPECT_EQ(complaintOf(problemReply(404, "Non c’è.", {}, "")), "");
  EXPECT_EQ(complaintOf(problemReply(503, "Dopo.", {}, "")), "");
}

TEST(Metrics, AreForThisMachineOnly) {
  ServiceHome home;
  home.services().metrics->count("stesura_prova_total", {{"come", "bene"}});
  home.services().metrics->observe("stesura_durata_seconds", 0.002);
  Request request;
  request.method = "GET";
  request.path = "/metrics";
  request.origin = Origin::elsewhere;
  EXPECT_EQ(home.router().answer(request).status, 404);
  const Reply reply = home.ask({}, "GET", "/metrics");
  EXPECT_NE(reply.body.find("stesura_prova_total{come=\"bene\"} 1\n"), std::string::npos) << reply.body;
  EXPECT_NE(reply.body.find("stesura_durata_seconds_bucket{le=\"0.001\"} 0\n"), std::string::npos);
  EXPECT_NE(reply.body.find("stesura_durata_seconds_bucket{le=\"+Inf\"} 1\n"), std::string::npos);
}

}  // namespace
}  // namespace stesura
