#include "generator/italian/calendar.h"

#include <algorithm>
#include <array>

namespace stesura {
namespace {

using namespace std::chrono;

constexpr year kFirstYear{1986}, kLastYear{2200};

constexpr std::array kFixedDays = {January / 1,  January / 6,  March / 17,    April / 25,
                                   May / 1,      June / 2,     August / 15,   October / 4,
                                   November / 1, December / 8, December / 25, December / 26};

year yearOf(CivilDay day) { return year_month_day{day}.year(); }

// Mondays to Fridays (Saturdays) up to a day, counted from 5 January 1970, which was a Monday.
std::int64_t weekdaysUpTo(CivilDay day, bool saturday) {
  const std::int64_t sinceMonday = (day - sys_days{year{1970} / January / 5}).count();
  const std::int64_t weeks = sinceMonday >= 0 ? sinceMonday / 7 : -((6 - sinceMonday) / 7);
  const std::int64_t perWeek = saturday ? 6 : 5;
  return weeks * perWeek + std::min(sinceMonday - weeks * 7 + 1, perWeek);
}

bool weekdayIsWorked(CivilDay day, bool saturday) {
  const weekday name{day};
  return name != Sunday && (saturday || name != Saturday);
}

// Law 260/1949, art. 2, as amended: feasts abolished by law 54/1977, the Epiphany restored by
// D.P.R. 792/1985, 2 June by law 336/2000, 4 October added by law 151/2025 from 2026 on. 17 March
// was a feast in 2011 alone (D.L. 5/2011).
bool isFixedHoliday(const year_month_day& date) {
  const month_day day = date.month() / date.day();
  if (day == June / 2) return date.year() >= year{2001};
  if (day == October / 4) return date.year() >= year{2026};
  if (day == March / 17) return date.year() == year{2011};
  return std::find(kFixedDays.begin(), kFixedDays.end(), day) != kFixedDays.end();
}

// Days between two of the same year, both included, that would be worked but for a feast.
std::int64_t daysOff(CivilDay from, CivilDay to, const WorkingWeek& week) {
  const year current = yearOf(from);
  std::int64_t count = 0;
  const auto add = [&](CivilDay day) {
    count += day >= from && day <= to && weekdayIsWorked(day, week.saturday);
  };
  for (const month_day& day : kFixedDays) {
    if (isFixedHoliday(current / day)) add(sys_days{current / day});
  }
  const CivilDay easterMonday = easter(current) + days{1};
  if (!isFixedHoliday(easterMonday)) add(easterMonday);
  if (week.patron) {
    const year_month_day feast = current / *week.patron;
    if (feast.ok() && !isPublicHoliday(feast)) add(feast);
  }
  return count;
}

// Working days after `from` up to `to`, which is not earlier.
std::int64_t workingDaysAfter(CivilDay from, CivilDay to, const WorkingWeek& week) {
  std::int64_t count = weekdaysUpTo(to, week.saturday) - weekdaysUpTo(from, week.saturday);
  for (year current = yearOf(from); current <= yearOf(to); ++current) {
    const CivilDay start = std::max<CivilDay>(from + days{1}, sys_days{current / January / 1});
    const CivilDay end = std::min<CivilDay>(to, sys_days{current / December / 31});
    if (start <= end) count -= daysOff(start, end, week);
  }
  return count;
}

}  // namespace

// The method of Oudin and Tøndering, exact for every Gregorian year.
CivilDay easter(year which) {
  const int y = static_cast<int>(which);
  const int golden = y % 19, century = y / 100;
  const int epact = (century - century / 4 - (8 * century + 13) / 25 + 19 * golden + 15) % 30;
  const int full =
      epact - epact / 28 * (1 - epact / 28 * (29 / (epact + 1)) * ((21 - golden) / 11));
  const int sunday = (y + y / 4 + full + 2 - century + century / 4) % 7;
  const int offset = full - sunday;
  const int m = 3 + (offset + 40) / 44;
  const int d = offset + 28 - 31 * (m / 4);
  return sys_days{which / m / d};
}

bool knowsHolidaysOf(CivilDay day) { return yearOf(day) >= kFirstYear && yearOf(day) <= kLastYear; }

bool isPublicHoliday(CivilDay day) {
  const year_month_day date{day};
  return isFixedHoliday(date) || day == easter(date.year()) + days{1};
}

bool isWorkingDay(CivilDay day, const WorkingWeek& week) {
  if (!weekdayIsWorked(day, week.saturday) || isPublicHoliday(day)) return false;
  const year_month_day date{day};
  return !week.patron || *week.patron != date.month() / date.day();
}

std::optional<std::int64_t> workingDaysBetween(CivilDay from, CivilDay to,
                                               const WorkingWeek& week) {
  if (!knowsHolidaysOf(from) || !knowsHolidaysOf(to)) return std::nullopt;
  if (to < from) {
    const std::int64_t forward = workingDaysAfter(to, from, week);
    return -(forward + isWorkingDay(to, week) - isWorkingDay(from, week));
  }
  return workingDaysAfter(from, to, week);
}

std::optional<CivilDay> addWorkingDays(CivilDay day, std::int64_t workingDays,
                                       const WorkingWeek& week) {
  constexpr std::int64_t kMost = 366 * 215;
  if (!knowsHolidaysOf(day) || workingDays > kMost || workingDays < -kMost) return std::nullopt;
  const days step{workingDays < 0 ? -1 : 1};
  for (std::int64_t left = workingDays < 0 ? -workingDays : workingDays; left > 0;) {
    day += step;
    if (!knowsHolidaysOf(day)) return std::nullopt;
    if (isWorkingDay(day, week)) --left;
  }
  return day;
}

std::optional<CivilDay> endOfTerm(CivilDay day, const WorkingWeek& week) {
  WorkingWeek feasts = week;
  feasts.saturday = true;
  for (; knowsHolidaysOf(day); day += days{1}) {
    if (isWorkingDay(day, feasts)) return day;
  }
  return std::nullopt;
}

}  // namespace stesura
