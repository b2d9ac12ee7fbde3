// GET /audit: who did and who read what, for administrators.
#pragma once

#include "service/handlers/route.h"
#include "service/services.h"

namespace stesura {

void addAuditRoutes(RouteTable& table, const Services& services);

}  // namespace stesura
