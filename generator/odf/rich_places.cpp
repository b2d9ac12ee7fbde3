#include "generator/odf/rich_places.h"

#include <string>
#include <string_view>
#include <utility>

#include "generator/odf/paragraph.h"
#include "generator/odf/rich_text.h"
#include "generator/odf/structure.h"

namespace stesura {

namespace {

void appendEscaped(std::string& out, std::string_view value) { escapeTo(out, value, Escape::xmlAttribute); }

bool holdsToken(std::string_view text) { return text.find(kTokenBegin) != std::string_view::npos; }

class Placer {
 public:
  explicit Placer(Tokens& tokens) : tokens_(tokens) {}

  void walk(pugi::xml_node node) {
    for (pugi::xml_attribute attribute : node.attributes()) {
      if (holdsToken(attribute.value())) attribute.set_value(wrapped(attribute.value(), {}).c_str());
    }
    const std::string_view name = node.name();
    const bool heading = name == "text:h";
    if (heading) level_ = node.attribute("text:outline-level").as_uint(1);
    const bool paragraph = isParagraph(node);
    if (paragraph && !heading && wrapAlone(node)) return;
    RichPlace place;
    place.room = paragraph || line_ ? RichPlace::Room::line : RichPlace::Room::plainText;
    const bool outer = std::exchange(line_, line_ ? !isPlain(name) : paragraph);
    if (isPlain(name)) place.room = RichPlace::Room::plainText;
    for (pugi::xml_node child = node.first_child(); child;) {
      const pugi::xml_node next = child.next_sibling();
      if (child.type() == pugi::node_element)
        walk(child);
      else if (holdsToken(child.value()))
        child.set_value(wrapped(child.value(), place).c_str());
      child = next;
    }
    line_ = outer;
  }

 private:
  // Elements whose text can hold no markup, wherever they stand.
  static bool isPlain(std::string_view name) {
    return name == "svg:title" || name == "svg:desc" || name == "text:ruby-text" || name.starts_with("dc:") ||
           name.starts_with("meta:") || name == "table:title" || name == "table:desc";
  }

  // The text with every variable in a bracket that its writer may fill.
  std::string wrapped(std::string_view text, RichPlace place) {
    std::string result;
    std::size_t position = 0;
    TokenAt found;
    while (nextToken(text, position, found)) {
      result += text.substr(position, found.begin - position);
      const std::string_view token = text.substr(found.begin, found.end - found.begin);
      const Token known = tokens_[found.number];
      const bool uri = known.tag.escape == Escape::uriPart || known.tag.escape == Escape::uriWhole;
      if (known.isVariable() && !uri) {
        place.escape = known.tag.escape;
        if (known.tag.escape != Escape::xmlText) place.room = RichPlace::Room::plainText;
        result += begin(known.tag, place);
        result += token;
        result += end();
      } else {
        result += token;
      }
      position = found.end;
    }
    result += text.substr(position);
    return result;
  }

  std::string begin(const Tag& tag, RichPlace place) {
    place.upper = tag.presentation.upper;
    place.article = tag.article;
    Token token;
    token.kind = Token::Kind::beginWritten;
    token.tag = tag;
    token.writer = richTextWriter(std::move(place));
    return tokens_.add(std::move(token));
  }

  std::string end() {
    Token token;
    token.kind = Token::Kind::endIf;
    return tokens_.add(std::move(token));
  }

  // A paragraph that holds nothing but the tag, perhaps in spans, gives way to blocks.
  bool wrapAlone(pugi::xml_node paragraph) {
    RichPlace place;
    const std::string_view parent = paragraph.parent().name();
    if (!isBlockContainer(paragraph.parent()) || parent.starts_with("text:index-")) return false;
    place.room = parent == "text:list-item" || parent == "text:list-header" ? RichPlace::Room::item
                                                                            : RichPlace::Room::blocks;
    const Token* token = alone(paragraph, place);
    if (token == nullptr) return false;
    place.headingLevel = level_;
    pugi::xml_node above = paragraph.parent();
    above.insert_child_before(pugi::node_pcdata, paragraph).set_value(begin(Tag(token->tag), place).c_str());
    above.insert_child_after(pugi::node_pcdata, paragraph).set_value(end().c_str());
    return true;
  }

  const Token* alone(pugi::xml_node node, RichPlace& place) {
    if (!appendTags(node, place)) return nullptr;
    while (pugi::xml_node soft = node.child("text:soft-page-break")) node.remove_child(soft);
    const pugi::xml_node only = node.first_child();
    if (!only || only.next_sibling()) return nullptr;
    if (only.type() == pugi::node_element)
      return std::string_view(only.name()) == "text:span" ? alone(only, place) : nullptr;
    const Token* token = tokenOf(only, tokens_);
    return token != nullptr && token->isVariable() && token->tag.escape == Escape::xmlText ? token : nullptr;
  }

  // Puts the markup of an element around what its value becomes; an id would stand twice.
  static bool appendTags(const pugi::xml_node& node, RichPlace& place) {
    place.opening += '<' + std::string(node.name());
    for (const pugi::xml_attribute& attribute : node.attributes()) {
      if (std::string_view(attribute.name()) == "xml:id") continue;
      if (holdsToken(attribute.value())) return false;
      place.opening += ' ' + std::string(attribute.name()) + "=\"";
      appendEscaped(place.opening, attribute.value());
      place.opening += '"';
    }
    place.opening += '>';
    place.closing.insert(0, "</" + std::string(node.name()) + ">");
    return true;
  }

  Tokens& tokens_;
  std::size_t level_ = 0;  // of the last heading
  bool line_ = false;      // within a paragraph
};

}  // namespace

void placeRichText(pugi::xml_node root, Tokens& tokens) { Placer(tokens).walk(root); }

std::vector<std::string> bookmarksOf(const pugi::xml_node& root) {
  std::vector<std::string> names;
  const std::string_view name = root.name();
  if (name == "text:bookmark" || name == "text:bookmark-start") {
    const char* called = root.attribute("text:name").value();
    if (!holdsToken(called)) names.push_back(called);
  }
  for (const pugi::xml_node& child : root.children()) {
    for (std::string& below : bookmarksOf(child)) names.push_back(std::move(below));
  }
  return names;
}

bool asksForMarkdown(const Tokens& tokens) {
  for (std::size_t at = 0; at < tokens.size(); ++at) {
    if (tokens[at].kind == Token::Kind::tag && tokens[at].tag.presentation.format == ValueFormat::markdown) return true;
  }
  return false;
}

}  // namespace stesura
