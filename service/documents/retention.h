// How long a document is kept.
#pragma once

#include <string>

#include "generator/json/json.h"

namespace stesura {

// Years: those that the data say (`tempo_conservazione_anni`), else those of the kind; 0: nobody says.
unsigned retentionOf(const Json& data, unsigned ofKind);
// The last day, RFC 3339 full-date; "" without years, and where they lead beyond the year 9999.
std::string keptUntil(const std::string& day, unsigned years);

}  // namespace stesura
