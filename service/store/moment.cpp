#include "service/store/moment.h"

#include <atomic>
#include <chrono>
#include <cstdint>
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

// The European Union's summer time (directive 2000/84/EC): from 1 a.m. UTC of the last Sunday of
// March to 1 a.m. UTC of the last Sunday of October.
bool summerTime(std::chrono::sys_seconds now) {
  using namespace std::chrono;
  const year_month_day today{floor<days>(now)};
  const sys_seconds begin = sys_days(today.year() / March / Sunday[last]) + hours(1);
  const sys_seconds end = sys_days(today.year() / October / Sunday[last]) + hours(1);
  return now >= begin && now < end;
}

// Milliseconds with twelve bits of their fraction (RFC 9562, 6.2, method 3); each is beyond the last.
std::uint64_t nextTick() {
  static std::atomic<std::uint64_t> last{0};
  const auto now = std::chrono::duration_cast<std::chrono::microseconds>(Clock::now().time_since_epoch()).count();
  const auto ticks = static_cast<std::uint64_t>(now / 1000) << 12 | static_cast<std::uint64_t>(now % 1000 * 4096 / 1000);
  std::uint64_t former = last.load();
  std::uint64_t next = 0;
  do {
    next = ticks > former ? ticks : former + 1;
  } while (!last.compare_exchange_weak(former, next));
  return next;
}

}  // namespace

std::string utcNow() { return utcText(Clock::now()); }
std::string utcIn(long seconds) { return utcText(Clock::now() + std::chrono::seconds(seconds)); }

std::string todayInRome() {
  using namespace std::chrono;
  const auto now = floor<seconds>(Clock::now());
  const year_month_day day{floor<days>(now + hours(summerTime(now) ? 2 : 1))};
  char text[32];
  std::snprintf(text, sizeof text, "%04d-%02u-%02u", int(day.year()), unsigned(day.month()), unsigned(day.day()));
  return text;
}

std::string newId() {
  std::string bytes = randomBytes(16);
  const std::uint64_t tick = nextTick();
  std::uint64_t milliseconds = tick >> 12;
  for (int at = 5; at >= 0; --at, milliseconds >>= 8) bytes[static_cast<std::size_t>(at)] = static_cast<char>(milliseconds & 255);
  bytes[6] = static_cast<char>(0x70 | ((tick >> 8) & 0x0f));
  bytes[7] = static_cast<char>(tick & 255);
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
