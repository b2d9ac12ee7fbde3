// What the fields of a filled form say of one datum, and what follows from all of it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "generator/error.h"
#include "generator/form/form.h"
#include "generator/form/form_template.h"
#include "generator/json/json.h"

namespace stesura {

// A field of the filled form and what the layout binds it to. Both borrowed; the binding has a tag and
// a datum.
struct FormEvidence {
  const FieldBinding* binding;
  const FormField* field;
};

struct Verdict {
  std::optional<Json> value{};
  bool unticked = false;            // `value` is the false of an empty box, which an empty form has too
  std::string absence{};            // code of the reason that stands in the place of a value, or ""
  std::vector<Problem> warnings{};  // without pointers
};

// All the evidence is of the same datum.
Verdict judge(const std::vector<FormEvidence>& evidence);

// Whether the field holds something that a person would see: a text, a tick, a choice.
bool holdsSomething(const FormField& field);

// How a warning says where: «campo «Cognome_2»».
std::string placeOf(const FormField& field);

// The values that the option of a binding stands for, by what the layout fills it with.
std::vector<Json> valuesOfOption(const FieldBinding& binding, const std::string& option);

}  // namespace stesura
