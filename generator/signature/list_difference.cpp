#include "generator/signature/list_difference.h"

#include <set>
#include <utility>

namespace stesura {
namespace {

using Referred = std::set<std::pair<std::uint32_t, std::uint32_t>>;

Referred referredIn(const std::vector<PdfObject>& items) {
  Referred referred;
  for (const PdfObject& item : items) {
    if (item.isReference()) referred.emplace(item.number(), item.generation);
  }
  return referred;
}

bool isIn(const Referred& referred, const PdfObject& item) {
  return item.isReference() && referred.contains({item.number(), item.generation});
}

}  // namespace

ListDifference listDifference(const PdfObject& before, const PdfObject& after) {
  ListDifference difference;
  std::size_t kept = 0;
  for (const PdfObject& item : after.items) {
    if (kept < before.items.size() && item == before.items[kept])
      ++kept;
    else
      difference.added.push_back(&item);
  }
  if (kept == before.items.size()) return difference;
  difference.added.clear();
  const Referred old = referredIn(before.items), fresh = referredIn(after.items);
  for (const PdfObject& item : before.items) {
    if (!isIn(fresh, item)) difference.removed.push_back(&item);
  }
  for (const PdfObject& item : after.items) {
    if (!isIn(old, item)) difference.added.push_back(&item);
  }
  difference.isReordered = difference.removed.empty();
  return difference;
}

}  // namespace stesura
