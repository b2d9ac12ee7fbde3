// Which columns a file may bring for a register, and what their texts mean.
#pragma once

#include <string>
#include <vector>

#include "generator/schema/field.h"
#include "service/store/registers.h"

namespace stesura {

// One value of an entry that a column may hold. A list takes its items from one cell, parted by «|».
struct ImportColumn {
  std::string key;      // «residenza.comune»
  std::string title;    // «Residenza – Comune»
  std::string pointer;  // «/residenza/comune»
  const Field* field;   // of the value, or of the list's items
  bool list = false;
};

// Texts, numbers, truth values and lists of them, of at most class R: what reveals more comes one by one.
std::vector<ImportColumn> importColumns(const Field& shape);

// The column that a header names: by its key, its title, or its own last words where no other has
// them. Null for none.
const ImportColumn* columnFor(const std::vector<ImportColumn>& columns, const std::string& header);

// Puts the text of a cell where the column says. False where it is nothing that may stand there:
// «sì», «no» for truth values, 12/03/2026 for a day, the key or the title of a choice.
bool putCell(Json& entry, const ImportColumn& column, const std::string& text);

}  // namespace stesura
