// The sections of an ODF part as they were typed: which tags belong together, and where they stand.
#pragma once

#include <cstddef>
#include <pugixml.hpp>
#include <unordered_map>
#include <vector>

#include "generator/error.h"
#include "generator/odf/markup.h"

namespace stesura {

// The order of tags and other content in one paragraph.
struct Contents {
  static constexpr std::size_t kNone = static_cast<std::size_t>(-1);
  std::size_t count = 0;
  std::size_t firstContent = kNone, lastContent = 0;  // text, values, pictures, notes
  std::size_t firstNotBegin = kNone, lastNotEnd = 0;
  bool hasContent = false, hasNotEnd = false;

  void add(bool begin, bool end) {
    const bool content = !begin && !end;
    if (content && !hasContent) firstContent = count;
    if (content) lastContent = count, hasContent = true;
    if (!begin && firstNotBegin == kNone) firstNotBegin = count;
    if (!end) lastNotEnd = count, hasNotEnd = true;
    ++count;
  }
  bool nothingBefore(std::size_t at) const { return !hasContent || at < firstContent; }
  bool nothingAfter(std::size_t at) const { return !hasContent || at > lastContent; }
};

struct Occurrence {
  std::size_t token;
  pugi::xml_node node;            // the text node that it fills; null if it stands in an attribute
  pugi::xml_node paragraph;       // null outside paragraphs
  std::size_t position = 0;       // among the contents of its paragraph
  pugi::xml_attribute attribute;  // where it stands in an attribute
};

struct Pair {
  std::size_t begin, end;  // occurrences
  bool nextPage = false, withHeading = false;
};

struct Sections {
  std::vector<Occurrence> occurrences;  // of begins and ends, in the order of the document
  std::unordered_map<const void*, Contents> contents;  // of paragraphs, by internal_object()
  std::vector<Pair> pairs;                             // by their begins
};

// After readTags(). Gives every tag of a section a text node of its own and pairs the tags. False,
// with all the problems, if one has no partner.
bool findSections(pugi::xml_node root, const Tokens& tokens, std::vector<Problem>& problems,
                  Sections& sections);

}  // namespace stesura
