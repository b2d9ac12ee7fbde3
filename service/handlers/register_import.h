// /persone/importazione and /enti/importazione: a whole table, tried out first.
#pragma once

#include "service/handlers/register_desk.h"

namespace stesura {

void addImportRoutes(RouteTable& table, const Desk& desk);

}  // namespace stesura
