// A JSON body whose schema stands in OpenAPI, and is what it is checked by before a handler reads
// it.
#pragma once

#include <memory>
#include <string>

#include "generator/schema/schema.h"
#include "service/handlers/route.h"

namespace stesura {

// Copies share the compiled schema. Thread-safe.
class CheckedBody {
 public:
  // Adds the schema to the table's components under this name.
  CheckedBody(RouteTable& table, const std::string& name, const Json& schema);
  // Throws Refusal{unsupportedType}, Error{data} with every problem.
  Json of(const Request& request) const;

 private:
  std::shared_ptr<const Schema> schema_;
};

}  // namespace stesura
