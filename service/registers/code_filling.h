// What a codice fiscale tells of a person, put where nobody wrote it.
#pragma once

#include <string>
#include <vector>

#include "generator/error.h"
#include "generator/json/json.h"
#include "service/registers/place_names.h"

namespace stesura {

struct Filled {
  std::vector<std::string> pointers{};  // of the values that came from the code
  std::vector<Problem> doubts{};        // what the code leaves open: the century, an unknown place
};

// Writes the code in capitals without blanks; fills birth date, sex and place of birth where they
// are missing, never changing what stands there. A code that is not valid fills nothing.
Filled fillFromCode(Json& person, const PlaceNames& places, const std::string& today);

}  // namespace stesura
