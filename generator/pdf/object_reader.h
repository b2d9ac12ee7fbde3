// Reads objects of a PDF as they are written (ISO 32000-1, 7.2 and 7.3); nothing is repaired.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "generator/pdf/pdf_object.h"

namespace stesura {

inline bool isPdfSpace(char c) {
  return c == '\0' || c == '\t' || c == '\n' || c == '\f' || c == '\r' || c == ' ';
}
inline bool isPdfDelimiter(char c) {
  return std::string_view("()<>[]{}/%").find(c) != std::string_view::npos;
}
inline bool isPdfRegular(char c) { return !isPdfSpace(c) && !isPdfDelimiter(c); }

// What reading one file may still cost, in all.
struct ReadingRoom {
  std::size_t depth;     // of nested arrays and dictionaries, in each object
  std::size_t values;    // objects made, nested ones too
  std::size_t inflated;  // bytes
  std::size_t work;      // bytes looked at, those in overlapping objects each time

  // Throws Error{data} when the room is used up.
  void takeWork(std::size_t count);
  void takeValues(std::size_t count);
};

// Whether the bytes read are the file's own, so that objects say where they stand.
enum class ReadFrom : std::uint8_t { file, objectStream };

class ObjectReader {
 public:
  // `at` may lie anywhere, also behind the bytes.
  ObjectReader(std::string_view bytes, std::size_t at, ReadingRoom& room, ReadFrom from = ReadFrom::file)
      : bytes_(bytes), at_(at < bytes.size() ? at : bytes.size()), room_(&room), from_(from) {}

  std::size_t at() const { return at_; }
  bool isAtEnd() const { return at_ >= bytes_.size(); }
  void skipSpace();  // white space
  void skipSpaceAndComments();
  // A keyword that ends where it ends; false (and nothing read) for any other text.
  bool skipWord(std::string_view word);
  // Decimal digits without sign that a regular character does not follow; none for more than `most`.
  std::optional<std::uint64_t> digits(std::uint64_t most);
  // The next object, a stream's dictionary only; false if it is malformed or nested too deep.
  // Throws Error{data} when the room for values is used up.
  bool read(PdfObject& into);
  bool hasDuplicateKeys() const { return hasDuplicateKeys_; }

 private:
  bool readAs(PdfObject& into);
  bool readNumber(PdfObject& into);
  bool readReference(PdfObject& into);
  bool readName(std::string& into);
  bool readLiteral(std::string& into);
  void readEscape(std::string& into);
  bool readHexadecimal(std::string& into);
  bool readItems(PdfObject& into);
  bool readEntries(PdfObject& into);
  void dropDuplicates(std::vector<std::pair<std::string, PdfObject>>& entries);
  bool readKeyword(PdfObject& into);

  std::string_view bytes_;
  std::size_t at_;
  ReadingRoom* room_;
  ReadFrom from_;
  std::size_t depth_ = 0;
  bool hasDuplicateKeys_ = false;
};

// «n g obj … endobj».
struct IndirectObject {
  std::uint32_t number = 0, generation = 0;
  PdfObject value{};
  std::size_t begin = 0;      // of «n»
  std::size_t end = 0;        // behind «endobj»; of a stream not yet whole: where reading stopped
  std::size_t dataBegin = 0;  // of a stream: its first byte; else 0
  bool isWhole = false;       // false: malformed, or a stream whose length is still to come
  bool hasDuplicateKeys = false;
  std::size_t values = 0;  // that its value is made of
};

// None if no «n g obj» stands there, behind at most white space. Of a stream only the dictionary is read.
std::optional<IndirectObject> readIndirect(std::string_view bytes, std::size_t at, ReadingRoom& room);
// Makes a stream whole; false if «endstream endobj» does not stand behind so many bytes.
bool completeStream(std::string_view bytes, IndirectObject& object, std::int64_t length, ReadingRoom& room);

}  // namespace stesura
