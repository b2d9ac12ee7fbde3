// The pages of a PDF as of a revision, by number, with what they inherit (ISO 32000-1, 7.7.3).
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "generator/pdf/history.h"

namespace stesura {

struct PageMap {
  struct Inherited {
    const PdfObject* mediaBox = nullptr;  // as written; null pointers where no ancestor says any
    const PdfObject* cropBox = nullptr;
    const PdfObject* rotate = nullptr;
  };
  std::vector<std::uint32_t> pages{};                         // objects, in the order of the document
  std::vector<Inherited> inherited{};                         // for each page
  std::unordered_map<std::uint32_t, std::size_t> numberOf{};  // object -> page, from 1
  std::unordered_set<std::uint32_t> nodes{};  // of the page tree above the pages, arrays of kids too

  // From 1; 0 for what is no page.
  std::size_t pageNumber(std::uint32_t object) const;
};

// Throws Error{data} for more than 50,000 pages or 50 levels. A page that comes twice is counted once.
PageMap pagesAsOf(const PdfHistory& history, std::size_t revision);

struct PdfBox {
  double left, bottom, right, top;
  bool isEmpty() const { return right <= left || top <= bottom; }
};

// Of an array of four numbers, corners in any order; none for anything else.
std::optional<PdfBox> boxOf(const PdfHistory& history, const PdfObject& array, std::size_t revision);

// What of a page is seen: its /CropBox inside of its /MediaBox, own or inherited; none without area.
std::optional<PdfBox> seenBox(const PdfHistory& history, const PageMap& pages, std::size_t page,
                              std::size_t revision);

// True if a rectangle lies wholly in the margins of a page as a reader sees it (the outer 15 % above and
// below, the outer 10 % at the sides) or beside the page.
bool isInMargins(const PdfHistory& history, const PageMap& pages, std::size_t page, const PdfBox& rectangle,
                 std::size_t revision);

}  // namespace stesura
