#include "generator/signature/moment.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>

namespace stesura {
namespace {

using namespace std::chrono;

constexpr std::int64_t kFirst = -62135596800;  // 0001-01-01T00:00:00Z
constexpr std::int64_t kLast = 253402300799;   // 9999-12-31T23:59:59Z

struct Civil {
  int year;
  unsigned month, day;
  int hour, minute, second;
};

Civil civilOf(std::int64_t seconds) {
  const sys_seconds moment{std::chrono::seconds(std::clamp(seconds, kFirst, kLast))};
  const auto midnight = floor<days>(moment);
  const year_month_day date{midnight};
  const hh_mm_ss clock{moment - midnight};
  return {static_cast<int>(date.year()),
          static_cast<unsigned>(date.month()),
          static_cast<unsigned>(date.day()),
          static_cast<int>(clock.hours().count()),
          static_cast<int>(clock.minutes().count()),
          static_cast<int>(clock.seconds().count())};
}

// Digits only; -1 for anything else.
int numberAt(std::string_view text, std::size_t at, std::size_t count) {
  if (at + count > text.size()) return -1;
  int value = 0;
  for (const char c : text.substr(at, count)) {
    if (c < '0' || c > '9') return -1;
    value = value * 10 + (c - '0');
  }
  return value;
}

// «Z», «+02:00»; none for anything else.
std::optional<std::int64_t> offsetOf(std::string_view text) {
  if (text == "Z" || text == "z") return 0;
  if (text.size() != 6 || (text[0] != '+' && text[0] != '-') || text[3] != ':') return std::nullopt;
  const int hour = numberAt(text, 1, 2), minute = numberAt(text, 4, 2);
  if (hour < 0 || hour > 23 || minute < 0 || minute > 59) return std::nullopt;
  return (text[0] == '-' ? -1 : 1) * (hour * 3600 + minute * 60);
}

sys_seconds lastSundayAtOne(year of, month in) { return sys_days{of / in / Sunday[last]} + hours(1); }

}  // namespace

std::string rfc3339(std::int64_t seconds) {
  const Civil civil = civilOf(seconds);
  std::array<char, 40> text{};
  std::snprintf(text.data(), text.size(), "%04d-%02u-%02uT%02d:%02d:%02dZ", civil.year, civil.month,
                civil.day, civil.hour, civil.minute, civil.second);
  return text.data();
}

std::optional<std::int64_t> secondsOf(std::string_view text) {
  if (text.size() < 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  const int y = numberAt(text, 0, 4), m = numberAt(text, 5, 2), d = numberAt(text, 8, 2);
  if (y < 1 || m < 1 || d < 1) return std::nullopt;
  const year_month_day date{year(y), month(static_cast<unsigned>(m)), day(static_cast<unsigned>(d))};
  if (!date.ok()) return std::nullopt;
  const std::int64_t midnight = sys_seconds(sys_days{date}).time_since_epoch().count();
  if (text.size() == 10) return midnight;
  if (text.size() < 20 || (text[10] != 'T' && text[10] != 't' && text[10] != ' ') || text[13] != ':' ||
      text[16] != ':') {
    return std::nullopt;
  }
  const int hour = numberAt(text, 11, 2), minute = numberAt(text, 14, 2), second = numberAt(text, 17, 2);
  if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 60) return std::nullopt;
  std::size_t at = 19;
  if (text[at] == '.') {
    if (numberAt(text, at + 1, 1) < 0) return std::nullopt;
    for (++at; at < text.size() && text[at] >= '0' && text[at] <= '9';) ++at;
  }
  const auto offset = offsetOf(text.substr(at));
  if (!offset) return std::nullopt;
  return midnight + hour * 3600 + minute * 60 + std::min(second, 59) - *offset;
}

std::int64_t romeAhead(std::int64_t at) {
  const sys_seconds moment{std::chrono::seconds(std::clamp(at, kFirst, kLast))};
  const year of = year_month_day{floor<days>(moment)}.year();
  const bool summer = moment >= lastSundayAtOne(of, March) && moment < lastSundayAtOne(of, October);
  return summer ? 7200 : 3600;
}

std::string momentInWords(std::int64_t at) {
  static constexpr std::array<const char*, 12> kMonths{"gennaio",   "febbraio", "marzo",    "aprile",
                                                       "maggio",    "giugno",   "luglio",   "agosto",
                                                       "settembre", "ottobre",  "novembre", "dicembre"};
  const Civil civil = civilOf(std::clamp(at, kFirst, kLast) + romeAhead(at));
  std::array<char, 60> text{};
  std::snprintf(text.data(), text.size(), "%u%s %s %d, ore %d:%02d", civil.day, civil.day == 1 ? "°" : "",
                kMonths[civil.month - 1], civil.year, civil.hour, civil.minute);
  return text.data();
}

}  // namespace stesura
