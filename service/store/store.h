// A data folder opened with its master key: where every command and the service begin.
#pragma once

#include <filesystem>
#include <string>

#include "service/store/audit.h"
#include "service/store/database.h"
#include "service/store/vault.h"

namespace stesura {

struct StorePlace {
  std::filesystem::path data;
  std::filesystem::path keyFile;  // outside `data`; see keyFileOf()
};

// Thread-safe.
class Store {
 public:
  // Opens it, or makes folder, key file and database where there is none of the three. Throws
  // Error{usage} for a key within the data folder, Error{surroundings} for a key that is missing,
  // readable by others, or not that of the data.
  explicit Store(const StorePlace& place, Opening opening = Opening::orMake);

  Database& database() { return database_; }
  Vault& vault() { return vault_; }
  AuditLog& audit() { return audit_; }

 private:
  Store(std::filesystem::path folder, MasterKeys keys, Opening opening);

  Database database_;
  Vault vault_;
  AuditLog audit_;
};

}  // namespace stesura
