// A PDF as the sequence of its revisions (ISO 32000-1, 7.5.6): what each incremental update brought.
// Read strictly by its cross-references alone, never repaired: a file is what it says, or it is refused.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "generator/pdf/pdf_object.h"

namespace stesura {

struct PdfReference {
  enum class Kind : std::uint8_t { free, inFile, inStream };
  Kind kind = Kind::free;
  std::uint32_t generation = 0;
  std::size_t offset = 0;                  // inFile: of «n g obj»
  std::uint32_t container = 0, index = 0;  // inStream: object stream, place in it
};

enum class PdfSectionForm : std::uint8_t { table, stream, hybrid };  // hybrid: a table with /XRefStm

// One revision: the bytes from `begin` to `end` were added to the file as it was before.
struct PdfRevision {
  std::size_t begin = 0;
  std::size_t end = 0;        // behind «%%EOF» and the line end that follows it
  std::size_t endMark = 0;    // behind «%%EOF»: a signed range may also end here, before the line end
  std::size_t startxref = 0;  // what the file says there
  PdfSectionForm form = PdfSectionForm::table;
  bool linearized = false;                           // two sections make up this (first) revision
  PdfObject trailer;                                 // dictionary of the newest section
  std::map<std::uint32_t, PdfReference> references;  // only what this revision's own sections say
};

// Something that a strict reader dislikes, though the file could be read.
struct PdfIrregularity {
  enum class Kind : std::uint8_t {
    bytesBehindEnd,  // after the last revision's %%EOF, not white space
    bytesBeforeHeader,
    bytesOutside,        // of a revision, in no object, section or comment
    wrongLength,         // a stream's /Length is not where endstream stands
    objectElsewhere,     // a reference leads to no «n g obj» of that number
    duplicateKey,        // a dictionary has a key twice
    hybrid,              // XRefStm says other objects than the table
    sectionsOutOfOrder,  // /Prev leads forward, or two updates share a section
    objectTwice,         // a revision has the same number twice in its own bytes
    malformed,           // an object that is no sound object, or nested too deep
  };
  Kind kind;
  std::size_t revision;      // 0 is the first
  std::uint32_t number = 0;  // of the object, where there is one
  std::size_t bytes = 0;     // how many, of bytesBehindEnd, bytesBeforeHeader and bytesOutside
};

struct PdfBounds {
  std::size_t bytes = 64u << 20;
  std::size_t objects = 200000;  // entries of all cross-reference sections together may be 10 times as many
  std::size_t revisions = 1000;
  std::size_t depth = 64;            // of nested arrays and dictionaries
  std::size_t inflated = 64u << 20;  // bytes inflated from cross-reference and object streams, in all
};

// Immutable but for a cache: one thread at a time. The bytes are borrowed and must outlive it.
class PdfHistory {
 public:
  // Throws Error{data} with a sentence in Italian for what is no PDF, cannot be read strictly, is
  // encrypted, or passes a bound. Work is bounded by the size of the file and the bounds.
  static PdfHistory read(std::string_view bytes, const PdfBounds& bounds = {});
  PdfHistory(PdfHistory&&) noexcept;
  PdfHistory& operator=(PdfHistory&&) noexcept;
  ~PdfHistory();

  std::string_view bytes() const;
  const std::vector<PdfRevision>& revisions() const;  // oldest first, never empty
  std::size_t last() const { return revisions().size() - 1; }
  // Those of the file; those of objects join them when the object is first read.
  const std::vector<PdfIrregularity>& irregularities() const;
  // Bytes of a revision that none of its references or sections accounts for (bytesOutside, objectTwice).
  // Reads all objects of the revision.
  std::vector<PdfIrregularity> outsideBytes(std::size_t revision) const;

  // Where an object stands as of a revision (that revision's word, else the one before it, …). An
  // object that did not move may still have changed (its object stream or its /Length did): whether
  // object() gives the same address tells whether it is the same object.
  PdfReference place(std::uint32_t number, std::size_t revision) const;
  // The object as of a revision; null if it is free, missing or malformed (and then an irregularity).
  // The reference stays valid as long as this object. Throws Error{data} when a bound is passed.
  const PdfObject& object(std::uint32_t number, std::size_t revision) const;
  // Follows references (at most 16, a null object beyond) as of a revision.
  const PdfObject& resolve(const PdfObject& object, std::size_t revision) const;
  const PdfObject& root(std::size_t revision) const;  // the catalog
  // Decoded data of a stream: no filter, or FlateDecode with or without predictors; at most `most` bytes.
  // Throws Error{data} for other filters, broken data, or more.
  std::string decoded(const PdfObject& stream, std::size_t revision, std::size_t most) const;

 private:
  struct Read;
  explicit PdfHistory(std::unique_ptr<Read> read);
  std::unique_ptr<Read> read_;
};

}  // namespace stesura
