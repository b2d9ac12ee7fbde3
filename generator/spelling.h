// The known name nearest to one that is mistyped, and «Forse intendevi …?».
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace stesura {

// The candidate within an edit distance that a slip explains (a third of the letters inserted,
// dropped, changed or swapped, whatever their case; `-`, space and `_` are alike); "" if none.
std::string nearestName(std::string_view typed, const std::vector<std::string_view>& candidates);

// "Forse intendevi «…»?" with the nearest name, "" if none is near.
std::string didYouMean(std::string_view typed, const std::vector<std::string>& candidates);

}  // namespace stesura
