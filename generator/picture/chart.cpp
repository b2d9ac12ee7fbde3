#include "generator/picture/chart.h"

#include <algorithm>
#include <array>

#include "generator/merge/italian.h"
#include "generator/picture/chart_data.h"
#include "generator/picture/chart_sheet.h"
#include "generator/picture/label.h"

namespace stesura {
namespace {

constexpr double kNarrowest = 150, kLowest = 110;  // points: less is no chart
constexpr std::size_t kMostSpokes = 16;
constexpr double kMostGrowth = 2;  // letters of half their size are the last to read
constexpr std::size_t kLongestDescription = 1000;  // characters

// Two spokes span no area, and the names of many collide; the same figures read well as bars.
bool drawsAsRadar(const ChartData& data) {
  return data.categories.size() >= 3 && data.categories.size() <= kMostSpokes;
}

// The least size that everything fits into without getting illegible.
ChartRoom leastRoom(const ChartData& data) {
  ChartRoom least{kNarrowest, kLowest};
  const double categories = static_cast<double>(data.categories.size());
  const double series = static_cast<double>(data.series.size());
  const double legend = series > 1 ? 13 * series / 2 : 0;
  switch (data.sort) {
    case ChartSort::gantt:
      least.height = std::max(kLowest, 11.0 * static_cast<double>(ganttRows(data)) + 60);
      break;
    case ChartSort::bars:
      least.width = std::max(kNarrowest, 50 + categories * std::max(9.0, series * 2.8));
      least.height += legend;
      break;
    case ChartSort::radar:
      if (!drawsAsRadar(data)) {
        least.width = std::max(kNarrowest, 50 + categories * std::max(9.0, series * 2.8));
        least.height += legend;
        break;
      }
      least.width = least.height = std::max(kNarrowest, 60 + categories * 4) + legend;
      break;
    default:
      least.width = std::max(kNarrowest, 50 + categories * 9);
      least.height += legend;
  }
  return least;
}

std::string valueText(const std::optional<double>& value) {
  if (!value) return "dato mancante";
  const auto decimal = decimalText(Json(*value));
  return decimal ? italianNumber(*decimal, Grouping::on) : "";
}

std::string dateText(const Json& task, const char* key) {
  const auto found = task.find(key);
  if (found == task.end() || !found->is_string()) return "";
  return italianDate(found->get_ref<const std::string&>(), DateStyle::breve).value_or("");
}

void describeSeries(const ChartData& data, const ChartSeries& series, const std::string& name,
                    std::string& text) {
  text += " " + name + ": ";
  for (std::size_t at = 0; at < series.values.size() && text.size() < kLongestDescription; ++at) {
    if (at > 0) text += "; ";
    text += data.categories[at] + " " + valueText(series.values[at]);
  }
  text += '.';
}

void describeTasks(const Json& chart, const ChartData& data, std::string& text) {
  const Json& tasks = chart.at("attivita");
  for (std::size_t at = 0; at < data.tasks.size() && text.size() < kLongestDescription; ++at) {
    const std::string end = dateText(tasks[at], "fine");
    text += " " + data.tasks[at].label + ": dal " + dateText(tasks[at], "inizio");
    text += end.empty() ? "." : " al " + end + ".";
  }
}

std::string_view nameOf(ChartSort sort) {
  switch (sort) {
    case ChartSort::bars:
      return "Grafico a barre";
    case ChartSort::stackedBars:
      return "Grafico a barre impilate";
    case ChartSort::lines:
      return "Grafico a linee";
    case ChartSort::radar:
      return "Grafico radar";
    case ChartSort::gantt:
      return "Diagramma dei tempi";
  }
  return "Grafico";
}

}  // namespace

std::string drawChart(const Json& chart, const ChartRoom& room, Drawing& drawing) {
  ChartData data;
  if (std::string wrong = readChart(chart, data); !wrong.empty()) return wrong;
  const ChartRoom least = leastRoom(data);
  const double growth = std::max({1.0, least.width / room.width, least.height / room.height});
  if (growth > kMostGrowth || !(growth >= 1))
    return "ha più dati di quanti la cornice ne possa mostrare leggibili: ingrandire la cornice "
           "nel "
           "modello";
  const ChartRoom grown{room.width * growth, room.height * growth};
  switch (data.sort) {
    case ChartSort::bars:
    case ChartSort::stackedBars:
      drawing = drawBarChart(data, grown);
      break;
    case ChartSort::lines:
      drawing = drawLineChart(data, grown);
      break;
    case ChartSort::radar:
      drawing = drawsAsRadar(data) ? drawRadar(data, grown) : drawBarChart(data, grown);
      break;
    case ChartSort::gantt:
      drawing = drawGantt(data, grown);
      break;
  }
  return "";
}

std::string describeChart(const Json& chart) {
  std::string text;
  const auto own = chart.find("testo_alternativo");
  if (own != chart.end() && own->is_string()) {
    readLabel(own->get_ref<const std::string&>(), text, kLongestDescription);
    if (!text.empty()) return text;
  }
  ChartData data;
  if (!readChart(chart, data).empty()) return "";
  text = nameOf(data.sort);
  if (!data.title.empty()) text += " «" + data.title + "»";
  if (!data.unit.empty()) text += ", " + data.unit;
  text += '.';
  if (data.sort == ChartSort::gantt) describeTasks(chart, data, text);
  for (std::size_t at = 0; at < data.series.size(); ++at)
    describeSeries(data, data.series[at], seriesName(data, at), text);
  if (data.target)
    describeSeries(data, *data.target, data.target->name.empty() ? "Obiettivo" : data.target->name,
                   text);
  if (text.size() > kLongestDescription)
    text = text.substr(0, text.rfind(' ', kLongestDescription)) + " …";
  return text;
}

}  // namespace stesura
