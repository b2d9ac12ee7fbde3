#include "generator/italian/numerals.h"

#include <array>
#include <string_view>
#include <utility>

namespace stesura {
namespace {

constexpr std::array<std::string_view, 20> kBelowTwenty = {
    "",         "uno",    "due",         "tre",      "quattro",
    "cinque",   "sei",    "sette",       "otto",     "nove",
    "dieci",    "undici", "dodici",      "tredici",  "quattordici",
    "quindici", "sedici", "diciassette", "diciotto", "diciannove"};
constexpr std::array<std::string_view, 10> kTens = {"",         "",          "venti",    "trenta",
                                                    "quaranta", "cinquanta", "sessanta", "settanta",
                                                    "ottanta",  "novanta"};
constexpr std::array<std::string_view, 11> kOrdinals = {
    "", "prim", "second", "terz", "quart", "quint", "sest", "settim", "ottav", "non", "decim"};

// The cardinal number as one word, without the accent of «ventitré»: 1 to 999.
std::string cardinal(unsigned number) {
  std::string word;
  if (number >= 100) {
    if (number >= 200) word += kBelowTwenty[number / 100];
    word += "cento";
    number %= 100;
    // «centuno», «centotto», «centottanta», but «centoundici».
    if (number == 1 || number == 8 || number / 10 == 8) word.pop_back();
  }
  if (number < 20) return word.append(kBelowTwenty[number]);
  word += kTens[number / 10];
  number %= 10;
  if (number == 1 || number == 8) word.pop_back();  // «ventuno», «ventotto»
  return word.append(kBelowTwenty[number]);
}

// «esimo» takes the place of the last vowel, but for the numbers in tre and sei.
std::string ordinalStem(const std::string& word, unsigned lastDigit, bool teens) {
  const bool keepsVowel = !teens && (lastDigit == 3 || lastDigit == 6);
  return (keepsVowel ? word : word.substr(0, word.size() - 1)) + "esim";
}

std::string stemOf(unsigned number) {
  if (number <= 10) return std::string(kOrdinals[number]);
  const unsigned thousands = number / 1000, rest = number % 1000;
  if (rest == 0) {
    // «ventunomila», «duemila»: the word of the thousands keeps its vowel before «millesimo».
    return (thousands == 1 ? std::string() : cardinal(thousands)) + "millesim";
  }
  std::string word = thousands == 0 ? "" : thousands == 1 ? "mille" : cardinal(thousands) + "mila";
  word += cardinal(rest);
  const unsigned lastTwo = rest % 100;
  return ordinalStem(word, rest % 10, lastTwo >= 10 && lastTwo < 20);
}

}  // namespace

std::optional<std::string> ordinalFigure(std::int64_t number, Gender gender) {
  if (number < 1) return std::nullopt;
  return std::to_string(number) + (gender == Gender::masculine ? "°" : "ª");
}

std::optional<std::string> ordinalWord(std::int64_t number, Gender gender) {
  if (number < 1 || number > 999'999) return std::nullopt;
  return stemOf(static_cast<unsigned>(number)) + (gender == Gender::masculine ? "o" : "a");
}

std::optional<std::string> romanNumber(std::int64_t number) {
  if (number < 1 || number > 3999) return std::nullopt;
  constexpr std::array<std::pair<int, std::string_view>, 13> kSigns = {{{1000, "M"},
                                                                        {900, "CM"},
                                                                        {500, "D"},
                                                                        {400, "CD"},
                                                                        {100, "C"},
                                                                        {90, "XC"},
                                                                        {50, "L"},
                                                                        {40, "XL"},
                                                                        {10, "X"},
                                                                        {9, "IX"},
                                                                        {5, "V"},
                                                                        {4, "IV"},
                                                                        {1, "I"}}};
  std::string text;
  for (const auto& [value, sign] : kSigns) {
    for (; number >= value; number -= value) text += sign;
  }
  return text;
}

std::optional<std::string> listLetter(std::int64_t number) {
  if (number < 1 || number > 260) return std::nullopt;
  const std::int64_t index = number - 1;
  return std::string(static_cast<std::size_t>(index / 26 + 1), static_cast<char>('a' + index % 26));
}

}  // namespace stesura
