// Files that somebody signs: written once, and never over what was signed already.
#pragma once

#include <string>

#include "generator/generator.h"
#include "service/commands/held_signature.h"

namespace stesura {

// One document to its file, or to standard output for `-`. A document with places to sign is frozen:
// beside its file stands «<file>.sha256», as sha256sum writes it, and a file of that name that differs
// is never replaced; nor is one that holds a signature, by any document.
// Throws Error{usage} for a file that stays as it is, else as writeOutput().
void writeIssued(const std::string& name, const Document& document);

}  // namespace stesura
