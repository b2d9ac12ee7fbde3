#include "service/store/moment.h"

#include <chrono>
#include <cstdio>
#include <ctime>

#include "service/store/cipher.h"

namespace stesura {
namespace {

using Clock = std::chrono::system_clock;

std::string utcText(Clock::time_point moment) {
  const auto milliseconds = std::chrono::duration_cast<std::chrono::milliseconds>(moment.time_since_epoch()).count();
  const std::time_t seconds = milliseconds / 1000;
  std::tm utc{};
  gmtime_r(&seconds, &utc);
  char text[40];
  const std::size_t length = std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%S", &utc);
  std::snprintf(text + length, sizeof text - length, ".%03dZ", static_cast<int>(milliseconds % 1000));
  return text;
}

// The last Sunday of March or October, at 01:00 UTC (Directive 2000/84/EC).
std::time_t changeOfHour(int year, int month) {
  std::tm last{};
  last.tm_year = year - 1900;
  last.tm_mon = month - 1;
  last.tm_mday = 31;
  last.tm_hour = 1;
  const std::time_t moment = timegm(&last);
  gmtime_r(&moment, &last);
  return moment - last.tm_wday * 86400;
}

}  // namespace

std::string utcNow() { return utcText(Clock::now()); }
std::string utcIn(long seconds) { return utcText(Clock::now() + std::chrono::seconds(seconds)); }

std::string todayInRome() {
  const std::time_t now = Clock::to_time_t(Clock::now());
  std::tm utc{};
  gmtime_r(&now, &utc);
  const int year = utc.tm_year + 1900;
  const bool summer = now >= changeOfHour(year, 3) && now < changeOfHour(year, 10);
  const std::time_t local = now + (summer ? 7200 : 3600);
  std::tm rome{};
  gmtime_r(&local, &rome);
  char text[16];
  std::strftime(text, sizeof text, "%Y-%m-%d", &rome);
  return text;
}

std::string newId() {
  std::string bytes = randomBytes(16);
  auto milliseconds = std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now().time_since_epoch()).count();
  for (int at = 5; at >= 0; --at, milliseconds >>= 8) bytes[static_cast<std::size_t>(at)] = static_cast<char>(milliseconds & 255);
  bytes[6] = static_cast<char>((bytes[6] & 0x0f) | 0x70);
  bytes[8] = static_cast<char>((bytes[8] & 0x3f) | 0x80);
  std::string text = toHex(bytes);
  for (const std::size_t at : {20u, 16u, 12u, 8u}) text.insert(at, 1, '-');
  return text;
}

bool isId(const std::string& text) {
  if (text.size() != 36) return false;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const bool dash = at == 8 || at == 13 || at == 18 || at == 23;
    const char c = text[at];
    if (dash ? c != '-' : !((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'))) return false;
  }
  return true;
}

}  // namespace stesura
