// The signatures of a PDF: which revision each made, which bytes it covers (ISO 32000-1, 12.8; PAdES,
// ETSI EN 319 142-1).
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "generator/pdf/history.h"
#include "generator/signature/message.h"
#include "generator/signature/outcome.h"

namespace stesura {

struct PlacedSignature {
  std::string field;    // full name («firma_asst_1»), "" for one in no field
  std::string toolTip;  // /TU of the field; "" for none
  std::uint32_t fieldNumber = 0, dictionaryNumber = 0;  // objects; dictionary 0: written inside the field
  std::string filter, subFilter;                        // names: «ETSI.CAdES.detached»
  bool isTimeStamp = false;                             // /Type DocTimeStamp or SubFilter ETSI.RFC3161
  int certification = 0;                                // /P of a DocMDP reference: 1, 2, 3; 0 for none
  std::string claimedTime;               // /M as RFC 3339 with its offset; "" if absent or no date
  std::string name, reason, location;    // /Name, /Reason, /Location
  std::size_t revision = 0;              // whose bytes it ends: its ByteRange ends where that revision ends
  std::size_t gapBegin = 0, gapEnd = 0;  // of the hex string of Contents with its < and >
  std::size_t coverageEnd = 0;           // behind the last byte covered
  std::string contents;                  // decoded bytes of /Contents
  // Why the place itself is not sound: forged or damaged ByteRange, Contents, dictionary. Empty: sound.
  std::vector<Remark> faults;
};

// Room that was made for a signature, and holds none: zeros only. Says nothing of who blanked it.
bool awaitsMessage(const PlacedSignature& signature);

// Both throw Error{data} for a form too large or too deep, signaturesOf() for more than 2,000 signatures.
// All signature fields with a value, and every signature dictionary no field leads to, in the order of
// the revisions in which they first came. Empty fields are not here.
// A ByteRange is sound only if it is four integers, begins at 0, leaves out exactly the hex string of
// this dictionary's own /Contents in its own object, and ends at the end of the revision in which that
// object was written first.
std::vector<PlacedSignature> signaturesOf(const PdfHistory& history);

// Names of signature fields that are empty as of the last revision, in the order of the form.
struct EmptyField {
  std::string field, toolTip;
  std::uint32_t number;
};
std::vector<EmptyField> emptyFields(const PdfHistory& history);

// Digests of many signatures' coverage in one pass over the file: the bytes common to all are read once.
// Borrows the bytes; one thread at a time.
class CoverageDigests {
 public:
  CoverageDigests(std::string_view bytes, const std::vector<PlacedSignature>& signatures);
  ~CoverageDigests();
  CoverageDigests(CoverageDigests&&) noexcept;
  // For the signature of that place in the list; raw bytes. Throws Error{data} for an unknown algorithm
  // or a place that is not sound.
  std::string digest(std::size_t signature, const char* algorithm);

 private:
  struct Kept;
  std::unique_ptr<Kept> kept_;
};

}  // namespace stesura
