// A radar: one spoke a category, one outline a series (measurements T0, T1, …).

#include <algorithm>
#include <cmath>
#include <numbers>

#include "generator/picture/axis.h"
#include "generator/picture/chart_grid.h"
#include "generator/picture/series_style.h"

namespace stesura {
namespace {

constexpr std::size_t kTicks = 4;
constexpr std::size_t kMostLines = 3;
constexpr double kWidestLabel = 0.27;  // of the chart

class Radar {
 public:
  Radar(Canvas& canvas, const ChartData& data, const Box& room)
      : canvas_(canvas), data_(data), count_(data.categories.size()) {
    const auto [least, most] = data.range();
    axis_ =
        makeAxis(least, most, kTicks, Zero::shown, data.wholeNumbers() ? AxisSteps::whole : AxisSteps::any);
    double widest = 0;
    std::size_t lines = 1;
    for (const std::string& label : data.categories) {
      widest = std::max(widest, textWidth(label, kLabelSize));
    }
    labelWidth_ = std::min(widest, room.width * kWidestLabel);
    for (const std::string& label : data.categories)
      lines = std::max(lines, wrapped(label, labelWidth_, kMostLines, kLabelSize).lines.size());
    const double labelHeight = static_cast<double>(lines) * kLineHeight + 4;
    centre_ = {room.x + room.width / 2, room.y + room.height / 2};
    radius_ =
        std::max(12.0, std::min(room.width / 2 - labelWidth_ - 8, room.height / 2 - labelHeight));
    caption(room);
  }

  void draw() {
    drawRings();
    for (std::size_t at = 0; at < count_; ++at) {
      canvas_.line(centre_, point(at, 1), {kGrid, 0.6});
      drawLabel(at);
    }
    drawNumbers();
    if (data_.target) drawSeries(*data_.target, targetStroke());
    for (std::size_t series = 0; series < data_.series.size(); ++series) {
      drawSeries(data_.series[series], lineOf(series));
      for (std::size_t at = 0; at < count_; ++at) {
        const auto& value = data_.series[series].values[at];
        if (value) drawSign(canvas_, point(at, axis_.part(*value)), series);
      }
    }
  }

 private:
  double angle(std::size_t spoke) const {
    return 2 * std::numbers::pi * static_cast<double>(spoke) / static_cast<double>(count_);
  }
  Point point(std::size_t spoke, double part) const {
    return {centre_.x + std::sin(angle(spoke)) * radius_ * part,
            centre_.y - std::cos(angle(spoke)) * radius_ * part};
  }

  void caption(const Box& room) {
    const std::string text = axisCaption(data_, axis_);
    canvas_.text({room.x, room.y + kLabelSize}, shortened(text, room.width / 3, kLabelSize),
                 {.size = kLabelSize, .colour = kQuiet});
  }

  void drawRings() {
    for (const double tick : axis_.ticks()) {
      if (tick == axis_.low) continue;
      std::vector<Point> ring;
      for (std::size_t at = 0; at < count_; ++at) ring.push_back(point(at, axis_.part(tick)));
      const bool zero = tick == 0;
      canvas_.polyline(ring, Outline::closed,
                       {zero ? kInk : kGrid, tick == axis_.high ? 0.9 : 0.5});
    }
  }

  void drawNumbers() {
    for (const double tick : axis_.ticks())
      canvas_.text({centre_.x + 3, centre_.y - axis_.part(tick) * radius_ + 7},
                   axisNumber(axis_, tick, axis_.digits), {.size = 7, .colour = kQuiet});
  }

  void drawLabel(std::size_t spoke) {
    const double side = std::sin(angle(spoke)), up = std::cos(angle(spoke));
    const Point end = point(spoke, 1);
    const auto lines = wrapped(data_.categories[spoke], labelWidth_, kMostLines, kLabelSize).lines;
    const double height = static_cast<double>(lines.size()) * kLineHeight;
    const Anchor anchor = side > 0.15 ? Anchor::start : side < -0.15 ? Anchor::end : Anchor::middle;
    // The block's middle moves from below the lowest spoke to above the highest one.
    double level = end.y - up * (height / 2 + 4) - height / 2 + kLabelSize - 0.5;
    for (const std::string& line : lines) {
      canvas_.text({end.x + side * 6, level}, line, {.size = kLabelSize, .anchor = anchor});
      level += kLineHeight;
    }
  }

  // Closed if every spoke has a value; else the pieces between the gaps.
  void drawSeries(const ChartSeries& series, const Stroke& stroke) {
    const auto gap = std::find(series.values.begin(), series.values.end(), std::nullopt);
    if (gap == series.values.end()) {
      std::vector<Point> all;
      for (std::size_t at = 0; at < count_; ++at)
        all.push_back(point(at, axis_.part(*series.values[at])));
      canvas_.polyline(all, Outline::closed, stroke);
      return;
    }
    const auto start = static_cast<std::size_t>(gap - series.values.begin());
    std::vector<Point> piece;
    for (std::size_t step = 1; step <= count_; ++step) {
      const std::size_t at = (start + step) % count_;
      if (series.values[at]) {
        piece.push_back(point(at, axis_.part(*series.values[at])));
        continue;
      }
      if (piece.size() > 1) canvas_.polyline(piece, Outline::open, stroke);
      piece.clear();
    }
  }

  Canvas& canvas_;
  const ChartData& data_;
  std::size_t count_;
  Axis axis_;
  double labelWidth_ = 0;
  Point centre_{};
  double radius_ = 0;
};

}  // namespace

Drawing drawRadar(const ChartData& data, const ChartRoom& room) {
  Canvas canvas(room.width, room.height);
  const Box inner = drawSurroundings(canvas, data, room, LegendSign::line);
  Radar(canvas, data, inner).draw();
  return canvas.finish();
}

}  // namespace stesura
