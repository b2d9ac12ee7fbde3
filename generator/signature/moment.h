// Moments as seconds since 1970, as RFC 3339 in UTC, and as people in Italy say them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace stesura {

// «2026-09-21T13:33:20Z». Years 1 to 9999; nearer to them for what lies beyond.
std::string rfc3339(std::int64_t seconds);

// Of an RFC 3339 date-time, or a full-date (midnight in UTC); none for anything else.
std::optional<std::int64_t> secondsOf(std::string_view rfc3339);

// «21 settembre 2026, ore 15:33», in Rome.
std::string momentInWords(std::int64_t seconds);

// Seconds that Rome is ahead of UTC at a moment (directive 2000/84/EC).
std::int64_t romeAhead(std::int64_t seconds);

}  // namespace stesura
