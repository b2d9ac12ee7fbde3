// Reads a filled form back into the data of its kind.
#pragma once

#include <string_view>
#include <vector>

#include "generator/error.h"
#include "generator/form/form.h"
#include "generator/form/form_template.h"
#include "generator/json/json.h"

namespace stesura {

struct FormReading {
  Json data = Json::object();
  std::vector<Problem> warnings{};  // what does not fit its type, names no field, cannot be read back
};

// `filled` describes the file that came back; fields are found by their full names. Empty fields
// give nothing; what a text does not tell («non rilevato») neither. Each value is told by JSON
// Pointer, never in words.
FormReading readForm(const FormDescription& filled, const FormTemplate& layout);

// Whether what this binding prints tells the datum again (no «|maiuscolo» of a text, no free mix of
// several tags).
bool readsBack(const FieldBinding& binding);

}  // namespace stesura
