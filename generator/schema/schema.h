// JSON Schema draft 2020-12: compiles a schema once, then checks documents against it.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "generator/error.h"
#include "generator/json/json.h"
#include "generator/schema/field.h"

namespace stesura {

enum class FormatMode { annotate, assert_ };  // the draft allows both; kinds assert

struct SchemaOptions {
  FormatMode formats = FormatMode::assert_;
  std::size_t maxProblems = 1000;  // reporting stops here, and says so in a last problem
};

struct SchemaReport {
  std::vector<Problem> problems;  // each with pointer, Italian sentence, hint, keyword, schemaPointer
  std::vector<Problem> warnings;  // e.g. a codice fiscale that contradicts the birth data
  bool valid() const { return problems.empty(); }
};

struct MissingValue {
  std::string pointer;
  std::string label;  // «Persona › Codice fiscale»
  Presence presence;  // required or expected
};

// present / applicable, over `required` and `x-atteso` of the branches that apply to the instance.
struct Completeness {
  std::size_t applicable = 0;
  std::size_t present = 0;
  std::vector<MissingValue> missing;
};

// Immutable after compile(); one object may serve many threads.
class Schema {
 public:
  // `documents` are the other schemas that `$ref` may reach, by absolute URI or by file name
  // relative to the root's `$id`. Nothing is ever fetched.
  // Throws Error{templateFile} naming what in the schema is wrong (unknown reference, bad pattern…).
  static Schema compile(const Json& root, const std::map<std::string, Json>& documents = {},
                        const SchemaOptions& options = {});
  Schema(Schema&&) noexcept;
  Schema& operator=(Schema&&) noexcept;
  ~Schema();

  SchemaReport validate(const Json& instance) const;
  Completeness completeness(const Json& instance) const;
  const Field& shape() const;

 private:
  struct Compiled;
  explicit Schema(std::unique_ptr<Compiled> compiled);
  std::unique_ptr<Compiled> compiled_;
};

}  // namespace stesura
