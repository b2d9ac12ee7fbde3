// What kind.json says of the fields of a PDF layout.
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace stesura {

struct FormMapEntry {
  std::string field{};    // full name of the field
  std::string text{};     // with tags: «{{persona.cognome|maiuscolo}}»; "" leaves the field empty on purpose
  std::vector<std::pair<std::string, std::string>> options{};  // text as merged -> option of the field
  std::string pointer{};  // of the entry in kind.json, for messages
};

// Rows of fields for the items of a list, one set of fields an item.
struct FormRepeat {
  std::string list{};  // as in a tag: «destinatari»
  std::vector<std::vector<FormMapEntry>> rows{};
  std::string pointer{};
};

// `campi` and `ripetizioni` of a layout.
struct FormMap {
  std::vector<FormMapEntry> fields{};
  std::vector<FormRepeat> repeats{};
  std::string title{};  // of the documents, where the form itself has none
  bool empty() const { return fields.empty() && repeats.empty(); }
};

// What `form bind` proposes for one field of a foreign form.
struct ProposedBinding {
  std::string field{};  // full name
  std::string label{};  // the words it was judged by: tool tip, the text beside it, or its name
  std::string text{};   // «{{persona.cognome}}»; "" where nothing is likely enough
  std::vector<std::pair<std::string, std::string>> options{};  // code of the schema -> option of the form
  double confidence = 0;  // 0 to 1
};

}  // namespace stesura
