// Gives the tables of contents of a merged document the headings that this document really has.
#pragma once

#include <pugixml.hpp>
#include <string>

namespace stesura {

// At compile time: takes the entries of the template away, which repeat its tags. False if the
// part holds no table of contents; then nothing else is to be done for it.
bool emptyContentsTables(pugi::xml_node root);

// After the merge: every table of contents gets a link to each heading up to its level, wherever
// the heading came from (a repeated section, a value). Pages are counted only by whoever lays the
// text out: Writer adds their numbers when it refreshes the table, and the PDF has them.
// `content` is markup as writeDocument() leaves it.
void fillContentsTables(std::string& content);

}  // namespace stesura
