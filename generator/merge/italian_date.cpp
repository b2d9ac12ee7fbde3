#include <chrono>
#include <cstdio>

#include "generator/merge/italian.h"

namespace stesura {

namespace {

using namespace std::chrono;

constexpr const char* kMonths[] = {"gennaio",   "febbraio", "marzo",    "aprile",
                                   "maggio",    "giugno",   "luglio",   "agosto",
                                   "settembre", "ottobre",  "novembre", "dicembre"};

// The number made of exactly the digits text[from, from + length), or -1.
int digits(std::string_view text, std::size_t from, std::size_t length) {
  if (from + length > text.size()) return -1;
  int number = 0;
  for (char c : text.substr(from, length)) {
    if (c < '0' || c > '9') return -1;
    number = number * 10 + (c - '0');
  }
  return number;
}

std::optional<year_month_day> readDate(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return {};
  const int y = digits(text, 0, 4), m = digits(text, 5, 2), d = digits(text, 8, 2);
  if (y < 0 || m < 0 || d < 0) return {};
  const year_month_day date{year{y}, month(static_cast<unsigned>(m)),
                            day(static_cast<unsigned>(d))};
  if (!date.ok()) return {};
  return date;
}

std::string twoDigits(int number) {
  std::string text = std::to_string(number);
  return text.size() < 2 ? "0" + text : text;
}

struct Clock {
  int hour = 0, minute = 0;
  std::optional<int> offset;  // minutes east of UTC
  std::string_view offsetText;
};

std::optional<Clock> readClock(std::string_view text) {
  Clock clock;
  clock.hour = digits(text, 0, 2);
  clock.minute = digits(text, 3, 2);
  if (clock.hour < 0 || clock.hour > 23 || clock.minute < 0 || clock.minute > 59 || text[2] != ':')
    return {};
  text.remove_prefix(5);
  if (!text.empty() && text[0] == ':') {
    const int second = digits(text, 1, 2);
    if (second < 0 || second > 60) return {};  // 60: a leap second
    text.remove_prefix(3);
    if (!text.empty() && text[0] == '.') {
      std::size_t end = 1;
      while (end < text.size() && text[end] >= '0' && text[end] <= '9') ++end;
      if (end == 1) return {};
      text.remove_prefix(end);
    }
  }
  if (text.empty()) return clock;
  clock.offsetText = text;
  if (text == "Z" || text == "z") {
    clock.offset = 0;
    return clock;
  }
  const int hours = digits(text, 1, 2), minutes = digits(text, 4, 2);
  if (text.size() != 6 || (text[0] != '+' && text[0] != '-') || text[3] != ':' || hours < 0 ||
      hours > 23 || minutes < 0 || minutes > 59) {
    return {};
  }
  clock.offset = (hours * 60 + minutes) * (text[0] == '-' ? -1 : 1);
  return clock;
}

// Minutes that Europe/Rome is ahead of UTC at a moment from 1996 on.
minutes romeOffset(sys_time<minutes> moment) {
  const year y = year_month_day{floor<days>(moment)}.year();
  const auto summer = sys_days{y / March / Sunday[last]} + hours{1};
  const auto winter = sys_days{y / October / Sunday[last]} + hours{1};
  return moment >= summer && moment < winter ? minutes{120} : minutes{60};
}

std::string isoDate(const year_month_day& date) {
  char text[40];
  std::snprintf(text, sizeof text, "%04d-%02u-%02u", static_cast<int>(date.year()),
                static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
  return text;
}

}  // namespace

std::optional<std::string> italianDate(std::string_view text, DateStyle style) {
  if (text.size() == 4) {
    if (digits(text, 0, 4) < 0) return {};
    return std::string(text);
  }
  if (text.size() == 7) {
    const int m = digits(text, 5, 2);
    if (digits(text, 0, 4) < 0 || text[4] != '-' || m < 1 || m > 12) return {};
    return std::string(kMonths[m - 1]) + " " + std::string(text.substr(0, 4));
  }
  const auto date = readDate(text);
  if (!date) return {};
  const auto number = static_cast<int>(static_cast<unsigned>(date->day()));
  const std::string y(text.substr(0, 4));
  if (style != DateStyle::estesa) {
    return std::string(text.substr(8, 2)) + "/" + std::string(text.substr(5, 2)) + "/" + y;
  }
  return std::to_string(number) + (number == 1 ? "° " : " ") +
         kMonths[static_cast<unsigned>(date->month()) - 1] + " " + y;
}

std::optional<std::string> italianTime(std::string_view text) {
  if (text.size() < 5) return {};
  const auto clock = readClock(text);
  if (!clock) return {};
  return std::string(text.substr(0, 5));
}

std::optional<RomeMoment> romeMoment(std::string_view text) {
  if (text.size() < 16 || (text[10] != 'T' && text[10] != 't' && text[10] != ' ')) return {};
  const auto date = readDate(text.substr(0, 10));
  const auto clock = readClock(text.substr(11));
  if (!date || !clock) return {};
  const auto local =
      sys_time<minutes>{sys_days{*date}} + hours{clock->hour} + minutes{clock->minute};
  if (!clock->offset) return RomeMoment{isoDate(*date), std::string(text.substr(11, 5)), ""};
  const auto moment = local - minutes{*clock->offset};
  if (moment < sys_days{year{1996} / January / 1}) {
    const std::string offset = clock->offset == 0 ? "" : std::string(clock->offsetText);
    return RomeMoment{isoDate(*date), std::string(text.substr(11, 5)), "UTC" + offset};
  }
  const auto rome = moment + romeOffset(moment);
  const auto midnight = floor<days>(rome);
  const auto past = static_cast<int>((rome - midnight).count());
  return RomeMoment{isoDate(year_month_day{midnight}),
                    twoDigits(past / 60) + ":" + twoDigits(past % 60), ""};
}

}  // namespace stesura
