// Follows the cross-reference sections of a PDF from its end to its beginning (ISO 32000-1, 7.5.5 and 7.5.6).
#pragma once

#include <string_view>
#include <vector>

#include "generator/pdf/history.h"
#include "generator/pdf/reference_reader.h"

namespace stesura {

struct RevisionChain {
  std::vector<PdfRevision> revisions{};            // oldest first
  std::vector<std::vector<ByteRange>> sections{};  // of each revision: where its sections stand
  std::vector<PdfIrregularity> irregularities{};
  ReadingRoom left{};  // what objects may still cost
};

// Throws Error{data} as PdfHistory::read().
RevisionChain readRevisions(std::string_view bytes, const PdfBounds& bounds);

}  // namespace stesura
