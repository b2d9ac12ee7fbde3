#include "generator/picture/series_style.h"

#include <array>
#include <optional>

namespace stesura {
namespace {

struct Style {
  std::string_view fill;
  std::optional<Canvas::Hatch> hatch;
  std::string_view hatchColour;
  std::string_view line;  // darker where the fill is too light for a line
  std::string_view dash;
};

using Hatch = Canvas::Hatch;
// Neighbours differ by at least 25 points of lightness (CIE L*), so that they stay apart in grey.
constexpr std::array<Style, 8> kStyles = {{
    {"#0b3c6f", {}, "", "#0b3c6f", ""},
    {"#f2b84b", Hatch::rising, "#8a5a00", "#b06f00", "7 3"},
    {"#3f86c8", {}, "", "#3f86c8", "2 2.5"},
    {"#e3eaf0", Hatch::falling, "#51626f", "#51626f", "9 3 2 3"},
    {"#8f2f1b", Hatch::level, "#ffffff", "#8f2f1b", "4 2"},
    {"#9fd0b5", Hatch::upright, "#1d5c3d", "#2f7d57", "1 2"},
    {"#5a3d7a", Hatch::falling, "#ffffff", "#5a3d7a", "12 3"},
    {"#cfc3ae", Hatch::level, "#5d5240", "#7a6c53", "6 2 1 2 1 2"},
}};

const Style& styleOf(std::size_t series) { return kStyles[series % kStyles.size()]; }

}  // namespace

void drawBar(Canvas& canvas, const Box& box, std::size_t series) {
  const Style& style = styleOf(series);
  canvas.rectangle(box, style.fill);
  // The same look again is told from its first by a wider hatching.
  const double gap = series < kStyles.size() ? 3.4 : 6;
  const bool again = series >= kStyles.size();
  if (style.hatch && box.width > 1 && box.height > 1)
    canvas.hatch(box, *style.hatch, gap, {style.hatchColour, 0.7});
  else if (again && box.width > 1 && box.height > 1)
    canvas.hatch(box, Hatch::upright, gap, {"#ffffff", 0.7});
  canvas.frame(box, {kInk, 0.4});
}

Stroke lineOf(std::size_t series) {
  const Style& style = styleOf(series);
  return {style.line, series < kStyles.size() ? 1.6 : 2.4, style.dash};
}

Stroke targetStroke() { return {"#000000", 1.3, "5 2.5"}; }

void drawSign(Canvas& canvas, Point at, std::size_t series) {
  const Style& style = styleOf(series);
  const Stroke edge{style.line, 1};
  const std::string_view fill = series % 2 == 0 ? style.line : std::string_view("#ffffff");
  const double r = 2.6;
  switch (series % 6) {
    case 0:
      return canvas.circle(at, r, fill, edge);
    case 1:
      return canvas.polygon(
          {{at.x - r, at.y - r}, {at.x + r, at.y - r}, {at.x + r, at.y + r}, {at.x - r, at.y + r}},
          fill, edge);
    case 2:
      return canvas.polygon(
          {{at.x, at.y - 1.3 * r}, {at.x + 1.2 * r, at.y + r}, {at.x - 1.2 * r, at.y + r}}, fill,
          edge);
    case 3:
      return canvas.polygon({{at.x, at.y - 1.4 * r},
                             {at.x + 1.4 * r, at.y},
                             {at.x, at.y + 1.4 * r},
                             {at.x - 1.4 * r, at.y}},
                            fill, edge);
    case 4:
      return canvas.polygon(
          {{at.x, at.y + 1.3 * r}, {at.x + 1.2 * r, at.y - r}, {at.x - 1.2 * r, at.y - r}}, fill,
          edge);
    default:
      canvas.line({at.x - r, at.y - r}, {at.x + r, at.y + r}, edge);
      return canvas.line({at.x - r, at.y + r}, {at.x + r, at.y - r}, edge);
  }
}

}  // namespace stesura
