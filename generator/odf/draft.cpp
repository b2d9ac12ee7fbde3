#include "generator/odf/draft.h"

#include <string>
#include <string_view>

namespace stesura {

namespace {

void putToken(pugi::xml_node place, const std::string& token, pugi::xml_node before) {
  if (before)
    place.insert_child_before(pugi::node_pcdata, before).set_value(token.c_str());
  else
    place.append_child(pugi::node_pcdata).set_value(token.c_str());
}

Token conditionToken(Token::Kind kind) {
  Token token;
  token.kind = kind;
  token.value = OrderValue::draftMark;
  return token;
}

void putMarkParagraph(pugi::xml_node place, pugi::xml_node before, const std::string& style,
                      Tokens& tokens) {
  pugi::xml_node paragraph =
      before ? place.insert_child_before("text:p", before) : place.append_child("text:p");
  paragraph.append_attribute("text:style-name").set_value(style.c_str());
  Token mark = conditionToken(Token::Kind::orderValue);
  mark.escape = Escape::xmlText;
  putToken(paragraph, tokens.add(mark), {});
}

void addConditional(pugi::xml_node place, pugi::xml_node before, Tokens& tokens, bool begin) {
  putToken(place, tokens.add(conditionToken(begin ? Token::Kind::beginIf : Token::Kind::endIf)),
           before);
}

pugi::xml_node childOrNew(pugi::xml_node parent, const char* name, const char* before) {
  if (pugi::xml_node found = parent.child(name)) return found;
  if (const pugi::xml_node next = parent.child(before))
    return parent.insert_child_before(name, next);
  return parent.append_child(name);
}

std::string unusedStyleName(const pugi::xml_node& styles) {
  std::string name = "Bozza_di_stampa";
  for (bool used = true; used;) {
    used = false;
    for (const char* group : {"office:styles", "office:automatic-styles"}) {
      if (styles.child(group).find_child_by_attribute("style:name", name.c_str())) used = true;
    }
    if (used) name += "_";
  }
  return name;
}

void addMarkStyle(pugi::xml_node styles, const std::string& name, Tokens& tokens) {
  pugi::xml_node automatic = childOrNew(styles, "office:automatic-styles", "office:master-styles");
  addConditional(automatic, {}, tokens, true);
  pugi::xml_node style = automatic.append_child("style:style");
  style.append_attribute("style:name").set_value(name.c_str());
  style.append_attribute("style:family").set_value("paragraph");
  style.append_child("style:paragraph-properties")
      .append_attribute("fo:text-align")
      .set_value("center");
  pugi::xml_node text = style.append_child("style:text-properties");
  text.append_attribute("fo:color").set_value("#c9211e");
  text.append_attribute("fo:font-weight").set_value("bold");
  addConditional(automatic, {}, tokens, false);
}

bool isHeader(const pugi::xml_node& node) {
  const std::string_view name = node.name();
  return name == "style:header" || name == "style:header-left" || name == "style:header-first" ||
         name == "loext:header-first";
}

void markHeader(pugi::xml_node header, const std::string& style, Tokens& tokens) {
  const pugi::xml_node first = header.first_child();
  addConditional(header, first, tokens, true);
  putMarkParagraph(header, first, style, tokens);
  addConditional(header, first, tokens, false);
}

}  // namespace

void addDraftMark(pugi::xml_node styles, Tokens& tokens) {
  const std::string style = unusedStyleName(styles);
  bool any = false;
  for (pugi::xml_node page : styles.child("office:master-styles").children("style:master-page")) {
    any = true;
    bool found = false;
    for (pugi::xml_node child : page.children()) {
      if (!isHeader(child)) continue;
      markHeader(child, style, tokens);
      found = found || std::string_view(child.name()) == "style:header";
    }
    if (found) continue;
    const pugi::xml_node first = page.first_child();
    addConditional(page, first, tokens, true);
    pugi::xml_node header =
        first ? page.insert_child_before("style:header", first) : page.append_child("style:header");
    addConditional(page, first, tokens, false);
    putMarkParagraph(header, {}, style, tokens);
  }
  if (any) addMarkStyle(styles, style, tokens);
}

void addLanguage(pugi::xml_node styles) {
  pugi::xml_node common = childOrNew(styles, "office:styles", "office:automatic-styles");
  pugi::xml_node paragraphs;
  for (pugi::xml_node style : common.children("style:default-style")) {
    if (std::string_view(style.attribute("style:family").value()) == "paragraph")
      paragraphs = style;
  }
  if (!paragraphs) {
    paragraphs = common.prepend_child("style:default-style");
    paragraphs.append_attribute("style:family").set_value("paragraph");
  }
  pugi::xml_node text = paragraphs.child("style:text-properties");
  if (!text) text = paragraphs.append_child("style:text-properties");
  const std::string_view language = text.attribute("fo:language").value();
  if (!language.empty() && language != "none" && language != "zxx") return;
  for (const auto& [key, value] : {std::pair("fo:language", "it"), std::pair("fo:country", "IT")}) {
    pugi::xml_attribute attribute = text.attribute(key);
    if (!attribute) attribute = text.append_attribute(key);
    attribute.set_value(value);
  }
}

}  // namespace stesura
