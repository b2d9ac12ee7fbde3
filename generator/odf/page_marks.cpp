#include "generator/odf/page_marks.h"

#include <string>
#include <string_view>

#include "generator/odf/watermark.h"

namespace stesura {

namespace {

void putToken(pugi::xml_node place, const std::string& token, pugi::xml_node before) {
  if (before)
    place.insert_child_before(pugi::node_pcdata, before).set_value(token.c_str());
  else
    place.append_child(pugi::node_pcdata).set_value(token.c_str());
}

Token conditionToken(Token::Kind kind, OrderValue value) {
  Token token;
  token.kind = kind;
  token.value = value;
  return token;
}

void addConditional(pugi::xml_node place, pugi::xml_node before, Tokens& tokens, OrderValue value,
                    bool begin) {
  const auto kind = begin ? Token::Kind::beginIf : Token::Kind::endIf;
  putToken(place, tokens.add(conditionToken(kind, value)), before);
}

// The names of the styles that the marks have in this document.
struct MarkStyles {
  std::string draft, copy, watermark;
};

pugi::xml_node putMark(pugi::xml_node place, pugi::xml_node before, const std::string& style,
                       OrderValue value, Tokens& tokens) {
  addConditional(place, before, tokens, value, true);
  pugi::xml_node paragraph =
      before ? place.insert_child_before("text:p", before) : place.append_child("text:p");
  paragraph.append_attribute("text:style-name").set_value(style.c_str());
  Token mark = conditionToken(Token::Kind::orderValue, value);
  mark.escape = Escape::xmlText;
  putToken(paragraph, tokens.add(mark), {});
  addConditional(place, before, tokens, value, false);
  return paragraph;
}

pugi::xml_node childOrNew(pugi::xml_node parent, const char* name, const char* before) {
  if (pugi::xml_node found = parent.child(name)) return found;
  if (const pugi::xml_node next = parent.child(before))
    return parent.insert_child_before(name, next);
  return parent.append_child(name);
}

std::string unusedStyleName(const pugi::xml_node& styles, std::string name) {
  for (bool used = true; used;) {
    used = false;
    for (const char* group : {"office:styles", "office:automatic-styles"}) {
      if (styles.child(group).find_child_by_attribute("style:name", name.c_str())) used = true;
    }
    if (used) name += "_";
  }
  return name;
}

void addMarkStyle(pugi::xml_node automatic, const std::string& name, const char* align,
                  const char* color) {
  pugi::xml_node style = automatic.append_child("style:style");
  style.append_attribute("style:name").set_value(name.c_str());
  style.append_attribute("style:family").set_value("paragraph");
  style.append_child("style:paragraph-properties")
      .append_attribute("fo:text-align")
      .set_value(align);
  pugi::xml_node text = style.append_child("style:text-properties");
  text.append_attribute("fo:color").set_value(color);
  text.append_attribute("fo:font-weight").set_value("bold");
}

void addMarkStyles(pugi::xml_node styles, const MarkStyles& names, Tokens& tokens) {
  pugi::xml_node automatic = childOrNew(styles, "office:automatic-styles", "office:master-styles");
  addConditional(automatic, {}, tokens, OrderValue::draftMark, true);
  addMarkStyle(automatic, names.draft, "center", "#c9211e");
  addWatermarkStyle(automatic, names.watermark);
  addConditional(automatic, {}, tokens, OrderValue::draftMark, false);
  addConditional(automatic, {}, tokens, OrderValue::copyMark, true);
  addMarkStyle(automatic, names.copy, "end", "#17324d");
  addConditional(automatic, {}, tokens, OrderValue::copyMark, false);
}

bool isHeader(const pugi::xml_node& node) {
  const std::string_view name = node.name();
  return name == "style:header" || name == "style:header-left" || name == "style:header-first" ||
         name == "loext:header-first";
}

void markHeader(pugi::xml_node header, const pugi::xml_node& page, const MarkStyles& names,
                Tokens& tokens) {
  const pugi::xml_node first = header.first_child();
  const pugi::xml_node draft = putMark(header, first, names.draft, OrderValue::draftMark, tokens);
  addWatermark(draft, page, names.watermark, "BOZZA");
  putMark(header, first, names.copy, OrderValue::copyMark, tokens);
}

void markPage(pugi::xml_node page, const MarkStyles& names, Tokens& tokens) {
  bool found = false;
  for (pugi::xml_node child : page.children()) {
    if (!isHeader(child)) continue;
    markHeader(child, page, names, tokens);
    found = found || std::string_view(child.name()) == "style:header";
  }
  if (found) return;
  const pugi::xml_node first = page.first_child();
  addConditional(page, first, tokens, OrderValue::pageMark, true);
  const pugi::xml_node header =
      first ? page.insert_child_before("style:header", first) : page.append_child("style:header");
  addConditional(page, first, tokens, OrderValue::pageMark, false);
  markHeader(header, page, names, tokens);
}

}  // namespace

void addPageMarks(pugi::xml_node styles, Tokens& tokens) {
  const MarkStyles names{unusedStyleName(styles, "Bozza_di_stampa"),
                         unusedStyleName(styles, "Copia_per"),
                         unusedStyleName(styles, "Filigrana_di_bozza")};
  bool any = false;
  for (pugi::xml_node page : styles.child("office:master-styles").children("style:master-page")) {
    markPage(page, names, tokens);
    any = true;
  }
  if (any) addMarkStyles(styles, names, tokens);
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
