#include "generator/merge/typed_text.h"

#include <cstdint>

#include "generator/merge/escape.h"
#include "generator/merge/italian.h"
#include "generator/schema/latin.h"

namespace stesura {

namespace {

bool isBlank(std::uint32_t c) {
  return c == ' ' || (c >= 9 && c <= 13) || c == 0x85 || c == 0xA0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200A) ||
         c == 0x2028 || c == 0x2029 || c == 0x202F || c == 0x205F || c == 0x3000;
}

// Also marks that only alter the letter before: combining accents, variation selectors.
bool isUnseen(std::uint32_t c) {
  return c == 0xAD || (c >= 0x200B && c <= 0x200F) || (c >= 0x202A && c <= 0x202E) || (c >= 0x2060 && c <= 0x2069) ||
         c == 0xFEFF || (c >= 0xFE00 && c <= 0xFE0F) || (c >= 0x300 && c <= 0x36F);
}

// The plain sign that stands for a typographic one; null for all else.
const char* plainSign(std::uint32_t c) {
  switch (c) {
    case 0x60:
    case 0xB4:
    case 0x2BC:
    case 0x2018:
    case 0x2019:
    case 0x2032:
      return "'";
    case 0xAB:
    case 0xBB:
    case 0x201C:
    case 0x201D:
    case 0x201E:
      return "\"";
    case 0x2010:
    case 0x2011:
    case 0x2012:
    case 0x2013:
    case 0x2014:
    case 0x2212:
      return "-";
    case 0x2026:
      return "...";
    case 0xBA:
      return "°";
    default:
      return nullptr;
  }
}

void appendCapital(std::string& out, std::string_view letter) {
  const std::string capital = upperCase(letter);
  const auto latin = static_cast<unsigned char>(letter.front()) < 0xC3 ? std::nullopt : latinCapitals(capital, false);
  out += latin && !latin->empty() ? *latin : capital;
}

}  // namespace

std::optional<std::string> trimmedText(std::string_view text) {
  std::string trimmed;
  std::size_t kept = 0;
  for (std::size_t position = 0; position < text.size();) {
    const std::size_t start = position;
    const std::uint32_t c = nextCodePoint(text, position);
    if (c == kInvalidUtf8) return std::nullopt;
    if (c == '\r') {
      if (position < text.size() && text[position] == '\n') ++position;
      if (!trimmed.empty()) trimmed += '\n';
    } else if (!isBlank(c)) {
      trimmed += text.substr(start, position - start);
      kept = trimmed.size();
    } else if (!trimmed.empty()) {
      trimmed += text.substr(start, position - start);
    }
  }
  trimmed.resize(kept);
  return trimmed;
}

std::string plainCapitals(std::string_view text) {
  std::string plain;
  for (std::size_t position = 0; position < text.size();) {
    const std::size_t start = position;
    const std::uint32_t c = nextCodePoint(text, position);
    if (c == kInvalidUtf8) {
      plain += "\uFFFD";
    } else if (isBlank(c)) {
      if (!plain.empty() && plain.back() != ' ') plain += ' ';
    } else if (const char* sign = plainSign(c)) {
      plain += sign;
    } else if (!isUnseen(c)) {
      appendCapital(plain, text.substr(start, position - start));
    }
  }
  if (!plain.empty() && plain.back() == ' ') plain.pop_back();
  return plain;
}

std::string foldedText(std::string_view text) {
  std::string folded = plainCapitals(text);
  std::erase_if(folded, [](char c) { return c == ' ' || c == '\''; });
  return folded;
}

}  // namespace stesura
