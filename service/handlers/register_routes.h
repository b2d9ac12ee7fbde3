// The routes of all registers, over one desk.
#pragma once

#include "service/handlers/route.h"
#include "service/services.h"

namespace stesura {

void addRegisterRoutes(RouteTable& table, const Services& services);

}  // namespace stesura
