// «Forse intendevi …»: the known name nearest to one that is unknown.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace stesura {

// "Forse intendevi «…»?" when a known name is near enough (at most a third of its letters differ),
// else "".
std::string didYouMean(std::string_view unknown, const std::vector<std::string>& known);

}  // namespace stesura
