// Moves the tags of sections to where they can repeat: around rows, items, paragraphs, chapters.
#pragma once

#include <pugixml.hpp>
#include <vector>

#include "generator/error.h"
#include "generator/odf/markup.h"

namespace stesura {

// After readTags(). Pairs the sections and lifts each by the lowest element that holds both of its
// tags: cells of one row: the row; rows of a table: these rows; list: the items; paragraphs that
// begin and end it: what lies between; one paragraph that it fills: the paragraph, or the item;
// else it stays in the line. Every section that fits none of these goes to `problems`.
// Afterwards both tags of a section are children of the same element. False if tags have no
// partner: then nobody can say which names their sections would reach.
bool liftSections(pugi::xml_node root, Tokens& tokens, std::vector<Problem>& problems);

}  // namespace stesura
