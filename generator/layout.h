// One layout of a document kind, as its manifest declares it: a template and what it may show.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "generator/form/form_map.h"
#include "generator/rules/source.h"
#include "generator/schema/field.h"

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

// A layout over many documents of the kind (`raccolta`).
struct CollectionRules {
  std::string schemaFile{};  // name of a file of schemas/: the schema of the whole
  std::string list{};        // its member that holds the documents: «documenti»
};

struct Layout {
  std::string name{};   // `completa`
  std::string title{};  // «Scheda completa»
  enum class Nature { odt, form };
  Nature nature = Nature::odt;  // by the extension of `file`: .pdf is a form
  std::filesystem::path file{};
  ProjectionRules rules;
  std::optional<CollectionRules> collection{};
  bool embedsData = false;  // `dati_incorporati`: PDF/A-3b with the projection attached
  LanguageSource language{};  // its own `regole` and `derivati`
  std::filesystem::path source{};  // `sorgente` of a PDF form: the ODT it was compiled from; "" for none
  FormMap form{};                  // `campi` and `ripetizioni` of a PDF form
  bool isForm() const { return nature == Nature::form; }
  // The ODT of the layout: itself, or the source of the form; "" where there is none.
  const std::filesystem::path& odt() const { return isForm() ? source : file; }
  Json when{};  // `quando`: a condition, as in a rule, on the data it is made for; null for all
};

}  // namespace stesura
