// Lint of PDF forms: maps against the schema, options against enumerations, texts against room.
#pragma once

#include <vector>

#include "generator/form/form_map.h"
#include "generator/form/form_template.h"
#include "generator/generator.h"

namespace stesura {

// What is doubtful about a form that compiles: fields that nothing fills (unless `map` leaves them
// empty on purpose), values of the schema that the form does not offer (an error), texts and lists
// that may be longer than their fields have room for.
std::vector<LintFinding> lintForm(const FormTemplate& form, const FormMap& map);

}  // namespace stesura
