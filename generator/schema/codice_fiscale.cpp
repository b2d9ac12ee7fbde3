#include "generator/schema/codice_fiscale.h"

#include <array>

#include "generator/schema/format_rules.h"
#include "generator/schema/latin.h"

namespace stesura {
namespace {

constexpr std::string_view kOmocodia = "LMNPQRSTUV";  // for the digits 0 to 9
constexpr std::string_view kMonths = "ABCDEHLMPRST";
// Values in odd positions (first, third, …), for 0-9 and for A-Z alike.
constexpr std::array<int, 26> kOddValues = {1,  0,  5, 7, 9, 13, 15, 17, 19, 21, 2,  4,  18,
                                            20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23};
constexpr std::array<int, 12> kDays = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

bool isCapital(char c) { return c >= 'A' && c <= 'Z'; }
bool isDigit(char c) { return c >= '0' && c <= '9'; }

// The digit that a character stands for, omocodia undone; -1 if none.
int digitOf(char c) {
  if (isDigit(c)) return c - '0';
  const std::size_t index = kOmocodia.find(c);
  return index == std::string_view::npos ? -1 : static_cast<int>(index);
}

char checkCharacter(std::string_view first15) {
  int sum = 0;
  for (std::size_t i = 0; i < first15.size(); ++i) {
    const int value = isDigit(first15[i]) ? first15[i] - '0' : first15[i] - 'A';
    sum += i % 2 == 0 ? kOddValues[static_cast<std::size_t>(value)] : value;
  }
  return static_cast<char>('A' + sum % 26);
}

bool isVowel(char c) { return std::string_view("AEIOU").find(c) != std::string_view::npos; }

struct Letters {
  std::string consonants, vowels;
};

std::optional<Letters> lettersOf(std::string_view name, bool german) {
  const std::optional<std::string> capitals = latinCapitals(name, german);
  if (!capitals) return std::nullopt;
  Letters letters;
  for (const char c : *capitals) (isVowel(c) ? letters.vowels : letters.consonants) += c;
  return letters;
}

std::string threeOf(const Letters& letters) {
  return (letters.consonants + letters.vowels + "XXX").substr(0, 3);
}

}  // namespace

std::optional<CodiceFiscale> readCodiceFiscale(std::string_view text) {
  if (text.size() != 16) return std::nullopt;
  for (const char c : text) {
    if (!isCapital(c) && !isDigit(c)) return std::nullopt;
  }
  for (const std::size_t i : {0, 1, 2, 3, 4, 5, 8, 11, 15}) {
    if (!isCapital(text[i])) return std::nullopt;
  }
  std::array<int, 16> digits{};
  for (const std::size_t i : {6, 7, 9, 10, 12, 13, 14}) {
    digits[i] = digitOf(text[i]);
    if (digits[i] < 0) return std::nullopt;
  }
  const std::size_t month = kMonths.find(text[8]);
  if (month == std::string_view::npos) return std::nullopt;
  if (checkCharacter(text.substr(0, 15)) != text[15]) return std::nullopt;

  CodiceFiscale code;
  code.surname = text.substr(0, 3);
  code.givenName = text.substr(3, 3);
  code.year = digits[6] * 10 + digits[7];
  code.month = static_cast<int>(month) + 1;
  const int day = digits[9] * 10 + digits[10];
  code.female = day > 40;
  code.day = code.female ? day - 40 : day;
  // Only 29 February of a year that is no leap year in any century that the two digits may mean:
  // divisible by four decides, and 00 may be 2000.
  const bool leap = code.year % 4 == 0;
  if (code.day < 1 || code.day > kDays[month] || (month == 1 && code.day == 29 && !leap))
    return std::nullopt;
  code.place = text.substr(11, 1);
  for (const std::size_t i : {12, 13, 14}) code.place += static_cast<char>('0' + digits[i]);
  return code;
}

bool isCodiceFiscale(std::string_view text) {
  return text.size() == 11 ? isPartitaIva(text) : readCodiceFiscale(text).has_value();
}

std::optional<std::string> surnameCode(std::string_view name, bool german) {
  const auto letters = lettersOf(name, german);
  return letters ? std::optional(threeOf(*letters)) : std::nullopt;
}

std::optional<std::string> givenNameCode(std::string_view name, bool german) {
  const auto letters = lettersOf(name, german);
  if (!letters) return std::nullopt;
  const std::string& consonants = letters->consonants;
  if (consonants.size() >= 4) return std::string{consonants[0], consonants[2], consonants[3]};
  return threeOf(*letters);
}

}  // namespace stesura
