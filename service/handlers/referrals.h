// /segnalazioni: referrals from one agency to another, and how the other one answers.
#pragma once

#include "service/handlers/route.h"
#include "service/services.h"

namespace stesura {

void addReferralRoutes(RouteTable& table, const Services& services);

}  // namespace stesura
