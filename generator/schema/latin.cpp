#include "generator/schema/latin.h"

#include <cstdint>

namespace stesura {
namespace {

// Base letters of U+00C0 to U+024F and of U+1E00 to U+1EFF; `.` where there is none.
constexpr std::string_view kFromC0 =
    "AAAAAAACEEEEIIIIDNOOOOO.OUUUUYTSAAAAAAACEEEEIIIIDNOOOOO.OUUUUYTYAAAAAACCCCCCCCDD"
    "DDEEEEEEEEEEGGGGGGGGHHHHIIIIIIIIIIIIJJKKKLLLLLLLLLLNNNNNNNNNOOOOOOOORRRRRRSSSSSS"
    "SSTTTTTTUUUUUUUUUUUUWWYYYZZZZZZS................................OO.............U"
    "U...................DDDLLLNNNAAIIOOUUUUUUUUUU.AAAA....GGKKOOOO..JDDDGG..NNAA...."
    "AAAAEEEEIIIIOOOORRRRUUUUSSTT..HH......AAEEOOOOOOOOYY............................";
constexpr std::string_view kFrom1E00 =
    "AABBBBBBCCDDDDDDDDDDEEEEEEEEEEFFGGHHHHHHHHHHIIIIKKKKKKLLLLLLLLMMMMMMNNNNNNNNOOOO"
    "OOOOPPPPRRRRRRRRSSSSSSSSSSTTTTTTTTUUUUUUUUUUVVVVWWWWWWWWWWXXXXYYZZZZZZHTWYAS...."
    "AAAAAAAAAAAAAAAAAAAAAAAAEEEEEEEEEEEEEEEEIIIIOOOOOOOOOOOOOOOOOOOOOOOOUUUUUUUUUUUU"
    "UUYYYYYYYY......";

// Letters that are two, beyond the first that the tables give.
char secondLetter(std::uint32_t c) {
  switch (c) {
    case 0xC6:
    case 0xE6:
    case 0x152:
    case 0x153:
      return 'E';
    case 0xDF:
    case 0x1E9E:
      return 'S';
    case 0xDE:
    case 0xFE:
      return 'H';
    case 0x14A:
    case 0x14B:
      return 'G';
    case 0x132:
    case 0x133:
      return 'J';
    default:
      return 0;
  }
}

bool isUmlaut(std::uint32_t c) {
  return c == 0xC4 || c == 0xE4 || c == 0xD6 || c == 0xF6 || c == 0xDC || c == 0xFC;
}

// Spaces, apostrophes, hyphens and combining marks say nothing; other characters are letters of
// another alphabet.
bool isSilent(std::uint32_t c) {
  return c < 0xC0 || c == 0xD7 || c == 0xF7 || (c >= 0x2B0 && c <= 0x36F) ||
         (c >= 0x2000 && c <= 0x206F);
}

// Reads one character of well-formed UTF-8 and moves past it.
std::uint32_t nextCharacter(std::string_view text, std::size_t& at) {
  const auto lead = static_cast<unsigned char>(text[at++]);
  const int more = lead >= 0xF0 ? 3 : lead >= 0xE0 ? 2 : lead >= 0xC0 ? 1 : 0;
  std::uint32_t c = more == 0 ? lead : lead & (0x3Fu >> more);
  for (int i = 0; i < more && at < text.size(); ++i)
    c = (c << 6) | (static_cast<unsigned char>(text[at++]) & 0x3F);
  return c;
}

char baseLetter(std::uint32_t c) {
  if (c >= 'A' && c <= 'Z') return static_cast<char>(c);
  if (c >= 'a' && c <= 'z') return static_cast<char>(c - 'a' + 'A');
  if (c >= 0xC0 && c < 0xC0 + kFromC0.size()) return kFromC0[c - 0xC0];
  if (c >= 0x1E00 && c < 0x1E00 + kFrom1E00.size()) return kFrom1E00[c - 0x1E00];
  return '.';
}

}  // namespace

std::optional<std::string> latinCapitals(std::string_view name, bool german) {
  std::string capitals;
  for (std::size_t at = 0; at < name.size();) {
    const std::uint32_t c = nextCharacter(name, at);
    const char letter = baseLetter(c);
    if (letter == '.') {
      if (!isSilent(c)) return std::nullopt;
      continue;
    }
    capitals += letter;
    if (german && isUmlaut(c)) capitals += 'E';
    if (const char second = secondLetter(c)) capitals += second;
  }
  return capitals;
}

}  // namespace stesura
