#include "generator/picture/chart_data.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cmath>
#include <string_view>
#include <utility>

#include "generator/merge/italian.h"
#include "generator/picture/label.h"

namespace stesura {
namespace {

constexpr std::size_t kMostCategories = 60;
constexpr std::size_t kMostSeries = 12;
constexpr std::size_t kMostTasks = 120;
constexpr double kGreatest = 1e100;
constexpr double kLeast = 1e-100;  // nearer to zero is zero

constexpr std::array<std::pair<std::string_view, ChartSort>, 5> kSorts = {{
    {"barre", ChartSort::bars},
    {"barre_impilate", ChartSort::stackedBars},
    {"linee", ChartSort::lines},
    {"radar", ChartSort::radar},
    {"gantt", ChartSort::gantt},
}};

const Json* member(const Json& object, std::string_view key) {
  const auto found = object.find(key);
  return found == object.end() || found->is_null() ? nullptr : &*found;
}

// Reads one label: "" or a clause. What is absent stays empty.
std::string readText(const Json& object, std::string_view key, std::string& text) {
  const Json* value = member(object, key);
  if (value == nullptr) return "";
  if (!value->is_string()) return "ha «" + std::string(key) + "» che non è un testo";
  return readLabel(value->get_ref<const std::string&>(), text);
}

std::string readCategories(const Json& chart, ChartData& data) {
  const Json* list = member(chart, "categorie");
  if (list == nullptr || !list->is_array() || list->empty())
    return "non ha dati: l'elenco «categorie» manca o è vuoto";
  if (list->size() > kMostCategories)
    return "ha più di " + std::to_string(kMostCategories) + " categorie";
  for (const Json& item : *list) {
    std::string label;
    if (item.is_string()) {
      if (std::string wrong = readLabel(item.get_ref<const std::string&>(), label); !wrong.empty())
        return wrong;
    } else if (const auto number = decimalText(item)) {
      label = italianNumber(*number, Grouping::off);
    } else {
      return "ha una categoria che non è un testo";
    }
    data.categories.push_back(std::move(label));
  }
  return "";
}

std::string readValues(const Json& series, std::size_t count, ChartSeries& read) {
  const Json* list = member(series, "valori");
  if (list == nullptr || !list->is_array()) return "ha una serie senza l'elenco «valori»";
  if (list->size() != count) return "ha una serie con un numero di valori diverso dalle categorie";
  for (const Json& item : *list) {
    if (item.is_null()) {
      read.values.emplace_back();
      continue;
    }
    if (!item.is_number()) return "ha fra i valori qualcosa che non è un numero";
    const double value = item.get<double>();
    if (!std::isfinite(value) || std::abs(value) > kGreatest)
      return "ha un valore troppo grande per un grafico";
    read.values.emplace_back(std::abs(value) < kLeast ? 0.0 : value);
  }
  return readText(series, "nome", read.name);
}

std::string readSeries(const Json& chart, ChartData& data) {
  const Json* list = member(chart, "serie");
  if (list == nullptr || !list->is_array() || list->empty())
    return "non ha dati: l'elenco «serie» manca o è vuoto";
  if (list->size() > kMostSeries) return "ha più di " + std::to_string(kMostSeries) + " serie";
  for (const Json& item : *list) {
    if (!item.is_object()) return "ha una serie che non è un insieme di campi";
    data.series.emplace_back();
    if (std::string wrong = readValues(item, data.categories.size(), data.series.back());
        !wrong.empty())
      return wrong;
  }
  const Json* target = member(chart, "obiettivo");
  if (target == nullptr) return "";
  if (!target->is_object()) return "ha un «obiettivo» che non è un insieme di campi";
  data.target.emplace();
  return readValues(*target, data.categories.size(), *data.target);
}

unsigned lastDayOf(int year, unsigned month) {
  const CivilDate next = month == 12 ? CivilDate{year + 1, 1, 1} : CivilDate{year, month + 1, 1};
  return civilFromDays(daysFromCivil(next) - 1).day;
}

// «2026», «2026-03», «2026-03-12»: the first or the last day that it may mean.
enum class Edge { first, last };
std::optional<int> readDay(const Json& value, Edge edge) {
  if (!value.is_string()) return {};
  const std::string& text = value.get_ref<const std::string&>();
  if (!italianDate(text, DateStyle::automatic)) return {};
  const auto number = [&](std::size_t at, std::size_t length) {
    int read = 0;
    std::from_chars(text.data() + at, text.data() + at + length, read);
    return read;
  };
  const bool last = edge == Edge::last;
  CivilDate date{number(0, 4), last ? 12u : 1u, 1};
  if (text.size() >= 7) date.month = static_cast<unsigned>(number(5, 2));
  if (text.size() >= 10)
    date.day = static_cast<unsigned>(number(8, 2));
  else if (last)
    date.day = lastDayOf(date.year, date.month);
  return daysFromCivil(date);
}

std::string readTask(const Json& item, ChartTask& task) {
  if (!item.is_object()) return "ha un'attività che non è un insieme di campi";
  if (std::string wrong = readText(item, "etichetta", task.label); !wrong.empty()) return wrong;
  if (std::string wrong = readText(item, "gruppo", task.group); !wrong.empty()) return wrong;
  const Json* first = member(item, "inizio");
  const Json* last = member(item, "fine");
  const auto begin = first == nullptr ? std::nullopt : readDay(*first, Edge::first);
  if (!begin) return "ha un'attività la cui «inizio» non è una data";
  task.first = *begin;
  task.open = last == nullptr;
  if (task.open) {
    task.last = task.first;
    return "";
  }
  const auto end = readDay(*last, Edge::last);
  if (!end) return "ha un'attività la cui «fine» non è una data";
  task.last = *end;
  return task.last < task.first ? "ha un'attività che finisce prima di cominciare" : "";
}

std::string readTasks(const Json& chart, ChartData& data) {
  const Json* list = member(chart, "attivita");
  if (list == nullptr || !list->is_array() || list->empty())
    return "non ha dati: l'elenco «attivita» manca o è vuoto";
  if (list->size() > kMostTasks) return "ha più di " + std::to_string(kMostTasks) + " attività";
  for (const Json& item : *list) {
    data.tasks.emplace_back();
    if (std::string wrong = readTask(item, data.tasks.back()); !wrong.empty()) return wrong;
  }
  return "";
}

template <typename Visit>
void eachValue(const ChartData& data, Visit visit) {
  for (const ChartSeries& series : data.series)
    for (const auto& value : series.values)
      if (value) visit(*value);
  if (data.target)
    for (const auto& value : data.target->values)
      if (value) visit(*value);
}

}  // namespace

int daysFromCivil(const CivilDate& date) {
  const std::chrono::year_month_day day{std::chrono::year(date.year),
                                        std::chrono::month(date.month), std::chrono::day(date.day)};
  return std::chrono::sys_days(day).time_since_epoch().count();
}

CivilDate civilFromDays(int days) {
  const std::chrono::year_month_day day{std::chrono::sys_days(std::chrono::days(days))};
  return {int(day.year()), unsigned(day.month()), unsigned(day.day())};
}

bool ChartData::wholeNumbers() const {
  bool whole = true;
  eachValue(*this, [&](double value) { whole = whole && value == std::floor(value); });
  return whole;
}

std::pair<double, double> ChartData::range() const {
  std::optional<std::pair<double, double>> found;
  eachValue(*this, [&](double value) {
    if (!found) found.emplace(value, value);
    found->first = std::min(found->first, value);
    found->second = std::max(found->second, value);
  });
  return found.value_or(std::pair(0.0, 0.0));
}

std::string readChart(const Json& chart, ChartData& data) {
  if (!chart.is_object()) return "non è un grafico";
  const Json* sort = member(chart, "tipo");
  if (sort == nullptr || !sort->is_string()) return "non è un grafico: manca «tipo»";
  const auto known = std::find_if(kSorts.begin(), kSorts.end(), [&](const auto& entry) {
    return entry.first == sort->get_ref<const std::string&>();
  });
  if (known == kSorts.end())
    return "ha un «tipo» sconosciuto: i tipi sono barre, barre_impilate, linee, radar e gantt";
  data.sort = known->second;
  if (std::string wrong = readText(chart, "titolo", data.title); !wrong.empty()) return wrong;
  if (std::string wrong = readText(chart, "unita", data.unit); !wrong.empty()) return wrong;
  if (data.sort == ChartSort::gantt) return readTasks(chart, data);
  if (std::string wrong = readCategories(chart, data); !wrong.empty()) return wrong;
  return readSeries(chart, data);
}

}  // namespace stesura
