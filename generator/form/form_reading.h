// Reads a filled form back into the data of its kind.
#pragma once

#include <string_view>
#include <vector>

#include "generator/error.h"
#include "generator/form/form.h"
#include "generator/form/form_template.h"
#include "generator/json/json.h"
#include "generator/schema/field.h"

namespace stesura {

struct FormReading {
  Json data = Json::object();
  std::vector<Problem> warnings{};  // what does not fit its type, names no field, cannot be read back
};

// `filled` describes the file that came back; fields are found by their full names and taken as what
// they are there. `expected` and `bindings` are those of the layout. Empty fields give nothing; what a
// text does not tell («non rilevato») neither. Each value is told by JSON Pointer, never in words;
// Problem::place names the field.
// A box of a boolean gives true or false. `shape`, of the whole data, says where reasons for absences
// («non noto») go, and that an empty box alone makes no object which lacks other required values;
// without it no reason is kept and an empty box is always false.
// Of what cannot be told for sure (copies that differ, two boxes for one value) nothing is taken.
FormReading readFields(const FormDescription& filled, const FormDescription& expected,
                       const std::vector<FieldBinding>& bindings, const Field* shape = nullptr);

inline FormReading readForm(const FormDescription& filled, const FormTemplate& layout, const Field* shape = nullptr) {
  return readFields(filled, layout.description(), layout.bindings(), shape);
}

// Whether what this binding prints tells the datum again (no «|maiuscolo» of a text, no free mix of
// several tags).
bool readsBack(const FieldBinding& binding);

}  // namespace stesura
