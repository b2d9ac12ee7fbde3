// Lines over categories; where a value is missing the line is broken, not bridged.

#include "generator/picture/chart_grid.h"
#include "generator/picture/series_style.h"

namespace stesura {
namespace {

constexpr std::size_t kTicks = 5;

void drawPieces(Canvas& canvas, const ChartGrid& grid, const ChartSeries& series,
                const Stroke& stroke) {
  std::vector<Point> piece;
  const auto end = [&] {
    if (piece.size() > 1) canvas.polyline(piece, Outline::open, stroke);
    piece.clear();
  };
  for (std::size_t at = 0; at < series.values.size(); ++at) {
    if (series.values[at])
      piece.push_back({grid.slotMiddle(at), grid.y(*series.values[at])});
    else
      end();
  }
  end();
}

}  // namespace

Drawing drawLineChart(const ChartData& data, const ChartRoom& room) {
  Canvas canvas(room.width, room.height);
  const Box inner = drawSurroundings(canvas, data, room, LegendSign::line);
  const auto [least, most] = data.range();
  const Axis axis = makeAxis(least, most, kTicks, Zero::mayBeFar,
                             data.wholeNumbers() ? AxisSteps::whole : AxisSteps::any);
  ChartGrid grid(canvas, data, axis, inner);
  grid.drawBase();
  if (data.target) {
    if (data.categories.size() == 1 && data.target->values[0]) {
      const double level = grid.y(*data.target->values[0]);
      canvas.line({grid.slotStart(0), level}, {grid.slotStart(0) + grid.slotWidth(), level},
                  targetStroke());
    }
    drawPieces(canvas, grid, *data.target, targetStroke());
  }
  for (std::size_t at = 0; at < data.series.size(); ++at) {
    drawPieces(canvas, grid, data.series[at], lineOf(at));
    for (std::size_t category = 0; category < data.categories.size(); ++category) {
      const auto& value = data.series[at].values[category];
      if (value) drawSign(canvas, {grid.slotMiddle(category), grid.y(*value)}, at);
    }
  }
  return canvas.finish();
}

}  // namespace stesura
