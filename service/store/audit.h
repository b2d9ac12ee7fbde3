// The audit: who did and who read what and when, each row chained to the one before it.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "service/store/database.h"

namespace stesura {

// No personal value may stand in any of these: ids and fixed words only.
struct AuditEntry {
  std::string who{};       // id of the user or key; «sistema»
  std::string agency{};    // id of the agency; "" for the system
  std::string action{};    // leggi, crea, modifica, cancella, emetti, scarica, …
  std::string resource{};  // «percorsi»
  std::string object{};    // id; "" for a whole list
  std::string outcome = "fatto";
};

struct AuditRow { std::int64_t number; std::string when; AuditEntry entry; std::string chain; };

// Adds a row within the caller's transaction: it stands or falls with what it tells of.
void appendAudit(Transaction& transaction, const AuditEntry& entry);

// Adds rows that stand by themselves (reads). Thread-safe; what comes at the same time is committed together.
class AuditLog {
 public:
  explicit AuditLog(Database& database);
  ~AuditLog();
  // Returns when the row is on the disk. Throws what Database::write throws; std::logic_error from
  // within a writing transaction (appendAudit is for those).
  void record(const AuditEntry& entry);

 private:
  struct Line;
  std::unique_ptr<Line> line_;
};

enum class AuditFlaw {
  none,
  altered,     // the row is not what was written, or does not follow from the former
  missing,     // the row is not there
  addedBehind, // the row was written past the guarded head
  headBroken,  // the guarded head was altered; what went on is not known
};
struct AuditFinding {
  AuditFlaw flaw = AuditFlaw::none;
  std::int64_t number = 0;  // of the first row it is about
  std::int64_t rows = 0;    // how many hold
};

// Reads the whole chain and compares it with its guarded head. Whether the head itself is genuine
// shows only where a Vault was opened on the database.
AuditFinding verifyAudit(Transaction& transaction);
// The number of the first row with a flaw.
std::optional<std::int64_t> firstBrokenAuditRow(Transaction& transaction);

// Which rows; "" is any. Newest first, those before the row `before` (0: from the newest).
struct AuditQuestion {
  std::string agency{}, who{}, action{}, resource{}, object{};
  std::string from{}, until{};  // RFC 3339, UTC, as far as given: «2026-03-12»; `until` is included
  std::int64_t before = 0;
  std::size_t limit = 50;
};
std::vector<AuditRow> auditRows(Transaction& transaction, const AuditQuestion& question);

// Puts the guarded head before the first row; for the Vault.
void startAudit(Transaction& transaction, std::string_view key);

}  // namespace stesura
