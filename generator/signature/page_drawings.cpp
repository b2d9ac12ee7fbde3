#include "generator/signature/page_drawings.h"

#include <algorithm>

namespace stesura {
namespace {

constexpr int kDeepest = 50;  // levels of the tree of pages

}  // namespace

// Own or inherited (7.7.3.4).
const PdfObject& PageDrawings::resourcesOf(const PdfObject& page, std::size_t revision) const {
  const PdfObject* node = &page;
  for (int level = 0; level < kDeepest && !node->has("Resources"); ++level)
    node = &history_.resolve((*node)["Parent"], revision);
  return history_.resolve((*node)["Resources"], revision);
}

const DrawnMarks& PageDrawings::of(const PageMap& pages, std::size_t page, std::size_t revision) {
  const std::uint32_t number = pages.pages[page - 1];
  const auto known = known_.find(number);
  if (known != known_.end()) return known->second;
  const PdfObject& dictionary = history_.object(number, revision);
  DrawnBounds bounds;
  bounds.bytes = std::min(bounds.bytes, bytesLeft_);
  bounds.marks = std::min(bounds.marks, marksLeft_);
  DrawnMarks marks = marksOfPage(history_, dictionary, resourcesOf(dictionary, revision), revision, bounds);
  marksLeft_ -= std::min(marksLeft_, marks.marks.size());
  bytesLeft_ -= std::min(bytesLeft_, marks.bytes);
  walk_.spend(marks.bytes / 8 + marks.marks.size());
  return known_.emplace(number, std::move(marks)).first->second;
}

}  // namespace stesura
