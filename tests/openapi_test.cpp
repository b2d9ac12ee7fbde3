#include "service/handlers/openapi.h"

#include <gtest/gtest.h>

#include <set>
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

// Of the operation of a route in the whole document: its parameters by name, without following them.
std::set<std::string> headersOf(const Json& operation) {
  std::set<std::string> names;
  for (const Json& parameter : operation.value("parameters", Json::array())) {
    const std::string reference = parameter.value("$ref", std::string());
    if (!reference.empty()) names.insert(reference.substr(reference.rfind('/') + 1));
    else if (parameter.at("in") == "header") names.insert(parameter.at("name").get<std::string>());
  }
  return names;
}

TEST(OpenApi, TellsWhatTheHeadOfARequestMaySay) {
  ServiceHome home;
  const Json document = openApiDocument(home.router().table());
  const Json& paths = document["paths"];
  using Names = std::set<std::string>;
  const Names changing = {"If-Match", "X-CSRF-Token"}, changingOnce = {"If-Match", "Idempotency-Key", "X-CSRF-Token"};
  EXPECT_EQ(headersOf(paths["/enti/{id}"]["get"]), Names{"If-None-Match"});
  EXPECT_EQ(headersOf(paths["/enti/{id}"]["put"]), changing);
  EXPECT_EQ(headersOf(paths["/bozze/{id}"]["delete"]), changing);
  EXPECT_EQ(headersOf(paths["/modelli/{id}/attivazione"]["delete"]), changing);
  EXPECT_EQ(headersOf(paths["/segnalazioni/{id}/passi"]["post"]), changingOnce);
  EXPECT_EQ(headersOf(paths["/documenti/{id}/stato"]["post"]), changingOnce);
  EXPECT_EQ(headersOf(paths["/documenti"]["post"]), (Names{"Idempotency-Key", "Prefer", "X-CSRF-Token"}));
  EXPECT_EQ(headersOf(paths["/lavori/{id}"]["delete"]), Names{"X-CSRF-Token"});
  EXPECT_EQ(headersOf(paths["/accesso"]["post"]), Names{});
  EXPECT_EQ(headersOf(paths["/accesso/totp"]["delete"]), (Names{"X-CSRF-Token", "X-Codice"}));
  EXPECT_EQ(headersOf(paths["/lavori"]["get"]), Names{});
  EXPECT_EQ(document["components"]["parameters"]["If-Match"]["required"], true);
  EXPECT_EQ(document["components"]["parameters"]["Prefer"]["required"], false);
}

TEST(OpenApi, TellsWhatBecomesOfARequestThatNamesAVersion) {
  ServiceHome home;
  const Json document = openApiDocument(home.router().table());
  for (const auto& [pattern, methods] : document["paths"].items()) {
    for (const auto& [method, operation] : methods.items()) {
      const std::string where = method + " " + pattern;
      const std::set<std::string> headers = headersOf(operation);
      const Json& responses = operation["responses"];
      EXPECT_EQ(responses.contains("412"), headers.contains("If-Match")) << where;
      EXPECT_EQ(responses.contains("428"), headers.contains("If-Match")) << where;
      EXPECT_EQ(responses.contains("304"), headers.contains("If-None-Match")) << where;
      for (const auto& [status, response] : responses.items()) {
        if (status[0] != '2' && status[0] != '3') continue;
        EXPECT_EQ(response["headers"].contains("Idempotency-Replayed"), headers.contains("Idempotency-Key")) << where << " " << status;
        EXPECT_EQ(response["headers"].contains("Idempotency-Body"), headers.contains("Idempotency-Key")) << where << " " << status;
      }
      // What a referral shows depends on more than its version.
      const bool tagged = method == "get" && responses.contains("200") && responses["200"]["headers"].contains("ETag");
      EXPECT_TRUE(!tagged || pattern == "/segnalazioni/{id}" || responses.contains("304")) << where;
    }
  }
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

TEST(ApiContract, SeesHeadersThatTheDocumentDoesNotSay) {
  const std::string body = R"({"nome":"uno"})";
  const std::pair<std::string, std::string> tag = {"ETag", "\"1\""};
  EXPECT_NE(complaintOf({200, "application/json", body, {tag, {"Location", "/enti/7"}}, {}}), "");
  EXPECT_NE(complaintOf({200, "application/json", body, {tag, {"Retry-After", "5"}}, {}}), "");
  EXPECT_NE(complaintOf(problemReply(428, "Manca.", {}, "")), "");
  EXPECT_NE(complaintOf(problemReply(412, "Superata.", {}, "")), "");

  Route put = entiRoute();
  put.method = "PUT";
  ApiContract contract(tableOf(put));
  Request request;
  request.method = "PUT";
  request.path = "/enti/7";
  const Reply good{200, "application/json", body, {tag}, {}};
  EXPECT_NE(contract.complaint("/enti/{id}", request, good), "");
  EXPECT_EQ(contract.complaint("/enti/{id}", request, problemReply(428, "Manca.", {}, "")), "");
  request.headers["if-match"] = "\"1\"";
  EXPECT_EQ(contract.complaint("/enti/{id}", request, good), "");
  EXPECT_EQ(contract.complaint("/enti/{id}", request, problemReply(412, "Superata.", {}, "")), "");

  Route post = entiRoute();
  post.method = "POST";
  ApiContract once(tableOf(post));
  request.method = "POST";
  EXPECT_EQ(once.complaint("/enti/{id}", request, {200, "application/json", body, {tag, {"Idempotency-Replayed", "true"}}, {}}), "");
  const std::vector<std::pair<std::string, std::string>> omitted = {tag, {"Idempotency-Replayed", "true"}, {"Idempotency-Body", "omitted"}};
  EXPECT_EQ(once.complaint("/enti/{id}", request, {200, "", "", omitted, {}}), "");
  EXPECT_NE(once.complaint("/enti/{id}", request, {200, "application/json", body, omitted, {}}), "");
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
