// Empty signature fields in the place of links «stesura:firma/…», text fields in that of
// «stesura:protocollo/…».
#pragma once

#include <qpdf/QPDF.hh>

#include "generator/pdf/signature_fields.h"

namespace stesura {

// Each link of a tagged PDF becomes a field whose box stands on its text: the lower left corner is the
// upper left one of the text, the size is that of the address; too far to the right it moves to the
// left. The text stays as a Span, the field follows it in the structure as a Form. Fields are plain
// indirect objects, merged with their widget. Does nothing to a file without such links.
// Throws Error{templateFile}: an address that cannot be read, a place in header or footer, broken
// across two pages, not on its page, or over another; Error{data}: the same place twice.
void placeSignatures(QPDF& pdf, const SignaturePlaces& order);

// For what nobody signs (drafts, copies): the links are plain text.
void removeSignaturePlaces(QPDF& pdf);

}  // namespace stesura
