// /chiavi: the keys with which programs come in, for whoever looks after the users of an agency.
#pragma once

#include "service/handlers/route.h"
#include "service/services.h"

namespace stesura {

void addKeyRoutes(RouteTable& table, const Services& services);

}  // namespace stesura
