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
  // From the upper edge of the box at a given `size`; below 0: centred (one line), or at the top. Set
  // smaller, one line keeps its baseline, several keep the place of their upper edge.
  double firstBaseline = -1;
  double tab = 0;            // points between tab stops, of a left-aligned multiline field; 0: a tab is four spaces
  Alignment alignment = Alignment::left;
  bool multiline = false;
  std::size_t comb = 0;      // cells; 0: no comb
  std::size_t maxLength = 0; // characters; 0: not bounded
};

struct Lettering {
  double size = 0;               // as drawn; 0 if there was nothing to draw
  bool fits = true;
  std::size_t fitting = 0;       // characters (code points) that fit; only if not all do
  char32_t withoutGlyph = 0;     // the first that no face has, or isRightToLeft(); then nothing was appended
};

// Appends «BT … ET» to a content stream, glyphs as 2-byte codes of Identity-H; neither colours nor
// marked content. Nothing for a text that is empty or does not fit. Centred: as much room above
// capitals as below the baseline, but descenders inside the box. Wraps at spaces, behind hyphens and
// slashes that no digit follows, and inside a word longer than a line; line breaks of the text stay,
// in one line they are spaces. A letter and its combining marks count as one of `maxLength`.
// No allocation but in `out`, for a text in the prepared faces of up to some 1,500 characters.
Lettering setLetters(std::string_view utf8, const FieldRoom& room, Palette& palette, std::string& out);

}  // namespace stesura
