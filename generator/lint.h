// Layouts held against schema and projection: what would go wrong, found before an operator does.
#pragma once

#include <string_view>
#include <vector>

#include "generator/generator.h"
#include "generator/kind.h"
#include "generator/odf/template.h"
#include "generator/projection.h"

namespace stesura {

// Tags and sections that name what the projection removes, one problem each.
std::vector<Problem> removedNames(const std::vector<TagUse>& uses, const Projection& projection);

// Tags on values that may be absent, printed without |facoltativo and outside a condition.
std::vector<Problem> bareOptionals(const std::vector<TagUse>& uses, const Field& shape);

// Properties that a document must have and that no use in `uses` (of all layouts together) shows.
std::vector<Problem> unshownProperties(const std::vector<TagUse>& uses, const Field& shape);

}  // namespace stesura
