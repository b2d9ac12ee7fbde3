// What signing in needs to know and to keep: failed attempts, the password's hash, one-time codes.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "service/store/database.h"
#include "service/store/vault.h"

namespace stesura {

struct SignInFacts {
  std::string id{};
  std::string agency{};
  std::string passwordHash{};  // "" where there is none
  bool active = true;
  bool mustChangePassword = false;
  bool wantsCode = false;  // one-time codes are switched on
};

// Thread-safe; every call works within the caller's transaction.
class SignIn {
 public:
  explicit SignIn(const Vault& vault) : vault_(vault) {}

  // Seconds until the login may be tried again: after five failures 1, 2, 4 … at most 300. With 0
  // the attempt is counted as failed, so that many at the same time gain nothing; see forgive().
  long countAttempt(Transaction& transaction, const std::string& login) const;
  // After success: everything. After a right password that wants a code: the one attempt.
  enum class Forgiven { all, one };
  void forgive(Transaction& transaction, const std::string& login, Forgiven forgiven) const;

  std::optional<SignInFacts> find(Transaction& transaction, const std::string& login) const;
  // Whether a code of the generator or one of the recovery codes is right; either serves once.
  bool useCode(Transaction& transaction, const std::string& user, const std::string& code) const;

  // A new secret, 160 random bits, which counts only when a first code has confirmed it.
  std::string beginCodes(Transaction& transaction, const std::string& user) const;
  // The recovery codes, nowhere kept; none for a wrong code or where nothing was begun.
  std::optional<std::vector<std::string>> confirmCodes(Transaction& transaction,
                                                       const std::string& user,
                                                       const std::string& code) const;
  void endCodes(Transaction& transaction, const std::string& user) const;

 private:
  std::optional<std::int64_t> rightStep(Transaction& transaction, const std::string& user,
                                        const std::string& code) const;

  const Vault& vault_;
};

}  // namespace stesura
