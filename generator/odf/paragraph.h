// Finds the tags of an ODF part and mends what the word processor did to them.
#pragma once

#include <pugixml.hpp>
#include <string>
#include <vector>

#include "generator/error.h"
#include "generator/odf/markup.h"

namespace stesura {

// Replaces every tag in the text and the attributes below `root` by a token. Style and marks around
// a tag stay; the style of the first letter of its name wins. Tags that cannot be read, lone braces
// and tags in places where no value can stand go to `problems`, each with the text on the page.
void readTags(pugi::xml_node root, Tokens& tokens, std::vector<Problem>& problems);

// True for text:p and text:h.
bool isParagraph(const pugi::xml_node& node);

// True for what stands in a line without taking room: bookmarks, index marks, soft page breaks.
bool isWeightless(const pugi::xml_node& node);

// True for the elements that only carry a style or a link around text.
bool isInlineCarrier(const pugi::xml_node& node);

}  // namespace stesura
