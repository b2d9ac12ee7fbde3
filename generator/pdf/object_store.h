// The objects of a PDF, read when they are first asked for and then kept.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <unordered_map>
#include <utility>
#include <vector>

#include "generator/pdf/history.h"
#include "generator/pdf/object_reader.h"
#include "generator/pdf/reference_reader.h"
#include "generator/pdf/revision_reader.h"
#include "generator/pdf/stream_filters.h"

namespace stesura {

// Where an object stands as of a revision, and which revision said so.
struct PlacedReference {
  PdfReference reference{};
  std::size_t revision = 0;
};

// One thread at a time; bytes as PdfHistory.
class ObjectStore {
 public:
  ObjectStore(std::string_view bytes, RevisionChain chain);

  std::string_view bytes() const { return bytes_; }
  const RevisionChain& chain() const { return chain_; }
  PlacedReference place(std::uint32_t number, std::size_t revision) const;
  const PdfObject& object(std::uint32_t number, std::size_t revision);
  const PdfObject& resolve(const PdfObject& object, std::size_t revision);
  DecodedStream decoded(const PdfObject& stream, std::size_t revision, std::size_t most);
  // Bytes of a revision that neither its sections nor the objects its references name account for.
  std::vector<PdfIrregularity> outsideBytes(std::size_t revision);

 private:
  using Irregularity = PdfIrregularity::Kind;
  struct Word {
    std::uint32_t number;
    std::uint32_t revision;
    const PdfReference* reference;
  };
  struct Kept {
    std::optional<IndirectObject> object{};  // none: no «n g obj» there
    bool isWrongLength = false;
    std::map<std::int64_t, IndirectObject> byLength{};  // streams whose /Length is a reference
  };
  struct Contents {  // of an object stream
    bool isSound = false;
    std::string text{};
    std::vector<std::pair<std::uint32_t, std::size_t>> places{};  // number, offset in the text
    std::map<std::uint32_t, PdfObject> objects{};                 // by index
  };

  const IndirectObject* inFile(const PlacedReference& placed, std::uint32_t number, std::size_t revision);
  const IndirectObject* whole(Kept& kept, std::size_t revision);
  const PdfObject& inStream(const PlacedReference& placed, std::uint32_t number, std::size_t revision);
  Contents& contents(const PdfObject& stream);
  void readPlaces(Contents& contents, const PdfObject& stream);
  std::vector<ByteRange> namedRanges(std::size_t revision);
  std::optional<IndirectObject> unnamedObject(std::size_t at, std::size_t end, std::size_t revision);
  void tellGap(ByteRange gap, std::size_t revision, std::vector<PdfIrregularity>& found);
  void tell(Irregularity kind, const PlacedReference& placed, std::uint32_t number);

  std::string_view bytes_;
  RevisionChain chain_;
  std::vector<Word> words_;                                                   // by number, then by revision
  std::unordered_map<std::size_t, Kept> kept_;                                // by offset
  std::unordered_map<const PdfObject*, std::unique_ptr<Contents>> contents_;  // by stream
  std::set<std::tuple<Irregularity, std::size_t, std::uint32_t>> told_;
  std::size_t nesting_ = 0;  // of objects that are read to read another
};

}  // namespace stesura
