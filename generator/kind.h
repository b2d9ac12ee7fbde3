// A document kind as read from disk: schema and layouts with what each may show.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "generator/clause_library.h"
#include "generator/error.h"
#include "generator/json/json.h"
#include "generator/layout.h"
#include "generator/markdown_check.h"
#include "generator/rules/rule_set.h"
#include "generator/schema/schema.h"

namespace stesura {

struct Kind {
  std::string name{};
  std::string title{};
  std::string role{};
  std::string schemaFile{};    // name of a file of schemas/
  std::string schemaSha256{};  // of the schema and of every document it refers to
  std::vector<Layout> layouts{};
  ClauseLibrary clauses;
  Schema schema;
  MarkdownCheck markdown;  // of the texts that the schema says are Markdown
  LanguageSource language{};  // `regole` and `derivati` of the whole kind
  RuleSet rules{};            // the former, bound to the schema
  std::map<std::string, RuleSet, std::less<>> conditions{};  // `quando` of its layouts, by name, bound as well
  unsigned retentionYears = 0;  // `conservazione_anni`; 0: not said
  Json presets = Json::object();  // what the schema says beforehand of a draft: its `const` and `default`

  // "" is the first layout. Throws Error{usage} for an unknown one.
  const Layout& layout(std::string_view layoutName) const;
  // "" is the first layout for a document whose `quando` holds for these data, else the first.
  const Layout& layoutFor(std::string_view layoutName, const Json& data) const;
  // What the schema says of the data of one document, what is wrong with their texts in Markdown, and
  // where they depart from the clauses of the library.
  SchemaReport examine(const Json& data) const;
  // Whether the layout's `quando` holds for the data of one document; true where it has none.
  bool suits(const Layout& layout, const Json& data) const;
};

// Names of the kinds below `home`/templates, sorted. Throws Error{surroundings} without that folder.
std::vector<std::string> kindNames(const std::filesystem::path& home);

// Reads templates/<name>/kind.json and its schema.
// Throws Error{usage} for an unknown kind, Error{templateFile} for a manifest or schema that is wrong.
Kind readKind(const std::filesystem::path& home, std::string_view name);

}  // namespace stesura
