// The OpenAPI document against the rules of OpenAPI and of the Italian ModI, by Spectral (tests/spectral).

#include <gtest/gtest.h>
#include <sys/wait.h>

#include <cstdlib>
#include <fstream>
#include <sstream>

#include "tests/service_home.h"

namespace stesura {
namespace {

struct Linted { int exitCode = -1; std::string said; };

Linted lint(const Json& document, const std::string& format) {
  const DataFolder folder;
  const std::filesystem::path source = STESURA_SOURCE_DIR, file = folder.path() / "openapi.json", out = folder.path() / "uscita";
  std::ofstream(file) << document.dump(1);
  const std::filesystem::path spectral = source / "build/npm/node_modules/.bin/spectral";
  EXPECT_TRUE(std::filesystem::exists(spectral)) << "Spectral is missing: run .ci/install test";
  const std::string command = spectral.string() + " lint --fail-severity=hint -f " + format + " -r " + (source / "tests/spectral/ruleset.mjs").string() +
                              " " + file.string() + " >" + out.string() + " 2>&1";
  const int status = std::system(command.c_str());
  std::ostringstream text;
  text << std::ifstream(out).rdbuf();
  return {WEXITSTATUS(status), text.str()};
}

TEST(OpenApiRules, AreKeptByTheService) {
  ServiceHome home;
  const Linted linted = lint(openApiDocument(home.router().table()), "stylish");
  EXPECT_EQ(linted.exitCode, 0) << linted.said;
}

// A rule that never fires tells nothing.
TEST(OpenApiRules, FireWhereTheyAreBroken) {
  ServiceHome home;
  Json document = openApiDocument(home.router().table());
  document["info"].erase("x-summary");
  document["info"]["version"] = "1";
  document["info"]["contact"].erase("email");
  document["servers"][0].erase("x-sandbox");
  Json& paths = document["paths"];
  Json& status = paths["/status"]["get"];
  const Json wrongType = {{"200", {{"description", "x"}, {"content", {{"text/html", {{"schema", textSchema(5)}}}}}}}};
  Json wrong = status;
  wrong["operationId"] = "getCose";
  wrong["parameters"] = {{{"name", "codice_fiscale"}, {"in", "query"}, {"description", "x"}, {"schema", {{"type", "string"}}}},
                         {{"name", "Accept"}, {"in", "header"}, {"description", "x"}, {"schema", {{"type", "integer"}}}}};
  wrong["responses"] = {{"200", {{"description", "x"}, {"content", {{"application/json", {{"schema", {{"type", "array"}}}}}}}}},
                        {"404", {{"description", "x"}, {"content", {{"application/json", {{"schema", {{"type", "object"}}}}}}}}},
                        {"503", {{"description", "x"}, {"content", {{"application/problem+json", {{"schema", {{"type", "object"}}}}}}}}}};
  wrong["security"] = Json::array();
  paths["/Cose_lista/crea"] = {{"post", wrong}};
  status["responses"] = wrongType;
  document["components"]["schemas"]["cosa"] = {{"type", "object"}, {"properties", {{"nomeProprio", {{"type", "string"}}}, {"eta", {{"type", "integer"}}}, {"x", {{"type", "array"}}}}}};
  document["components"]["headers"]["X-Altro"] = {{"description", "x"}, {"schema", {{"type", "string"}}}};
  const Linted linted = lint(document, "json");
  EXPECT_NE(linted.exitCode, 0);
  for (const char* rule : {"modi-status-type", "modi-problems", "modi-limits", "modi-retry", "modi-refusals", "modi-objects", "modi-servers", "modi-contact",
                           "modi-summary", "modi-version", "modi-parameters", "modi-protected", "modi-kebab", "modi-no-verbs", "modi-operation-id",
                           "modi-bounds", "modi-parameter-bounds", "modi-header-bounds", "modi-pascal-case", "modi-property-names", "oas3-unused-component"}) {
    EXPECT_NE(linted.said.find(std::string("\"") + rule + "\""), std::string::npos) << rule;
  }
}

}  // namespace
}  // namespace stesura
