// «forse intendevi …»: the known name nearest to a mistyped one.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace stesura {

// The candidate within an edit distance that a slip explains (a third of the length); "" if none.
// Letters count as equal whatever their case.
std::string nearestName(std::string_view typed, const std::vector<std::string_view>& candidates);

// Like typed with the ASCII capitals made small.
std::string lowerAscii(std::string_view typed);

}  // namespace stesura
