// Reads one cross-reference section: a table (ISO 32000-1, 7.5.4), a stream (7.5.8), or both (7.5.8.4).
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string_view>
#include <vector>

#include "generator/pdf/history.h"
#include "generator/pdf/object_reader.h"

namespace stesura {

struct ByteRange {
  std::size_t begin = 0, end = 0;
};

struct ReferenceSection {
  std::size_t begin = 0, end = 0;  // behind the trailer's dictionary, or the stream's «endobj»
  PdfSectionForm form = PdfSectionForm::table;
  PdfObject trailer{};
  std::map<std::uint32_t, PdfReference> references{};
  std::optional<std::size_t> previous{};
  std::optional<ByteRange> hybrid{};             // the stream beside the table
  std::vector<std::uint32_t> ambiguous{};        // numbers said twice, differently; the first word counts
  std::vector<std::uint32_t> hybridConflicts{};  // the table says one place, its stream another
  bool hasDuplicateKeys = false;
};

struct SectionRoom {
  std::uint64_t entries;  // that all sections may still have
  std::uint64_t objects;  // numbers are below
  ReadingRoom reading;
};

// Reads the section at `at`; the bytes given end where it must have ended.
// Throws Error{data} for what is no sound section or passes the room.
ReferenceSection readSection(std::string_view bytes, std::size_t at, SectionRoom& room);

}  // namespace stesura
