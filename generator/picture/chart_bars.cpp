// Bars beside each other or stacked, with the target as a dashed line over each category.

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include "generator/picture/chart_grid.h"
#include "generator/picture/series_style.h"

namespace stesura {
namespace {

constexpr double kFilled = 0.78;  // of a slot
constexpr double kWidest = 64;    // points, of the bars of one category
constexpr std::size_t kTicks = 5;

void drawTarget(Canvas& canvas, const ChartGrid& grid, const ChartSeries& target) {
  for (std::size_t at = 0; at < target.values.size(); ++at) {
    if (!target.values[at]) continue;
    const double level = grid.y(*target.values[at]);
    canvas.line({grid.slotStart(at), level}, {grid.slotStart(at) + grid.slotWidth(), level},
                targetStroke());
  }
}

Box upright(double x, double width, double level, double base) {
  return {x, std::min(level, base), width, std::abs(level - base)};
}

class Grouped {
 public:
  Grouped(Canvas& canvas, const ChartData& data, const Axis& axis, const ChartGrid& grid)
      : canvas_(canvas), data_(data), axis_(axis), grid_(grid) {
    const double series = static_cast<double>(data.series.size());
    group_ = std::min(grid.slotWidth() * kFilled, kWidest * series);
    bar_ = group_ / series;
    std::vector<double> values;
    for (const ChartSeries& one : data.series)
      for (const auto& value : one.values)
        if (value) values.push_back(*value);
    digits_ = digitsFor(axis, values);
    const double room = data.series.size() == 1 ? grid.slotWidth() - 3 : bar_ - 1;
    numbered_ = std::all_of(values.begin(), values.end(), [&](double value) {
      return textWidth(axisNumber(axis, value, digits_), kNumberSize) <= room;
    });
  }

  void draw() {
    for (std::size_t category = 0; category < data_.categories.size(); ++category) {
      double x = grid_.slotMiddle(category) - group_ / 2;
      for (std::size_t series = 0; series < data_.series.size(); ++series, x += bar_)
        drawOne(x, series, data_.series[series].values[category]);
    }
  }

  // After the target, whose line would else run through them.
  void drawNumbers() {
    for (const auto& [at, text] : numbers_) {
      const double width = std::min(textWidth(text, kNumberSize) + 2, bar_ - 1);
      if (data_.target)
        canvas_.rectangle({at.x - width / 2, at.y - kNumberSize + 1.5, width, kNumberSize - 0.5},
                          "#ffffff");
      canvas_.text(at, text, {.size = kNumberSize, .anchor = Anchor::middle});
    }
  }

 private:
  static constexpr double kNumberSize = 7.5;

  void drawOne(double x, std::size_t series, const std::optional<double>& value) {
    const double base = grid_.y(std::clamp(0.0, axis_.low, axis_.high));
    const double middle = x + bar_ / 2;
    if (!value) {
      if (numbered_) number(middle, base - 2, "n.d.");
      return;
    }
    const double level = grid_.y(*value);
    drawBar(canvas_, upright(x, bar_, level, base), series);
    if (!numbered_) return;
    const bool down = *value < 0;
    number(middle, down ? level + kNumberSize : level - 2, axisNumber(axis_, *value, digits_));
  }

  void number(double x, double y, const std::string& text) {
    if (textWidth(text, kNumberSize) > bar_ + 8 && data_.series.size() > 1) return;
    numbers_.push_back({{x, y}, text});
  }

  Canvas& canvas_;
  const ChartData& data_;
  const Axis& axis_;
  const ChartGrid& grid_;
  double group_ = 0, bar_ = 0;
  int digits_ = 0;
  bool numbered_ = false;
  std::vector<std::pair<Point, std::string>> numbers_;
};

// What a stack reaches above and below zero.
std::pair<double, double> stackOf(const ChartData& data, std::size_t category) {
  double below = 0, above = 0;
  for (const ChartSeries& series : data.series) {
    const double value = series.values[category].value_or(0);
    (value < 0 ? below : above) += value;
  }
  return {below, above};
}

// `top`: where the axis ends.
void drawStacks(Canvas& canvas, const ChartData& data, const ChartGrid& grid, double top) {
  const double width = std::min(grid.slotWidth() * kFilled, kWidest);
  for (std::size_t category = 0; category < data.categories.size(); ++category) {
    const double x = grid.slotMiddle(category) - width / 2;
    double below = 0, above = 0;
    for (std::size_t series = 0; series < data.series.size(); ++series) {
      const double value = data.series[series].values[category].value_or(0);
      if (value == 0) continue;
      double& reached = value < 0 ? below : above;
      const double next = std::min(reached + value, top);
      drawBar(canvas, upright(x, width, grid.y(next), grid.y(reached)), series);
      reached = next;
    }
  }
}

// Shares of a whole, each rounded for itself, may reach 101 together: half a unit for each of them.
double wholeOf(const ChartData& data, double most) {
  const bool shares = data.sort == ChartSort::stackedBars && data.unit == "%";
  const double slack = static_cast<double>(data.series.size()) / 2;
  return shares && most > 100 && most <= 100 + slack ? 100 : most;
}

std::pair<double, double> rangeOf(const ChartData& data) {
  if (data.sort != ChartSort::stackedBars) return data.range();
  std::pair<double, double> range{0, 0};
  for (std::size_t category = 0; category < data.categories.size(); ++category) {
    const auto [below, above] = stackOf(data, category);
    range = {std::min(range.first, below), std::max(range.second, above)};
  }
  if (!data.target) return range;
  for (const auto& value : data.target->values) {
    if (!value) continue;
    range = {std::min(range.first, *value), std::max(range.second, *value)};
  }
  return range;
}

}  // namespace

Drawing drawBarChart(const ChartData& data, const ChartRoom& room) {
  Canvas canvas(room.width, room.height);
  const Box inner = drawSurroundings(canvas, data, room, LegendSign::bar);
  const auto [least, most] = rangeOf(data);
  Axis axis =
      makeAxis(least, wholeOf(data, most), kTicks, Zero::shown, data.wholeNumbers() ? AxisSteps::whole : AxisSteps::any);
  // Room for the number below the longest negative bar.
  if (least < 0 && least - axis.low < axis.step / 3) axis.low -= axis.step;
  ChartGrid grid(canvas, data, axis, inner);
  Grouped grouped(canvas, data, axis, grid);
  if (data.sort == ChartSort::stackedBars)
    drawStacks(canvas, data, grid, axis.high);
  else
    grouped.draw();
  grid.drawBase();
  if (data.target) drawTarget(canvas, grid, *data.target);
  grouped.drawNumbers();
  return canvas.finish();
}

}  // namespace stesura
