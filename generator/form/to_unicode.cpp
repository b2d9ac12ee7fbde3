#include "generator/form/to_unicode.h"

#include <algorithm>
#include <vector>

#include "generator/form/content_lexer.h"

namespace stesura {
namespace {

constexpr std::size_t kMostCodes = 70000;
using Sort = ContentToken::Sort;

std::uint32_t codeOf(const std::string& bytes) {
  std::uint32_t code = 0;
  for (const char byte : bytes.substr(0, 4)) code = code << 8 | static_cast<unsigned char>(byte);
  return code;
}

std::vector<char16_t> unitsOf(const std::string& utf16) {
  std::vector<char16_t> units;
  for (std::size_t i = 0; i + 1 < utf16.size() && units.size() < 64; i += 2) {
    units.push_back(static_cast<char16_t>(static_cast<unsigned char>(utf16[i]) << 8 | static_cast<unsigned char>(utf16[i + 1])));
  }
  if (utf16.size() == 1) units.push_back(static_cast<unsigned char>(utf16[0]));
  return units;
}

std::string utf8Of(const std::vector<char16_t>& units) {
  std::string text;
  for (std::size_t i = 0; i < units.size(); ++i) {
    char32_t character = units[i];
    if (character >= 0xD800 && character < 0xDC00 && i + 1 < units.size() && units[i + 1] >= 0xDC00 && units[i + 1] < 0xE000) {
      character = 0x10000 + ((character - 0xD800) << 10) + (units[++i] - 0xDC00u);
    }
    if (character != 0) appendUtf8(text, character);
  }
  return text;
}

struct CMapReader {
  ContentLexer lexer;
  ToUnicode& result;
  ContentToken token{};

  std::size_t entered = 0;  // codes that are told again and again count each time

  bool full() const { return entered >= kMostCodes; }
  void enter(std::uint32_t code, const std::vector<char16_t>& units) {
    if (full()) return;
    ++entered;
    result.texts.insert_or_assign(code, utf8Of(units));
  }
  bool string() {
    lexer.next(token);
    return token.sort == Sort::string;
  }

  void codeSpace() {
    while (string()) result.codeLength = std::max(result.codeLength, std::min<std::size_t>(token.text.size(), 4));
  }
  void characters() {
    while (string()) {
      const std::uint32_t code = codeOf(token.text);
      lexer.next(token);
      if (token.sort == Sort::string) enter(code, unitsOf(token.text));
      else if (token.sort != Sort::name) return;
    }
  }
  void array(std::uint32_t first, std::uint32_t last) {
    for (std::uint32_t code = first; string(); ++code) {
      if (code <= last && code >= first) enter(code, unitsOf(token.text));
    }
  }
  void ranges() {
    while (string()) {
      const std::uint32_t first = codeOf(token.text);
      if (!string()) return;
      const std::uint32_t last = codeOf(token.text);
      lexer.next(token);
      if (token.sort == Sort::arrayStart) {
        array(first, last);
        continue;
      }
      if (token.sort != Sort::string) return;
      std::vector<char16_t> units = unitsOf(token.text);
      if (units.empty() || last < first) continue;
      for (std::uint32_t code = first; !full(); ++code, ++units.back()) {
        enter(code, units);
        if (code == last) break;
      }
    }
  }
  void read() {
    for (lexer.next(token); token.sort != Sort::end && !full(); lexer.next(token)) {
      if (token.sort != Sort::word) continue;
      if (token.text == "begincodespacerange") codeSpace();
      else if (token.text == "beginbfchar") characters();
      else if (token.text == "beginbfrange") ranges();
    }
  }
};

}  // namespace

ToUnicode readToUnicode(std::string_view cmap) {
  ToUnicode result;
  CMapReader{ContentLexer(cmap), result}.read();
  return result;
}

void appendUtf8(std::string& text, char32_t c) {
  if (c > 0x10FFFF || (c >= 0xD800 && c < 0xE000)) c = 0xFFFD;
  if (c < 0x80) {
    text += static_cast<char>(c);
  } else if (c < 0x800) {
    text += static_cast<char>(0xC0 | c >> 6);
    text += static_cast<char>(0x80 | (c & 0x3F));
  } else if (c < 0x10000) {
    text += static_cast<char>(0xE0 | c >> 12);
    text += static_cast<char>(0x80 | (c >> 6 & 0x3F));
    text += static_cast<char>(0x80 | (c & 0x3F));
  } else {
    text += static_cast<char>(0xF0 | c >> 18);
    text += static_cast<char>(0x80 | (c >> 12 & 0x3F));
    text += static_cast<char>(0x80 | (c >> 6 & 0x3F));
    text += static_cast<char>(0x80 | (c & 0x3F));
  }
}

}  // namespace stesura
