// Every route of the service, in one table.
#pragma once

#include "service/handlers/route.h"
#include "service/services.h"

namespace stesura {

// `services` is borrowed by the handlers and must outlive the table.
RouteTable allRoutes(const Services& services);

}  // namespace stesura
