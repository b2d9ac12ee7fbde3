#include "generator/odf/page_break.h"

#include <string>
#include <string_view>

#include "generator/odf/paragraph.h"

namespace stesura {

namespace {

constexpr const char* kEnding = "_nuova_pagina";
constexpr const char* kEndingFromOne = "_da_pagina_1";

pugi::xml_node firstStyled(pugi::xml_node node) {
  while (node) {
    const std::string_view name = node.name();
    if (isParagraph(node) || name == "table:table") return node;
    if (name != "text:list" && name != "text:list-item" && name != "text:section" &&
        name != "text:list-header")
      return {};
    node = node.first_child();
    while (node && node.type() == pugi::node_pcdata) node = node.next_sibling();
  }
  return {};
}

pugi::xml_node findStyle(const pugi::xml_node& styles, const char* family,
                         const std::string& name) {
  for (pugi::xml_node style : styles.children("style:style")) {
    if (name == style.attribute("style:name").value() &&
        std::string_view(style.attribute("style:family").value()) == family) {
      return style;
    }
  }
  return {};
}

void setAttribute(pugi::xml_node node, const char* name, const char* value) {
  pugi::xml_attribute attribute = node.attribute(name);
  if (!attribute) attribute = node.append_attribute(name);
  attribute.set_value(value);
}

// The automatic style that is like `name` and begins a page; made when it is first wanted.
std::string breakingStyle(pugi::xml_node root, const char* family, const std::string& name,
                          PageNumbers numbers) {
  pugi::xml_node styles = root.child("office:automatic-styles");
  if (!styles)
    styles = root.insert_child_before("office:automatic-styles", root.child("office:body"));
  const std::string breaking = (name.empty() ? std::string("Standard") : name) +
                               (numbers == PageNumbers::fromOne ? kEndingFromOne : kEnding);
  if (findStyle(styles, family, breaking)) return breaking;
  pugi::xml_node style;
  if (const pugi::xml_node original = findStyle(styles, family, name)) {
    style = styles.append_copy(original);
  } else {
    style = styles.append_child("style:style");
    style.append_attribute("style:family").set_value(family);
    if (!name.empty()) style.append_attribute("style:parent-style-name").set_value(name.c_str());
  }
  setAttribute(style, "style:name", breaking.c_str());
  const char* properties =
      std::string_view(family) == "table" ? "style:table-properties" : "style:paragraph-properties";
  pugi::xml_node page = style.child(properties);
  if (!page) page = style.prepend_child(properties);
  if (numbers == PageNumbers::runOn) {
    setAttribute(page, "fo:break-before", "page");
    return breaking;
  }
  // A page number of its own belongs to a page style, which brings the new page with it.
  if (!style.attribute("style:master-page-name"))
    setAttribute(style, "style:master-page-name", "Standard");
  setAttribute(page, "style:page-number", "1");
  return breaking;
}

Tag firstRoundTag(Tag::Role role, const std::string& place) {
  Tag tag;
  tag.role = role;
  tag.name = "@primo";
  tag.place = place;
  tag.conditionOnly = true;
  return tag;
}

}  // namespace

bool breakPageBetween(pugi::xml_node begin, pugi::xml_node root, Tokens& tokens,
                      PageNumbers numbers) {
  pugi::xml_node node = begin.next_sibling();
  while (node && node.type() == pugi::node_pcdata) {
    const Token* token = tokenOf(node, tokens);
    if (token != nullptr && (token->isSectionBegin() || token->isSectionEnd())) return false;
    node = node.next_sibling();
  }
  node = firstStyled(node);
  if (!node) return false;
  const bool table = std::string_view(node.name()) == "table:table";
  const char* key = table ? "table:style-name" : "text:style-name";
  const std::string style = node.attribute(key).value();
  const std::string breaking = breakingStyle(root, table ? "table" : "paragraph", style, numbers);
  const std::string place =
      tokenOf(begin, tokens) == nullptr ? "" : tokenOf(begin, tokens)->tag.place;
  const auto tag = [&](Tag::Role role) { return tokens.addTag(firstRoundTag(role, place)); };
  const std::string plain = style.empty() && !table ? "Standard" : style;
  const std::string value = tag(Tag::Role::section) + plain + tag(Tag::Role::end) +
                            tag(Tag::Role::inverted) + breaking + tag(Tag::Role::end);
  setAttribute(node, key, value.c_str());
  return true;
}

}  // namespace stesura
