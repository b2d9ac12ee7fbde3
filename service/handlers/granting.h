// Who may give which roles to whom: the rules that users and keys share.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "generator/json/json.h"
#include "service/identity.h"
#include "service/store/vault.h"

namespace stesura {

// The agencies whose users and keys somebody looks after: their own; none stands for all (sistema).
std::optional<std::string> agencyLookedAfter(const Identity& who);

// The agency that a new user or key is of: the one given, else the asker's own. Throws
// Refusal{forbidden} for an agency that the asker does not look after.
std::string agencyOfNew(const Identity& who, const Json& given);

// Throws Refusal{forbidden} where somebody else than sistema gives `sistema`, Error{data} where
// `sistema` stands with an agency or another role, or no agency stands with another role.
void checkRoles(const Identity& who, const std::string& agency,
                const std::vector<std::string>& roles);

// Throws Error{data} for an agency that is not in the register; none ("") is that of the system.
void requireAgency(const Vault& vault, Transaction& transaction, const std::string& agency);

}  // namespace stesura
