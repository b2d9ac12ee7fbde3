#include <algorithm>
#include <array>

#include "generator/schema/format_rules.h"

namespace stesura {
namespace {

bool isDigit(char c) { return c >= '0' && c <= '9'; }
bool isCapital(char c) { return c >= 'A' && c <= 'Z'; }
bool allDigits(std::string_view text) { return std::all_of(text.begin(), text.end(), isDigit); }

bool luhn(std::string_view digits) {
  int sum = 0;
  for (std::size_t i = 0; i < digits.size(); ++i) {
    int value = digits[digits.size() - 1 - i] - '0';
    if (i % 2 == 1) value = value * 2 > 9 ? value * 2 - 9 : value * 2;
    sum += value;
  }
  return sum % 10 == 0;
}

struct CountryLength {
  std::string_view country;
  std::size_t length;
};

// The lengths of the SWIFT IBAN registry (release 97).
constexpr CountryLength kIbanLengths[] = {
    {"AD", 24}, {"AE", 23}, {"AL", 28}, {"AT", 20}, {"AZ", 28}, {"BA", 20}, {"BE", 16}, {"BG", 22},
    {"BH", 22}, {"BI", 27}, {"BR", 29}, {"BY", 28}, {"CH", 21}, {"CR", 22}, {"CY", 28}, {"CZ", 24},
    {"DE", 22}, {"DJ", 27}, {"DK", 18}, {"DO", 28}, {"EE", 20}, {"EG", 29}, {"ES", 24}, {"FI", 18},
    {"FK", 18}, {"FO", 18}, {"FR", 27}, {"GB", 22}, {"GE", 22}, {"GI", 23}, {"GL", 18}, {"GR", 27},
    {"GT", 28}, {"HR", 21}, {"HU", 28}, {"IE", 22}, {"IL", 23}, {"IQ", 23}, {"IS", 26}, {"IT", 27},
    {"JO", 30}, {"KW", 30}, {"KZ", 20}, {"LB", 28}, {"LC", 32}, {"LI", 21}, {"LT", 20}, {"LU", 20},
    {"LV", 21}, {"LY", 25}, {"MC", 27}, {"MD", 24}, {"ME", 22}, {"MK", 19}, {"MN", 20}, {"MR", 27},
    {"MT", 31}, {"MU", 30}, {"NI", 28}, {"NL", 18}, {"NO", 15}, {"OM", 23}, {"PK", 24}, {"PL", 28},
    {"PS", 29}, {"PT", 25}, {"QA", 29}, {"RO", 24}, {"RS", 22}, {"RU", 33}, {"SA", 24}, {"SC", 31},
    {"SD", 18}, {"SE", 24}, {"SI", 19}, {"SK", 24}, {"SM", 27}, {"SO", 23}, {"ST", 25}, {"SV", 28},
    {"TL", 23}, {"TN", 24}, {"TR", 26}, {"UA", 29}, {"VA", 22}, {"VG", 24}, {"XK", 20}};

}  // namespace

// Check digit by Luhn; the seven digits of the taxpayer are not all zero; then the province office
// (001 to 100, 120 and 121, 888, 999).
bool isPartitaIva(std::string_view text) {
  if (text.size() != 11 || !allDigits(text) || text.substr(0, 7) == "0000000") return false;
  const std::string_view office = text.substr(7, 3);
  const bool known = (office >= "001" && office <= "100") || office == "120" || office == "121" ||
                     office == "888" || office == "999";
  return known && luhn(text);
}

bool isCap(std::string_view text) { return text.size() == 5 && allDigits(text) && text != "00000"; }

// A municipality (6 digits), or a province (3) or region (2).
bool isCodiceIstat(std::string_view text) {
  const bool length = text.size() == 2 || text.size() == 3 || text.size() == 6;
  return length && allDigits(text) && text.find_first_not_of('0') != std::string_view::npos;
}

bool isCodiceCatastale(std::string_view text) {
  return text.size() == 4 && isCapital(text[0]) && allDigits(text.substr(1)) &&
         text.substr(1) != "000";
}

// Codes of bodies in the Indice PA: letters, digits, `_` and `-` (c_f704, asst_mb, istsc_…), or the
// six characters of a unit.
bool isCodiceIpa(std::string_view text) {
  if (text.size() < 2 || text.size() > 32) return false;
  const auto word = [](char c) {
    return isDigit(c) || isCapital(c) || (c >= 'a' && c <= 'z') || c == '_' || c == '-';
  };
  return std::all_of(text.begin(), text.end(), word) && text.front() != '_' && text.front() != '-';
}

bool isIban(std::string_view text) {
  if (text.size() < 15 || text.size() > 34) return false;
  const auto* known =
      std::find_if(std::begin(kIbanLengths), std::end(kIbanLengths),
                   [&](const CountryLength& entry) { return text.starts_with(entry.country); });
  if (known == std::end(kIbanLengths) || known->length != text.size()) return false;
  if (!allDigits(text.substr(2, 2))) return false;
  int rest = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[(i + 4) % text.size()];
    if (isDigit(c)) {
      rest = (rest * 10 + (c - '0')) % 97;
    } else if (isCapital(c)) {
      rest = (rest * 100 + (c - 'A' + 10)) % 97;
    } else {
      return false;
    }
  }
  if (rest != 1) return false;
  // Italy and San Marino: a CIN letter, ten digits of ABI and CAB, twelve of the account.
  if (known->country != "IT" && known->country != "SM") return true;
  return isCapital(text[4]) && allDigits(text.substr(5, 10));
}

}  // namespace stesura
