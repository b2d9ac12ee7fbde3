// Incremental updates and signatures of PDFs written by hand, sound or not, for tests.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace stesura::testing {

struct PdfUpdate {
  enum class Ending : std::uint8_t {
    whole,      // cross-reference table, trailer, startxref
    noXref,     // no table: startxref names the one before
    noTrailer,  // a table without trailer
    neither,    // objects and nothing behind them
    stream,     // a cross-reference stream
    hybrid,     // an empty table whose trailer has /XRefStm
  };
  std::map<std::uint32_t, std::string> objects{};  // what stands between «obj» and «endobj»
  std::string raw{};                               // written before the objects, in no table
  std::vector<std::uint32_t> freed{};
  std::map<std::uint32_t, std::size_t> elsewhere{};  // places of objects that are not written here
  std::string trailer{};  // further entries; «/Root» here replaces the file's own
  Ending ending = Ending::whole;

  // Behind a file that PdfHistory can read.
  std::string behind(std::string_view pdf) const;
};

std::uint32_t sizeOf(std::string_view pdf);                      // /Size: the first number that is free
std::size_t startxrefOf(std::string_view pdf);                   // the last one
std::string bodyOf(std::string_view pdf, std::uint32_t number);  // of an object as of the last revision
std::string paddedTo(std::size_t length, std::string text);      // with spaces; throws if it is longer
// Every «from» as «to»; throws if there is none, for an attack that changes nothing is no attack.
std::string replaced(std::string text, std::string_view from, std::string_view to);

// A signature dictionary put into an empty field by an update, which may hold other objects too; signed
// step by step.
class HandSignature {
 public:
  explicit HandSignature(std::string_view pdf, std::uint32_t field, const std::string& entries = "",
                         const std::string& subFilter = "ETSI.CAdES.detached", PdfUpdate update = {});

  std::size_t gapBegin() const { return gapBegin_; }  // of the hex string with its < and >
  std::size_t gapEnd() const { return gapEnd_; }
  std::size_t size() const { return bytes_.size(); }
  std::string covered() const;  // all but the gap, once the range is written
  std::string soundRange() const;
  void setByteRange(const std::string& text);  // at most 60 characters
  void setContents(std::string_view message);  // the rest stays zero
  const std::string& bytes() const { return bytes_; }

 private:
  std::string bytes_;
  std::size_t rangeAt_ = 0, gapBegin_ = 0, gapEnd_ = 0;
};

std::string hexOf(std::string_view bytes);

}  // namespace stesura::testing
