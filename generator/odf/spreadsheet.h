// The cells of a spreadsheet's first sheet as text, read within bounds; formulas are never run.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace stesura {

struct SheetRow {
  std::size_t number = 0;            // counts from 1, as the sheet shows it
  std::vector<std::string> cells{};  // without the empty ones at the end
};

struct SheetBounds {
  std::size_t maxRows = 10'001;        // rows with something in them
  std::size_t maxColumns = 200;
  std::size_t maxCellBytes = 8'000;
};

// Rows that are empty are left out. A date is «2026-03-12», a number is written as the file keeps
// it, a truth value is «sì» or «no», anything else is its text; of a formula, its last result.
// Throws Error{data}: no .ods, damaged, encrypted, or over the bounds, also by repeating cells.
std::vector<SheetRow> readSpreadsheet(std::string_view bytes, const SheetBounds& bounds = {});

}  // namespace stesura
