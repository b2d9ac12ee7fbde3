// Layouts held against schema and projection: what would go wrong, found before an operator does.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "generator/generator.h"
#include "generator/kind.h"
#include "generator/odf/template.h"
#include "generator/projection.h"
#include "generator/rules/derivation.h"
#include "generator/rules/rule_set.h"

namespace stesura {

// Tags and sections that name what the projection removes, or a derived value made of it; one
// problem each.
std::vector<Problem> removedNames(const std::vector<TagUse>& uses, const Projection& projection,
                                  const Derivation& derivation);

// Rules of a layout that look at what the projection removes.
std::vector<Problem> removedInputs(const RuleSet& rules, const Projection& projection, const Derivation& derivation);

// Charts that a layout shows without the table of their figures.
std::vector<Problem> chartsWithoutTable(const std::vector<TagUse>& uses);

// Whether a template or the rules of its layout name any derived value.
bool needsDerived(const std::vector<TagUse>& uses, const Derivation& derivation, const RuleSet& rules);

// The derived values that a template, a rule or another derived value names, by their place in
// kind.json; and those of `all` that are not among the `used` of any layout.
std::set<std::string> usedDerived(const std::vector<TagUse>& uses, const Derivation& derivation, const RuleSet& rules);
std::vector<Problem> unusedDerived(const std::vector<Derivation::Use>& all, const std::set<std::string>& used);

// Pictures that not everybody can read: their alternative text may be missing.
std::vector<Problem> mutePictures(const std::vector<TagUse>& uses, const Field& shape);

// Tags on values that may be absent, printed without |facoltativo and outside a condition.
std::vector<Problem> bareOptionals(const std::vector<TagUse>& uses, const Field& shape);

// Properties that a document must have and that no use in `uses` (of all layouts together) shows.
std::vector<Problem> unshownProperties(const std::vector<TagUse>& uses, const Field& shape);

}  // namespace stesura
