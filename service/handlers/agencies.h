// /enti: the agencies of the networks. Whoever is signed in reads them.
#pragma once

#include "service/handlers/register_desk.h"

namespace stesura {

void addAgencyRoutes(RouteTable& table, const Desk& desk);

// Whether `who` keeps the register of agencies: the system, and who leads a network.
bool mayAddAgencies(const RegisterDesk& desk, Transaction& transaction, const Identity& who);

}  // namespace stesura
