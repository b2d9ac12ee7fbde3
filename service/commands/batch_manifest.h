// What a batch has made, line by line: so that started again it makes only what is missing.
#pragma once

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <memory>
#include <optional>
#include <string>

#include "service/commands/output_file.h"

namespace stesura {

struct ManifestEntry {
  std::uint64_t line = 0;
  std::string file;         // «000001.pdf»
  std::string input;        // digest of everything that decides what the document says
  std::string date;         // day of issue, where neither order nor data give one; else ""
  std::string sha256;       // of the document
  std::uint64_t bytes = 0;  // of the document
};

// Where a batch keeps its manifest, one for each format: a folder may hold the ODT and the PDF of
// the same records. The journal is the manifest of a batch under way, appended to in line order.
struct ManifestPlace {
  std::filesystem::path folder;
  std::string extension;  // «pdf»
  std::filesystem::path manifest() const;
  std::filesystem::path journal() const;
  std::string documentName(std::uint64_t line) const;  // «000001.pdf»
};

// Reads entries in line order. A torn or foreign line is passed over: its document is made anew.
class ManifestReader {
 public:
  ManifestReader(const std::filesystem::path& file, ManifestPlace place);
  const ManifestEntry* current() const { return current_ ? &*current_ : nullptr; }
  void advance();
  const std::string& kind() const { return kind_; }  // of the first line; "" if there is none

 private:
  ManifestPlace place_;
  std::ifstream file_;
  std::string kind_;
  std::optional<ManifestEntry> current_;
  std::uint64_t last_ = 0;
};

// Appends entries to the journal, each in the system's hands before `add` returns: a killed process
// loses none. Throws Error{surroundings}; after that, at every call.
class ManifestJournal {
 public:
  ManifestJournal(const ManifestPlace& place, const std::string& kind);
  ~ManifestJournal();
  ManifestJournal(const ManifestJournal&) = delete;
  ManifestJournal& operator=(const ManifestJournal&) = delete;
  void add(const ManifestEntry& entry);

 private:
  void append(const std::string& line);
  int descriptor_ = -1;
};

// Makes the journal the manifest: the batch went through every line.
void replaceManifest(const ManifestPlace& place);
// Merges a journal that was left: its entries, then those of the manifest beyond its last line.
void mergeManifest(const ManifestPlace& place);

}  // namespace stesura
