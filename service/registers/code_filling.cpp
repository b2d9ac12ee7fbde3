#include "service/registers/code_filling.h"

#include <cstdio>

#include "generator/schema/codice_fiscale.h"

namespace stesura {
namespace {

// Whom a path may be about: outside these ages the two digits of the year leave the century open.
constexpr int kYoungest = 14, kOldest = 99;

std::string normalized(const std::string& text) {
  std::string code;
  for (const char letter : text) {
    if (letter == ' ') continue;
    code += letter >= 'a' && letter <= 'z' ? static_cast<char>(letter - 32) : letter;
  }
  return code;
}

// Full years on that day.
int ageOn(const std::string& today, int year, int month, int day) {
  int thisYear = 0, thisMonth = 0, thisDay = 0;
  std::sscanf(today.c_str(), "%d-%d-%d", &thisYear, &thisMonth, &thisDay);
  return thisYear - year - (thisMonth < month || (thisMonth == month && thisDay < day) ? 1 : 0);
}

// None where both centuries may be, or neither.
std::optional<int> yearOf(const CodiceFiscale& code, const std::string& today) {
  std::optional<int> year;
  for (const int century : {1900, 2000}) {
    const int age = ageOn(today, century + code.year, code.month, code.day);
    if (age < kYoungest || age > kOldest) continue;
    if (year) return std::nullopt;
    year = century + code.year;
  }
  return year;
}

}  // namespace

Filled fillFromCode(Json& person, const PlaceNames& places, const std::string& today) {
  Filled filled;
  if (!person.is_object() || !person.contains("codice_fiscale") ||
      !person["codice_fiscale"].is_string())
    return filled;
  person["codice_fiscale"] = normalized(person["codice_fiscale"].get<std::string>());
  const std::optional<CodiceFiscale> code =
      readCodiceFiscale(person["codice_fiscale"].get<std::string>());
  if (!code) return filled;
  if (!person.contains("data_nascita")) {
    if (const std::optional<int> year = yearOf(*code, today)) {
      char date[32];
      std::snprintf(date, sizeof date, "%04d-%02d-%02d", *year, code->month, code->day);
      person["data_nascita"] = date;
      filled.pointers.emplace_back("/data_nascita");
    } else {
      filled.doubts.push_back(
          {"/data_nascita", "Dal codice fiscale non si capisce in quale secolo è nata la persona.",
           "Scrivere la data di nascita.", "", "", ""});
    }
  }
  if (!person.contains("sesso")) {
    person["sesso"] = code->female ? "F" : "M";
    filled.pointers.emplace_back("/sesso");
  }
  if (!person.contains("comune_nascita")) {
    if (const std::optional<PlaceName> place = places.find(code->place)) {
      person["comune_nascita"] = {{"denominazione", place->name},
                                  {"codice_catastale", code->place},
                                  {"provincia", place->province}};
      filled.pointers.emplace_back("/comune_nascita");
    } else {
      filled.doubts.push_back({"/comune_nascita",
                               "Il luogo di nascita del codice fiscale non è negli elenchi: può "
                               "essere un Comune soppresso o uno Stato estero.",
                               "Scrivere il luogo di nascita.", "", "", ""});
    }
  }
  return filled;
}

}  // namespace stesura
