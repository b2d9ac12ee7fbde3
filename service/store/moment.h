// Moments, days and identifiers as the service writes them.
#pragma once

#include <string>

namespace stesura {

// RFC 3339 in UTC with milliseconds: «2026-03-12T08:30:00.000Z». Their order is that of their texts.
std::string utcNow();
// The same so many seconds from now (before now, if negative).
std::string utcIn(long seconds);
// Today in Rome, RFC 3339 full-date.
std::string todayInRome();
// A new UUIDv7 (RFC 9562): its order is that of creation; it tells nothing of what it names.
std::string newId();
// Whether a text has the shape of such an id; anything else in an address is unknown (404).
bool isId(const std::string& text);

}  // namespace stesura
