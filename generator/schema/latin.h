// Names in the 26 capitals of the registers.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace stesura {

// The letters of a name as plain capitals, accents dropped, everything that is no letter left out.
// Nothing if it has a letter outside the Latin alphabet. `german`: ä, ö, ü become AE, OE, UE.
std::optional<std::string> latinCapitals(std::string_view name, bool german);

}  // namespace stesura
