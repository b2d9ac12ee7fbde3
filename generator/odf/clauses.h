// Puts the texts of a library of clauses into a template, where a tag says «|clausole».
#pragma once

#include <pugixml.hpp>
#include <vector>

#include "generator/error.h"
#include "generator/odf/clause.h"
#include "generator/odf/markup.h"

namespace stesura {

// After readTags() and before liftSections(). Every paragraph that holds only a tag «{{list|clausole}}»
// gives way to the articles: each clause once, as a switch on `clausola`, and the articles that the
// data bring themselves. Faults of a clause go to `problems` with its name; false then.
bool expandClauses(pugi::xml_node root, const std::vector<ClauseList>& lists, Tokens& tokens,
                   std::vector<Problem>& problems);

// After liftSections(): commi, letters and references of the clauses become tokens.
void placeReferences(pugi::xml_node root, Tokens& tokens);

}  // namespace stesura
