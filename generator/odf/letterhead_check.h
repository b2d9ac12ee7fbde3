// What a letterhead may hold: plain text, pictures with their description, page numbers.
#pragma once

#include <vector>

#include "generator/error.h"
#include "generator/odf/letterhead_sheet.h"

namespace stesura {

// What is wrong goes to `problems`; what of the file does not come onto the pages, to the sheet's
// warnings.
void checkLetterhead(LetterheadSheet& sheet, std::vector<Problem>& problems);

}  // namespace stesura
