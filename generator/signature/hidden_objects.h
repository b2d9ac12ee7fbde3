// Bytes of an update that a reader which repairs files would take for objects.
#pragma once

#include <cstddef>

#include "generator/pdf/history.h"

namespace stesura {

// Whether the revision's bytes hold «n g obj» where no reference of it leads, be it inside a stream, or
// more than one «trailer». Readers that find a file damaged search it for these words, and show what they
// find (Poppler does, at white space behind the end or odd references).
bool hidesObjects(const PdfHistory& history, std::size_t revision);

}  // namespace stesura
