// /bozze: documents before they are issued.
#pragma once

#include "service/handlers/route.h"
#include "service/services.h"

namespace stesura {

void addDraftRoutes(RouteTable& table, const Services& services);

}  // namespace stesura
