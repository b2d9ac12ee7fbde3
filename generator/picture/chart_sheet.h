// What every chart has around its figures: the title above, the legend below.
#pragma once

#include <string>
#include <vector>

#include "generator/picture/canvas.h"
#include "generator/picture/chart.h"
#include "generator/picture/chart_data.h"

namespace stesura {

constexpr double kMargin = 6;  // points, around everything
constexpr double kLabelSize = 8.5;
constexpr double kLineHeight = 10.5;

enum class LegendSign { bar, line };

// Draws the title and the legend onto the canvas and returns the room that is left between them.
Box drawSurroundings(Canvas& canvas, const ChartData& data, const ChartRoom& room, LegendSign sign);

// The name of a series, «Serie 2» where it has none.
std::string seriesName(const ChartData& data, std::size_t series);

// One of these fills the room; drawing.h's promise of size is theirs.
Drawing drawBarChart(const ChartData& data, const ChartRoom& room);
Drawing drawLineChart(const ChartData& data, const ChartRoom& room);
Drawing drawRadar(const ChartData& data, const ChartRoom& room);
Drawing drawGantt(const ChartData& data, const ChartRoom& room);

// The rows of a Gantt: its tasks and the headings of their groups.
std::size_t ganttRows(const ChartData& data);

}  // namespace stesura
