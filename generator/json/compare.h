// Equality and order of JSON values as JSON Schema means them: by mathematical value, exactly.
#pragma once

#include "generator/json/json.h"

namespace stesura {

// Compares two numbers by value, without rounding: 1 equals 1.0, 2^53+1 differs from 2^53.
// Returns -1, 0 or 1.
int compareNumbers(const Json& left, const Json& right);

// A total order over all values; 0 means equal in the sense of `const`, `enum`, `uniqueItems`.
// Recurses as deep as the values are nested; throws Error{data} beyond 2,000 levels.
int compareJson(const Json& left, const Json& right);

inline bool equalJson(const Json& left, const Json& right) { return compareJson(left, right) == 0; }

}  // namespace stesura
