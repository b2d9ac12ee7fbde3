// /tipi: the kinds of documents, their schemas, checks and previews of data.
#pragma once

#include "service/handlers/route.h"
#include "service/services.h"

namespace stesura {

void addKindRoutes(RouteTable& table, const Services& services);

}  // namespace stesura
