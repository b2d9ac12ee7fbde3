// /utenti: the users of an agency, for its administrator and that of the system.
#pragma once

#include "service/handlers/route.h"
#include "service/services.h"

namespace stesura {

void addUserRoutes(RouteTable& table, const Services& services);

}  // namespace stesura
