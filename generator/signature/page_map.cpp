#include "generator/signature/page_map.h"

#include <algorithm>
#include <cmath>

#include "generator/error.h"

namespace stesura {
namespace {

constexpr std::size_t kMostPages = 50000, kMostKids = 200000, kDeepest = 50;
constexpr double kHighMargin = 0.15, kSideMargin = 0.10;

class PageWalk {
 public:
  PageWalk(const PdfHistory& history, std::size_t revision) : history_(history), revision_(revision) {}

  PageMap walk() {
    visit(history_.root(revision_)["Pages"], {}, 0);
    return std::move(map_);
  }

 private:
  void visit(const PdfObject& written, PageMap::Inherited from, std::size_t depth) {
    if (++kids_ > kMostKids) refuse();
    const PdfObject& node = history_.resolve(written, revision_);
    if (!node.isDictionary()) return;
    const std::uint32_t number = written.isReference() ? written.number() : 0;
    if (!node.has("Kids")) return add(number, from);
    if (number != 0 && !map_.nodes.insert(number).second) return;
    if (depth == kDeepest) refuse();
    if (node.has("MediaBox")) from.mediaBox = &node["MediaBox"];
    if (node.has("CropBox")) from.cropBox = &node["CropBox"];
    if (node.has("Rotate")) from.rotate = &node["Rotate"];
    const PdfObject& kids = node["Kids"];
    if (kids.isReference()) map_.nodes.insert(kids.number());
    for (const PdfObject& kid : history_.resolve(kids, revision_).items) visit(kid, from, depth + 1);
  }

  void add(std::uint32_t number, const PageMap::Inherited& from) {
    if (map_.pages.size() == kMostPages) refuse();
    if (number != 0 && !map_.numberOf.emplace(number, map_.pages.size() + 1).second) return;
    map_.pages.push_back(number);
    map_.inherited.push_back(from);
  }

  [[noreturn]] static void refuse() {
    throw Error(ErrorKind::data, "Il documento ha troppe pagine per essere confrontato.");
  }

  const PdfHistory& history_;
  std::size_t revision_;
  std::size_t kids_ = 0;
  PageMap map_;
};

const PdfObject& valueOn(const PdfObject& page, const char* key, const PdfObject* inherited) {
  static const PdfObject kNull;
  if (page.has(key)) return page[key];
  return inherited != nullptr ? *inherited : kNull;
}

}  // namespace

std::size_t PageMap::pageNumber(std::uint32_t object) const {
  const auto found = numberOf.find(object);
  return found == numberOf.end() ? 0 : found->second;
}

PageMap pagesAsOf(const PdfHistory& history, std::size_t revision) {
  return PageWalk(history, revision).walk();
}

std::optional<PdfBox> boxOf(const PdfHistory& history, const PdfObject& array, std::size_t revision) {
  const PdfObject& written = history.resolve(array, revision);
  if (!written.isArray() || written.items.size() != 4) return {};
  std::array<double, 4> numbers{};
  for (std::size_t i = 0; i < 4; ++i) {
    const PdfObject& number = history.resolve(written.items[i], revision);
    if (!number.isNumber() || !std::isfinite(number.real)) return {};
    numbers[i] = number.real;
  }
  return PdfBox{std::min(numbers[0], numbers[2]), std::min(numbers[1], numbers[3]),
                std::max(numbers[0], numbers[2]), std::max(numbers[1], numbers[3])};
}

std::optional<PdfBox> seenBox(const PdfHistory& history, const PageMap& pages, std::size_t page,
                              std::size_t revision) {
  if (page == 0 || page > pages.pages.size()) return {};
  const PdfObject& dictionary = history.object(pages.pages[page - 1], revision);
  const PageMap::Inherited& from = pages.inherited[page - 1];
  std::optional<PdfBox> box = boxOf(history, valueOn(dictionary, "MediaBox", from.mediaBox), revision);
  const std::optional<PdfBox> cut = boxOf(history, valueOn(dictionary, "CropBox", from.cropBox), revision);
  if (box && cut) {
    box = PdfBox{std::max(box->left, cut->left), std::max(box->bottom, cut->bottom),
                 std::min(box->right, cut->right), std::min(box->top, cut->top)};
  }
  if (!box) box = cut;
  return box && !box->isEmpty() ? box : std::nullopt;
}

bool isInMargins(const PdfHistory& history, const PageMap& pages, std::size_t page, const PdfBox& rectangle,
                 std::size_t revision) {
  const std::optional<PdfBox> box = seenBox(history, pages, page, revision);
  if (!box || rectangle.isEmpty()) return false;
  const PdfObject& dictionary = history.object(pages.pages[page - 1], revision);
  const PdfObject& rotate =
      history.resolve(valueOn(dictionary, "Rotate", pages.inherited[page - 1].rotate), revision);
  const bool isTurned = rotate.isInteger() && rotate.integer % 180 != 0;
  const double width = box->right - box->left, height = box->top - box->bottom;
  const double across = width * (isTurned ? kHighMargin : kSideMargin),
               along = height * (isTurned ? kSideMargin : kHighMargin);
  return rectangle.right <= box->left + across || rectangle.left >= box->right - across ||
         rectangle.top <= box->bottom + along || rectangle.bottom >= box->top - along;
}

}  // namespace stesura
