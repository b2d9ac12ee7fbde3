#include "generator/odf/style_book.h"

namespace stesura {
namespace {

constexpr int kDeepest = 64;  // parents; a circle of them ends there

}  // namespace

StyleBook::StyleBook(const pugi::xml_node& content, const pugi::xml_node& styles) {
  index(content.child("office:automatic-styles"));
  index(styles.child("office:styles"));
}

void StyleBook::index(const pugi::xml_node& styles) {
  for (const pugi::xml_node& style : styles.children()) {
    const std::string_view name = style.name();
    const std::string family = style.attribute("style:family").value();
    if (name == "style:style") styles_.emplace(std::pair(family, style.attribute("style:name").value()), style);
    if (name == "style:default-style") defaults_.emplace(family, style);
  }
}

pugi::xml_node StyleBook::find(std::string_view family, std::string_view name) const {
  const auto found = styles_.find(std::pair(std::string(family), std::string(name)));
  return found == styles_.end() ? pugi::xml_node() : found->second;
}

std::string_view StyleBook::value(std::string_view family, std::string_view name, const char* group,
                                  const char* attribute) const {
  pugi::xml_node style = find(family, name);
  for (int depth = 0; style && depth < kDeepest; ++depth) {
    if (const pugi::xml_attribute said = style.child(group).attribute(attribute)) return said.value();
    style = find(family, style.attribute("style:parent-style-name").value());
  }
  const auto standing = defaults_.find(family);
  return standing == defaults_.end() ? "" : standing->second.child(group).attribute(attribute).value();
}

}  // namespace stesura
