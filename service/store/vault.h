// Seals what is personal: AES-256-GCM under a key for each scope, wrapped by a master key.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "service/store/database.h"
#include "service/store/key_file.h"

namespace stesura {

// Where a sealed value stands. It is authenticated with the value, so that swapped rows fail to open.
struct SealedPlace { std::string_view table, row, column; };

// Thread-safe. A scope is the owner of data that are erased together: «persona/<id>»,
// «percorso/<id>», «ente/<id>», «utente/<id>», «lavoro/<id>».
class Vault {
 public:
  // Opens the keys of a database that outlives it, or makes the first ones: finds out whether the
  // master key is theirs, guards the head of the audit, keeps the register of erased keys beside
  // the master key. Throws Error{surroundings}.
  Vault(MasterKeys master, Database& database);
  // Without those checks and guards.
  explicit Vault(MasterKeys master);
  ~Vault();

  // Makes the key of the scope when it is first used. Throws Refusal{notFound} where it was erased.
  std::string seal(Transaction& transaction, const std::string& scope, const SealedPlace& place,
                   std::string_view plain) const;
  // Throws Refusal{notFound} where the key was erased, Error{surroundings} for what was tampered with.
  std::string open(Transaction& transaction, const std::string& scope, const SealedPlace& place,
                   std::string_view sealed) const;
  // A keyed HMAC-SHA-256 in hex, to find a value without opening any. `purpose`: «persona.codice_fiscale».
  std::string blindIndex(Transaction& transaction, std::string_view purpose, std::string_view value) const;
  // Erases the key: what was sealed with it can never be opened again, nor after an older copy of
  // the database was restored. Whether it may is the caller's duty.
  void erase(Transaction& transaction, const std::string& scope) const;
  // Wraps every key anew with the newest master key; how many it wrapped.
  std::size_t rewrap(Transaction& transaction) const;

  // Makes the register beside the master key complete. Throws Error{surroundings}.
  void syncErased(Database& database) const;
  // Erases what the register names, after an older copy was restored; how many keys it erased.
  std::size_t eraseRegistered(Transaction& transaction) const;

 private:
  struct Master;
  Secret scopeKey(Transaction& transaction, const std::string& scope, bool make) const;
  std::string printOf(Transaction& transaction, const std::string& scope) const;
  void prepare(Transaction& transaction) const;

  std::unique_ptr<Master> master_;
};

// How many keys are wrapped by each master key, by its number.
std::map<int, std::size_t> masterKeysInUse(Transaction& transaction);

}  // namespace stesura
