// Puts measurable marks in the place of a layout's tags, and lets LibreOffice push them into a corner.
#pragma once

#include <cstddef>
#include <map>
#include <pugixml.hpp>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "generator/odf/form_spots.h"

namespace stesura {

// A mark is one letter under a hyperlink «stesura:campo/<number>»: LibreOffice exports its rectangle,
// and the operator that shows it tells font, size, colour and baseline. A blank would do for the
// rectangle, but LibreOffice writes nothing for it into the page's content and its structure.
constexpr const char* kFieldMark = "stesura:campo/";
// The same for the n-th line of a sort of text: «stesura:righe/<sort>/<n>»; on the first line one more
// behind a tab: «…/t».
constexpr const char* kLineMark = "stesura:righe/";
constexpr std::size_t kMeasuredLines = 6;

// Borrows the trees of content.xml and styles.xml, and changes them.
class FormMarks {
 public:
  FormMarks(pugi::xml_node content, pugi::xml_node styles, const StyleBook& book);

  // `letter` stands for the tag; the paragraph and the holder get styles of their own.
  void put(const FormSpot& spot, std::size_t number, const char* letter);
  // A paragraph of as many lines, to measure their distance. The number of the sort.
  std::size_t sortOf(const FormSpot& spot);

  enum class Corner { upperLeft, lowerRight };
  void pushInto(Corner corner);
  // Afterwards the document holds nothing but the paragraphs to be measured.
  void keepLinesOnly();

 private:
  void restyle(pugi::xml_node node, const char* family, const char* attribute);
  pugi::xml_node hyperlink(pugi::xml_node parent, const pugi::xml_node& before, const std::string& target, const char* letter);

  pugi::xml_node content_;
  const StyleBook& book_;
  std::string prefix_;
  pugi::xml_node automatic_;
  std::map<std::pair<std::string, std::string>, std::string> derived_;  // family, name -> name
  std::set<std::string> own_;
  std::vector<pugi::xml_node> styles_;
  pugi::xml_document lines_;
  std::map<std::string, std::size_t> sorts_;
};

}  // namespace stesura
