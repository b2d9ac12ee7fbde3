// The words of tests/fixtures/words.txt, which no layout, clause, schema or sample may say; that
// file explains itself.

#include <gtest/gtest.h>
#include <re2/re2.h>

#include <filesystem>
#include <fstream>
#include <pugixml.hpp>
#include <sstream>

#include "tests/page_text.h"
#include "tests/sample_set.h"

namespace stesura {
namespace {

namespace fs = std::filesystem;

enum class Place { everywhere, house };  // `ovunque`, `modelli`

struct WordRule {
  std::unique_ptr<re2::RE2> pattern;
  std::string right;
  Place place = Place::everywhere;
};

std::unique_ptr<re2::RE2> patternOf(const std::string& text) {
  re2::RE2::Options options;
  options.set_case_sensitive(false);
  auto pattern = std::make_unique<re2::RE2>(text, options);
  if (!pattern->ok()) throw std::runtime_error(text + ": " + pattern->error());
  return pattern;
}

std::vector<std::string> columnsOf(const std::string& line) {
  std::vector<std::string> columns;
  std::istringstream rest(line);
  for (std::string column; std::getline(rest, column, '\t');) columns.push_back(column);
  return columns;
}

class WordRules {
 public:
  WordRules() {
    std::ifstream file(STESURA_SOURCE_DIR "/tests/fixtures/words.txt");
    for (std::string line; std::getline(file, line);) {
      if (line.empty() || line[0] == '#') continue;
      const auto columns = columnsOf(line);
      if (columns.size() < 2) throw std::runtime_error("a line without a tab: " + line);
      if (columns[0] == "!") exceptions_.push_back(patternOf(columns[1]));
      else if (columns[0] == "@") unsearched_.insert(columns[1]);
      else rules_.push_back({patternOf(columns[0]), columns[1], placeOf(columns)});
    }
  }

  std::size_t size() const { return rules_.size(); }
  bool searches(const std::string& key) const { return !unsearched_.contains(key); }

  // «words (say: right words)» for each rule that the text breaks.
  std::vector<std::string> wrongWords(std::string text, Place place) const {
    for (const auto& exception : exceptions_) re2::RE2::GlobalReplace(&text, *exception, " ");
    static const re2::RE2 spaces("\\s+");
    re2::RE2::GlobalReplace(&text, spaces, " ");
    std::vector<std::string> wrong;
    for (const WordRule& rule : rules_) {
      if (rule.place == Place::house && place == Place::everywhere) continue;
      re2::StringPiece found;
      if (!rule.pattern->Match(text, 0, text.size(), re2::RE2::UNANCHORED, &found, 1)) continue;
      wrong.push_back("«" + std::string(found) + "» (say: " + rule.right + ")");
    }
    return wrong;
  }

 private:
  static Place placeOf(const std::vector<std::string>& columns) {
    if (columns.size() < 3 || columns[2] == "ovunque") return Place::everywhere;
    if (columns[2] == "modelli") return Place::house;
    throw std::runtime_error("an unknown place: " + columns[2]);
  }

  std::vector<std::unique_ptr<re2::RE2>> exceptions_;
  std::set<std::string> unsearched_;
  std::vector<WordRule> rules_;
};

class Words : public ::testing::Test {
 protected:
  WordRules rules_;
  std::size_t texts_ = 0;

  // `place`: house for what we write ourselves, everywhere for samples.
  void search(const fs::path& file, const std::string& text, Place place) {
    ++texts_;
    for (const std::string& wrong : rules_.wrongWords(text, place)) {
      ADD_FAILURE() << fs::relative(file, STESURA_SOURCE_DIR).string() << ": " << wrong;
    }
  }

  // The strings below `value` whose key is among `keys`; all of them for none.
  void searchStrings(const fs::path& file, const Json& value, const std::set<std::string>& keys, Place place,
                     bool wanted) {
    if (value.is_string() && wanted) search(file, value.get<std::string>(), place);
    if (value.is_array()) {
      for (const Json& item : value) searchStrings(file, item, keys, place, wanted);
    }
    if (!value.is_object()) return;
    for (const auto& [key, member] : value.items()) {
      if (keys.empty() && !rules_.searches(key)) continue;
      searchStrings(file, member, keys, place, keys.empty() || keys.contains(key));
    }
  }

  template <typename Visit>
  void forEachFile(const char* folder, const std::string& ending, Visit visit) {
    std::size_t files = 0;
    for (const auto& entry : fs::recursive_directory_iterator(fs::path(STESURA_SOURCE_DIR) / folder)) {
      if (!entry.path().filename().string().ends_with(ending)) continue;
      visit(entry.path());
      ++files;
    }
    EXPECT_GT(files, 0u) << ending;
  }
};

TEST_F(Words, AreRightInLayouts) {
  forEachFile("templates", ".fodt", [&](const fs::path& file) {
    const std::string xml = testing::readWhole(file);
    search(file, testing::textOf(xml, "//office:body") + testing::textOf(xml, "//office:master-styles"), Place::house);
  });
}

TEST_F(Words, AreRightInClauses) {
  forEachFile("templates/clausole", ".md", [&](const fs::path& file) { search(file, testing::readWhole(file), Place::house); });
}

TEST_F(Words, AreRightInKindsAndSchemas) {
  forEachFile("templates", "kind.json", [&](const fs::path& file) {
    searchStrings(file, parseJson(testing::readWhole(file)), {"titolo", "messaggio", "rimedio"}, Place::house, false);
  });
  forEachFile("schemas", ".schema.json", [&](const fs::path& file) {
    searchStrings(file, parseJson(testing::readWhole(file)), {"title", "description", "x-messaggio"}, Place::house, false);
  });
  EXPECT_GT(texts_, 500u);
}

TEST_F(Words, AreRightInSamples) {
  forEachFile("samples", ".json", [&](const fs::path& file) {
    searchStrings(file, parseJson(testing::readWhole(file)), {}, Place::everywhere, true);
  });
  EXPECT_GT(texts_, 1000u);
}

TEST_F(Words, AreFoundWhereTheyAreWrong) {
  EXPECT_GE(rules_.size(), 10u);
  for (const char* text : {"il portatore  di\nhandicap", "Disabile grave", "persona diversamente abile"}) {
    EXPECT_FALSE(rules_.wrongWords(text, Place::everywhere).empty()) << text;
  }
  for (const char* text : {"la persona con disabilità", "il Piano Provinciale Disabili", "in caso di urgenza"}) {
    EXPECT_TRUE(rules_.wrongWords(text, Place::house).empty()) << text;
  }
}

}  // namespace
}  // namespace stesura
