// /accesso: signing in with name and password, who one is, password and one-time codes, signing
// out.
#pragma once

#include "service/handlers/route.h"
#include "service/services.h"

namespace stesura {

void addSignInRoutes(RouteTable& table, const Services& services);

}  // namespace stesura
