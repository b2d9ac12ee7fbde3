// docs/documenti-delle-reti.md: all 44 documents of the networks, each made by a kind, layout and
// sample that there are, or said to be an attachment.

#include <gtest/gtest.h>

#include <filesystem>
#include <regex>
#include <sstream>

#include "generator/catalogue.h"
#include "tests/sample_set.h"

namespace stesura {
namespace {

namespace fs = std::filesystem;

std::vector<std::string> cellsOf(const std::string& row) {
  std::vector<std::string> cells;
  std::istringstream rest(row.substr(1));
  for (std::string cell; std::getline(rest, cell, '|');) cells.push_back(cell);
  return cells;
}

std::vector<std::string> allOf(const std::string& text, const std::string& pattern) {
  const std::regex expression(pattern);
  std::vector<std::string> found;
  for (std::sregex_iterator at(text.begin(), text.end(), expression), end; at != end; ++at) found.push_back((*at)[1]);
  return found;
}

TEST(DocumentsOfTheNetworks, AreMadeAsThePageSays) {
  const fs::path page = fs::path(STESURA_SOURCE_DIR) / "docs/documenti-delle-reti.md";
  const Catalogue catalogue(STESURA_SOURCE_DIR, STESURA_SOURCE_DIR "/build/fonts");
  const std::vector<std::string> kinds = catalogue.names();
  std::istringstream lines(testing::readWhole(page));
  int expected = 1;
  for (std::string line; std::getline(lines, line);) {
    if (!line.starts_with("| ") || line.find("](../samples/") == std::string::npos) {
      if (line.starts_with("| " + std::to_string(expected) + " ")) {
        // An attachment says in words why nothing makes it.
        EXPECT_GT(cellsOf(line).at(4).size(), 40u) << line;
        ++expected;
      }
      continue;
    }
    SCOPED_TRACE(line);
    if (line.starts_with("| " + std::to_string(expected) + " ")) ++expected;
    std::set<std::string> named;    // kinds and layouts
    for (const std::string& word : allOf(line, "`([a-z_]+)`")) named.insert(word);
    for (const std::string& link : allOf(line, "\\(\\.\\./samples/([^)]+)\\)")) {
      const fs::path file = fs::path(STESURA_SOURCE_DIR) / "samples" / link;
      if (!fs::exists(file)) {
        ADD_FAILURE() << "no sample " << link;
        continue;
      }
      const Json data = parseJson(testing::readWhole(file));
      const std::string kindName = data.value("tipo_documento", data.value("raccolta", ""));
      EXPECT_TRUE(named.contains(kindName)) << link << " is a " << kindName;
      if (std::find(kinds.begin(), kinds.end(), kindName) == kinds.end()) continue;
      const auto kind = catalogue.kind(kindName);
      const bool made = std::any_of(kind->layouts.begin(), kind->layouts.end(), [&](const Layout& layout) {
        return named.contains(layout.name) && (layout.collection || kind->suits(layout, data));
      });
      EXPECT_TRUE(made) << link << " is made by no layout of this row";
    }
    for (const std::string& name : named) {
      const bool known = std::any_of(kinds.begin(), kinds.end(), [&](const std::string& kindName) {
        if (kindName == name) return true;
        const auto kind = catalogue.kind(kindName);
        return named.contains(kindName) && std::any_of(kind->layouts.begin(), kind->layouts.end(),
                                                       [&](const Layout& layout) { return layout.name == name; });
      });
      EXPECT_TRUE(known) << name << " is neither a kind nor one of its layouts";
    }
  }
  EXPECT_EQ(expected, 45) << "the documents are numbered from 1 to 44";
  for (const std::string& picture : allOf(testing::readWhole(page), "\\]\\((immagini/[^)]+)\\)")) {
    EXPECT_TRUE(fs::exists(page.parent_path() / picture)) << picture;
  }
}

}  // namespace
}  // namespace stesura
