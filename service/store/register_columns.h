// Where each register is kept, and what of an entry stands in clear or as a keyed digest beside its
// body.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "service/store/registers.h"

namespace stesura {

// "ente", "rete", …: the table, and the first part of the scope of its keys.
std::string registerTable(Register which);
// Sentence for an entry that is there already.
std::string registerConflict(Register which);

// Columns beyond id, versione, modificato_il and corpo, with their values, worked out from the
// body.
using ClearColumns = std::vector<std::pair<std::string, SqlValue>>;
ClearColumns clearColumns(Transaction& transaction, const Vault& vault, Register which,
                          const std::string& agency, const Json& body);

// Keyed digests of a person within its agency: "" without codice fiscale, or without a date of
// birth.
std::string codeIndex(Transaction& transaction, const Vault& vault, const std::string& agency,
                      const std::string& code);
std::string birthIndex(Transaction& transaction, const Vault& vault, const std::string& agency,
                       const Json& person);
std::string agencyIndex(Transaction& transaction, const Vault& vault, const std::string& code);

}  // namespace stesura
