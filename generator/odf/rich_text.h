// Sets Markdown as the paragraphs, lists, headings and tables of an ODF text, all in named styles.
#pragma once

#include <cstddef>
#include <memory>
#include <string>

#include "generator/merge/value_writer.h"

namespace stesura {

// Where a tag stands, and so what its value may become.
struct RichPlace {
  enum class Room {
    blocks,     // alone in a paragraph: anything
    item,       // alone in the paragraph of a list item: anything but tables
    line,       // within a line: a single paragraph
    plainText,  // a title, an attribute: the text without marks
  };
  Room room = Room::line;
  Escape escape = Escape::xmlText;    // plainText
  bool upper = false;                 // |maiuscolo
  bool article = false;               // ordered lists are the commi of an article
  std::size_t headingLevel = 0;       // of the heading under which the tag stands
  std::string opening, closing;       // markup of the paragraph around the tag, and of its spans
};

// A writer of fields that are Markdown, and of tags that say |markdown.
std::shared_ptr<const ValueWriter> richTextWriter(RichPlace place);

// True if a property of the shape is Markdown.
bool holdsMarkdown(const Field& shape);

}  // namespace stesura
