// Who asks: a person signed in, or a program with a key, always of one agency.
#pragma once

#include <set>
#include <string>

namespace stesura {

enum class Role {
  operatore,        // works on paths: referrals, drafts, sheets
  segreteria,       // agreements, guidelines, meetings, registers of agencies
  comunicazione,    // publishes what may be published
  amministratore,   // users, keys, templates, audit of its own agency
  sistema,          // administrator of the whole installation; sees no person
};

// "operatore", …; the second throws std::invalid_argument.
std::string_view roleName(Role role);
Role roleFromName(std::string_view name);

struct Identity {
  std::string id;        // of the user, or of the key where no user stands behind it; "" is nobody
  std::string agency;    // id of the agency; "" only for `sistema`
  std::set<Role> roles;
  bool program = false;  // a key without a user: it has roles, but is no operator of any case

  bool known() const { return !id.empty(); }
  bool is(Role role) const { return roles.contains(role); }
};

}  // namespace stesura
