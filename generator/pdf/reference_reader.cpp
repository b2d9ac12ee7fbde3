#include "generator/pdf/reference_reader.h"

#include <algorithm>
#include <limits>
#include <string>
#include <utility>

#include "generator/error.h"
#include "generator/pdf/stream_filters.h"

namespace stesura {
namespace {

using Kind = PdfReference::Kind;

[[noreturn]] void refuse() {
  throw Error(ErrorKind::data,
              "Il PDF è rovinato: l’indice degli oggetti non è dove il file dice, o non si legge.");
}

[[noreturn]] void refuseSize() { throw Error(ErrorKind::data, "L’indice del PDF dichiara troppi oggetti."); }

// Counts entries before anything is made of them.
void take(SectionRoom& room, std::uint64_t first, std::uint64_t count) {
  if (first > room.objects || count > room.objects - first || count > room.entries) refuseSize();
  room.entries -= count;
}

bool areEqual(const PdfReference& a, const PdfReference& b) {
  return a.kind == b.kind && a.generation == b.generation && a.offset == b.offset &&
         a.container == b.container && a.index == b.index;
}

void add(ReferenceSection& section, std::uint32_t number, const PdfReference& reference) {
  if (number == 0 && reference.kind != Kind::free) refuse();  // always free (7.5.4), but some readers show it
  const auto [known, isNew] = section.references.emplace(number, reference);
  if (!isNew && !areEqual(known->second, reference)) section.ambiguous.push_back(number);
}

// «0000000017 00000 n» and two bytes of line end.
PdfReference tableEntry(std::string_view line) {
  std::uint64_t offset = 0;
  std::uint32_t generation = 0;
  const auto addDigit = [](auto& value, char c) {
    if (c < '0' || c > '9') refuse();
    value = value * 10 + static_cast<unsigned>(c - '0');
  };
  for (std::size_t i = 0; i < 10; ++i) addDigit(offset, line[i]);
  for (std::size_t i = 11; i < 16; ++i) addDigit(generation, line[i]);
  const std::string_view ending = line.substr(18);
  const bool isSound = line[10] == ' ' && line[16] == ' ' && (line[17] == 'n' || line[17] == 'f') &&
                       (ending == " \n" || ending == " \r" || ending == "\r\n");
  if (!isSound) refuse();
  PdfReference reference;
  reference.generation = generation;
  if (line[17] == 'f') return reference;
  reference.kind = Kind::inFile;
  reference.offset = offset;
  return reference;
}

void readSubsection(std::string_view bytes, std::size_t& at, ReferenceSection& section, SectionRoom& room) {
  constexpr std::size_t kLine = 20;
  ObjectReader reader(bytes, at, room.reading);
  const auto first = reader.digits(std::numeric_limits<std::uint32_t>::max());
  reader.skipSpace();
  const auto count = first ? reader.digits(std::numeric_limits<std::uint32_t>::max()) : std::nullopt;
  if (!count) refuse();
  reader.skipSpace();
  take(room, *first, *count);
  at = reader.at();
  if (*count > (bytes.size() - at) / kLine) refuse();
  for (std::uint64_t i = 0; i < *count; ++i, at += kLine)
    add(section, static_cast<std::uint32_t>(*first + i), tableEntry(bytes.substr(at, kLine)));
}

// Positions that the trailer tells are plain integers, never references.
std::optional<std::size_t> placeIn(const PdfObject& trailer, std::string_view key) {
  const PdfObject& value = trailer[key];
  if (value.isNull()) return std::nullopt;
  if (!value.isInteger() || value.integer < 0) refuse();
  return static_cast<std::size_t>(value.integer);
}

// An object in use whose number is not below /Size is there for some readers only.
void checkSize(const ReferenceSection& section, SectionRoom& room) {
  const PdfObject& size = section.trailer["Size"];
  if (!size.isInteger() || size.integer < 0) refuse();
  if (static_cast<std::uint64_t>(size.integer) > room.objects) refuseSize();
  for (auto entry = section.references.lower_bound(static_cast<std::uint32_t>(size.integer));
       entry != section.references.end(); ++entry)
    if (entry->second.kind != Kind::free) refuse();
}

// Widths of the three columns of a row (7.5.8.2).
struct Columns {
  std::size_t width[3];
  std::size_t row() const { return width[0] + width[1] + width[2]; }

  std::uint64_t value(std::string_view text, std::size_t column) const {
    std::size_t at = 0;
    for (std::size_t i = 0; i < column; ++i) at += width[i];
    std::uint64_t result = 0;
    for (std::size_t i = 0; i < width[column]; ++i)
      result = result << 8 | static_cast<unsigned char>(text[at + i]);
    return result;
  }
};

Columns columnsOf(const PdfObject& dictionary) {
  const PdfObject& widths = dictionary["W"];
  if (!widths.isArray() || widths.items.size() != 3) refuse();
  Columns columns{};
  for (std::size_t i = 0; i < 3; ++i) {
    const PdfObject& width = widths.items[i];
    if (!width.isInteger() || width.integer < 0 || width.integer > 8) refuse();
    columns.width[i] = static_cast<std::size_t>(width.integer);
  }
  constexpr std::size_t kWidestType =
      4;  // of wider ones some readers (Poppler) search the file for objects instead
  if (columns.width[0] > kWidestType || columns.width[1] == 0) refuse();
  return columns;
}

// What a row says; other types than 0, 1, 2 are references to nothing.
PdfReference streamEntry(std::string_view row, const Columns& columns) {
  constexpr std::uint64_t kMost = std::numeric_limits<std::uint32_t>::max();
  const std::uint64_t type = columns.width[0] == 0 ? 1 : columns.value(row, 0);
  const std::uint64_t second = columns.value(row, 1), third = columns.value(row, 2);
  PdfReference reference;
  if (type == 1) {
    reference.kind = Kind::inFile;
    reference.offset = second;
    reference.generation = static_cast<std::uint32_t>(std::min(third, kMost));
  } else if (type == 2) {
    if (second > kMost || third > kMost) refuse();
    reference.kind = Kind::inStream;
    reference.container = static_cast<std::uint32_t>(second);
    reference.index = static_cast<std::uint32_t>(third);
  } else if (type == 0) {
    reference.generation = static_cast<std::uint32_t>(std::min(third, kMost));
  }
  return reference;
}

// Pairs of first number and count, each already taken from the room.
std::vector<std::pair<std::uint64_t, std::uint64_t>> runsOf(const PdfObject& dictionary, SectionRoom& room) {
  std::vector<std::int64_t> numbers{0, dictionary["Size"].integer};
  if (const PdfObject& index = dictionary["Index"]; !index.isNull()) {
    if (!index.isArray() || index.items.size() % 2 != 0) refuse();
    numbers.clear();
    for (const PdfObject& item : index.items) {
      if (!item.isInteger()) refuse();
      numbers.push_back(item.integer);
    }
  }
  std::vector<std::pair<std::uint64_t, std::uint64_t>> runs;
  for (std::size_t i = 0; i + 1 < numbers.size(); i += 2) {
    if (numbers[i] < 0 || numbers[i + 1] < 0) refuse();
    runs.emplace_back(numbers[i], numbers[i + 1]);
    take(room, runs.back().first, runs.back().second);
  }
  return runs;
}

std::string rowsOf(const PdfObject& stream, SectionRoom& room) {
  room.reading.takeWork(stream.data.size());
  DecodedStream decoded = decodedStream(stream, room.reading.inflated);
  room.reading.inflated -= std::min(room.reading.inflated, decoded.inflated);
  if (decoded.state == DecodedStream::State::tooLarge) refuseSize();
  if (decoded.state != DecodedStream::State::whole) refuse();
  return std::move(decoded.text);
}

ReferenceSection readStream(std::string_view bytes, std::size_t at, SectionRoom& room) {
  auto object = readIndirect(bytes, at, room.reading);
  if (!object || !object->value["Type"].isName("XRef") || !object->value["Length"].isInteger()) refuse();
  if (!completeStream(bytes, *object, object->value["Length"].integer, room.reading)) refuse();
  ReferenceSection section;
  section.begin = object->begin;
  section.end = object->end;
  section.form = PdfSectionForm::stream;
  section.hasDuplicateKeys = object->hasDuplicateKeys;
  const Columns columns = columnsOf(object->value);
  const auto runs = runsOf(object->value, room);
  const std::string rows = rowsOf(object->value, room);
  std::size_t row = 0;
  for (const auto& [first, count] : runs) {
    if (count > (rows.size() - row) / columns.row()) refuse();
    for (std::uint64_t i = 0; i < count; ++i, row += columns.row())
      add(section, static_cast<std::uint32_t>(first + i),
          streamEntry(std::string_view(rows).substr(row, columns.row()), columns));
  }
  section.trailer = std::move(object->value);
  section.trailer.type = PdfObject::Type::dictionary;
  section.trailer.data = {};
  checkSize(section, room);
  return section;
}

// What the table leaves free or does not name, its stream says (7.5.8.4).
void addHybrid(std::string_view bytes, std::size_t at, ReferenceSection& section, SectionRoom& room) {
  ReferenceSection beside = readStream(bytes, at, room);
  section.form = PdfSectionForm::hybrid;
  section.hybrid = ByteRange{beside.begin, beside.end};
  section.hasDuplicateKeys |= beside.hasDuplicateKeys;
  section.ambiguous.insert(section.ambiguous.end(), beside.ambiguous.begin(), beside.ambiguous.end());
  for (const auto& [number, reference] : beside.references) {
    const auto [known, isNew] = section.references.emplace(number, reference);
    if (isNew || reference.kind == Kind::free) continue;
    if (known->second.kind == Kind::free)
      known->second = reference;
    else if (!areEqual(known->second, reference))
      section.hybridConflicts.push_back(number);
  }
}

ReferenceSection readTable(std::string_view bytes, std::size_t at, SectionRoom& room) {
  ReferenceSection section;
  ObjectReader reader(bytes, at, room.reading);
  reader.skipSpace();
  section.begin = reader.at();
  if (!reader.skipWord("xref")) refuse();
  std::size_t next = reader.at();
  for (;;) {
    reader = ObjectReader(bytes, next, room.reading);
    reader.skipSpace();
    if (reader.skipWord("trailer")) break;
    next = reader.at();
    readSubsection(bytes, next, section, room);
  }
  if (!reader.read(section.trailer) || !section.trailer.isDictionary()) refuse();
  section.end = reader.at();
  section.hasDuplicateKeys = reader.hasDuplicateKeys();
  if (const auto beside = placeIn(section.trailer, "XRefStm")) addHybrid(bytes, *beside, section, room);
  checkSize(section, room);
  return section;
}

}  // namespace

ReferenceSection readSection(std::string_view bytes, std::size_t at, SectionRoom& room) {
  ObjectReader reader(bytes, at, room.reading);
  reader.skipSpace();
  ReferenceSection section =
      reader.skipWord("xref") ? readTable(bytes, at, room) : readStream(bytes, at, room);
  section.previous = placeIn(section.trailer, "Prev");
  return section;
}

}  // namespace stesura
