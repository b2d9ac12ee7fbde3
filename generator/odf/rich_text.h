// Sets Markdown as the paragraphs, lists, headings and tables of an ODF text, all in named styles.
#pragma once

#include <cstddef>
#include <memory>
#include <string>

#include "generator/markdown/markdown.h"
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
  bool clause = false;                // of the template itself, see writeClause()
  bool article = false;               // ordered lists are the commi of an article
  std::size_t headingLevel = 0;       // of the heading under which the tag stands
  std::string opening, closing;       // markup of the paragraph around the tag, and of its spans
};

// A writer of fields that are Markdown, and of tags that say |markdown.
std::shared_ptr<const ValueWriter> richTextWriter(RichPlace place);

// The markup of a text that is part of a template. The commi, letters and references carry the
// attributes below, since their numbers are known in each document only. "" or what is wrong.
std::string writeClause(const MarkdownNode& text, std::size_t headingLevel, std::string& out);
constexpr const char* kItemsAttribute = "stesura:items";
constexpr const char* kLevelAttribute = "stesura:level";
constexpr const char* kItemAttribute = "stesura:item";
constexpr const char* kReferenceAttribute = "stesura:reference";

// True if a property of the shape is Markdown.
bool holdsMarkdown(const Field& shape);

}  // namespace stesura
