// A Gantt: one row a task below the heading of its group, months or days above; no «today».

#include <algorithm>
#include <array>
#include <cstdio>

#include "generator/picture/chart_sheet.h"
#include "generator/picture/series_style.h"

namespace stesura {
namespace {

constexpr double kHeader = 24;         // points, two lines of dates
constexpr double kWidestLabel = 0.38;  // of the chart
constexpr double kHighestRow = 19;
constexpr double kSmall = 7.5;
constexpr int kDaysByDay = 92;  // shorter spans are told in days
constexpr std::array<const char*, 12> kMonths = {"gen", "feb", "mar", "apr", "mag", "giu",
                                                 "lug", "ago", "set", "ott", "nov", "dic"};

struct Row {
  const ChartTask* task;  // null: the heading
  std::string heading;
  std::size_t group;
};

// The tasks of a group stand together, groups and tasks in the order of the data.
std::vector<Row> rowsOf(const ChartData& data) {
  std::vector<std::string> groups;
  for (const ChartTask& task : data.tasks)
    if (std::find(groups.begin(), groups.end(), task.group) == groups.end())
      groups.push_back(task.group);
  std::vector<Row> rows;
  for (std::size_t group = 0; group < groups.size(); ++group) {
    if (!groups[group].empty()) rows.push_back({nullptr, groups[group], group});
    for (const ChartTask& task : data.tasks)
      if (task.group == groups[group]) rows.push_back({&task, "", group});
  }
  return rows;
}

std::string shortDate(int days) {
  const CivilDate date = civilFromDays(days);
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%02u/%02u/%04d", date.day, date.month, date.year);
  return text.data();
}

int monthsOf(const CivilDate& date) { return date.year * 12 + static_cast<int>(date.month) - 1; }
int daysOfMonth(int months) {
  return daysFromCivil({months / 12, static_cast<unsigned>(months % 12) + 1, 1});
}

class Gantt {
 public:
  Gantt(Canvas& canvas, const ChartData& data, const Box& room)
      : canvas_(canvas), rows_(rowsOf(data)), room_(room) {
    double widest = 0;
    first_ = data.tasks.front().first;
    last_ = first_;
    for (const ChartTask& task : data.tasks) {
      widest = std::max(widest, textWidth(task.label, kLabelSize));
      first_ = std::min(first_, task.first);
      last_ = std::max(last_, task.last);
    }
    for (const Row& row : rows_)
      widest = std::max(widest, textWidth(row.heading, kLabelSize, Weight::bold) - kIndent);
    labels_ = std::min(widest + kIndent + 6, room.width * kWidestLabel);
    byDay_ = last_ - first_ < kDaysByDay;
    if (!byDay_) {
      first_ = daysOfMonth(monthsOf(civilFromDays(first_)));
      last_ = daysOfMonth(monthsOf(civilFromDays(last_)) + 1) - 1;
    } else {
      last_ += 1;  // the last day has a width too, and a lone day is not nothing
    }
    plot_ = {room.x + labels_, room.y + kHeader, room.width - labels_, room.height - kHeader};
    row_ = std::min(kHighestRow, plot_.height / static_cast<double>(rows_.size()));
    plot_.height = row_ * static_cast<double>(rows_.size());
  }

  void draw() {
    if (byDay_)
      drawDays();
    else
      drawMonths();
    for (std::size_t at = 0; at < rows_.size(); ++at) drawRow(at);
    canvas_.line({room_.x, plot_.y}, {room_.right(), plot_.y}, {kInk, 0.9});
    canvas_.line({room_.x, plot_.bottom()}, {room_.right(), plot_.bottom()}, {kInk, 0.5});
  }

 private:
  static constexpr double kIndent = 8;

  double x(int days) const {
    return plot_.x + plot_.width * (days - first_) / static_cast<double>(last_ + 1 - first_);
  }

  void tick(int days, const std::string& label, double room) {
    const double at = x(days);
    canvas_.line({at, plot_.y}, {at, plot_.bottom()}, {kGrid, 0.5});
    if (textWidth(label, kSmall) <= std::min(room, room_.right() - at))
      canvas_.text({at + 1.5, plot_.y - 3}, label, {.size = kSmall});
  }

  // The upper line: years, or months with their year.
  void band(int from, int to, const std::string& label) {
    const double start = x(std::max(from, first_)), end = x(std::min(to, last_ + 1));
    canvas_.line({start, plot_.y - kHeader + 2}, {start, plot_.bottom()}, {kQuiet, 0.6});
    const std::string shown = shortened(label, end - start - 3, kSmall, Weight::bold);
    if (shown == label)
      canvas_.text({start + 1.5, plot_.y - 14}, label, {.size = kSmall, .weight = Weight::bold});
  }

  void drawMonths() {
    const int begin = monthsOf(civilFromDays(first_)), end = monthsOf(civilFromDays(last_)) + 1;
    const double width = plot_.width / (end - begin);
    int step = 1;
    for (const int tried : {1, 2, 3, 6, 12, 24, 60, 120, 240, 600, 1200, 6000, 12000, 24000}) {
      step = tried;
      if (width * step >= 20) break;
    }
    for (int month = begin; month < end; ++month) {
      const bool shown = month % step == 0 || (month == begin && step <= 12 && step > 1 &&
                                               (step - month % step) * width >= 20);
      if (shown && step < 12)
        tick(daysOfMonth(month), kMonths[static_cast<std::size_t>(month % 12)], width * step);
    }
    const int years = std::max(1, step / 12);
    for (int year = begin / 12; year <= (end - 1) / 12; ++year) {
      if (year % years != 0 && year != begin / 12) continue;
      const int next = (year / years + 1) * years;
      band(daysOfMonth(year * 12), daysOfMonth(next * 12), std::to_string(year));
    }
  }

  void drawDays() {
    const double day = plot_.width / (last_ + 1 - first_);
    int step = 1;
    for (const int tried : {1, 2, 7, 14, 28}) {
      step = tried;
      if (day * step >= 26) break;
    }
    for (int at = first_; at <= last_; at += step) tick(at, shortDate(at).substr(0, 5), day * step);
    for (int month = monthsOf(civilFromDays(first_)); daysOfMonth(month) <= last_; ++month)
      band(daysOfMonth(month), daysOfMonth(month + 1),
           std::string(kMonths[static_cast<std::size_t>(month % 12)]) + " " +
               std::to_string(month / 12));
  }

  void drawRow(std::size_t number) {
    const Row& row = rows_[number];
    const double top = plot_.y + row_ * static_cast<double>(number);
    const double base = top + row_ / 2 + 3;
    const double size = std::min(kLabelSize, row_ - 1.5);
    if (row.task == nullptr) {
      canvas_.text({room_.x, base}, shortened(row.heading, labels_ - 4, size, Weight::bold),
                   {.size = size, .weight = Weight::bold});
      return;
    }
    canvas_.line({room_.x, top}, {room_.right(), top}, {kGrid, 0.4});
    canvas_.text({room_.x + kIndent, base}, shortened(row.task->label, labels_ - kIndent - 4, size),
                 {.size = size});
    drawTask(*row.task, row.group, top);
  }

  void drawTask(const ChartTask& task, std::size_t group, double top) {
    const double start = x(task.first), end = task.open ? plot_.right() : x(task.last + 1);
    const double height = std::min(10.0, row_ - 4), y = top + (row_ - height) / 2;
    const bool moment = !task.open && task.first == task.last;
    if (moment) {
      const double half = height / 2, middle = (start + end) / 2;
      canvas_.polygon(
          {{middle - half, y + half}, {middle, y}, {middle + half, y + half}, {middle, y + height}},
          "#000000", {kInk, 0.5});
    } else if (task.open) {
      canvas_.frame({start, y, end - start, height}, {kInk, 1, "3 2"});
    } else {
      drawBar(canvas_, {start, y, std::max(end - start, 1.5), height}, group);
    }
    const std::string dates = moment      ? shortDate(task.first)
                              : task.open ? "dal " + shortDate(task.first)
                                          : shortDate(task.first) + " – " + shortDate(task.last);
    const double room = textWidth(dates, 7), gap = moment ? height / 2 + 2 : 4;
    const LabelStyle quiet{.size = 7, .colour = kQuiet};
    if (task.open) return;
    if (end + gap + room < plot_.right())
      canvas_.text({end + gap, top + row_ / 2 + 2.5}, dates, quiet);
    else if (start - gap - room > plot_.x)
      canvas_.text({start - gap - room, top + row_ / 2 + 2.5}, dates, quiet);
  }

  Canvas& canvas_;
  std::vector<Row> rows_;
  Box room_, plot_{};
  int first_ = 0, last_ = 0;
  bool byDay_ = false;
  double labels_ = 0, row_ = 0;
};

}  // namespace

std::size_t ganttRows(const ChartData& data) { return rowsOf(data).size(); }

Drawing drawGantt(const ChartData& data, const ChartRoom& room) {
  // Few rows do not fill the room: then the picture is lower.
  Canvas unused(room.width, room.height);
  const double above = drawSurroundings(unused, data, room, LegendSign::bar).y;
  const double rows = static_cast<double>(ganttRows(data)) * kHighestRow;
  const ChartRoom used{room.width, std::min(room.height, above + kHeader + rows + kMargin)};
  Canvas canvas(used.width, used.height);
  const Box inner = drawSurroundings(canvas, data, used, LegendSign::bar);
  Gantt(canvas, data, inner).draw();
  return canvas.finish();
}

}  // namespace stesura
