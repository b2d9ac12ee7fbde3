// The manifest kind.json of a document kind, read whole: every mistake is told at once.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "generator/clause_library.h"
#include "generator/error.h"
#include "generator/json/json.h"
#include "generator/layout.h"

namespace stesura {

struct Manifest {
  std::string title{};
  std::string role{};
  std::string schemaFile{};  // name of a file of schemas/
  std::vector<Layout> layouts{};
  LanguageSource language{};  // `regole` and `derivati` of the kind
  std::vector<ClauseChoice> clauses{};
  unsigned retentionYears = 0;  // `conservazione_anni`; 0: not said
};

// Reads the manifest of the kind `name`, whose templates lie in `folder`.
// Throws Error{templateFile} with pointers into kind.json.
Manifest readManifest(const Json& manifest, const std::filesystem::path& folder, std::string_view name);

}  // namespace stesura
