// The upright plane of bars and lines: value axis, grid, and a slot with a label for each category.
#pragma once

#include "generator/picture/axis.h"
#include "generator/picture/chart_sheet.h"

namespace stesura {

class ChartGrid {
 public:
  // Draws everything but the figures into `room`.
  ChartGrid(Canvas& canvas, const ChartData& data, const Axis& axis, const Box& room);

  double y(double value) const { return plot_.bottom() - axis_.part(value) * plot_.height; }
  double slotWidth() const { return plot_.width / static_cast<double>(count_); }
  double slotStart(std::size_t category) const {
    return plot_.x + slotWidth() * static_cast<double>(category);
  }
  double slotMiddle(std::size_t category) const { return slotStart(category) + slotWidth() / 2; }
  // Over the figures: the base line at zero.
  void drawBase();

 private:
  enum class Lay { flat, slanted, upright };
  void chooseLabels(const ChartData& data, const Box& room);
  void drawTicks();
  void drawCategories(const ChartData& data);

  Canvas& canvas_;
  const Axis& axis_;
  std::size_t count_;
  Box plot_{};
  Lay lay_ = Lay::flat;
  double labelHeight_ = 0, longestTurned_ = 0;
};

// «milioni di euro», «mm × 10⁻⁹»: what the numbers on the axis are.
std::string axisCaption(const ChartData& data, const Axis& axis);

}  // namespace stesura
