// A document kind as read from disk: manifest, schema, layouts with what each may show.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "generator/error.h"
#include "generator/json/json.h"
#include "generator/schema/schema.h"

namespace stesura {

enum class Reduction { initials, year };  // `iniziali`, `anno`

// What a layout may show; everything else is removed before anything else sees the data.
// A pattern is a JSON Pointer whose `*` stands for any index; it names a property and all below it.
struct ProjectionRules {
  DataClass ceiling = DataClass::publishable;  // `classe_massima`
  std::vector<std::string> keep;               // `mantieni`; empty: everything under the ceiling
  std::vector<std::string> remove;             // `togli`: taken away even under the ceiling
  std::vector<std::pair<std::string, Reduction>> reductions;  // `riduci`: kept, reduced, whatever the class
};

struct Layout {
  std::string name{};   // `completa`
  std::string title{};  // «Scheda completa»
  std::filesystem::path file{};
  ProjectionRules rules;
  bool embedsData = false;  // `dati_incorporati`: PDF/A-3b with the projection attached
};

struct Kind {
  std::string name{};
  std::string title{};
  std::string role{};
  std::string schemaSha256{};  // of the schema and of every document it refers to
  std::vector<Layout> layouts{};
  Schema schema;

  // "" is the first layout. Throws Error{usage} for an unknown one.
  const Layout& layout(std::string_view layoutName) const;
};

// Names of the kinds below `home`/templates, sorted. Throws Error{surroundings} without that folder.
std::vector<std::string> kindNames(const std::filesystem::path& home);

// Reads templates/<name>/kind.json and its schema.
// Throws Error{usage} for an unknown kind, Error{templateFile} for a manifest or schema that is wrong.
Kind readKind(const std::filesystem::path& home, std::string_view name);

}  // namespace stesura
