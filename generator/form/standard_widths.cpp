#include "generator/form/standard_widths.h"

#include <array>

namespace stesura {
namespace {

// U+0020…U+007E in thousandths of an em, as the fonts' metrics files (AFM) tell.
using Widths = std::array<short, 95>;

constexpr Widths kHelvetica = {
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556, 556, 556, 556,
    556, 556, 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778,
    667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556, 333, 556, 556, 500, 556, 556, 278, 556,
    556, 222, 222, 500, 222, 833, 556, 556, 556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584};

constexpr Widths kHelveticaBold = {
    278, 333, 474, 556, 556, 889, 722, 238, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556, 556, 556, 556,
    556, 556, 333, 333, 584, 584, 584, 611, 975, 722, 722, 722, 722, 667, 611, 778, 722, 278, 556, 722, 611, 833, 722, 778,
    667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 333, 278, 333, 584, 556, 333, 556, 611, 556, 611, 556, 333, 611,
    611, 278, 278, 556, 278, 889, 611, 611, 611, 611, 389, 556, 333, 611, 556, 778, 556, 556, 500, 389, 280, 389, 584};

constexpr Widths kTimes = {
    250, 333, 408, 500, 500, 833, 778, 180, 333, 333, 500, 564, 250, 333, 250, 278, 500, 500, 500, 500, 500, 500, 500, 500,
    500, 500, 278, 278, 564, 564, 564, 444, 921, 722, 667, 667, 722, 611, 556, 722, 722, 333, 389, 722, 611, 889, 722, 722,
    556, 722, 667, 556, 611, 722, 722, 944, 722, 722, 611, 333, 278, 333, 469, 500, 333, 444, 500, 444, 500, 444, 333, 500,
    500, 278, 278, 500, 278, 778, 500, 500, 500, 500, 333, 389, 278, 500, 500, 722, 500, 500, 444, 480, 200, 480, 541};

bool holds(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

// The letter under the accent: the widths are the same.
char32_t bare(char32_t c) {
  static constexpr std::u32string_view kFrom = U"ÀÁÂÄÈÉÊËÌÍÎÏÒÓÔÖÙÚÛÜàáâäèéêëìíîïòóôöùúûü’‘–";
  static constexpr std::u32string_view kTo = U"AAAAEEEEIIIIOOOOUUUUaaaaeeeeiiiioooouuuuii0";
  const auto at = kFrom.find(c);
  return at == std::u32string_view::npos ? c : kTo[at];
}

}  // namespace

double standardWidth(const std::string& name, char32_t character) {
  if (holds(name, "Courier")) return 0.6;
  if (character == U'—') return 1;
  const char32_t letter = bare(character);
  if (letter < 0x20 || letter > 0x7E) return 0.556;
  const std::size_t index = letter - 0x20;
  const bool bold = holds(name, "Bold");
  if (holds(name, "Times")) return kTimes[index] * (bold ? 0.00105 : 0.001);
  return (bold ? kHelveticaBold : kHelvetica)[index] * 0.001;
}

}  // namespace stesura
