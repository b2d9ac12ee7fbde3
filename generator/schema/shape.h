// Merges all branches of a compiled schema into the shape that templates and people see.
#pragma once

#include "generator/schema/node.h"

namespace stesura {

Shape makeShape(const Node& root);

}  // namespace stesura
