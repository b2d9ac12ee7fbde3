// The figures of a chart, read from JSON and checked.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "generator/json/json.h"

namespace stesura {

enum class ChartSort { bars, stackedBars, lines, radar, gantt };

struct ChartSeries {
  std::string name;
  std::vector<std::optional<double>> values;  // as many as there are categories
};

struct ChartTask {
  std::string label, group;
  int first = 0, last = 0;  // days since 1970-01-01, both included
  bool open = false;        // no end is known: it reaches the end of the chart
};

struct ChartData {
  ChartSort sort = ChartSort::bars;
  std::string title, unit;
  std::vector<std::string> categories;
  std::vector<ChartSeries> series;
  std::optional<ChartSeries> target;
  std::vector<ChartTask> tasks;

  bool wholeNumbers() const;
  // Least and most of all values and the target; 0 and 0 if there are none.
  std::pair<double, double> range() const;
};

// Returns "" or an Italian clause of what is wrong.
std::string readChart(const Json& chart, ChartData& data);

struct CivilDate {
  int year;
  unsigned month, day;
};
int daysFromCivil(const CivilDate& date);
CivilDate civilFromDays(int days);

}  // namespace stesura
