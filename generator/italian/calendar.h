// Reckoning with days as Italian law does: differences, terms, public holidays, working days.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace stesura {

// A day of the years 1 to 9999.
using CivilDay = std::chrono::sys_days;

// «2026-03-12»; null for all else.
std::optional<CivilDay> readCivilDay(std::string_view text);
std::string writeCivilDay(CivilDay day);

// What is wrong with a text that readCivilDay does not take: an Italian clause to go after the name
// of the datum, e.g. «è una data parziale: per contare i giorni serve anche il giorno
// (2026-03-12)».
std::string whyNoCivilDay(std::string_view text);

// From `from` to `to`, negative if `to` is earlier. The first day is not counted (art. 2963 c.c.).
std::int64_t daysBetween(CivilDay from, CivilDay to);
// Months and years that are over: one is over on the day of the same number, or on the last day of
// a month that has no such day (art. 2963 c.c.): from 31 January to 28 February is one month.
std::int64_t monthsBetween(CivilDay from, CivilDay to);
std::int64_t yearsBetween(CivilDay from, CivilDay to);

// The inverse, by the same reckoning. Null if the result lies outside the years 1 to 9999.
std::optional<CivilDay> addDays(CivilDay day, std::int64_t days);
std::optional<CivilDay> addMonths(CivilDay day, std::int64_t months);
std::optional<CivilDay> addYears(CivilDay day, std::int64_t years);

// Which days are worked, beside Monday to Friday without the public holidays.
struct WorkingWeek {
  std::optional<std::chrono::month_day> patron{};  // the feast of the town's patron saint
  bool saturday = false;                           // Saturdays are worked («giorni feriali»)
};

// Sundays are no public holidays here, though art. 1 and 2 of law 260/1949 count them among the
// feasts. Known from 1986 to 2200: earlier the feasts were others.
bool isPublicHoliday(CivilDay day);
bool isWorkingDay(CivilDay day, const WorkingWeek& week = {});
bool knowsHolidaysOf(CivilDay day);

// How the program says which span it knows, for the message where it does not.
inline constexpr std::string_view kHolidaySpan = "dal 1986 al 2200";

// Working days after `from` up to `to` included; negative, and from `to` included, if `to` is
// earlier. Null unless the holidays of both days are known.
std::optional<std::int64_t> workingDaysBetween(CivilDay from, CivilDay to,
                                               const WorkingWeek& week = {});
// The n-th working day after (before, if negative) a day; the day itself for 0. Null where the
// holidays on the way are not known.
std::optional<CivilDay> addWorkingDays(CivilDay day, std::int64_t workingDays,
                                       const WorkingWeek& week = {});

// A term that ends on a feast runs to the next day that is none (art. 2963, third paragraph, c.c.):
// the first day from `day` on that is neither Sunday nor public holiday. Null as above.
std::optional<CivilDay> endOfTerm(CivilDay day, const WorkingWeek& week = {});

// Easter Sunday of the Gregorian calendar.
CivilDay easter(std::chrono::year year);

}  // namespace stesura
