// Brings the styles and pictures of a letterhead into a layout, under names of their own.
#pragma once

#include <map>
#include <pugixml.hpp>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "generator/error.h"
#include "generator/odf/package.h"

namespace stesura {

// The pictures of one letterhead, each once, by the digest of its bytes.
class PictureImport {
 public:
  PictureImport(const Package& from, Package& into) : from_(from), into_(into) {}
  // The part's name in the layout.
  std::string rename(std::string_view reference);
  const std::map<std::string, std::string>& names() const { return names_; }  // old -> new

 private:
  const Package& from_;
  Package& into_;
  std::map<std::string, std::string> names_;
};

// A tab at the right margin goes with it, one in the middle stays in the middle. Centimetres.
struct TextWidths { double from, to; };
void moveTabs(pugi::xml_node element, const std::vector<TextWidths>& widths);

// A beginning that no style of the layout's parts has: «Carta», else «Carta2», …
std::string unusedPrefix(const std::vector<pugi::xml_node>& layoutRoots);

class StyleImport {
 public:
  // `from` and `into`: roots of the two styles.xml; both outlive the import.
  StyleImport(pugi::xml_node from, pugi::xml_node into, std::string prefix, TextWidths widths,
              PictureImport& pictures);

  // A copy of a piece of the letterhead (an element) gets the new names; its styles are brought.
  void adopt(pugi::xml_node copy);

  // Names for styles that only the composition needs, unlike any brought.
  std::string ownName(std::string_view what) const { return prefix_ + "." + std::string(what); }
  pugi::xml_node into() const { return into_; }

  std::size_t count() const { return brought_.size(); }
  const std::vector<Problem>& problems() const { return problems_; }
  const std::vector<Problem>& warnings() const { return warnings_; }

 private:
  void index(const pugi::xml_node& group);
  void change(pugi::xml_node element);
  void changeReference(pugi::xml_node element, pugi::xml_attribute attribute);
  void changeFonts(pugi::xml_node textProperties);
  void changeParagraph(pugi::xml_node paragraph);
  void bringAll();
  void bring(const pugi::xml_node& style);
  std::string baseStyle(const std::string& family);
  std::string want(const std::string& name);
  std::string familyOf(const pugi::xml_node& textProperties) const;
  void judgeFont(const pugi::xml_node& textProperties, const std::string& family);

  pugi::xml_node from_, into_;
  std::string prefix_;
  TextWidths widths_;
  PictureImport& pictures_;
  std::multimap<std::string, pugi::xml_node> styles_;  // of the letterhead, by name
  std::map<std::string, std::string> fonts_;           // its declarations: name -> family
  std::set<std::string> brought_, bases_, toldFonts_;
  std::vector<std::string> waiting_;
  std::vector<Problem> problems_, warnings_;
};

}  // namespace stesura
