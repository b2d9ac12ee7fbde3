// Keys with which programs come in: 256 random bits, shown once, kept as a digest.
#pragma once

#include <chrono>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "service/store/database.h"
#include "service/store/vault.h"

namespace stesura {

struct AccessKey {
  std::string id{};
  std::string name{};    // what it is for
  std::string agency{};  // "" for the system
  std::vector<std::string> roles{};
  std::string user{};  // in whose name it acts; "" for a program by itself
  bool first = false;  // made by the first start
  std::string createdAt{}, expiresAt{};
  std::string usedAt{};     // coarse: to the hour; "" if never
  std::string revokedAt{};  // "" while it is good
};

struct NewAccessKey {
  std::string name{};
  std::string agency{};
  std::vector<std::string> roles{};
  std::string user{};
  std::string expiresAt{};  // RFC 3339, UTC
  bool first = false;
};

struct MadeAccessKey {
  std::string id, secret;
};

// Who comes in with a key, as things stand now. Of a user's key: the roles that both have.
struct KeyBearer {
  std::string key{};
  std::string user{};
  std::string agency{};
  std::vector<std::string> roles{};
  std::string expiresAt{};
};

// Every call works within the caller's transaction.
class AccessKeys {
 public:
  explicit AccessKeys(const Vault& vault) : vault_(vault) {}

  MadeAccessKey add(Transaction& transaction, const NewAccessKey& key) const;
  std::optional<AccessKey> find(Transaction& transaction, const std::string& id) const;
  std::vector<AccessKey> list(Transaction& transaction, const std::optional<std::string>& agency,
                              const std::string& after, std::size_t limit) const;
  // False where it was revoked before.
  bool revoke(Transaction& transaction, const std::string& id) const;
  // None for a key that is unknown, revoked, expired, or whose user is not active. `usedLongAgo`
  // tells that it is time for touch().
  std::optional<KeyBearer> bearer(Transaction& transaction, const std::string& digest,
                                  bool& usedLongAgo) const;
  void touch(Transaction& transaction, const std::string& id) const;

 private:
  AccessKey read(Transaction& transaction, const SqlRow& row) const;

  const Vault& vault_;
};

// Whether a text has the shape of a key's secret.
bool isAccessKey(const std::string& text);

// Where nobody can come in yet: a key of the system's administrator, good for 24 hours or until it
// made another; none where somebody can. Each start makes a new one.
std::optional<std::string> firstAdministratorKey(Database& database, const Vault& vault);

// Keys looked up not long ago, so that many requests cost one question to the database.
// Thread-safe. What another process revokes ends here within ten seconds; what this one revokes
// ends at once.
class KeyMemory {
 public:
  std::optional<KeyBearer> find(const std::string& digest) const;
  // To be taken before the database is asked: an answer from before forget() is not kept.
  std::uint64_t generation() const;
  void keep(const std::string& digest, const KeyBearer& bearer, std::uint64_t generation);
  // To be called once a change of keys or users is committed.
  void forget();

 private:
  struct Kept {
    KeyBearer bearer;
    std::chrono::steady_clock::time_point until;
  };
  mutable std::mutex mutex_;
  std::unordered_map<std::string, Kept> kept_;
  std::uint64_t generation_ = 0;
};

}  // namespace stesura
