// What was added to a list of references, and whether what was there kept its place.
#pragma once

#include <vector>

#include "generator/pdf/pdf_object.h"

namespace stesura {

struct ListDifference {
  std::vector<const PdfObject*> added, removed;
  bool isReordered = false;  // nothing removed, but what was there stands in another order
};

// Linear in the length of both; the arrays must outlive the result.
ListDifference listDifference(const PdfObject& before, const PdfObject& after);

}  // namespace stesura
