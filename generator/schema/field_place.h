// Finds a field of a shape by its place.
#pragma once

#include <string_view>

#include "generator/schema/field.h"

namespace stesura {

// By a pattern as in Field::pointer, from the field given («/parti/*/ente»; `~0` and `~1` as in a JSON
// Pointer). Null if the shape knows nothing there.
const Field* fieldAtPattern(const Field& root, std::string_view pattern);

}  // namespace stesura
