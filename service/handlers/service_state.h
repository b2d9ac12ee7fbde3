// /status, /metrics and /openapi.json: what the service tells of itself.
#pragma once

#include "service/handlers/route.h"
#include "service/services.h"

namespace stesura {

// Comes last: the OpenAPI document is that of every route already in the table, and of these.
void addServiceStateRoutes(RouteTable& table, const Services& services);

}  // namespace stesura
