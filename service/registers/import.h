// Many entries of a register out of one table: everything that is wrong, row by row, before anything is stored.
#pragma once

#include <string>
#include <vector>

#include "generator/error.h"
#include "generator/odf/spreadsheet.h"
#include "service/registers/place_names.h"
#include "service/registers/register_schemas.h"

namespace stesura {

struct ImportEntry {
  std::size_t row = 0;  // as the file counts
  Json body{};
};

struct ImportPlan {
  std::size_t rows = 0;                 // without the header
  std::vector<ImportEntry> entries{};   // those without problems
  std::vector<Problem> problems{};      // «/righe/12/codice_fiscale»; never a value
  std::vector<Problem> warnings{};
  std::size_t filled = 0;               // values that came from a codice fiscale
};

// The first row names the columns. Persons are filled from their codice fiscale. Doubles within the
// file are problems. Throws Error{data} where there is nothing to read, or a column is unknown.
ImportPlan planImport(const RegisterSchemas& schemas, const PlaceNames& places, Register which,
                      const std::vector<SheetRow>& rows);

// A problem of one row.
Problem rowProblem(std::size_t row, const std::string& pointer, const std::string& sentence, const std::string& hint);

}  // namespace stesura
