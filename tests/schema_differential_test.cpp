#include "tests/schema_fixture.h"

namespace stesura {
namespace {

namespace fs = std::filesystem;

// How the oracle's verdicts on mutated samples compare with ours.
struct Comparison {
  std::size_t cases = 0, valid = 0;
  std::string differences;
};

Comparison compare(const fs::path& folder, const std::string& name, std::size_t count,
                   const std::vector<fs::path>& samples) {
  const Schema schema = schemaIn(folder, name, FormatMode::annotate);
  std::string command = "/usr/bin/python3 '" + (kSourceDir / "tests/schema_mutations.py").string() +
                        "' '" + (folder / name).string() + "' " + std::to_string(count) + " '" +
                        folder.string() + "'";
  for (const fs::path& sample : samples) command += " '" + sample.string() + "'";
  std::istringstream lines(commandOutput(command));
  Comparison result;
  for (std::string line; std::getline(lines, line);) {
    const Json verdict = parseJson(line, {64u << 20, 70});
    const SchemaReport report = schema.validate(verdict["data"]);
    ++result.cases;
    result.valid += report.valid();
    if (report.valid() == verdict["valid"].get<bool>()) continue;
    if (result.differences.size() < 4000)
      result.differences += line.substr(0, 300) + "\n" + told(report.problems) + "\n";
  }
  return result;
}

TEST(SchemaDifferential, AgreesWithPythonOnMutatedSamples) {
  const Comparison result =
      compare(kSchemaFixtures, "pratica.schema.json", 2400,
              {kSchemaFixtures / "pratica-intera.json", kSchemaFixtures / "pratica-minima.json"});
  EXPECT_EQ(result.differences, "");
  EXPECT_GE(result.cases, 2400u);
  EXPECT_GE(result.valid, 200u);
  EXPECT_GE(result.cases - result.valid, 200u);
}

TEST(SchemaDifferential, AgreesWithPythonOnTheSamplesOfTheNetworks) {
  std::map<std::string, std::vector<fs::path>> samples;  // by schema
  for (const auto& entry : fs::recursive_directory_iterator(kSourceDir / "samples")) {
    if (entry.path().extension() != ".json") continue;
    const Json data = fileJson(entry.path());
    for (const auto& schema : fs::directory_iterator(kSourceDir / "schemas")) {
      const std::string name = schema.path().filename().string();
      const Json text = fileJson(schema.path());
      // Every sample goes to the schema whose required properties it has.
      if (!data.is_object() || !text.contains("required")) continue;
      bool fits = true;
      for (const Json& key : text["required"]) fits = fits && data.contains(key.get<std::string>());
      if (fits) samples[name].push_back(entry.path());
    }
  }
  EXPECT_FALSE(samples.empty());
  for (const auto& [name, files] : samples) {
    const Comparison result = compare(kSourceDir / "schemas", name, 30 + files.size(), files);
    EXPECT_EQ(result.differences, "") << name;
    EXPECT_GE(result.cases, 30u) << name;
  }
}

}  // namespace
}  // namespace stesura
