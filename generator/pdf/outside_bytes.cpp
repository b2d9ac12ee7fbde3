#include <algorithm>

#include "generator/pdf/object_store.h"

namespace stesura {

std::vector<PdfIrregularity> ObjectStore::outsideBytes(std::size_t revision) {
  std::vector<PdfIrregularity> found;
  const PdfRevision& own = chain_.revisions.at(revision);
  std::size_t at = own.begin;
  for (const ByteRange& range : namedRanges(revision)) {
    if (range.begin > at) tellGap({at, range.begin}, revision, found);
    at = std::max(at, range.end);
  }
  if (at < own.end) tellGap({at, own.end}, revision, found);
  return found;
}

// In the file's order; they may overlap.
std::vector<ByteRange> ObjectStore::namedRanges(std::size_t revision) {
  std::vector<ByteRange> ranges = chain_.sections[revision];
  const PdfRevision& own = chain_.revisions[revision];
  for (const auto& [number, reference] : own.references) {
    if (reference.kind != PdfReference::Kind::inFile || reference.offset < own.begin) continue;
    if (const IndirectObject* object = inFile({reference, revision}, number, revision))
      ranges.push_back({object->begin, object->end});
  }
  std::sort(ranges.begin(), ranges.end(), [](ByteRange a, ByteRange b) { return a.begin < b.begin; });
  return ranges;
}

std::optional<IndirectObject> ObjectStore::unnamedObject(std::size_t at, std::size_t end,
                                                         std::size_t revision) {
  const std::string_view view = bytes_.substr(0, end);
  auto object = readIndirect(view, at, chain_.left);
  if (!object || object->isWhole || object->dataBegin == 0) return object;
  const PdfObject& length = resolve(object->value["Length"], revision);
  if (length.isInteger()) completeStream(view, *object, length.integer, chain_.left);
  return object;
}

// Tells the objects in a gap one by one, then the rest that is no object as a whole. White space,
// comments and «startxref» with its number are no gap.
void ObjectStore::tellGap(ByteRange gap, std::size_t revision, std::vector<PdfIrregularity>& found) {
  const std::string_view view = bytes_.substr(0, gap.end);
  for (std::size_t at = gap.begin;;) {
    ObjectReader reader(view, at, chain_.left);
    reader.skipSpaceAndComments();
    while (reader.skipWord("startxref")) {
      reader.skipSpace();
      reader.digits(bytes_.size());
      reader.skipSpaceAndComments();
    }
    if (reader.isAtEnd()) return;
    const auto object = unnamedObject(reader.at(), gap.end, revision);
    const bool isObject = object && object->isWhole;
    const std::size_t end = isObject ? object->end : gap.end;
    const bool isKnown = isObject && chain_.revisions[revision].references.contains(object->number);
    found.push_back({isKnown ? Irregularity::objectTwice : Irregularity::bytesOutside, revision,
                     object ? object->number : 0, end - reader.at()});
    at = end;
  }
}

}  // namespace stesura
