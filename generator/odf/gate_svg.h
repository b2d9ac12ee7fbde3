// The strict check of an SVG picture: nothing that runs, nothing that is fetched, nothing that
// unfolds.
#pragma once

#include <string>

namespace stesura {

// What is wrong with it, as an Italian clause («contiene uno script»); "" if nothing is. A plain
// DOCTYPE, which many drawing programs write, is taken out of `bytes`.
std::string svgFault(std::string& bytes);

}  // namespace stesura
