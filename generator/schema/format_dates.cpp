#include <algorithm>
#include <array>
#include <optional>

#include "generator/schema/format_rules.h"

namespace stesura {
namespace {

bool isDigit(char c) { return c >= '0' && c <= '9'; }

// The number that exactly these characters spell, or nothing.
std::optional<int> number(std::string_view digits) {
  if (digits.empty() || !std::all_of(digits.begin(), digits.end(), isDigit)) return std::nullopt;
  int value = 0;
  for (const char c : digits) value = value * 10 + (c - '0');
  return value;
}

bool within(std::string_view digits, int low, int high) {
  const auto value = number(digits);
  return value && *value >= low && *value <= high;
}

int daysIn(int year, int month) {
  constexpr std::array<int, 12> kDays = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
  return month == 2 && leap ? 29 : kDays[static_cast<std::size_t>(month - 1)];
}

bool isYearMonth(std::string_view text) {
  return text.size() == 7 && number(text.substr(0, 4)) && text[4] == '-' &&
         within(text.substr(5), 1, 12);
}

// Minutes from UTC, or nothing if the offset is not well formed.
std::optional<int> offsetMinutes(std::string_view text) {
  if (text == "Z" || text == "z") return 0;
  if (text.size() != 6 || (text[0] != '+' && text[0] != '-') || text[3] != ':') return std::nullopt;
  if (!within(text.substr(1, 2), 0, 23) || !within(text.substr(4), 0, 59)) return std::nullopt;
  const int minutes = *number(text.substr(1, 2)) * 60 + *number(text.substr(4));
  return text[0] == '-' ? -minutes : minutes;
}

}  // namespace

bool isDate(std::string_view text) {
  if (text.size() != 10 || !isYearMonth(text.substr(0, 7)) || text[7] != '-') return false;
  return within(text.substr(8), 1, daysIn(*number(text.substr(0, 4)), *number(text.substr(5, 2))));
}

bool isPartialDate(std::string_view text) {
  return (text.size() == 4 && number(text)) || isYearMonth(text) || isDate(text);
}

// RFC 3339 full-time. Second 60 is only the leap second, 23:59:60 in UTC.
bool isTime(std::string_view text) {
  if (text.size() < 9 || text[2] != ':' || text[5] != ':') return false;
  if (!within(text.substr(0, 2), 0, 23) || !within(text.substr(3, 2), 0, 59) ||
      !within(text.substr(6, 2), 0, 60))
    return false;
  std::string_view rest = text.substr(8);
  if (rest.front() == '.') {
    const std::size_t end = std::min(rest.find_first_not_of("0123456789", 1), rest.size());
    if (end == 1) return false;
    rest.remove_prefix(end);
  }
  const auto offset = offsetMinutes(rest);
  if (!offset) return false;
  if (text.substr(6, 2) != "60") return true;
  const int minutes = *number(text.substr(0, 2)) * 60 + *number(text.substr(3, 2)) - *offset;
  return ((minutes % 1440) + 1440) % 1440 == 1439;
}

bool isDateTime(std::string_view text) {
  return text.size() > 11 && isDate(text.substr(0, 10)) && (text[10] == 'T' || text[10] == 't') &&
         isTime(text.substr(11));
}

// RFC 3339 appendix A: units in order, weeks alone, each next to the following one.
bool isDuration(std::string_view text) {
  if (!text.starts_with('P')) return false;
  text.remove_prefix(1);
  const auto takeUnits = [](std::string_view& rest, std::string_view units) {
    int taken = 0;
    int last = -1;
    while (!rest.empty() && isDigit(rest.front())) {
      const std::size_t end = rest.find_first_not_of("0123456789");
      const std::size_t unit = end == std::string_view::npos ? end : units.find(rest[end]);
      if (unit == std::string_view::npos) return -1;
      const int position = static_cast<int>(unit);
      if (taken > 0 && position != last + 1) return -1;
      last = position;
      ++taken;
      rest.remove_prefix(end + 1);
    }
    return taken;
  };
  if (text.ends_with('W')) return takeUnits(text, "W") == 1 && text.empty();
  const int days = takeUnits(text, "YMD");
  if (days < 0) return false;
  if (text.empty()) return days > 0;
  if (text.front() != 'T') return false;
  text.remove_prefix(1);
  return takeUnits(text, "HMS") > 0 && text.empty();
}

}  // namespace stesura
