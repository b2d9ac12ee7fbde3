// The fields of a PDF form and what goes into them, for a terminal and for programs.
#pragma once

#include <iosfwd>
#include <vector>

#include "generator/form/form.h"
#include "generator/form/form_map.h"
#include "generator/json/json.h"

namespace stesura {

// A line a field: page, type, name, tool tip, then what it admits.
void printFields(std::ostream& out, const FormDescription& form);

// {pagine, tolti, campi: [{nome, tipo, suggerimento, …, riquadri: [{pagina, rettangolo, stato}], opzioni,
// valori}]}; pages from 1, rectangles in points: left, bottom, right, top. `valori` are left out
// unless asked for: they may be a person's.
Json fieldsJson(const FormDescription& form, bool withValues);

// What kind.json wants of a layout: {"campi": {…}}; a field without a proposal is null.
Json bindingsJson(const std::vector<ProposedBinding>& bindings);

// How many fields have a proposal, and those that a person should look at.
void printBindings(std::ostream& out, const std::vector<ProposedBinding>& bindings);

}  // namespace stesura
