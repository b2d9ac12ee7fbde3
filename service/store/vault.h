// Seals what is personal: AES-256-GCM under a key for each scope, wrapped by a master key.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>

#include "service/store/database.h"

namespace stesura {

// The master keys by number; the highest is the one in use, the others only open. The file lies
// outside the data folder, mode 0600: a line a key, «1 <64 hex digits>».
struct MasterKeys {
  std::map<int, std::string> keys;  // 32 bytes each

  // Throws Error{surroundings} for a file that is missing, readable by others, or no key file.
  static MasterKeys fromFile(const std::filesystem::path& file);
  // Writes a new file with one random key. Throws Error{surroundings} if it exists.
  static MasterKeys create(const std::filesystem::path& file);
};

// Where a sealed value stands. It is authenticated with the value, so that swapped rows fail to open.
struct SealedPlace { std::string_view table, row, column; };

// Thread-safe. A scope is the owner of data that are erased together: «persona/<id>»,
// «percorso/<id>», «ente/<id>», «utente/<id>», «lavoro/<id>».
class Vault {
 public:
  explicit Vault(MasterKeys master);

  // Makes the key of the scope when it is first used.
  std::string seal(Transaction& transaction, const std::string& scope, const SealedPlace& place,
                   std::string_view plain) const;
  // Throws Refusal{notFound} where the key was erased, Error{surroundings} for what was tampered with.
  std::string open(Transaction& transaction, const std::string& scope, const SealedPlace& place,
                   std::string_view sealed) const;
  // A keyed HMAC-SHA-256 in hex, to find a value without opening any. `purpose`: «persona.codice_fiscale».
  std::string blindIndex(Transaction& transaction, std::string_view purpose, std::string_view value) const;
  // Erases the key: what was sealed with it can never be opened again. Whether it may is the caller's duty.
  void erase(Transaction& transaction, const std::string& scope) const;
  // Wraps every key anew with the newest master key; how many it wrapped.
  std::size_t rewrap(Transaction& transaction) const;

 private:
  std::string scopeKey(Transaction& transaction, const std::string& scope, bool make) const;
  std::string unwrap(const std::string& scope, int master, std::string_view wrapped) const;

  MasterKeys master_;
};

}  // namespace stesura
