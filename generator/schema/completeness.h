// Counts what a document should say and does not.
#pragma once

#include "generator/schema/node.h"
#include "generator/schema/schema.h"

namespace stesura {

Completeness countCompleteness(const SchemaProgram& program, const Json& instance);

}  // namespace stesura
