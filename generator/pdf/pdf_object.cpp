#include "generator/pdf/pdf_object.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include "generator/pdf/increment.h"

namespace stesura {
namespace {

const PdfObject kNull{};

// Pointers to what counts of a dictionary (a null value is a missing entry, 7.3.7), by key.
std::vector<const std::pair<std::string, PdfObject>*> sortedEntries(const PdfObject& object) {
  std::vector<const std::pair<std::string, PdfObject>*> sorted;
  sorted.reserve(object.entries.size());
  for (const auto& entry : object.entries)
    if (!entry.second.isNull()) sorted.push_back(&entry);
  std::sort(sorted.begin(), sorted.end(), [](const auto* a, const auto* b) { return a->first < b->first; });
  return sorted;
}

bool haveEqualEntries(const PdfObject& a, const PdfObject& b) {
  const auto left = sortedEntries(a), right = sortedEntries(b);
  return std::equal(left.begin(), left.end(), right.begin(), right.end(), [](const auto* x, const auto* y) {
    return x->first == y->first && x->second == y->second;
  });
}

bool isPlainText(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= 0x20 && c < 0x7F; });
}

void appendString(std::string& out, std::string_view text) {
  if (isPlainText(text)) {
    out += '(';
    for (const char c : text) {
      if (c == '(' || c == ')' || c == '\\') out += '\\';
      out += c;
    }
    out += ')';
    return;
  }
  constexpr char kDigits[] = "0123456789ABCDEF";
  out += '<';
  for (const char c : text) {
    out += kDigits[static_cast<unsigned char>(c) >> 4];
    out += kDigits[static_cast<unsigned char>(c) & 15];
  }
  out += '>';
}

void appendInteger(std::string& out, std::int64_t value) {
  std::array<char, 24> digits;
  out.append(digits.data(), std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr);
}

// As many digits as it takes to read the same number again, never an exponent.
void appendReal(std::string& out, double value) {
  if (!std::isfinite(value)) value = 0;
  std::array<char, 1200> digits;
  const auto end =
      std::to_chars(digits.data(), digits.data() + digits.size(), value, std::chars_format::fixed).ptr;
  const std::string_view text(digits.data(), static_cast<std::size_t>(end - digits.data()));
  out += text;
  if (text.find('.') == std::string_view::npos) out += ".0";
}

void appendEntries(std::string& out, const PdfObject& object) {
  out += "<<";
  for (const auto& [key, value] : object.entries) {
    appendName(out, key);
    out += ' ';
    appendObject(out, value);
  }
  out += ">>";
}

void appendItems(std::string& out, const PdfObject& object) {
  out += '[';
  for (std::size_t i = 0; i < object.items.size(); ++i) {
    if (i > 0) out += ' ';
    appendObject(out, object.items[i]);
  }
  out += ']';
}

}  // namespace

const PdfObject& PdfObject::operator[](std::string_view key) const {
  for (const auto& entry : entries)
    if (entry.first == key) return entry.second;
  return kNull;
}

bool PdfObject::has(std::string_view key) const { return !(*this)[key].isNull(); }

void PdfObject::set(std::string_view key, PdfObject value) {
  for (auto& entry : entries) {
    if (entry.first != key) continue;
    entry.second = std::move(value);
    return;
  }
  entries.emplace_back(std::string(key), std::move(value));
}

void PdfObject::remove(std::string_view key) {
  std::erase_if(entries, [key](const auto& entry) { return entry.first == key; });
}

PdfObject PdfObject::ofInteger(std::int64_t value) {
  PdfObject object;
  object.type = Type::integer;
  object.integer = value;
  object.real = static_cast<double>(value);
  return object;
}

PdfObject PdfObject::ofName(std::string_view name) {
  PdfObject object;
  object.type = Type::name;
  object.text = name;
  return object;
}

PdfObject PdfObject::ofString(std::string_view bytes) {
  PdfObject object;
  object.type = Type::string;
  object.text = bytes;
  return object;
}

PdfObject PdfObject::ofReference(std::uint32_t number, std::uint32_t generation) {
  PdfObject object;
  object.type = Type::reference;
  object.integer = number;
  object.generation = generation;
  return object;
}

PdfObject PdfObject::ofArray(std::vector<PdfObject> items) {
  PdfObject object;
  object.type = Type::array;
  object.items = std::move(items);
  return object;
}

PdfObject PdfObject::ofDictionary() {
  PdfObject object;
  object.type = Type::dictionary;
  return object;
}

bool operator==(const PdfObject& a, const PdfObject& b) {
  using Type = PdfObject::Type;
  if (a.isInteger() && b.isInteger()) return a.integer == b.integer;
  if (a.isNumber() && b.isNumber()) return a.real == b.real;
  if (a.type != b.type) return false;
  switch (a.type) {
    case Type::null:
      return true;
    case Type::boolean:
      return a.truth == b.truth;
    case Type::string:
    case Type::name:
      return a.text == b.text;
    case Type::reference:
      return a.integer == b.integer && a.generation == b.generation;
    case Type::array:
      return a.items == b.items;
    case Type::dictionary:
      return haveEqualEntries(a, b);
    case Type::stream:
      return a.data == b.data && haveEqualEntries(a, b);
    case Type::integer:
    case Type::real:
      break;
  }
  return false;
}

void appendObject(std::string& out, const PdfObject& object) {
  using Type = PdfObject::Type;
  switch (object.type) {
    case Type::null:
      out += "null";
      break;
    case Type::boolean:
      out += object.truth ? "true" : "false";
      break;
    case Type::integer:
      appendInteger(out, object.integer);
      break;
    case Type::real:
      appendReal(out, object.real);
      break;
    case Type::string:
      appendString(out, object.text);
      break;
    case Type::name:
      appendName(out, object.text);
      break;
    case Type::array:
      appendItems(out, object);
      break;
    case Type::dictionary:
    case Type::stream:
      appendEntries(out, object);
      break;
    case Type::reference:
      appendInteger(out, object.integer);
      out += ' ';
      appendInteger(out, object.generation);
      out += " R";
      break;
  }
}

}  // namespace stesura
