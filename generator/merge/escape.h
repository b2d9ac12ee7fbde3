// Writes a value into XML, a URI or HTML so that it can never become markup.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace stesura {

enum class Escape : std::uint8_t {
  none,          // plain text output
  pageText,      // plain text to be drawn: as it is, line breaks as \n, no other control characters but tabs
  xmlText,       // inside an ODF paragraph: breaks, tabs and runs of spaces become elements
  xmlPlain,      // element text that may hold no elements (titles, metadata)
  xmlAttribute,  // between double quotes
  uriPart,       // a part of a URI in an attribute: percent-encoded
  uriWhole,      // a whole URI in an attribute
  html,          // HTML text or attribute
};

// What escape() met that cannot be written; 0 if all went well.
constexpr std::uint32_t kInvalidUtf8 = 0xFFFFFFFF;
constexpr std::uint32_t kNullCharacter = 0xFFFFFFFE;  // U+0000, since 0 says that nothing is wrong

// Appends `value`. Returns 0, the first code point that XML 1.0 forbids (or kNullCharacter), or
// kInvalidUtf8; then what was appended is not to be used.
std::uint32_t escapeTo(std::string& out, std::string_view value, Escape escape);

// True for an address that an issued document may link to: http, https, mailto,
// tel, #place, stesura:.
bool mayLinkTo(std::string_view uri);

// «U+0001», or a phrase for bytes that are no UTF-8.
std::string characterName(std::uint32_t codePoint);

// Decodes the code point at `position` and moves behind it; kInvalidUtf8 for a broken sequence
// (then the position moves by one byte).
std::uint32_t nextCodePoint(std::string_view text, std::size_t& position);
void appendUtf8(std::string& out, std::uint32_t codePoint);

}  // namespace stesura
