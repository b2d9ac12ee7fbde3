#include "generator/signature/signing_moment.h"

#include <array>
#include <chrono>
#include <cstdio>

#include "generator/error.h"

namespace stesura {
namespace {

using namespace std::chrono;

constexpr std::array kMonths = {"gennaio", "febbraio", "marzo",     "aprile",  "maggio",   "giugno",
                                "luglio",  "agosto",   "settembre", "ottobre", "novembre", "dicembre"};

hours aheadOfUtc(sys_seconds moment) {
  const year inYear = year_month_day{floor<days>(moment)}.year();
  const auto summer = sys_days{inYear / March / Sunday[last]} + hours{1};
  const auto winter = sys_days{inYear / October / Sunday[last]} + hours{1};
  return moment >= summer && moment < winter ? hours{2} : hours{1};
}

// «il 2», «il 1°», «l’8», «l’11».
std::string dayWithArticle(unsigned day) {
  if (day == 1) return "il 1°";
  return (day == 8 || day == 11 ? "l’" : "il ") + std::to_string(day);
}

}  // namespace

SigningMoment momentInRome(std::int64_t time) {
  constexpr sys_seconds kFirst = sys_days{year{1997} / January / 1}, kBehindLast = sys_days{year{9999} / January / 1};
  if (time < kFirst.time_since_epoch().count() || time >= kBehindLast.time_since_epoch().count())
    throw Error(ErrorKind::usage, "L’ora della firma non è plausibile: controllare l’orologio.");
  const sys_seconds moment{seconds{time}};
  const hours ahead = aheadOfUtc(moment);
  const auto local = moment + ahead;
  const auto midnight = floor<days>(local);
  const year_month_day date{midnight};
  const hh_mm_ss clock{local - midnight};
  const int y = static_cast<int>(date.year());
  const unsigned m = static_cast<unsigned>(date.month()), d = static_cast<unsigned>(date.day());
  const int hour = static_cast<int>(clock.hours().count()), minute = static_cast<int>(clock.minutes().count()),
            second = static_cast<int>(clock.seconds().count());
  std::array<char, 80> text;
  SigningMoment told;
  std::snprintf(text.data(), text.size(), "D:%04d%02u%02u%02d%02d%02d+%02d'00'", y, m, d, hour, minute, second,
                static_cast<int>(ahead.count()));
  told.date = text.data();
  std::snprintf(text.data(), text.size(), " %d, ore %02d:%02d", y, hour, minute);
  told.sentence = dayWithArticle(d) + " " + kMonths[m - 1] + text.data();
  return told;
}

}  // namespace stesura
