// Reads one field of a settled tree into plain values.
#pragma once

#include "generator/form/field_tree.h"
#include "generator/form/form.h"

namespace stesura {

// `form` is the AcroForm: its /DA and /Q are no matter here. Whatever has the wrong type counts as
// absent. Throws Error{templateFile} where the choices of a field are beyond all bounds.
FormField readField(const FoundField& found);

// /Rect with its corners in order, within ±14,400 points; a rectangle of no size at the origin where
// the file has none.
FormWidget readPlace(QPDFObjectHandle widget, std::size_t page);

}  // namespace stesura
