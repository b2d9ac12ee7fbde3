// The tags of a layout that can become fields of a form: alone in a cell or frame of fixed size.
#pragma once

#include <cstddef>
#include <pugixml.hpp>
#include <string>
#include <vector>

#include "generator/error.h"
#include "generator/odf/markup.h"
#include "generator/odf/style_book.h"

namespace stesura {

struct FormSpot {
  std::size_t token;         // of the tag
  pugi::xml_node text;       // the text node that it fills, but for blanks
  pugi::xml_node paragraph;
  pugi::xml_node holder;     // table:table-cell or draw:frame
};

// A table row between the tags of a section.
struct RepeatedRow {
  std::size_t token;  // of {{#list}}
  pugi::xml_node begin, row, end;
};

// After liftSections(). Every tag that cannot become a field goes to `problems`, with its place.
std::vector<FormSpot> findSpots(const pugi::xml_node& root, const Tokens& tokens, const StyleBook& styles,
                                std::vector<Problem>& problems);

// After liftSections(). Every section that repeats anything but one table row, or is inverted, goes to
// `problems`.
std::vector<RepeatedRow> findRepeatedRows(const pugi::xml_node& root, const Tokens& tokens,
                                          std::vector<Problem>& problems);

// What a paragraph's spans and its own style make of a tag's text: one sort of text, one value.
std::string textSort(const FormSpot& spot);

}  // namespace stesura
