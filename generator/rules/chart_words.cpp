#include "generator/rules/chart_words.h"

#include "generator/merge/italian.h"

namespace stesura {
namespace {

constexpr std::size_t kMostRows = 24;

const char* nameOf(const std::string& type) {
  if (type == "barre") return "Grafico a barre";
  if (type == "barre_impilate") return "Grafico a barre impilate";
  if (type == "linee") return "Grafico a linee";
  if (type == "radar") return "Grafico a radar";
  return "Cronoprogramma";
}

std::string figure(const Json& value, const std::string& unit) {
  const auto number = decimalText(value);
  if (!number) return "non rilevato";
  return italianNumber(*number, Grouping::on) + (unit.empty() ? "" : " " + unit);
}

std::string day(const Json& row, const char* key) {
  const std::string& date = row[key].get_ref<const std::string&>();
  return italianDate(date, DateStyle::breve).value_or(date);
}

std::string rowInWords(const Json& row, const Json& chart, const std::string& unit) {
  const std::string label = row["etichetta"].get<std::string>();
  if (row.contains("inizio")) {
    return label + " dal " + day(row, "inizio") + (row.contains("fine") ? " al " + day(row, "fine") : "");
  }
  const Json& series = chart["serie"];
  std::string words = label + ": ";
  for (std::size_t at = 0; at < series.size(); ++at) {
    if (at > 0) words += ", ";
    if (series.size() > 1) words += series[at]["nome"].get<std::string>() + " ";
    words += figure(row["valori"][at], unit);
  }
  if (row.contains("obiettivo")) words += " (obiettivo " + figure(row["obiettivo"], unit) + ")";
  return words;
}

}  // namespace

std::string chartInWords(const Json& chart) {
  const Json& rows = chart["righe"];
  const std::string unit = chart.value("unita", "");
  std::string words = std::string(nameOf(chart["tipo"].get<std::string>())) + ": " + chart["titolo"].get<std::string>() + ". ";
  for (std::size_t at = 0; at < rows.size() && at < kMostRows; ++at) {
    words += (at > 0 ? "; " : "") + rowInWords(rows[at], chart, unit);
  }
  if (rows.size() > kMostRows) words += "; e altri " + std::to_string(rows.size() - kMostRows);
  return words + ".";
}

}  // namespace stesura
