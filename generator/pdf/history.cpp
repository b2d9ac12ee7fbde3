#include "generator/pdf/history.h"

#include <algorithm>
#include <utility>

#include "generator/error.h"
#include "generator/pdf/object_store.h"
#include "generator/pdf/revision_reader.h"

namespace stesura {

struct PdfHistory::Read {
  ObjectStore store;
};

PdfHistory::PdfHistory(std::unique_ptr<Read> read) : read_(std::move(read)) {}
PdfHistory::PdfHistory(PdfHistory&&) noexcept = default;
PdfHistory& PdfHistory::operator=(PdfHistory&&) noexcept = default;
PdfHistory::~PdfHistory() = default;

PdfHistory PdfHistory::read(std::string_view bytes, const PdfBounds& bounds) {
  PdfHistory history(std::unique_ptr<Read>(new Read{ObjectStore(bytes, readRevisions(bytes, bounds))}));
  if (!history.root(history.last()).isDictionary())
    throw Error(ErrorKind::data, "Il PDF è rovinato: il suo catalogo non si legge.");
  return history;
}

std::string_view PdfHistory::bytes() const { return read_->store.bytes(); }
const std::vector<PdfRevision>& PdfHistory::revisions() const { return read_->store.chain().revisions; }
const std::vector<PdfIrregularity>& PdfHistory::irregularities() const {
  return read_->store.chain().irregularities;
}

std::vector<PdfIrregularity> PdfHistory::outsideBytes(std::size_t revision) const {
  return read_->store.outsideBytes(revision);
}

PdfReference PdfHistory::place(std::uint32_t number, std::size_t revision) const {
  return read_->store.place(number, revision).reference;
}

const PdfObject& PdfHistory::object(std::uint32_t number, std::size_t revision) const {
  return read_->store.object(number, revision);
}

const PdfObject& PdfHistory::resolve(const PdfObject& object, std::size_t revision) const {
  return read_->store.resolve(object, revision);
}

const PdfObject& PdfHistory::root(std::size_t revision) const {
  return resolve(revisions().at(revision).trailer["Root"], revision);
}

std::string PdfHistory::decoded(const PdfObject& stream, std::size_t revision, std::size_t most) const {
  using State = DecodedStream::State;
  DecodedStream result = read_->store.decoded(stream, revision, most);
  switch (result.state) {
    case State::whole:
      break;
    case State::tooLarge:
      throw Error(ErrorKind::data, "Il PDF contiene dati compressi troppo grandi.");
    case State::broken:
      throw Error(ErrorKind::data, "Il PDF contiene dati compressi rovinati.");
    case State::otherFilter:
      throw Error(ErrorKind::data, "Il PDF contiene dati compressi in un modo che non si legge.");
  }
  return std::move(result.text);
}

}  // namespace stesura
