// Cuts a content stream or a CMap into its operands and operators (ISO 32000-1, 7.2, 7.8.2).
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace stesura {

struct ContentToken {
  enum class Sort { number, string, name, arrayStart, arrayEnd, dictionaryStart, dictionaryEnd, word, end };
  Sort sort = Sort::end;
  double number = 0;
  std::string text{};  // bytes of a string, name without the slash, operator
};

// Borrows the bytes. Reads on through whatever is damaged: a string that is never closed ends with the
// bytes, what is no token is passed over. Never fails.
class ContentLexer {
 public:
  explicit ContentLexer(std::string_view bytes) : bytes_(bytes) {}

  void next(ContentToken& token);
  // Behind the operator BI: passes over the dictionary and the bytes of an inline image, and its EI.
  void skipInlineImage();

 private:
  void skipSpace();
  void readLiteralString(std::string& text);
  void readEscape(std::string& text);
  void readHexString(std::string& text);
  void readName(std::string& text);
  std::string_view readRegular();

  std::string_view bytes_;
  std::size_t at_ = 0;
};

}  // namespace stesura
