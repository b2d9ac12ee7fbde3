// Copies of the whole database in one file, and what comes back out of them.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

#include "service/store/store.h"

namespace stesura {

struct BackupNote {
  std::string madeAt{};  // RFC 3339, UTC
  std::int64_t size = 0; // bytes of the database in it
  std::string sha256{};  // of them, hex
};

// Writes a new file: the database as of one moment, while others go on; what is sealed stays sealed,
// no master key is in it. Mode 0600; it bears its name only when it is whole and on the disk. Notes
// in the database and the audit that it was made. Throws Error{usage} for a file that exists or lies
// within the data folder, Error{surroundings}, Refusal{storageFull}.
BackupNote backUp(Store& store, const std::filesystem::path& file);
// The last that was made; none: never.
std::optional<BackupNote> lastBackup(Transaction& transaction);

struct Restored {
  BackupNote note{};
  AuditFinding audit{};         // as the copy was
  std::size_t erasedAgain = 0;  // keys that were erased since, and do not come back
};

// Into a data folder that does not exist or is empty; it appears only when everything was checked:
// digest, database, master key, seal. Nothing else is touched, so a service may run elsewhere.
// Throws Error{usage}, Error{data} for a file that is no whole copy, Error{surroundings}.
Restored restore(const std::filesystem::path& file, const StorePlace& place);

}  // namespace stesura
