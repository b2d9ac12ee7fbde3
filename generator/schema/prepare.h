// What can be known of a schema before any data come: found once, so that checking is quick.
#pragma once

#include "generator/schema/node.h"

namespace stesura {

// Fills Node::expected and Node::absences through `$ref` and `allOf`, InPlaceRules::labels and
// ObjectRules::known. For a program without endless references.
void prepare(SchemaProgram& program);

// The schema itself and those that apply wherever it does: `$ref` and `allOf`, all the way or up
// to 1000 of them.
std::vector<const Node*> alwaysWith(const Node& start);

}  // namespace stesura
