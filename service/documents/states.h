// The states of a document, and the one table of who may move it from one to another.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "generator/schema/field.h"
#include "service/access.h"
#include "service/identity.h"
#include "service/store/documents.h"

namespace stesura {

struct StateMove {
  std::string_view from, to;
  std::vector<Role> roles;            // any of them, of the agency that issued the document
  DataClass most = DataClass::health;  // the highest ceiling that a document may have
  bool ofPaths = true;                // whether documents of a path may be moved so
  bool needsReason = false;
  bool needsRegistration = false;     // a number of the issuing agency's own register
};

// docs/stati-dei-documenti.md shows the same table; a test compares them. There is no way back.
const std::vector<StateMove>& stateMoves();
const std::vector<std::string_view>& documentStates();

// What a move depends on beside the document itself.
struct MoveCase {
  const Identity& who;
  const DocumentRecord& document;
  const PathFacts* path;  // null where the document is of none
  bool registeredHere;    // by the issuing agency
};

// Those that the asker may make now.
std::vector<std::string> possibleStates(const MoveCase& asked);
// Throws Refusal{conflict} where the document's state or class does not admit it, {forbidden} for
// somebody else's part, Error{data} for a reason that is missing.
void requireMove(const MoveCase& asked, std::string_view to, const std::string& reason);

}  // namespace stesura
