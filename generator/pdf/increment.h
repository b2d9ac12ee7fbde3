// Appends an incremental update to a PDF whose cross-references are a plain table
// (ISO 32000-1, 7.5.6).
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace stesura {

// Writes objects behind the bytes in `out`, then their table and a trailer. Not thread-safe.
class PdfIncrement {
 public:
  // `out` holds the whole earlier file; `previousTable` is its startxref, `size` its /Size.
  PdfIncrement(std::string& out, std::size_t previousTable, std::uint32_t size);

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
  // Table, trailer («<< … >>» gets /Size and /Prev and these entries) and «%%EOF».
  void finish(std::string_view trailerEntries);

 private:
  struct Written {
    std::uint32_t number;
    std::size_t offset;
  };
  std::string& out_;
  std::size_t previousTable_;
  std::uint32_t size_;
  std::vector<Written> written_;
  std::size_t lengthPlace_ = 0, dataPlace_ = 0;
};

// Appends a number; three decimals at most, no exponent.
void appendNumber(std::string& out, std::size_t number);
void appendNumber(std::string& out, double number);
// A text string (7.9.2.2): ASCII between parentheses, else UTF-16BE in hexadecimal.
void appendTextString(std::string& out, std::string_view utf8);
// A name with its slash; what is not regular becomes #xx.
void appendName(std::string& out, std::string_view name);

}  // namespace stesura
