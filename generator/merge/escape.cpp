#include "generator/merge/escape.h"

#include <array>
#include <cctype>

namespace stesura {

namespace {

enum Class : std::uint8_t { kPlain, kMarkup, kSpace, kTab, kNewline, kReturn, kForbidden, kWide };

constexpr std::array<std::uint8_t, 256> byteClasses() {
  std::array<std::uint8_t, 256> classes{};
  for (unsigned byte = 0; byte < 0x20; ++byte) classes[byte] = kForbidden;
  for (unsigned byte = 0x80; byte < 0x100; ++byte) classes[byte] = kWide;
  classes[' '] = kSpace;
  classes['\t'] = kTab;
  classes['\n'] = kNewline;
  classes['\r'] = kReturn;
  for (char markup : {'&', '<', '>', '"', '\''}) {
    classes[static_cast<unsigned char>(markup)] = kMarkup;
  }
  return classes;
}

constexpr std::array<std::uint8_t, 256> kClasses = byteClasses();

void appendMarkup(std::string& out, char character, Escape escape) {
  switch (character) {
    case '&':
      out += "&amp;";
      break;
    case '<':
      out += "&lt;";
      break;
    case '>':
      out += "&gt;";
      break;
    case '"':
      out += escape == Escape::xmlText || escape == Escape::xmlPlain ? "\"" : "&quot;";
      break;
    default:
      out += escape == Escape::html ? "&#39;" : "'";
      break;
  }
}

// A single space between two printed characters is left alone; every other one would be collapsed
// by whoever reads the file (ODF 1.3 part 3, 6.1.2), so it becomes an element.
std::size_t appendSpaces(std::string& out, std::string_view value, std::size_t position) {
  std::size_t end = position;
  while (end < value.size() && value[end] == ' ') ++end;
  const auto breaks = [](char c) { return c == '\n' || c == '\r' || c == '\t'; };
  const bool inner =
      position > 0 && end < value.size() && !breaks(value[position - 1]) && !breaks(value[end]);
  const std::size_t count = end - position;
  if (inner && count == 1) {
    out += ' ';
  } else if (count == 1) {
    out += "<text:s/>";
  } else {
    out += "<text:s text:c=\"";
    out += std::to_string(count);
    out += "\"/>";
  }
  return end;
}

void appendBlank(std::string& out, char character, Escape escape) {
  if (escape == Escape::xmlText) {
    out += character == '\t' ? "<text:tab/>" : "<text:line-break/>";
  } else if (escape == Escape::xmlAttribute) {
    out += character == '\t' ? "&#9;" : "&#10;";
  } else {
    out += character;
  }
}

std::uint32_t appendPageText(std::string& out, std::string_view value) {
  for (std::size_t position = 0; position < value.size();) {
    const std::size_t start = position;
    const std::uint32_t codePoint = nextCodePoint(value, position);
    if (codePoint == kInvalidUtf8 || codePoint == 0xFFFE || codePoint == 0xFFFF) return codePoint;
    if (codePoint == '\r') {
      if (position >= value.size() || value[position] != '\n') out += '\n';
    } else if (codePoint < 0x20 && codePoint != '\n' && codePoint != '\t') {
      return codePoint == 0 ? kNullCharacter : codePoint;
    } else {
      out.append(value, start, position - start);
    }
  }
  return 0;
}

bool isUnreserved(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) || c == '-' || c == '.' || c == '_' ||
         c == '~';
}

// RFC 3986; `@` stays, since it is what an address in mailto: consists of.
std::uint32_t appendUri(std::string& out, std::string_view value, bool whole) {
  constexpr std::string_view kReserved = ":/?#[]@!$&'()*+,;=%|";
  constexpr char kHex[] = "0123456789ABCDEF";
  for (std::size_t position = 0; position < value.size();) {
    const std::size_t start = position;
    const std::uint32_t codePoint = nextCodePoint(value, position);
    if (codePoint == kInvalidUtf8 || codePoint < 0x20)
      return codePoint ? codePoint : kNullCharacter;
    for (std::size_t at = start; at < position; ++at) {
      const char c = value[at];
      if (isUnreserved(c) || c == '@') {
        out += c;
      } else if (whole && kReserved.find(c) != std::string_view::npos) {
        if (c == '&')
          out += "&amp;";
        else
          out += c;
      } else {
        const auto byte = static_cast<unsigned char>(c);
        out += '%';
        out += kHex[byte >> 4];
        out += kHex[byte & 15];
      }
    }
  }
  return 0;
}

std::string_view withoutOuterSpaces(std::string_view text) {
  while (!text.empty() && static_cast<unsigned char>(text.front()) <= ' ') text.remove_prefix(1);
  while (!text.empty() && static_cast<unsigned char>(text.back()) <= ' ') text.remove_suffix(1);
  return text;
}

}  // namespace

std::uint32_t nextCodePoint(std::string_view text, std::size_t& position) {
  const auto byteAt = [&](std::size_t at) { return static_cast<unsigned char>(text[at]); };
  const unsigned first = byteAt(position);
  if (first < 0x80) {
    ++position;
    return first;
  }
  const std::size_t length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
  if (first < 0xC2 || first > 0xF4 || position + length > text.size()) {
    ++position;
    return kInvalidUtf8;
  }
  std::uint32_t codePoint = first & (0xFF >> (length + 1));
  for (std::size_t at = position + 1; at < position + length; ++at) {
    if ((byteAt(at) & 0xC0) != 0x80) {
      ++position;
      return kInvalidUtf8;
    }
    codePoint = codePoint << 6 | (byteAt(at) & 0x3F);
  }
  const std::uint32_t smallest = length == 2 ? 0x80 : length == 3 ? 0x800 : 0x10000;
  if (codePoint < smallest || codePoint > 0x10FFFF || (codePoint >= 0xD800 && codePoint < 0xE000)) {
    ++position;
    return kInvalidUtf8;
  }
  position += length;
  return codePoint;
}

void appendUtf8(std::string& out, std::uint32_t codePoint) {
  if (codePoint < 0x80) {
    out += static_cast<char>(codePoint);
  } else if (codePoint < 0x800) {
    out += static_cast<char>(0xC0 | codePoint >> 6);
    out += static_cast<char>(0x80 | (codePoint & 0x3F));
  } else if (codePoint < 0x10000) {
    out += static_cast<char>(0xE0 | codePoint >> 12);
    out += static_cast<char>(0x80 | (codePoint >> 6 & 0x3F));
    out += static_cast<char>(0x80 | (codePoint & 0x3F));
  } else {
    out += static_cast<char>(0xF0 | codePoint >> 18);
    out += static_cast<char>(0x80 | (codePoint >> 12 & 0x3F));
    out += static_cast<char>(0x80 | (codePoint >> 6 & 0x3F));
    out += static_cast<char>(0x80 | (codePoint & 0x3F));
  }
}

std::string characterName(std::uint32_t codePoint) {
  if (codePoint == kInvalidUtf8) return "una sequenza di byte che non è UTF-8";
  if (codePoint == kNullCharacter) codePoint = 0;
  constexpr char kHex[] = "0123456789ABCDEF";
  std::string digits;
  for (std::uint32_t rest = codePoint; rest != 0 || digits.size() < 4; rest >>= 4) {
    digits.insert(digits.begin(), kHex[rest & 15]);
  }
  return "il carattere U+" + digits;
}

std::uint32_t escapeTo(std::string& out, std::string_view value, Escape escape) {
  if (escape == Escape::none) {
    out += value;
    return 0;
  }
  if (escape == Escape::pageText) return appendPageText(out, value);
  if (escape == Escape::uriPart) return appendUri(out, value, false);
  if (escape == Escape::uriWhole) return appendUri(out, withoutOuterSpaces(value), true);
  std::size_t run = 0;  // start of what is copied as it is
  std::size_t position = 0;
  const auto flush = [&] { out.append(value, run, position - run); };
  while (position < value.size()) {
    const char character = value[position];
    switch (kClasses[static_cast<unsigned char>(character)]) {
      case kPlain:
        ++position;
        continue;
      case kWide: {
        const std::uint32_t codePoint = nextCodePoint(value, position);
        if (codePoint == kInvalidUtf8 || codePoint == 0xFFFE || codePoint == 0xFFFF)
          return codePoint;
        continue;
      }
      case kMarkup:
        flush();
        appendMarkup(out, character, escape);
        run = ++position;
        continue;
      case kSpace:
        if (escape != Escape::xmlText) {
          ++position;
        } else if (position > 0 && position + 1 < value.size() &&
                   kClasses[static_cast<unsigned char>(value[position - 1])] != kTab &&
                   value[position - 1] > ' ' && value[position + 1] > ' ') {
          ++position;  // the ordinary case: one space between two ASCII characters
        } else {
          flush();
          run = position = appendSpaces(out, value, position);
        }
        continue;
      case kReturn:
        flush();
        if (position + 1 < value.size() && value[position + 1] == '\n') ++position;
        appendBlank(out, '\n', escape);
        run = ++position;
        continue;
      case kTab:
      case kNewline:
        flush();
        appendBlank(out, character, escape);
        run = ++position;
        continue;
      default:
        return character == 0 ? kNullCharacter : static_cast<unsigned char>(character);
    }
  }
  flush();
  return 0;
}

bool mayLinkTo(std::string_view uri) {
  uri = withoutOuterSpaces(uri);
  if (!uri.empty() && uri.front() == '#') return true;
  const std::size_t colon = uri.find(':');
  if (colon == std::string_view::npos) return false;
  std::string scheme(uri.substr(0, colon));
  for (char& c : scheme) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return scheme == "http" || scheme == "https" || scheme == "mailto" || scheme == "tel" ||
         scheme == "stesura";
}

}  // namespace stesura
