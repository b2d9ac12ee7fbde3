// Puts a letterhead on the pages of a layout, above and beneath what stands there already.
#pragma once

#include "generator/odf/letterhead_sheet.h"
#include "generator/odf/package.h"

namespace stesura {

// `layout` has passed the gate, the sheet its checks.
void putLetterhead(const LetterheadSheet& sheet, Package& layout);

}  // namespace stesura
