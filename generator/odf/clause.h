// A text of the library of clauses, as a template takes it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "generator/schema/field.h"

namespace stesura {

// Markdown with tags, which name its parameters or the document's data.
struct Clause {
  std::string id;
  std::string title;
  std::string text;
  const Field* parameters = nullptr;  // borrowed; null if it has none
};

// The clauses that the items of one list may choose.
struct ClauseList {
  std::string pointer;  // of the list: "/articoli"
  std::vector<Clause> clauses;
};

// Every tag of a text with its braces, in order.
std::vector<std::string> tagsOf(std::string_view text);

}  // namespace stesura
