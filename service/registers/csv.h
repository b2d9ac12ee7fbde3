// A CSV file (RFC 4180) as rows of text, whatever made it: comma or semicolon, UTF-8 or Windows-1252.
#pragma once

#include <string_view>
#include <vector>

#include "generator/odf/spreadsheet.h"

namespace stesura {

// Rows count from 1; of one that goes over several lines, the number is that of the record. Empty
// rows are left out. The separator is the one that the first record has more of.
// Throws Error{data}: UTF-16, a NUL, a quote out of place, or over the bounds.
std::vector<SheetRow> readCsv(std::string_view bytes, const SheetBounds& bounds = {});

}  // namespace stesura
