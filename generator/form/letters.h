// A text as the glyphs that draw it, and as the lines it wraps into.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory_resource>
#include <span>
#include <string_view>
#include <vector>

#include "generator/form/palette.h"

namespace stesura {

enum class LetterKind : std::uint8_t {
  ink,
  mark,        // drawn over the letter in front of it; takes no room
  breakAfter,  // a hyphen or slash behind which a line may end
  space,       // a line may end here; not drawn at its end
  tab,         // a line may end here; takes the room up to the next tab stop
  gap,         // a line may end here; takes no room (U+200B)
  softHyphen,  // drawn only where a line ends at it
  newLine,
};

struct Letter {
  std::uint16_t glyph = 0;
  std::uint16_t advance = 0;  // thousandths of an em; of a mark and a soft hyphen: the glyph's own
  std::uint16_t font = 0;
  LetterKind kind = LetterKind::ink;
};

using Letters = std::pmr::vector<Letter>;

struct LetterOrder {
  std::uint32_t font = 0;
  bool multiline = false;                            // else line breaks are spaces
  bool tabs = false;                                 // else a tab is four spaces
  std::size_t limit = static_cast<std::size_t>(-1);  // code points that are read
  std::size_t maxLength =
      static_cast<std::size_t>(-1);  // letters (a letter and its marks are one) that are read
};

struct LettersRead {
  std::size_t codePoints = 0;  // that were read
  bool whole = true;           // false: `maxLength` ended it
  char32_t withoutGlyph = 0;   // the first character without glyph, or written to the left, ended it
};

// True of Hebrew, Arabic and the other scripts that are written from right to left (Unicode, bidirectional
// classes R and AL). Their order and joined shapes are not set here.
bool isRightToLeft(char32_t character);

// Replaces `letters`. What is not UTF-8 counts as U+FFFD, one a byte. A letter and its combining
// marks become one glyph where a face has it.
LettersRead readLetters(std::string_view utf8, const LetterOrder& order, Palette& palette,
                        Letters& letters);

struct Line {
  std::size_t begin = 0, end = 0;  // letters; spaces at the end are left out
  std::uint64_t width = 0;         // thousandths of an em
  bool hyphen = false;             // the letter at `end` is a soft hyphen, to be drawn
  std::size_t next = 0;            // where the following line begins
};

// The line that begins at `begin` and is not wider than `width`, but for one letter at least. Tabs in
// it are given their advance: up to the next multiple of `tab` (thousandths of an em, not 0 where
// there are tabs).
Line lineFrom(std::span<Letter> letters, std::size_t begin, std::uint64_t width, std::uint64_t tab = 0);

}  // namespace stesura
