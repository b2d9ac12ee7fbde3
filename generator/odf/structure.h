// What elements of an ODF body hold, and where two of them meet.
#pragma once

#include <pugixml.hpp>

namespace stesura {

// What rows stand in: a table and its groups of rows.
bool isTablePart(const pugi::xml_node& node);

// What paragraphs and tables stand in: the body, cells, items, sections, notes, frames, headers.
bool isBlockContainer(const pugi::xml_node& node);

// The nearest sibling that is an element; null if there is none.
pugi::xml_node nextElement(pugi::xml_node node);
pugi::xml_node previousElement(pugi::xml_node node);

// The lowest element that holds both, and its children towards each.
struct Meeting {
  pugi::xml_node common, first, last;
};

Meeting meetingOf(const pugi::xml_node& a, const pugi::xml_node& b);

// True if the rows from `first` to `last` hold a part only of a cell that spans several rows.
bool cutsMergedCells(const pugi::xml_node& first, const pugi::xml_node& last);

}  // namespace stesura
