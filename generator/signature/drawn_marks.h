// What a content stream draws, and where (ISO 32000-1, 8 and 9): words, pictures, painted areas, lines.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "generator/pdf/history.h"
#include "generator/signature/page_map.h"

namespace stesura {

struct DrawnMark {
  // picture: also what a pattern, a mask or a clip of any shape paints
  enum class Sort : std::uint8_t { word, picture, fill, line };
  Sort sort = Sort::word;
  PdfBox box{};  // in the space that the drawing began in; of a word from its baseline to half its capitals
  std::string text{};    // of a word, UTF-8; U+FFFD for what nothing says
  double lineWidth = 0;  // of a line, in that space
  bool isPlain = false;  // a fill or line: nothing but upright rectangles and lines, as of a table
};

struct DrawnMarks {
  std::vector<DrawnMark> marks{};
  std::set<std::string, std::less<>> operators{};  // all that came, those inside of forms too
  std::size_t bytes = 0;                           // of content that was read, fonts and words besides
  bool isWhole = true;  // false: a stream that cannot be read, more than the bounds, words nobody can place
                        // (Type3, vertical)
};

using DrawnMatrix = std::array<double, 6>;

// What one drawing, or all of a page, may cost.
struct DrawnBounds {
  // Of content, inflated, each time that a form is drawn, and of what fonts say and words hold.
  std::size_t bytes = 8u << 20;
  std::size_t marks = 60000;
  std::size_t forms = 2000;
};

// Of a page: all of its /Contents, as of a revision.
DrawnMarks marksOfPage(const PdfHistory& history, const PdfObject& page, const PdfObject& resources,
                       std::size_t revision, const DrawnBounds& bounds = {});
// Of a form XObject, in the space of its /BBox (before its /Matrix).
DrawnMarks marksOfForm(const PdfHistory& history, const PdfObject& form, std::size_t revision,
                       const DrawnBounds& bounds = {});

// Six numbers; none for anything else. A missing matrix is that which changes nothing.
std::optional<DrawnMatrix> drawnMatrixOf(const PdfHistory& history, const PdfObject& array,
                                         std::size_t revision);

}  // namespace stesura
