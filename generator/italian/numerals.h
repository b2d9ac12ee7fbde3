// Ordinal numbers, roman numbers and letters, as Italian documents number things.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace stesura {

enum class Gender { masculine, feminine };

// «3°», «3ª». Null for numbers below 1.
std::optional<std::string> ordinalFigure(std::int64_t number, Gender gender);

// «terzo», «terza», «ventitreesimo»: 1 to 999,999; null for others.
std::optional<std::string> ordinalWord(std::int64_t number, Gender gender);

// «MCMXLVIII»: 1 to 3999; null for others.
std::optional<std::string> romanNumber(std::int64_t number);

// «a» to «z» by the 26 letters of the Latin alphabet, then doubled as Italian laws do («aa», «bb»,
// …, «zz», «aaa»): 1 to 260; null for others.
std::optional<std::string> listLetter(std::int64_t number);

}  // namespace stesura
