// What the networks ask of each kind, listed by hand from the description of the domain: every
// field is in the schema, and some layout shows it.

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <set>

#include "generator/catalogue.h"
#include "generator/lint.h"
#include "tests/sample_set.h"

namespace stesura {
namespace {

namespace fs = std::filesystem;

const fs::path kLists = fs::path(STESURA_SOURCE_DIR) / "tests/field_lists";

// `esito`, `parti[].ente` of tests/field_lists/<kind>.txt as patterns: «/esito», «/parti/*/ente».
std::vector<std::string> patternsOf(const std::string& kind) {
  std::ifstream file(kLists / (kind + ".txt"));
  std::vector<std::string> patterns;
  for (std::string line; std::getline(file, line);) {
    line.erase(line.find_last_not_of(" \t\r") + 1);
    if (line.empty() || line[0] == '#') continue;
    std::string pattern = "/";
    for (std::size_t at = 0; at < line.size(); ++at) {
      if (line[at] == '.') pattern += '/';
      else if (line.compare(at, 2, "[]") == 0) pattern += "/*", ++at;
      else pattern += line[at];
    }
    patterns.push_back(pattern);
  }
  return patterns;
}

const Field* fieldAt(const Field& root, const std::string& pattern) {
  const Field* field = &root;
  for (std::size_t at = 1; field != nullptr && at < pattern.size();) {
    const std::size_t end = std::min(pattern.find('/', at), pattern.size());
    const std::string token = pattern.substr(at, end - at);
    field = token == "*" ? field->items.get() : field->property(token);
    at = end + 1;
  }
  return field;
}

bool isWithin(const std::string& pattern, const std::string& ancestor) {
  return pattern.starts_with(ancestor) && (pattern.size() == ancestor.size() || pattern[ancestor.size()] == '/');
}

// The patterns that the layouts of a kind show: those of their tags, and what the derived values
// that they show are made of. What stands below a sorted or grouped list stands below its source.
class ShownPatterns {
 public:
  ShownPatterns(const Catalogue& catalogue, const Kind& kind) {
    for (const Layout& layout : kind.layouts) {
      const auto compiled = catalogue.layout(kind, layout);
      prefix_ = layout.collection ? "/" + layout.collection->list + "/*" : "";
      addLayout(*compiled);
    }
  }

  bool show(const std::string& pattern) const {
    for (const auto& [shown, whole] : patterns_) {
      if (isWithin(shown, pattern) || (whole && isWithin(pattern, shown))) return true;
    }
    return false;
  }

 private:
  void addLayout(const CompiledLayout& compiled) {
    const auto& uses = compiled.uses;
    for (const TagUse& use : uses) add(use.pointer, use.kind == TagKind::variable);
    const std::set<std::string> used = usedDerived(uses, compiled.language.derivation, compiled.language.rules);
    for (const Derivation::Use& value : compiled.language.derivation.uses()) {
      if (!used.contains(value.pointer)) continue;
      for (const std::string& input : value.inputs) {
        add(input, false);
        for (const TagUse& use : uses) {
          if (!isWithin(use.pointer, value.pattern)) continue;
          std::string below = use.pointer.substr(value.pattern.size());
          if (const auto group = below.find("/*/voci/*"); group == 0) below.erase(0, std::string("/*/voci").size());
          add(input + below, use.kind == TagKind::variable);
        }
      }
    }
  }

  void add(const std::string& pattern, bool whole) {
    if (pattern.empty()) return;
    bool& known = patterns_[isWithin(pattern, prefix_) ? pattern.substr(prefix_.size()) : pattern];
    known = known || whole;
  }

  std::string prefix_;
  std::map<std::string, bool> patterns_;  // true: with everything below
};

TEST(FieldLists, AreInTheSchemaAndOnAPage) {
  const Catalogue catalogue(STESURA_SOURCE_DIR, STESURA_SOURCE_DIR "/build/fonts");
  std::size_t fields = 0;
  for (const std::string& name : catalogue.names()) {
    SCOPED_TRACE(name);
    const std::vector<std::string> patterns = patternsOf(name);
    EXPECT_FALSE(patterns.empty()) << "no list of the fields that the networks ask of this kind";
    const auto kind = catalogue.kind(name);
    const ShownPatterns shown(catalogue, *kind);
    for (const std::string& pattern : patterns) {
      ++fields;
      const Field* field = fieldAt(kind->schema.shape(), pattern);
      if (field == nullptr) {
        ADD_FAILURE() << pattern << " is not in the schema";
        continue;
      }
      EXPECT_TRUE(field->technical || shown.show(pattern)) << pattern << " is on no page";
    }
  }
  EXPECT_GT(fields, 400u);
}

TEST(FieldLists, AreOfKindsThatThereAre) {
  const std::vector<std::string> names = Catalogue(STESURA_SOURCE_DIR, {}).names();
  for (const auto& file : fs::directory_iterator(kLists)) {
    EXPECT_NE(std::find(names.begin(), names.end(), file.path().stem().string()), names.end()) << file.path();
  }
}

}  // namespace
}  // namespace stesura
