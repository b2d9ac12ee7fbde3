// Merges all branches of a compiled schema into the shape that templates and people see.
#pragma once

#include "generator/schema/node.h"

namespace stesura {

Shape makeShape(const Node& root);

// `x-atteso` of a schema, or of what its `$ref` and `allOf` lead to.
bool isExpected(const Node& node);

}  // namespace stesura
