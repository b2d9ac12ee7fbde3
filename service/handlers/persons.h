// /persone: the persons of the own agency. Its operators read them; health, who works on a path of theirs.
#pragma once

#include "service/handlers/register_desk.h"

namespace stesura {

void addPersonRoutes(RouteTable& table, const Desk& desk);

// A person who is in the agency's register already: by codice fiscale, or by name and date of birth
// where one of the two has no codice fiscale. "" for none. Another entry than `except`.
std::string duplicateOf(const RegisterDesk& desk, Transaction& transaction, const std::string& agency,
                        const Json& person, const std::string& except = {});

}  // namespace stesura
