#include "service/identity.h"

#include <array>
#include <stdexcept>
#include <string_view>
#include <utility>

namespace stesura {
namespace {

constexpr std::array<std::pair<Role, std::string_view>, 5> kRoles = {{
    {Role::operatore, "operatore"},
    {Role::segreteria, "segreteria"},
    {Role::comunicazione, "comunicazione"},
    {Role::amministratore, "amministratore"},
    {Role::sistema, "sistema"},
}};

}  // namespace

std::string_view roleName(Role role) {
  for (const auto& [known, name] : kRoles) {
    if (known == role) return name;
  }
  throw std::invalid_argument("role");
}

Role roleFromName(std::string_view name) {
  for (const auto& [role, known] : kRoles) {
    if (known == name) return role;
  }
  throw std::invalid_argument("role");
}

}  // namespace stesura
