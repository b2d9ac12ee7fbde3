#include "generator/odf/markup.h"

#include <charconv>
#include <utility>

namespace stesura {

std::string Tokens::add(Token token) {
  tokens_.push_back(std::move(token));
  return kTokenBegin + std::to_string(tokens_.size() - 1) + kTokenEnd;
}

std::string Tokens::addTag(Tag tag) {
  Token token;
  token.tag = std::move(tag);
  return add(std::move(token));
}

bool nextToken(std::string_view text, std::size_t position, TokenAt& found) {
  found.begin = text.find(kTokenBegin, position);
  if (found.begin == std::string_view::npos) return false;
  const std::size_t end = text.find(kTokenEnd, found.begin);
  if (end == std::string_view::npos) return false;
  found.end = end + 1;
  std::from_chars(text.data() + found.begin + 1, text.data() + end, found.number);
  return true;
}

const Token* tokenOf(const pugi::xml_node& node, const Tokens& tokens) {
  if (node.type() != pugi::node_pcdata) return nullptr;
  const std::string_view text = node.value();
  TokenAt found;
  if (text.empty() || text.front() != kTokenBegin || !nextToken(text, 0, found)) return nullptr;
  return found.end == text.size() ? &tokens[found.number] : nullptr;
}

namespace {

class Writer {
 public:
  Writer(const Tokens& tokens, ProgramSource& source) : tokens_(tokens), source_(source) {}

  // Depth is bounded by the gate.
  void write(const pugi::xml_node& node) {
    switch (node.type()) {
      case pugi::node_element:
        writeElement(node);
        break;
      case pugi::node_pcdata:
      case pugi::node_cdata:
        writeText(node.value(), false);
        break;
      default:
        break;  // comments and instructions show nothing
    }
  }

  void flush() {
    source_.text(pending_);
    pending_.clear();
  }

  std::string pending_;

 private:
  void writeElement(const pugi::xml_node& node) {
    const auto conditions = addressTags(node);
    const std::string_view name = node.name();
    beginConditions(conditions);
    pending_ += '<';
    pending_ += name;
    for (const pugi::xml_attribute& attribute : node.attributes()) {
      pending_ += ' ';
      pending_ += attribute.name();
      pending_ += "=\"";
      writeText(attribute.value(), true);
      pending_ += '"';
    }
    if (!node.first_child()) {
      pending_ += "/>";
      endConditions(conditions);
      return;
    }
    pending_ += '>';
    endConditions(conditions);
    for (const pugi::xml_node& child : node.children()) write(child);
    beginConditions(conditions);
    pending_ += "</";
    pending_ += name;
    pending_ += '>';
    endConditions(conditions);
  }

  // The values that the address of a hyperlink is made of: without them there is no hyperlink.
  std::vector<const Tag*> addressTags(const pugi::xml_node& node) const {
    std::vector<const Tag*> tags;
    const std::string_view name = node.name();
    if (name != "text:a" && name != "draw:a") return tags;
    const std::string_view address = node.attribute("xlink:href").value();
    TokenAt found;
    for (std::size_t at = 0; nextToken(address, at, found); at = found.end) {
      const Token& token = tokens_[found.number];
      if (token.isSectionBegin()) return {};
      if (token.isVariable()) tags.push_back(&token.tag);
    }
    return tags;
  }

  void beginConditions(const std::vector<const Tag*>& tags) {
    if (tags.empty()) return;
    flush();
    for (const Tag* tag : tags) source_.beginIfPresent(*tag);
  }

  void endConditions(const std::vector<const Tag*>& tags) {
    if (tags.empty()) return;
    flush();
    for (std::size_t at = 0; at < tags.size(); ++at) source_.endIf();
  }

  void writeText(std::string_view text, bool attribute) {
    std::size_t position = 0;
    TokenAt found;
    while (nextToken(text, position, found)) {
      escapeMarkup(text.substr(position, found.begin - position), attribute);
      flush();
      writeToken(tokens_[found.number]);
      position = found.end;
    }
    escapeMarkup(text.substr(position), attribute);
  }

  void escapeMarkup(std::string_view text, bool attribute) {
    for (char c : text) {
      switch (c) {
        case '&':
          pending_ += "&amp;";
          break;
        case '<':
          pending_ += "&lt;";
          break;
        case '>':
          pending_ += "&gt;";
          break;
        case '"':
          pending_ += attribute ? "&quot;" : "\"";
          break;
        case '\r':
          pending_ += "&#13;";
          break;
        case '\n':
          pending_ += attribute ? "&#10;" : "\n";
          break;
        case '\t':
          pending_ += attribute ? "&#9;" : "\t";
          break;
        default:
          pending_ += c;
      }
    }
  }

  void writeToken(const Token& token) {
    switch (token.kind) {
      case Token::Kind::tag:
        source_.tag(token.tag);
        break;
      case Token::Kind::suffix:
        source_.suffix(token.sections);
        break;
      case Token::Kind::beginGuard:
        source_.beginGuard();
        break;
      case Token::Kind::mark:
        source_.mark();
        break;
      case Token::Kind::endGuard:
        source_.endGuard(token.fallback);
        break;
      case Token::Kind::beginIf:
        source_.beginIf(token.value);
        break;
      case Token::Kind::beginWritten:
        source_.beginWritten(token.tag, token.writer);
        break;
      case Token::Kind::endIf:
        source_.endIf();
        break;
      case Token::Kind::article:
        source_.article();
        break;
      case Token::Kind::items:
        source_.items(token.sections, token.number);
        break;
      case Token::Kind::item:
        source_.item(token.sections);
        break;
      case Token::Kind::reference:
        source_.reference(token.tag, token.shown);
        break;
      case Token::Kind::orderValue:
        source_.orderValue(token.value, token.escape);
        break;
    }
  }

  const Tokens& tokens_;
  ProgramSource& source_;
};

}  // namespace

void writeDocument(const pugi::xml_document& document, const Tokens& tokens,
                   ProgramSource& source) {
  Writer writer(tokens, source);
  writer.pending_ = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
  for (const pugi::xml_node& child : document.children()) writer.write(child);
  writer.flush();
}

}  // namespace stesura
