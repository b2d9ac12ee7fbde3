// What a verification found, for a person at a terminal.
#pragma once

#include <iosfwd>
#include <string>

#include "generator/signature/verification.h"

namespace stesura {

// The outcome, then a paragraph a signature, then what was added after them.
void printVerification(std::ostream& out, const std::string& file, const VerificationReport& report);

}  // namespace stesura
