#include "service/store/dialect.h"

namespace stesura::dialect {

const std::vector<std::string>& openingStatements() {
  static const std::vector<std::string> statements = {
      "PRAGMA busy_timeout = 10000", "PRAGMA journal_mode = WAL", "PRAGMA synchronous = FULL",
      "PRAGMA foreign_keys = ON",    "PRAGMA secure_delete = ON", "PRAGMA temp_store = MEMORY",
      "PRAGMA cache_size = -2048",            // KiB a session
      "PRAGMA journal_size_limit = 67108864",  // bytes that the log keeps after a checkpoint
  };
  return statements;
}

// Not «BEGIN»: a reader that turns writer halfway would fail without waiting.
std::string_view beginWriting() { return "BEGIN IMMEDIATE"; }
std::string_view beginReading() { return "BEGIN DEFERRED"; }

std::string migrationStatement(std::string statement) { return statement; }

// PostgreSQL: « FOR UPDATE SKIP LOCKED».
std::string_view skipLocked() { return ""; }

bool servesOneProcess() { return true; }

std::string_view copyStatement() { return "VACUUM INTO $1"; }
std::string_view checkpointStatement() { return "PRAGMA wal_checkpoint(TRUNCATE)"; }
std::string_view integrityStatement() { return "PRAGMA integrity_check(1)"; }

}  // namespace stesura::dialect
