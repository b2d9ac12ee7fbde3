// The fields of a PDF form and what goes into them, for a terminal and for programs.
#pragma once

#include <iosfwd>
#include <string>
#include <vector>

#include "generator/form/form.h"
#include "generator/form/form_map.h"
#include "generator/json/json.h"

namespace stesura {

// A line a field: page, type, name, what it is called on the page, then what it admits. `labels`: of
// each field, in their order.
void printFields(std::ostream& out, const FormDescription& form, const std::vector<std::string>& labels);

// {pagine, tolti, campi: [{nome, tipo, suggerimento, …, riquadri: [{pagina, rettangolo, stato}], opzioni,
// valori}]}; pages from 1, rectangles in points: left, bottom, right, top. `valori` are left out
// unless asked for: they may be a person's.
Json fieldsJson(const FormDescription& form, bool withValues);

// What kind.json wants of a layout, as JSON text in the order of the form: {"campi": {…}}; a field
// without a proposal is null.
std::string bindingsText(const std::vector<ProposedBinding>& bindings);

// How many fields have a proposal, and those that a person should look at.
void printBindings(std::ostream& out, const std::vector<ProposedBinding>& bindings);

}  // namespace stesura
