// The styles of a document as its pages show them: what a style does not say, its parent says.
#pragma once

#include <map>
#include <pugixml.hpp>
#include <string>
#include <string_view>
#include <utility>

namespace stesura {

// Borrows the trees of content.xml and styles.xml. Sees the automatic styles of content.xml and the
// common styles; not the automatic ones of styles.xml, which belong to headers and footers.
class StyleBook {
 public:
  StyleBook(const pugi::xml_node& content, const pugi::xml_node& styles);

  // The style's own element («paragraph», «P1»); null if the document has none of that name.
  pugi::xml_node find(std::string_view family, std::string_view name) const;
  // What the style, its nearest ancestor or the family's default says: `group` is the element that
  // holds the attribute («style:paragraph-properties»). "" if nobody says anything.
  std::string_view value(std::string_view family, std::string_view name, const char* group,
                         const char* attribute) const;

 private:
  void index(const pugi::xml_node& styles);

  std::map<std::pair<std::string, std::string>, pugi::xml_node, std::less<>> styles_;  // family, name
  std::map<std::string, pugi::xml_node, std::less<>> defaults_;                        // family
};

}  // namespace stesura
