#include "generator/picture/chart_sheet.h"

#include <algorithm>

#include "generator/picture/series_style.h"

namespace stesura {
namespace {

constexpr double kTitleSize = 11;
constexpr double kTitleHeight = 14;
constexpr double kRowHeight = 13;
constexpr double kSignWidth = 20;
constexpr double kSignGap = 4, kEntryGap = 14;

struct Entry {
  std::string name;
  std::size_t series;
  bool target;
  double width() const { return kSignWidth + kSignGap + textWidth(name, kLabelSize); }
};

std::vector<Entry> entriesOf(const ChartData& data, double room) {
  std::vector<Entry> entries;
  const std::size_t count = data.series.size() + (data.target ? 1 : 0);
  if (count < 2) return entries;
  const double columns = count > 8 ? 3 : count > 3 ? 2 : 1;
  const double nameRoom = room / columns - kSignWidth - kSignGap - kEntryGap;
  const auto add = [&](std::string name, std::size_t series, bool target) {
    entries.push_back({shortened(name, nameRoom, kLabelSize), series, target});
  };
  for (std::size_t at = 0; at < data.series.size(); ++at) add(seriesName(data, at), at, false);
  if (data.target) add(data.target->name.empty() ? "Obiettivo" : data.target->name, 0, true);
  return entries;
}

std::vector<std::vector<Entry>> rowsOf(const std::vector<Entry>& entries, double room) {
  std::vector<std::vector<Entry>> rows;
  double used = 0;
  for (const Entry& entry : entries) {
    if (rows.empty() || used + entry.width() > room) {
      rows.emplace_back();
      used = 0;
    }
    rows.back().push_back(entry);
    used += entry.width() + kEntryGap;
  }
  return rows;
}

void drawEntry(Canvas& canvas, const Entry& entry, double x, double middle, LegendSign sign) {
  if (entry.target) {
    canvas.line({x, middle}, {x + kSignWidth, middle}, targetStroke());
  } else if (sign == LegendSign::bar) {
    drawBar(canvas, {x + 3, middle - 4.5, kSignWidth - 4, 9}, entry.series);
  } else {
    canvas.line({x, middle}, {x + kSignWidth, middle}, lineOf(entry.series));
    drawSign(canvas, {x + kSignWidth / 2, middle}, entry.series);
  }
  canvas.text({x + kSignWidth + kSignGap, middle + 3}, entry.name, {.size = kLabelSize});
}

}  // namespace

std::string seriesName(const ChartData& data, std::size_t series) {
  const std::string& name = data.series[series].name;
  return name.empty() ? "Serie " + std::to_string(series + 1) : name;
}

Box drawSurroundings(Canvas& canvas, const ChartData& data, const ChartRoom& room,
                     LegendSign sign) {
  const double inner = room.width - 2 * kMargin;
  double top = kMargin;
  for (const std::string& line : wrapped(data.title, inner, 2, kTitleSize, Weight::bold).lines) {
    canvas.text({kMargin, top + kTitleSize}, line, {.size = kTitleSize, .weight = Weight::bold});
    top += kTitleHeight;
  }
  if (top > kMargin) top += 4;
  const auto rows = rowsOf(entriesOf(data, inner), inner);
  double bottom = room.height - kMargin - kRowHeight * static_cast<double>(rows.size());
  double middle = bottom + kRowHeight / 2;
  for (const auto& row : rows) {
    double x = kMargin;
    for (const Entry& entry : row) {
      drawEntry(canvas, entry, x, middle, sign);
      x += entry.width() + kEntryGap;
    }
    middle += kRowHeight;
  }
  if (!rows.empty()) bottom -= 3;
  return {kMargin, top, inner, bottom - top};
}

}  // namespace stesura
