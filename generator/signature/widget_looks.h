// What the boxes of a filled field draw: where they lie, what lies below, what a registration says.
#pragma once

#include "generator/signature/revision_case.h"

namespace stesura {

// What may be drawn in the box of a field that waits to be filled is anybody's; so the box must be one
// that hides nothing. To be confirmed is one that takes more than a third of the page that is seen (the
// largest that Stesura makes, 180 by 100 mm, takes 29 % of an A4), that lies on words, pictures, drawings or
// other annotations of the page (lines to sign on, and the background of a table's cell, are none), or
// that readers do not keep in its place. Boxes that draw nothing are not looked at.
void judgeFilledBoxes(RevisionCase& at, const SignedField& field);

// A registration shows its value and nothing else: the words that its appearance draws are those of /V,
// in a place where they are seen, and nothing is painted but thin lines. To be confirmed if not, or if it
// cannot be told.
void judgeRegistration(RevisionCase& at, const SignedField& field);

// True if a form XObject has a /BBox with an area and no /Matrix that readers take differently: then it
// is drawn inside of its rectangle (12.5.5). One that draws nothing needs none.
bool staysInside(const RevisionCase& at, const PdfObject& look);

// True for flags (12.5.3) that let a reader draw beside the rectangle: NoZoom, NoRotate.
bool drawsBeside(const PdfObject& widget);

// True for a border (12.5.4) that is no thin line.
bool hasWideBorder(const RevisionCase& at, const PdfObject& widget);

}  // namespace stesura
