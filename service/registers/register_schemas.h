// The schemas of the registers: they check entries, and take from them what a reader may not see.
#pragma once

#include <filesystem>
#include <map>
#include <vector>

#include "generator/json/json.h"
#include "generator/schema/schema.h"
#include "service/store/registers.h"

namespace stesura {

// Immutable; thread-safe.
class RegisterSchemas {
 public:
  // `home` holds schemas/. Throws Error{templateFile} for a schema that is missing or does not
  // compile.
  explicit RegisterSchemas(const std::filesystem::path& home);

  // The warnings. Throws Error{data} with every problem.
  std::vector<Problem> check(Register which, const Json& body) const;
  // The same, without throwing.
  SchemaReport report(Register which, const Json& body) const;
  // The body without everything above a class, and without what its schema does not know.
  Json reduced(Register which, const Json& body, DataClass ceiling) const;
  const Field& shape(Register which) const;

 private:
  std::map<Register, Schema> schemas_;
};

}  // namespace stesura
