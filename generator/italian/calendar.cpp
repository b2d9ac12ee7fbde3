#include "generator/italian/calendar.h"

#include <algorithm>
#include <cstdio>

namespace stesura {
namespace {

using namespace std::chrono;

constexpr CivilDay kFirst = sys_days{year{1} / January / 1};
constexpr CivilDay kLast = sys_days{year{9999} / December / 31};

bool allDigits(std::string_view text) {
  return !text.empty() &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

unsigned number(std::string_view digits) {
  unsigned value = 0;
  for (const char digit : digits) value = value * 10 + static_cast<unsigned>(digit - '0');
  return value;
}

bool hasForm(std::string_view text, std::string_view form) {
  if (text.size() != form.size()) return false;
  for (std::size_t i = 0; i < form.size(); ++i) {
    if (form[i] == '0' ? text[i] < '0' || text[i] > '9' : text[i] != form[i]) return false;
  }
  return true;
}

std::optional<CivilDay> within(CivilDay day) {
  if (day < kFirst || day > kLast) return std::nullopt;
  return day;
}

}  // namespace

std::optional<CivilDay> readCivilDay(std::string_view text) {
  if (!hasForm(text, "0000-00-00")) return std::nullopt;
  const year_month_day date{year{static_cast<int>(number(text.substr(0, 4)))},
                            month{number(text.substr(5, 2))}, day{number(text.substr(8))}};
  if (!date.ok()) return std::nullopt;
  return within(sys_days{date});
}

std::string writeCivilDay(CivilDay value) {
  const year_month_day date{value};
  char text[40];
  std::snprintf(text, sizeof text, "%04d-%02u-%02u", static_cast<int>(date.year()),
                static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
  return text;
}

std::string whyNoCivilDay(std::string_view text) {
  const bool onlyYear = text.size() == 4 && allDigits(text);
  if (onlyYear || hasForm(text, "0000-00")) {
    return std::string("è una data parziale: per questo calcolo servono ") +
           (onlyYear ? "anche il mese e il giorno" : "il mese e anche il giorno") +
           " (per esempio 2026-03-12)";
  }
  if (text.size() > 10 && readCivilDay(text.substr(0, 10))) {
    return "indica anche l’ora: per questo calcolo serve la sola data (per esempio 2026-03-12)";
  }
  if (hasForm(text, "0000-00-00")) return "indica un giorno che nel calendario non c’è";
  return "non è una data scritta come anno-mese-giorno (per esempio 2026-03-12)";
}

std::int64_t daysBetween(CivilDay from, CivilDay to) { return (to - from).count(); }

std::int64_t monthsBetween(CivilDay from, CivilDay to) {
  if (to < from) return -monthsBetween(to, from);
  const year_month_day first{from}, second{to};
  const std::int64_t calendarMonths =
      (static_cast<int>(second.year()) - static_cast<int>(first.year())) * std::int64_t{12} +
      static_cast<int>(static_cast<unsigned>(second.month())) -
      static_cast<int>(static_cast<unsigned>(first.month()));
  // Past the last month of the calendar nothing can be over.
  const auto end = addMonths(from, calendarMonths);
  return end && *end <= to ? calendarMonths : calendarMonths - 1;
}

std::int64_t yearsBetween(CivilDay from, CivilDay to) { return monthsBetween(from, to) / 12; }

std::optional<CivilDay> addDays(CivilDay day, std::int64_t count) {
  if (count < (kFirst - kLast).count() || count > (kLast - kFirst).count()) return std::nullopt;
  return within(day + days{count});
}

std::optional<CivilDay> addMonths(CivilDay start, std::int64_t count) {
  constexpr std::int64_t kMonths = 9999 * 12;
  if (count < -kMonths || count > kMonths) return std::nullopt;
  const year_month_day date{start};
  const year_month target = year_month{date.year(), date.month()} + months{count};
  const year_month_day_last end = target / last;
  return within(date.day() > end.day() ? sys_days{end} : sys_days{target / date.day()});
}

std::optional<CivilDay> addYears(CivilDay day, std::int64_t count) {
  if (count < -9999 || count > 9999) return std::nullopt;
  return addMonths(day, count * 12);
}

}  // namespace stesura
