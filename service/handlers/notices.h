// /avvisi: what the own agency is told, by ids and fixed words.
#pragma once

#include "service/handlers/register_desk.h"

namespace stesura {

void addNoticeRoutes(RouteTable& table, const Desk& desk);

}  // namespace stesura
