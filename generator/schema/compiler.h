// Turns a JSON Schema into the nodes that the validator walks.
#pragma once

#include <map>
#include <memory>
#include <string>

#include "generator/json/json.h"
#include "generator/schema/node.h"
#include "generator/schema/schema.h"

namespace stesura {

// Throws Error{templateFile} with every problem of the schema.
std::unique_ptr<SchemaProgram> compileProgram(const Json& root,
                                              const std::map<std::string, Json>& documents,
                                              FormatMode formats);

}  // namespace stesura
