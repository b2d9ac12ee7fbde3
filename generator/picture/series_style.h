// How the series of a chart look: told apart by lightness, hatching, dashes and signs, not by hue.
#pragma once

#include <cstddef>
#include <string_view>

#include "generator/picture/canvas.h"

namespace stesura {

// A bar of the series with this number, hatched and outlined.
void drawBar(Canvas& canvas, const Box& box, std::size_t series);
// The stroke of a line, and the sign on each of its points.
Stroke lineOf(std::size_t series);
void drawSign(Canvas& canvas, Point at, std::size_t series);
// The target: dashed and black on every chart.
Stroke targetStroke();

constexpr std::string_view kInk = "#1a1a1a";
constexpr std::string_view kGrid = "#c9ced3";
constexpr std::string_view kQuiet = "#455a64";

}  // namespace stesura
