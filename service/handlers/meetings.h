// /incontri: meetings of the own agency and of the networks it belongs to.
#pragma once

#include "service/handlers/register_desk.h"

namespace stesura {

void addMeetingRoutes(RouteTable& table, const Desk& desk);

}  // namespace stesura
