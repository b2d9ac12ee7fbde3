// What the store does once a day: takes away what has expired, empties the log of the database.
#pragma once

#include <cstddef>

#include "service/store/database.h"
#include "service/store/vault.h"

namespace stesura {

struct Housekept {
  std::size_t answers = 0;   // kept for Idempotency-Key
  std::size_t sessions = 0;  // of persons signed in
  bool logEmptied = false;   // false while a long reader was in the way
};

// To be called when the service starts and once a day. Throws what Database::write throws.
Housekept keepHouse(Database& database, const Vault& vault);

}  // namespace stesura
