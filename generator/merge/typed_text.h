// What Italians type for dates, times and numbers, read into the forms that the schemas keep.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace stesura {

// Outer blanks of every kind dropped, line ends as «\n». Null if it is no UTF-8.
std::optional<std::string> trimmedText(std::string_view text);

// Capitals without accents; every kind of blank, apostrophe, quote and dash as the plain one; runs of
// blanks as one; invisible characters dropped.
std::string plainCapitals(std::string_view text);

// The same without blanks and apostrophes: «Perche’ no» is «perché no».
std::string foldedText(std::string_view text);

// A date with a year of four digits, whole or partial: «12 marzo 2026», «12.3.2026», «2026-03-12»,
// «12032026», «marzo 2026», «3/2026», «2026». Gives «2026-03-12», «2026-03» or «2026».
std::optional<std::string> readTypedDate(std::string_view text);

// «14:30», «14.30», «ore 14:30». Gives «14:30».
std::optional<std::string> readTypedTime(std::string_view text);

// «12 marzo 2026, ore 14:30», in the time of Europe/Rome. Gives an RFC 3339 date-time with its
// offset and no seconds; nothing for the hour that the end of summer time repeats, the one that its
// begin skips, and before 1996 unless the text names an offset as romeMoment() does.
std::optional<std::string> readTypedMoment(std::string_view text);

// «1.234,50», «1234,5», «1 234», «€ 1.234,50», «46 %»; a point before one or two last digits is a
// decimal one («12.5»), else it groups thousands. Gives decimal text: «-1234.5».
std::optional<std::string> readTypedNumber(std::string_view text);

}  // namespace stesura
