// What the compiler leaves in an XML tree for the program: tokens inside text and attributes.
#pragma once

#include <cstddef>
#include <memory>
#include <pugixml.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "generator/merge/program.h"
#include "generator/merge/tag.h"

namespace stesura {

struct Token {
  enum class Kind { tag, suffix, beginGuard, mark, endGuard, beginIf, beginWritten, endIf, orderValue,
                    article, items, item, reference };
  Kind kind = Kind::tag;
  Tag tag;
  std::size_t sections = 0;      // suffix; items, item: the level
  OrderValue value{};            // beginIf, orderValue
  Escape escape = Escape::none;  // orderValue
  std::string fallback;          // endGuard: markup
  std::size_t number = 1;        // items: the first
  bool shown = true;             // reference, to the name of `tag`
  std::shared_ptr<const ValueWriter> writer{};  // beginWritten, of `tag`

  bool isSectionBegin() const {
    return kind == Kind::tag && (tag.role == Tag::Role::section || tag.role == Tag::Role::inverted);
  }
  bool isSectionEnd() const { return kind == Kind::tag && tag.role == Tag::Role::end; }
  bool isVariable() const { return kind == Kind::tag && tag.role == Tag::Role::variable; }
};

// Tokens stand in the tree as \x01number\x02: characters that XML itself cannot hold.
class Tokens {
 public:
  std::string add(Token token);
  std::string addTag(Tag tag);
  // Tells before the places of a tag where it comes from.
  void placeBefore(std::size_t number, const std::string& before) { tokens_[number].tag.place.insert(0, before); }
  const Token& operator[](std::size_t number) const { return tokens_[number]; }
  std::size_t size() const { return tokens_.size(); }

 private:
  std::vector<Token> tokens_;
};

constexpr char kTokenBegin = '\x01';
constexpr char kTokenEnd = '\x02';

// The next token at or behind `position`; moves it behind. False if there is none.
struct TokenAt {
  std::size_t number, begin, end;
};
bool nextToken(std::string_view text, std::size_t position, TokenAt& found);

// The token that makes up the whole of a text node, or null.
const Token* tokenOf(const pugi::xml_node& node, const Tokens& tokens);

// Writes a tree into the source of a program, declaration included.
void writeDocument(const pugi::xml_document& document, const Tokens& tokens, ProgramSource& source);

}  // namespace stesura
