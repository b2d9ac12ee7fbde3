// Sets the text of a field into its box: one line, wrapped lines, or one character a cell.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "generator/form/palette.h"

namespace stesura {

enum class Alignment : std::uint8_t { left, centre, right };  // /Q 0, 1, 2

// The upright box of a widget, origin at its lower left corner; points.
struct FieldRoom {
  double width = 0, height = 0;
  double inset = 0;          // border and padding at every side, taken off the room for text
  std::uint32_t font = 0;    // of the palette
  double size = 0;           // 0: as large as fits, between `smallest` and 12
  double smallest = 6;       // what does not fit at `size` is set smaller, down to this
  double leading = 0;        // baseline to baseline in em; 0: the face's ascent + descent
  double firstBaseline = -1; // from the upper edge of the box at `size`; below 0: centred (one line), or at the top
  Alignment alignment = Alignment::left;
  bool multiline = false;
  std::size_t comb = 0;      // cells; 0: no comb
  std::size_t maxLength = 0; // characters; 0: not bounded
};

struct Lettering {
  double size = 0;               // as drawn; 0 if there was nothing to draw
  bool fits = true;
  std::size_t fitting = 0;       // characters (code points) that fit; only if not all do
  char32_t withoutGlyph = 0;     // the first character that no face has; then nothing was appended
};

// Appends «BT … ET» (nothing for an empty text) to a content stream, glyphs as 2-byte codes of
// Identity-H. Wraps at spaces, behind hyphens and slashes, and inside a word longer than a line;
// line breaks of the text stay. No allocation but in `out`, for text in the prepared faces.
Lettering setLetters(std::string_view utf8, const FieldRoom& room, Palette& palette, std::string& out);

}  // namespace stesura
