// Finds references that go round in a circle without ever moving into the data.
#pragma once

#include <vector>

#include "generator/error.h"
#include "generator/schema/node.h"

namespace stesura {

// The schemas that a node applies to the very same value (`$ref`, `allOf`, `if`, …).
std::vector<const Node*> inPlaceNodes(const Node& node);

// Adds a problem for each such circle.
void findEndlessReferences(const SchemaProgram& program, std::vector<Problem>& problems);

}  // namespace stesura
