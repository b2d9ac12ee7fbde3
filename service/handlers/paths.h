// /percorsi: the paths of the own agency and those it receives.
#pragma once

#include "service/handlers/register_desk.h"

namespace stesura {

void addPathRoutes(RouteTable& table, const Desk& desk);
// Recipients, case managers and operators of a path.
void addPathSharingRoutes(RouteTable& table, const Desk& desk);

// What JSON Schema cannot say: the phases follow each other in time, none lies ahead.
std::vector<Problem> phaseProblems(const Json& path, const std::string& today);

}  // namespace stesura
