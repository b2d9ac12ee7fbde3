// The Italian tax code: its form, its check character, and what it says about a person.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace stesura {

// What the code of a person encodes (D.M. 23 December 1976), omocodia undone.
struct CodiceFiscale {
  std::string surname;    // three letters
  std::string givenName;  // three letters
  int year = 0;           // two digits
  int month = 0;          // 1 to 12
  int day = 0;            // 1 to 31
  bool female = false;
  std::string place;  // codice catastale, or Zxxx for a foreign country
};

// Reads the 16 characters of a person's code in capitals; nothing if the form, the date or the
// check character is wrong.
std::optional<CodiceFiscale> readCodiceFiscale(std::string_view text);

// A person's code, or the 11 digits of a provisional code or of a body.
bool isCodiceFiscale(std::string_view text);

// The three letters that a name gives; nothing if it has letters outside the Latin alphabet.
// `german`: ä, ö, ü count as AE, OE, UE, as some registers do.
std::optional<std::string> surnameCode(std::string_view name, bool german = false);
std::optional<std::string> givenNameCode(std::string_view name, bool german = false);

}  // namespace stesura
