// Who may see what of a path: pure rules over facts, and the only place where they stand.
#pragma once

#include <optional>
#include <string>

#include "generator/schema/field.h"
#include "service/identity.h"
#include "service/store/registers.h"

namespace stesura {

// The highest class of the path's data that `who` may read; none: it does not exist for them (404).
// Own agency: operators of the case H; other operators R; segreteria and amministratore I (that it
// exists, pseudonym, phase, dates). Recipients in force: the case manager H («completa»), R else;
// other operators I. comunicazione and sistema: nothing. A program is never an operator of a case.
std::optional<DataClass> readablePath(const Identity& who, const PathFacts& path, const std::string& today);

// Who may change a path or write documents of it: the operators of the case.
bool mayChangePath(const Identity& who, const PathFacts& path);

}  // namespace stesura
