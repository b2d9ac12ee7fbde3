// /reti: networks and their members. Whoever is signed in reads them; the lead keeps them.
#pragma once

#include "service/handlers/register_desk.h"

namespace stesura {

void addNetworkRoutes(RouteTable& table, const Desk& desk);

}  // namespace stesura
