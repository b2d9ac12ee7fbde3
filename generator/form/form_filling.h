// Writes one document: a prepared form, and behind it what the data say.
#pragma once

#include <vector>

#include "generator/form/form_base.h"
#include "generator/form/form_binding.h"
#include "generator/form/form_choices.h"

namespace stesura {

// All borrowed.
struct PreparedForm {
  const FormDescription& description;
  const BoundForm& bound;
  const std::vector<Choices>& choices;  // same index as the bindings
  const PreparedFaces& faces;
  const FormBase& base;
};

// Throws as FormTemplate::fill().
FilledForm fillForm(const PreparedForm& form, const FormOrder& order);

}  // namespace stesura
