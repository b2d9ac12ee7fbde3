// From the parts of a template to programs: reads tags, lifts sections, guards, names, metadata.
#pragma once

#include <string>
#include <vector>

#include "generator/error.h"
#include "generator/merge/program.h"
#include "generator/odf/clause.h"
#include "generator/odf/package.h"

namespace stesura {

// One part of the package: a program where it depends on the order, packed bytes where it does not.
struct CompiledPart {
  PackedEntry packed;  // name and media type; the bytes only if the part is constant
  Program program;
  bool constant = true;
  bool hasContents = false;  // the merged bytes want fillContentsTables()
  bool constantUnlessMarked = false;  // packed holds the part as issued without any mark on its pages
};

// `package` has passed the gate. Problems of all parts go to `problems`; if there are any, what
// comes back is not to be used.
std::vector<CompiledPart> compileParts(const Package& package, const Field& shape, NamesMode mode,
                                       const std::vector<ClauseList>& clauses,
                                       std::vector<Problem>& problems);

}  // namespace stesura
