// Reads the keywords of one schema object and reports those whose value makes no sense.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "generator/error.h"
#include "generator/json/json.h"
#include "generator/schema/registry.h"

namespace stesura {

// Borrows all it is given. A keyword that is absent, or wrong (then reported), reads as nothing.
class KeywordReader {
 public:
  KeywordReader(const Json& schema, const SchemaPlace& place, std::vector<Problem>& problems)
      : schema_(schema), place_(place), problems_(problems) {}

  bool has(const char* keyword) const { return schema_.contains(keyword); }
  const Json* value(const char* keyword) const;
  std::string text(const char* keyword);
  bool flag(const char* keyword);
  std::optional<double> count(const char* keyword);  // a whole number from 0 up
  const Json* number(const char* keyword);
  const Json* array(const char* keyword);
  const Json* object(const char* keyword);
  unsigned types();                                     // bits of `type`
  std::vector<std::string> names(const char* keyword);  // sorted, each once
  std::vector<std::pair<std::string, std::vector<std::string>>> namedNames(const char* keyword);
  const Json* schema(const char* keyword);
  std::vector<const Json*> schemas(const char* keyword);
  std::vector<std::pair<std::string, const Json*>> namedSchemas(const char* keyword);

  void report(const std::string& keyword, const std::string& message, const std::string& hint = {});

 private:
  std::vector<std::string> namesIn(const Json& value, const char* keyword);
  bool checkSchema(const Json& value, const char* keyword);

  const Json& schema_;
  const SchemaPlace& place_;
  std::vector<Problem>& problems_;
};

}  // namespace stesura
