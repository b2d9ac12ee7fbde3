// Makes ids and names unique in blocks that repeat, and lets references inside a block follow.
#pragma once

#include <pugixml.hpp>
#include <string>

#include "generator/odf/markup.h"

namespace stesura {

// After liftSections(). Appends a suffix token to every id and name below a section, and to the
// references to it from the same round. Bookmarks that reach out of a section become points.
void makeNamesUnique(pugi::xml_node root, Tokens& tokens);

// An ending that no name of the tree contains, to be followed by the number of the round.
std::string suffixMarkerFor(const pugi::xml_node& root);

}  // namespace stesura
