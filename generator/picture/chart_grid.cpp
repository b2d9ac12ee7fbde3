#include "generator/picture/chart_grid.h"

#include <algorithm>

#include "generator/picture/series_style.h"

namespace stesura {
namespace {

constexpr std::size_t kMostLines = 3;
constexpr double kLongestTurned = 100;   // points along a turned label
constexpr double kMostForLabels = 0.38;  // of the room's height
constexpr double kSlant = 0.7071;        // sine and cosine of 45°
constexpr double kSlantedSlot = 15;      // narrower slots have upright labels
constexpr double kSmallSize = 7.5;

}  // namespace

std::string axisCaption(const ChartData& data, const Axis& axis) {
  if (axis.factorName.empty()) return data.unit;
  if (data.unit.empty()) return axis.factorName;
  const bool power = axis.factorName.starts_with("×");
  return power ? data.unit + " " + axis.factorName : axis.factorName + " di " + data.unit;
}

ChartGrid::ChartGrid(Canvas& canvas, const ChartData& data, const Axis& axis, const Box& room)
    : canvas_(canvas), axis_(axis), count_(data.categories.size()) {
  double top = room.y + 4;
  const std::string caption = axisCaption(data, axis);
  if (!caption.empty()) {
    canvas.text({room.x, room.y + kLabelSize}, shortened(caption, room.width, kLabelSize),
                {.size = kLabelSize, .colour = kQuiet});
    top += kLineHeight + 2;
  }
  double numbers = 0;
  for (const double tick : axis.ticks())
    numbers = std::max(numbers, textWidth(axisNumber(axis, tick, axis.digits), kLabelSize));
  plot_ = {room.x + numbers + 5, top + 4, room.width - numbers - 5, 0};
  chooseLabels(data, room);
  plot_.height = std::max(20.0, room.bottom() - labelHeight_ - plot_.y);
  drawTicks();
  drawCategories(data);
}

void ChartGrid::chooseLabels(const ChartData& data, const Box& room) {
  std::size_t lines = 1;
  bool whole = true;
  double longest = 0;
  for (const std::string& label : data.categories) {
    const Lines broken = wrapped(label, slotWidth() - 4, kMostLines, kLabelSize);
    whole = whole && broken.whole;
    lines = std::max(lines, broken.lines.size());
    longest = std::max(longest, textWidth(label, kSmallSize));
  }
  longestTurned_ = std::min(kLongestTurned, room.height * kMostForLabels);
  longest = std::min(longest, longestTurned_);
  // A single category has the whole width: a shortened label is better than a slanted one.
  if (whole || count_ <= 2) {
    labelHeight_ = static_cast<double>(lines) * kLineHeight + 5;
  } else if (slotWidth() >= kSlantedSlot) {
    lay_ = Lay::slanted;
    labelHeight_ = (longest + kSmallSize) * kSlant + 5;
  } else {
    lay_ = Lay::upright;
    labelHeight_ = longest + 6;
  }
}

void ChartGrid::drawTicks() {
  for (const double tick : axis_.ticks()) {
    const double level = y(tick);
    canvas_.line({plot_.x, level}, {plot_.right(), level}, {kGrid, 0.5});
    canvas_.text({plot_.x - 5, level + 3}, axisNumber(axis_, tick, axis_.digits),
                 {.size = kLabelSize, .anchor = Anchor::end});
  }
}

void ChartGrid::drawCategories(const ChartData& data) {
  for (std::size_t at = 0; at < count_; ++at) {
    const double x = slotMiddle(at), below = plot_.bottom();
    const std::string& label = data.categories[at];
    if (lay_ == Lay::flat) {
      double level = below + 3 + kLabelSize;
      for (const std::string& line :
           wrapped(label, slotWidth() - 4, kMostLines, kLabelSize).lines) {
        canvas_.text({x, level}, line, {.size = kLabelSize, .anchor = Anchor::middle});
        level += kLineHeight;
      }
    } else if (lay_ == Lay::slanted) {
      const double room = std::min(longestTurned_, (x - kMargin) / kSlant);
      canvas_.text({x + 3, below + 8}, shortened(label, room, kSmallSize),
                   {.size = kSmallSize, .anchor = Anchor::end, .turn = -45});
    } else {
      const double size = std::min(kSmallSize, slotWidth() - 0.5);
      canvas_.text({x + size / 3, below + 4}, shortened(label, longestTurned_, size),
                   {.size = size, .anchor = Anchor::end, .turn = -90});
    }
  }
}

void ChartGrid::drawBase() {
  const double base = y(axis_.low <= 0 && axis_.high >= 0 ? 0 : axis_.low);
  canvas_.line({plot_.x, base}, {plot_.right(), base}, {kInk, 0.9});
}

}  // namespace stesura
