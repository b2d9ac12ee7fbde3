// The agencies that data name, by their id.
#pragma once

#include <map>
#include <string>

#include "generator/json/json.h"

namespace stesura {

// The name of every object with a text `id` and a text `denominazione`, wherever it stands; of an id
// that comes twice, the first.
std::map<std::string, std::string> agencyNames(const Json& data);

}  // namespace stesura
