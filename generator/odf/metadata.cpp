#include "generator/odf/metadata.h"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

namespace stesura {

namespace {

constexpr std::array<std::string_view, 13> kOfTheTemplate = {
    "meta:generator",          "meta:initial-creator",    "dc:creator",    "meta:printed-by",
    "meta:print-date",         "meta:creation-date",      "dc:date",       "meta:editing-cycles",
    "meta:editing-duration",   "meta:document-statistic", "meta:template", "meta:auto-reload",
    "meta:hyperlink-behaviour"};

std::string orderToken(Tokens& tokens, Token::Kind kind, OrderValue value) {
  Token token;
  token.kind = kind;
  token.value = value;
  token.escape = Escape::xmlPlain;
  return tokens.add(token);
}

void appendText(pugi::xml_node parent, const std::string& text) {
  parent.append_child(pugi::node_pcdata).set_value(text.c_str());
}

void ensureNamespace(pugi::xml_node root, const char* prefix, const char* uri) {
  if (!root.attribute(prefix)) root.append_attribute(prefix).set_value(uri);
}

// The title of the order if there is one, else the template's own, whose tags are merged.
void putTitle(pugi::xml_node meta, Tokens& tokens) {
  pugi::xml_node title = meta.child("dc:title");
  const bool own = static_cast<bool>(title);
  const std::string text = title.text().get();
  meta.remove_child("dc:title");
  appendText(meta, orderToken(tokens, Token::Kind::beginIf, OrderValue::title));
  appendText(meta.append_child("dc:title"),
             orderToken(tokens, Token::Kind::orderValue, OrderValue::title));
  appendText(meta, orderToken(tokens, Token::Kind::endIf, OrderValue::title));
  if (!own) return;
  appendText(meta, orderToken(tokens, Token::Kind::beginIf, OrderValue::ownTitle));
  appendText(meta.append_child("dc:title"), text);
  appendText(meta, orderToken(tokens, Token::Kind::endIf, OrderValue::ownTitle));
}

}  // namespace

void rewriteMetadata(pugi::xml_document& document, Tokens& tokens) {
  pugi::xml_node root = document.document_element();
  if (!root) root = document.append_child("office:document-meta");
  ensureNamespace(root, "xmlns:office", "urn:oasis:names:tc:opendocument:xmlns:office:1.0");
  ensureNamespace(root, "xmlns:meta", "urn:oasis:names:tc:opendocument:xmlns:meta:1.0");
  ensureNamespace(root, "xmlns:dc", "http://purl.org/dc/elements/1.1/");
  pugi::xml_node meta = root.child("office:meta");
  if (!meta) meta = root.append_child("office:meta");
  for (pugi::xml_node child = meta.first_child(); child;) {
    const pugi::xml_node next = child.next_sibling();
    const std::string_view name = child.name();
    const bool template_ =
        std::find(kOfTheTemplate.begin(), kOfTheTemplate.end(), name) != kOfTheTemplate.end();
    const bool ownId = name == "meta:user-defined" &&
                       std::string_view(child.attribute("meta:name").value()) == "id";
    if (template_ || ownId || child.type() == pugi::node_pcdata) meta.remove_child(child);
    child = next;
  }
  putTitle(meta, tokens);
  if (!meta.child("dc:language")) meta.append_child("dc:language").text().set("it-IT");
  meta.append_child("meta:generator").text().set("Stesura");
  for (const char* name : {"meta:creation-date", "dc:date"}) {
    appendText(meta.append_child(name),
               orderToken(tokens, Token::Kind::orderValue, OrderValue::issueMoment));
  }
  appendText(meta, orderToken(tokens, Token::Kind::beginIf, OrderValue::identifier));
  pugi::xml_node id = meta.append_child("meta:user-defined");
  id.append_attribute("meta:name").set_value("id");
  appendText(id, orderToken(tokens, Token::Kind::orderValue, OrderValue::identifier));
  appendText(meta, orderToken(tokens, Token::Kind::endIf, OrderValue::identifier));
}

}  // namespace stesura
