// Finds schemas by URI: every document, every `$id`, every anchor.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "generator/error.h"
#include "generator/schema/node.h"

namespace stesura {

// Where a subschema stands. `resource` gives the base URI.
struct SchemaPlace {
  Resource* resource = nullptr;
  std::string pointer;  // within the document

  // «/properties/x», or «definizioni.schema.json#/$defs/x» outside the root document.
  std::string name() const;
};

// Borrows the program, whose documents and resources it fills.
class Registry {
 public:
  Registry(SchemaProgram& program, std::vector<Problem>& problems);

  // The base for schemas without `$id`.
  static constexpr std::string_view kDefaultBase = "stesura:/";

  // `name` is how messages call the document; "" for the root. Returns the document's schema.
  const Json* addDocument(const Json& document, const std::string& uri, const std::string& name);

  // The subschema at an absolute URI (with or without fragment), or null. A standard metaschema is
  // added when first asked for.
  const Json* find(const std::string& uri);

  const SchemaPlace& place(const Json* schema) const { return places_.at(schema); }
  Resource* resource(std::string_view uri);

 private:
  void scan(const Json* schema, SchemaPlace place);
  void enterSchema(const Json& schema, SchemaPlace& place);
  const Json* findInResource(Resource& resource, const std::string& fragment);
  void report(const SchemaPlace& place, const std::string& keyword, const std::string& message);

  SchemaProgram& program_;
  std::vector<Problem>& problems_;
  std::map<std::string, Resource*, std::less<>> byUri_;
  std::unordered_map<const Json*, SchemaPlace> places_;
};

// A compile problem: the place in the schema and what is wrong there.
Problem schemaProblem(const SchemaPlace& place, const std::string& keyword,
                      const std::string& message, const std::string& hint = {});

}  // namespace stesura
