// An object of a PDF as it stands in the file (ISO 32000-1, 7.3), read without following references.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace stesura {

// Values compare by what they mean, not by where or how they are written: 1 and 1.0 are equal, as are
// (a) and <61>; the order of dictionary keys is ignored. Of streams the raw bytes count.
struct PdfObject {
  enum class Type : std::uint8_t {
    null,
    boolean,
    integer,
    real,
    string,
    name,
    array,
    dictionary,
    stream,
    reference
  };

  Type type = Type::null;
  bool truth = false;              // boolean
  std::int64_t integer = 0;        // integer; of a reference the object's number
  std::uint32_t generation = 0;    // of a reference
  double real = 0;                 // real; of an integer the same number
  std::string text{};              // string: its bytes, decoded; name: decoded, without the slash
  std::vector<PdfObject> items{};  // array
  std::vector<std::pair<std::string, PdfObject>>
      entries{};            // dictionary, stream: in the file's order, without slash
  std::string_view data{};  // stream: raw bytes, as encoded; borrowed from the file
  // Where it is written: first byte and the byte behind the last; both 0 inside an object stream.
  std::size_t begin = 0, end = 0;

  bool isNull() const { return type == Type::null; }
  bool isInteger() const { return type == Type::integer; }
  bool isNumber() const { return type == Type::integer || type == Type::real; }
  bool isString() const { return type == Type::string; }
  bool isName() const { return type == Type::name; }
  bool isName(std::string_view name) const { return isName() && text == name; }
  bool isArray() const { return type == Type::array; }
  bool isStream() const { return type == Type::stream; }
  bool isDictionary() const { return type == Type::dictionary; }
  bool hasEntries() const { return isDictionary() || isStream(); }
  bool isReference() const { return type == Type::reference; }
  std::uint32_t number() const { return static_cast<std::uint32_t>(integer); }  // of a reference
  // The value of a key («Contents»); a null object for any other type or if the key is missing.
  const PdfObject& operator[](std::string_view key) const;
  bool has(std::string_view key) const;             // with any value but null
  void set(std::string_view key, PdfObject value);  // replaces or appends
  void remove(std::string_view key);

  static PdfObject ofInteger(std::int64_t value);
  static PdfObject ofName(std::string_view name);
  static PdfObject ofString(std::string_view bytes);
  static PdfObject ofReference(std::uint32_t number, std::uint32_t generation = 0);
  static PdfObject ofArray(std::vector<PdfObject> items = {});
  static PdfObject ofDictionary();
};

bool operator==(const PdfObject& a, const PdfObject& b);

// Appends the object as text (a stream's dictionary only). Strings that are not plain ASCII in hexadecimal.
void appendObject(std::string& out, const PdfObject& object);

// A text string (7.9.2.2: PDFDocEncoding, UTF-16BE or UTF-8 with its mark) as UTF-8.
std::string textOf(const PdfObject& string);

}  // namespace stesura
