// Dates, times, numbers and capitals as Italian documents write them.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "generator/json/json.h"

namespace stesura {

enum class DateStyle { automatic, breve, estesa };  // 01/01/2026, 1° gennaio 2026

// A full or partial date («2019», «2019-03», «2019-03-12») in Italian; null if `text` is no date.
// Automatic: «2019», «marzo 2019», 12/03/2019.
std::optional<std::string> italianDate(std::string_view text, DateStyle style);

// RFC 3339 full-time or hh:mm to «14:30»; null if `text` is no time.
std::optional<std::string> italianTime(std::string_view text);

// A moment with an offset is told in the time of Europe/Rome. The rule of the European Union
// (directive 2000/84/EC) holds from 1996 on; an earlier moment keeps its own offset, and says so.
struct RomeMoment {
  std::string date;    // YYYY-MM-DD
  std::string time;    // hh:mm
  std::string offset;  // «UTC+01:00» if it could not be converted, else ""
};
std::optional<RomeMoment> romeMoment(std::string_view text);

// The shortest decimal text that means the number: "-1234.5". Null if it is no number.
std::optional<std::string> decimalText(const Json& number);

// Decimal text with comma: "-1234.5" to «-1234,5»; grouped: «-1.234,5».
enum class Grouping { off, on };
std::string italianNumber(std::string_view decimal, Grouping grouping);

// Rounds decimal text half away from zero to exactly `digits` decimals.
std::string roundDecimal(std::string_view decimal, std::size_t digits);

// «1.234,50 €» with a no-break space.
std::string italianEuro(std::string_view decimal);

// Upper case for the Latin, Greek and Cyrillic alphabets, whatever the locale of the machine.
std::string upperCase(std::string_view text);

}  // namespace stesura
