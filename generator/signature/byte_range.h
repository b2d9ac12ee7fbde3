// Whether a signature's ByteRange says what it must: all of its revision but its own /Contents.
#pragma once

#include <cstddef>

#include "generator/pdf/history.h"
#include "generator/signature/signed_file.h"

namespace stesura {

// Fills in gap, coverage, contents and revision of `placed`, and its faults. `since` is the revision in
// which the dictionary was first reached: it stands for the revision as long as nothing better is known.
void judgeByteRange(const PdfHistory& history, const PdfObject& dictionary, std::size_t since,
                    PlacedSignature& placed);

}  // namespace stesura
