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
  std::string agency{};               // "" for the administrator of the system
  std::vector<std::string> roles{};   // «operatore», …
  bool active = true;
  std::int64_t version = 1;
  // nome_proprio, cognome, genere, qualifica, servizio, telefono, email: all may be absent.
  Json profile = Json::object();
};

class Users {
 public:
  explicit Users(const Vault& vault) : vault_(vault) {}
  std::optional<User> find(Transaction& transaction, const std::string& id) const;

 private:
  const Vault& vault_;
};

}  // namespace stesura
