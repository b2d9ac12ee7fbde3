// The run of a batch: lines in, documents out, in bounded memory, restartable at any point.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "generator/generator.h"
#include "service/commands/interruption.h"
#include "service/commands/line_reader.h"

namespace stesura {

inline constexpr std::size_t kMaxLineBytes = JsonBounds{}.maxBytes;

struct BatchOrder {
  std::filesystem::path folder;  // exists
  Order order;                   // the same for every line; `issueDate` "" leaves it to the data
  std::string today;             // day of issue where neither order nor data say one
  std::string settingsDigest;    // of everything but the line that decides what a document says
  std::size_t threads = 1;
};

struct BatchSummary {
  std::uint64_t made = 0;
  std::uint64_t kept = 0;     // as they were: nothing to do
  std::uint64_t failed = 0;   // told in errors.ndjson
  std::uint64_t removed = 0;  // documents of lines that are gone or no longer valid
  bool complete = false;      // every line was seen
};

// Whoever holds this is the only batch in the folder. Throws Error{surroundings} if another is.
class FolderLock {
 public:
  explicit FolderLock(const std::filesystem::path& folder);
  ~FolderLock();
  FolderLock(const FolderLock&) = delete;
  FolderLock& operator=(const FolderLock&) = delete;

 private:
  int descriptor_;
};

// Throws Error{usage} if the folder holds the batch of another kind; Error{templateFile} and
// Error{surroundings} where no further line could do better: what was made by then stays, and is
// not made again.
BatchSummary runBatch(Generator& generator, const BatchOrder& batch, LineReader& lines,
                      const OrderlyEnd& end);

}  // namespace stesura
