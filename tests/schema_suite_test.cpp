#include <set>

#include "tests/schema_fixture.h"

namespace stesura {
namespace {

namespace fs = std::filesystem;

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
                    parseJson(fileText(entry.path())));
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
  // Without the official suite, Debian's draft 7 stands in: the tests below run always.
  if (!fs::exists(folder)) return;
  const auto remotes = remotesIn(kOfficialSuite / "remotes", "http://localhost:1234/");
  Tally tally;
  for (const auto& entry : fs::directory_iterator(folder)) {
    const std::string file = entry.path().filename().string();
    if (entry.path().extension() != ".json") continue;
    for (const Json& group : parseJson(fileText(entry.path())))
      runGroup(group, file, remotes, FormatMode::annotate, tally);
  }
  expectAllRight(tally, 1200);
}

// Formats of which the suite asks more than we promise: Unicode tables for names of machines in
// other scripts (RFC 5892), look-around in regular expressions, the inside of RFC 6570 braces.
const std::set<std::string> kOtherFormats = {"idn-hostname.json", "hostname.json",
                                             "ecmascript-regex.json", "uri-template.json"};

TEST(SchemaSuite, AssertsTheFormatsOfDraft2020) {
  const fs::path folder = kOfficialSuite / "tests/draft2020-12/optional/format";
  if (!fs::exists(folder)) return;
  Tally tally;
  for (const auto& entry : fs::directory_iterator(folder)) {
    const std::string file = entry.path().filename().string();
    if (kOtherFormats.contains(file)) continue;
    for (const Json& group : fileJson(entry.path()))
      runGroup(group, file, {}, FormatMode::assert_, tally);
  }
  expectAllRight(tally, 300);
}

TEST(SchemaSuite, PassesTheOptionalCasesOfDraft2020) {
  const fs::path folder = kOfficialSuite / "tests/draft2020-12/optional";
  if (!fs::exists(folder)) return;
  const auto remotes = remotesIn(kOfficialSuite / "remotes", "http://localhost:1234/");
  // Left out: cross-draft.json and dependencies-compatibility.json want keywords of other drafts,
  // format-assertion.json wants `$schema` to choose the mode that our options choose.
  Tally tally;
  for (const char* file : {"anchor.json", "bignum.json", "dynamicRef.json", "float-overflow.json",
                           "id.json", "no-schema.json", "non-bmp-regex.json",
                           "refOfUnknownKeyword.json", "unknownKeyword.json"}) {
    if (!fs::exists(folder / file)) continue;
    for (const Json& group : fileJson(folder / file))
      runGroup(group, file, remotes, FormatMode::annotate, tally);
  }
  expectAllRight(tally, 30);
}

// Draft-7 files all of whose cases mean the same in 2020-12, and in the others the groups that use
// none of the keywords that changed.
const std::set<std::string> kSameInDraft7 = {"additionalProperties.json",
                                             "allOf.json",
                                             "anyOf.json",
                                             "boolean_schema.json",
                                             "const.json",
                                             "contains.json",
                                             "default.json",
                                             "enum.json",
                                             "exclusiveMaximum.json",
                                             "exclusiveMinimum.json",
                                             "if-then-else.json",
                                             "items.json",
                                             "maxItems.json",
                                             "maxLength.json",
                                             "maxProperties.json",
                                             "maximum.json",
                                             "minItems.json",
                                             "minLength.json",
                                             "minProperties.json",
                                             "minimum.json",
                                             "multipleOf.json",
                                             "not.json",
                                             "oneOf.json",
                                             "pattern.json",
                                             "patternProperties.json",
                                             "properties.json",
                                             "propertyNames.json",
                                             "required.json",
                                             "type.json",
                                             "uniqueItems.json",
                                             "ref.json"};

bool usesChangedKeyword(const Json& schema) {
  if (schema.is_array()) return std::any_of(schema.begin(), schema.end(), usesChangedKeyword);
  if (!schema.is_object()) return false;
  for (const auto& [key, value] : schema.items()) {
    // `items` as a list, `additionalItems` and `dependencies` have new names; `$ref` no longer
    // hides its neighbours; the draft-7 metaschema is another document.
    if (key == "additionalItems" || key == "dependencies" || key == "$schema") return true;
    if (key == "items" && value.is_array()) return true;
    if (key == "$ref" &&
        (schema.size() > 1 || !value.is_string() || value.get<std::string>().starts_with("http")))
      return true;
    if (key == "$id" && value.is_string() && value.get<std::string>().starts_with("#")) return true;
    if (usesChangedKeyword(value)) return true;
  }
  return false;
}

void runDraft7(const fs::path& path, FormatMode formats, Tally& tally) {
  ASSERT_TRUE(fs::exists(path)) << path;
  for (const Json& group : fileJson(path)) {
    if (!usesChangedKeyword(group["schema"]))
      runGroup(group, path.filename().string(), {}, formats, tally);
  }
}

TEST(SchemaSuite, PassesTheCasesOfDraft7ThatMeanTheSame) {
  Tally tally;
  for (const std::string& file : kSameInDraft7)
    runDraft7(kDebianSuite / "tests/draft7" / file, FormatMode::annotate, tally);
  expectAllRight(tally, 350);
}

TEST(SchemaSuite, AssertsTheFormatsOfDraft7) {
  Tally tally;
  for (const auto& entry : fs::directory_iterator(kDebianSuite / "tests/draft7/optional/format")) {
    if (!kOtherFormats.contains(entry.path().filename().string()))
      runDraft7(entry.path(), FormatMode::assert_, tally);
  }
  expectAllRight(tally, 100);
}

TEST(SchemaSuite, PassesTheOptionalCasesOfDraft7) {
  Tally tally;
  for (const char* file : {"bignum.json", "zeroTerminatedFloats.json"})
    runDraft7(kDebianSuite / "tests/draft7/optional" / file, FormatMode::annotate, tally);
  expectAllRight(tally, 8);
}

}  // namespace
}  // namespace stesura
