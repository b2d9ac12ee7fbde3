// What lies on the pages of a document, read once a page.
#pragma once

#include <cstddef>
#include <cstdint>
#include <unordered_map>

#include "generator/signature/drawn_marks.h"
#include "generator/signature/object_walk.h"

namespace stesura {

// A page that cannot be read wholly says so. Borrows the history.
class PageDrawings {
 public:
  PageDrawings(const PdfHistory& history, const ObjectWalk& walk) : history_(history), walk_(walk) {}

  // Of the page of a number, from 1. The reference stays valid until forget().
  const DrawnMarks& of(const PageMap& pages, std::size_t page, std::size_t revision);
  // For a revision that changed what pages draw.
  void forget() { known_.clear(); }

 private:
  const PdfObject& resourcesOf(const PdfObject& page, std::size_t revision) const;

  const PdfHistory& history_;
  const ObjectWalk& walk_;
  std::unordered_map<std::uint32_t, DrawnMarks> known_;
  std::size_t bytesLeft_ = 64u << 20;  // of content, over all pages
  std::size_t marksLeft_ = 1000000;    // kept of all pages
};

}  // namespace stesura
