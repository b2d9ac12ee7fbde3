// /modelli: letterheads and layouts that an agency brings, tries and switches on.
#pragma once

#include "service/handlers/route.h"
#include "service/services.h"

namespace stesura {

void addTemplateRoutes(RouteTable& table, const Services& services);

}  // namespace stesura
