// Users of an agency: who they are, their roles, and what documents may say of them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "generator/json/json.h"
#include "service/store/database.h"
#include "service/store/vault.h"

namespace stesura {

struct User {
  std::string id{};
  std::string agency{};              // "" for the administrator of the system
  std::vector<std::string> roles{};  // «operatore», …
  bool active = true;
  std::int64_t version = 1;
  // nome_proprio, cognome, genere, qualifica, servizio, telefono, email: all may be absent.
  Json profile = Json::object();
  std::string login{};
  bool hasPassword = false;
  bool mustChangePassword = false;  // somebody else set it
  bool hasOneTimeCodes = false;
};

struct NewUser {
  std::string agency{};
  std::string login{};  // as loginOf() gives it
  std::vector<std::string> roles{};
  Json profile = Json::object();
  std::string passwordHash{};  // "" where a proxy vouches for them
  bool mustChangePassword = true;
};

// A login as it is kept: lower case, 3 to 64 of letters, digits and «.», «_», «-», «+», «@»; "" for
// what cannot be one.
std::string loginOf(std::string_view typed);

// Thread-safe; every call works within the caller's transaction.
class Users {
 public:
  explicit Users(const Vault& vault) : vault_(vault) {}

  std::optional<User> find(Transaction& transaction, const std::string& id) const;
  std::optional<User> findLogin(Transaction& transaction, const std::string& login) const;
  // In the order of their ids, from the one behind `after`; of one agency, or of all.
  std::vector<User> list(Transaction& transaction, const std::optional<std::string>& agency,
                         const std::string& after, std::size_t limit) const;

  // The new id; none where the login is taken.
  std::optional<std::string> add(Transaction& transaction, const NewUser& user) const;
  // Stores roles, active and profile, and counts the version. Whoever changes roles or stops being
  // active is signed out.
  void change(Transaction& transaction, const User& user) const;
  // Signs out everywhere.
  void setPassword(Transaction& transaction, const std::string& id, const std::string& hash,
                   bool mustChange) const;
  // The same password with other parameters: nobody is signed out.
  void rehash(Transaction& transaction, const std::string& id, const std::string& hash) const;
  // Whether nobody else in the agency is active with this role.
  bool isLastWith(Transaction& transaction, const User& user, const std::string& role) const;

 private:
  User read(Transaction& transaction, const SqlRow& row) const;

  const Vault& vault_;
};

// Roles as one column holds them.
std::string joinedRoles(const std::vector<std::string>& roles);
std::vector<std::string> splitRoles(const std::string& joined);

}  // namespace stesura
