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
  // Returns when the row is on the disk. Throws what Database::write throws.
  void record(const AuditEntry& entry);

 private:
  struct Line;
  std::unique_ptr<Line> line_;
};

// The number of the first row whose hash does not follow from the former, or that is missing.
std::optional<std::int64_t> firstBrokenAuditRow(Transaction& transaction);

}  // namespace stesura
