// What the rules of the real kinds refuse: samples made wrong on purpose, beside the expected problems.

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <set>

#include "generator/generator.h"
#include "tests/sample_set.h"

namespace stesura {
namespace {

// One case of tests/fixtures/refused/<kind>.json: `campione` (a sample of samples/) changed by `modifica` (a JSON
// Patch) must have the `problemi`, each with its place and a piece of its message, and no others. With `modello` that
// layout is made; a sample that is a list holds the documents of a collection.
class RefusedSamples : public ::testing::Test {
 protected:
  Generator generator_{{.home = STESURA_SOURCE_DIR, .program = STESURA_BINARY_DIR}};

  static Json changedSample(const Json& example) {
    const std::filesystem::path samples = std::filesystem::path(STESURA_SOURCE_DIR) / "samples";
    const std::string name = example["campione"].get<std::string>() + ".json";
    return parseJson(testing::readWhole(samples / name)).patch(example["modifica"]);
  }

  std::vector<Problem> problemsOf(const std::string& kind, const Json& example) {
    Json data = changedSample(example);
    if (!example.contains("modello")) return generator_.check(kind, data).report.problems;
    const Order order{.kind = kind, .layout = example["modello"]};
    Collection collection;
    if (data.is_array()) {
      for (Json& document : data) collection.documents.push_back(std::move(document));
    }
    try {
      if (data.is_array()) generator_.generateCollection(order, std::move(collection));
      else generator_.generate(order, data);
    } catch (const Error& error) {
      return error.problems();
    }
    return {};
  }
};

bool isTold(const std::vector<Problem>& problems, const std::string& place, const std::string& words) {
  return std::any_of(problems.begin(), problems.end(), [&](const Problem& problem) {
    return problem.pointer == place && problem.message.find(words) != std::string::npos;
  });
}

TEST_F(RefusedSamples, HaveTheirExpectedProblemsAndNoOthers) {
  std::set<std::string> kinds;
  std::size_t refused = 0;
  std::size_t accepted = 0;
  for (const auto& file : std::filesystem::directory_iterator(STESURA_SOURCE_DIR "/tests/fixtures/refused")) {
    const std::string kind = file.path().stem().string();
    const std::size_t before = refused;
    for (const Json& example : parseJson(testing::readWhole(file.path()))) {
      SCOPED_TRACE(kind + ": " + example["nome"].get<std::string>());
      const std::vector<Problem> problems = problemsOf(kind, example);
      for (const Json& expected : example["problemi"]) {
        const std::string place = expected["dove"];
        EXPECT_TRUE(isTold(problems, place, expected["messaggio"])) << place << " is not told";
      }
      std::string told;
      for (const Problem& problem : problems) told += problem.pointer + " " + problem.message + "\n";
      EXPECT_EQ(problems.size(), example["problemi"].size()) << told;
      ++(example["problemi"].empty() ? accepted : refused);
    }
    EXPECT_GE(refused - before, 3u) << kind;
    kinds.insert(kind);
  }
  for (const KindSummary& kind : generator_.kinds()) EXPECT_TRUE(kinds.contains(kind.name)) << kind.name;
  EXPECT_GE(refused, 150u);
  EXPECT_GE(accepted, 5u) << "rules that refuse everything prove nothing";
}

}  // namespace
}  // namespace stesura
