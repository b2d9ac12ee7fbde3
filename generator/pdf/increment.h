// Appends an incremental update to a PDF (ISO 32000-1, 7.5.6), with cross-references like its own: a
// plain table or a stream (7.5.8).
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "generator/pdf/decimal.h"

namespace stesura {

enum class PdfReferences { table, stream };

// Writes objects behind the bytes in `out`, then their table and a trailer. Not thread-safe.
class PdfIncrement {
 public:
  // `out` holds the whole earlier file; `previousTable` is its startxref, `size` its /Size.
  PdfIncrement(std::string& out, std::size_t previousTable, std::uint32_t size, PdfReferences references);

  // A number no object has yet.
  std::uint32_t newNumber() { return size_++; }

  // Begins «n 0 obj»; what it holds is appended to out() until endObject().
  void beginObject(std::uint32_t number);
  void endObject();
  // A stream with everything of its dictionary but /Length.
  void addStream(std::uint32_t number, std::string_view dictionary, std::string_view data);
  // The same, written in place: data are appended to out() between the two.
  void beginStream(std::uint32_t number, std::string_view dictionary);
  void endStream();

  std::string& out() { return out_; }
  // Cross-references, trailer (gets /Size, /Prev and these entries) and «%%EOF».
  void finish(std::string_view trailerEntries);

 private:
  void writeTable(std::string_view trailerEntries);
  void writeStream(std::string_view trailerEntries);
  void writeTrailer(std::string_view entries);
  std::size_t endOfRun(std::size_t begin) const;  // of consecutive numbers
  struct Written {
    std::uint32_t number;
    std::size_t offset;
  };
  std::string& out_;
  std::size_t previousTable_;
  std::uint32_t size_;
  PdfReferences references_;
  std::vector<Written> written_;  // by number, once finished
  std::size_t lengthPlace_ = 0, dataPlace_ = 0;
};

void appendNumber(std::string& out, std::size_t number);
// As appendDecimal().
inline void appendNumber(std::string& out, double number) { appendDecimal(out, number); }
// A text string (7.9.2.2): ASCII between parentheses, else UTF-16BE in hexadecimal.
void appendTextString(std::string& out, std::string_view utf8);
// A name with its slash; what is not regular becomes #xx.
void appendName(std::string& out, std::string_view name);

}  // namespace stesura
