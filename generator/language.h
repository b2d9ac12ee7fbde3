// Rules and derived values of a layout: bound to what it may show, then asked of data.
#pragma once

#include <string>
#include <vector>

#include "generator/kind.h"
#include "generator/projection.h"
#include "generator/rules/derivation.h"
#include "generator/rules/rule_set.h"
#include "generator/schema/schema.h"

namespace stesura {

struct BoundLanguage {
  Derivation derivation;  // empty where there are no derived values
  RuleSet rules;          // the layout's own

  // What templates may name: the projection's shape, with the derived values where there are any.
  const Field& shape(const Projection& projection) const {
    return derivation.empty() ? projection.shape() : derivation.shape();
  }
};

// The derived values of the kind come before those of the layout; a layout over many documents has
// only its own. Throws Error{templateFile}.
BoundLanguage bindLanguage(const Kind& kind, const Layout& layout, const Projection& projection);

// Adds to a report what the rules say of the data that stand at `pointer`. A place of which the
// schema complains already is not told again.
void askRules(const RuleSet& rules, const Json& data, const std::string& pointer, Steps& steps, SchemaReport& report);

// The same of each document of a list, each with steps of its own.
void askRulesOfEach(const RuleSet& rules, const Json& data, const std::string& list, SchemaReport& report);

// What the language found out about data that a layout shows.
struct LanguageReport {
  std::vector<Problem> problems, warnings;
};

// Adds the derived values to `reduced` (unless null) and asks the layout's rules of `projected`.
LanguageReport applyLanguage(const BoundLanguage& language, const Json& projected, Json* reduced, Steps& steps);

// The derived values that are there, by their JSON Pointers, in the order of kind.json.
struct FoundValue {
  std::string pointer, title;
  const Json* value;
};
std::vector<FoundValue> derivedValues(const Derivation& derivation, const Json& data);

}  // namespace stesura
