#include "generator/pdf/object_store.h"

#include <algorithm>
#include <limits>

#include "generator/error.h"

namespace stesura {
namespace {

const PdfObject kNull{};

}  // namespace

ObjectStore::ObjectStore(std::string_view bytes, RevisionChain chain)
    : bytes_(bytes), chain_(std::move(chain)) {
  for (std::size_t revision = 0; revision < chain_.revisions.size(); ++revision)
    for (const auto& [number, reference] : chain_.revisions[revision].references)
      words_.push_back({number, static_cast<std::uint32_t>(revision), &reference});
  std::sort(words_.begin(), words_.end(), [](const Word& a, const Word& b) {
    return a.number != b.number ? a.number < b.number : a.revision < b.revision;
  });
}

PlacedReference ObjectStore::place(std::uint32_t number, std::size_t revision) const {
  const auto behind = std::upper_bound(
      words_.begin(), words_.end(), std::pair(number, revision),
      [](const std::pair<std::uint32_t, std::size_t>& wanted, const Word& word) {
        return wanted.first != word.number ? wanted.first < word.number : wanted.second < word.revision;
      });
  if (behind == words_.begin() || (behind - 1)->number != number) return {};
  return {*(behind - 1)->reference, (behind - 1)->revision};
}

void ObjectStore::tell(Irregularity kind, const PlacedReference& placed, std::uint32_t number) {
  if (told_.emplace(kind, placed.revision, number).second)
    chain_.irregularities.push_back({kind, placed.revision, number});
}

const PdfObject& ObjectStore::object(std::uint32_t number, std::size_t revision) {
  constexpr std::size_t kMostNesting = 8;  // a stream, its length in an object stream, that one's length, …
  if (revision >= chain_.revisions.size() || number == 0) return kNull;
  const PlacedReference placed = place(number, revision);
  if (placed.reference.kind == PdfReference::Kind::free) return kNull;
  if (nesting_ >= kMostNesting) {
    tell(Irregularity::malformed, placed, number);
    return kNull;
  }
  ++nesting_;
  struct Leave {
    std::size_t& nesting;
    ~Leave() { --nesting; }
  } leave{nesting_};
  if (placed.reference.kind == PdfReference::Kind::inStream) return inStream(placed, number, revision);
  const IndirectObject* const found = inFile(placed, number, revision);
  return found ? found->value : kNull;
}

// What was not yet in the file when the revision ended is not there.
const IndirectObject* ObjectStore::inFile(const PlacedReference& placed, std::uint32_t number,
                                          std::size_t revision) {
  const std::size_t offset = placed.reference.offset, end = chain_.revisions[revision].end;
  if (offset >= end) {
    tell(Irregularity::objectElsewhere, placed, number);
    return nullptr;
  }
  const auto [kept, isNew] = kept_.try_emplace(offset);
  if (isNew) kept->second.object = readIndirect(bytes_, offset, chain_.left);
  const auto& object = kept->second.object;
  if (!object || object->number != number || object->generation != placed.reference.generation) {
    tell(Irregularity::objectElsewhere, placed, number);
    return nullptr;
  }
  const IndirectObject* const found = whole(kept->second, revision);
  if (!found || found->end > end) {
    tell(!found && object->dataBegin != 0 ? Irregularity::wrongLength : Irregularity::malformed, placed,
         number);
    return nullptr;
  }
  if (found->hasDuplicateKeys) tell(Irregularity::duplicateKey, placed, number);
  return found;
}

// A stream whose /Length is a reference may be another one in a later revision.
const IndirectObject* ObjectStore::whole(Kept& kept, std::size_t revision) {
  IndirectObject& object = *kept.object;
  if (object.isWhole) return &object;
  if (object.dataBegin == 0 || kept.isWrongLength) return nullptr;
  const PdfObject& length = object.value["Length"];
  if (!length.isReference()) {
    kept.isWrongLength = !length.isInteger() || !completeStream(bytes_, object, length.integer, chain_.left);
    return kept.isWrongLength ? nullptr : &object;
  }
  const PdfObject& resolved = resolve(length, revision);
  if (!resolved.isInteger()) return nullptr;
  auto known = kept.byLength.find(resolved.integer);
  if (known == kept.byLength.end()) {
    chain_.left.takeValues(object.values);
    known = kept.byLength.emplace(resolved.integer, object).first;
    completeStream(bytes_, known->second, resolved.integer, chain_.left);
  }
  return known->second.isWhole ? &known->second : nullptr;
}

const PdfObject& ObjectStore::inStream(const PlacedReference& placed, std::uint32_t number,
                                       std::size_t revision) {
  const std::uint32_t container = placed.reference.container;
  const bool isNested = place(container, revision).reference.kind != PdfReference::Kind::inFile;
  const PdfObject& stream = isNested ? kNull : object(container, revision);
  if (!stream.isStream()) {
    tell(Irregularity::objectElsewhere, placed, number);
    return kNull;
  }
  Contents& all = contents(stream);
  const std::uint32_t index = placed.reference.index;
  if (!all.isSound || index >= all.places.size() || all.places[index].first != number) {
    tell(all.isSound ? Irregularity::objectElsewhere : Irregularity::malformed, placed, number);
    return kNull;
  }
  const auto [known, isNew] = all.objects.try_emplace(index);
  if (!isNew) return known->second;
  ObjectReader reader(all.text, all.places[index].second, chain_.left, ReadFrom::objectStream);
  const bool isSound = reader.read(known->second);
  chain_.left.takeWork(reader.at() - all.places[index].second);
  if (reader.hasDuplicateKeys()) tell(Irregularity::duplicateKey, placed, number);
  if (isSound) return known->second;
  tell(Irregularity::malformed, placed, number);
  return known->second = PdfObject{};
}

// Of an object stream only /Length may be a reference: what else its dictionary says is plain.
ObjectStore::Contents& ObjectStore::contents(const PdfObject& stream) {
  std::unique_ptr<Contents>& kept = contents_[&stream];
  if (kept) return *kept;
  kept = std::make_unique<Contents>();
  chain_.left.takeWork(stream.data.size());
  DecodedStream decoded = decodedStream(stream, chain_.left.inflated);
  chain_.left.inflated -= std::min(chain_.left.inflated, decoded.inflated);
  if (decoded.state == DecodedStream::State::tooLarge)
    throw Error(ErrorKind::data, "Il PDF contiene dati compressi troppo grandi.");
  if (decoded.state != DecodedStream::State::whole || !stream["Type"].isName("ObjStm")) return *kept;
  kept->text = std::move(decoded.text);
  chain_.left.work += 4 * kept->text.size();
  readPlaces(*kept, stream);
  return *kept;
}

// Pairs of number and offset, then from /First on the objects (7.5.7).
void ObjectStore::readPlaces(Contents& contents, const PdfObject& stream) {
  const PdfObject& count = stream["N"];
  const PdfObject& first = stream["First"];
  const std::size_t size = contents.text.size();
  if (!count.isInteger() || !first.isInteger() || count.integer < 0 || first.integer < 0) return;
  if (static_cast<std::uint64_t>(first.integer) > size || static_cast<std::uint64_t>(count.integer) > size)
    return;
  const auto base = static_cast<std::size_t>(first.integer);
  ObjectReader reader(std::string_view(contents.text).substr(0, base), 0, chain_.left);
  for (std::int64_t i = 0; i < count.integer; ++i) {
    reader.skipSpaceAndComments();
    const auto number = reader.digits(std::numeric_limits<std::uint32_t>::max());
    reader.skipSpaceAndComments();
    const auto offset = number ? reader.digits(size) : std::nullopt;
    if (!offset || *offset > size - base) return;
    contents.places.emplace_back(static_cast<std::uint32_t>(*number),
                                 base + static_cast<std::size_t>(*offset));
  }
  contents.isSound = true;
}

const PdfObject& ObjectStore::resolve(const PdfObject& object, std::size_t revision) {
  constexpr int kMostSteps = 16;
  const PdfObject* at = &object;
  for (int i = 0; i < kMostSteps; ++i) {
    if (!at->isReference()) return *at;
    const PlacedReference placed = place(at->number(), revision);
    if (placed.reference.generation != at->generation) {
      if (placed.reference.kind != PdfReference::Kind::free)
        tell(Irregularity::objectElsewhere, placed, at->number());
      return kNull;
    }
    at = &this->object(at->number(), revision);
  }
  return at->isReference() ? kNull : *at;
}

DecodedStream ObjectStore::decoded(const PdfObject& stream, std::size_t revision, std::size_t most) {
  return decodedStream(stream, most, [this, revision](const PdfObject& object) -> const PdfObject& {
    return resolve(object, revision);
  });
}

}  // namespace stesura
