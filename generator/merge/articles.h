// Italian articles and the prepositions that melt into them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace stesura {

enum class WordGender : std::uint8_t { unknown, masculine, feminine };
enum class WordNumber : std::uint8_t { singular, plural };
enum class Preposition : std::uint8_t { none, di, a, da, in, su, con };

// «il», «lo», «la», «l'», «i», «gli», «le» as they stand in this list, whatever the capitals and
// the sort of apostrophe; null for anything else.
std::optional<std::string_view> knownArticle(std::string_view typed);

// The article of a noun, by its gender and its first sounds: lo studio, l'ente, gli enti.
std::string_view definiteArticle(WordGender gender, WordNumber number, std::string_view noun);
// «un», «uno», «una», «un'»; in the plural «dei», «degli», «delle».
std::string_view indefiniteArticle(WordGender gender, WordNumber number, std::string_view noun);

// What stands before `noun`, up to its first letter: «del », «dell’», «nello »; without an article
// the preposition alone, «di », «ad ». Empty if there is neither.
std::string articulated(Preposition preposition, std::string_view article, std::string_view noun);

// «dello» is di + lo. Null for what is no preposition with an article of the masculine singular.
std::optional<Preposition> articulatedPreposition(std::string_view word);

}  // namespace stesura
