// Whole multiples of decimal numbers, without binary rounding.
#pragma once

#include "generator/json/json.h"

namespace stesura {

// True if `value` is a whole multiple of `step` (> 0), both read as the shortest decimals that
// stand for them: 0.0075 is a multiple of 0.0001, 19.99 of 0.01.
bool isMultiple(const Json& value, const Json& step);

}  // namespace stesura
