// What a chart shows, in words: the alternative text for those who do not see it.
#pragma once

#include <string>

#include "generator/json/json.h"

namespace stesura {

// «Grafico a barre: Presenze. Mantova: presenti 12; Suzzara: presenti 8.» The first rows in full,
// then how many more there are. `chart` has «tipo», «titolo» and «righe».
std::string chartInWords(const Json& chart);

}  // namespace stesura
