#include "service/handlers/register_routes.h"

#include "service/handlers/agencies.h"
#include "service/handlers/meetings.h"
#include "service/handlers/networks.h"
#include "service/handlers/notices.h"
#include "service/handlers/paths.h"
#include "service/handlers/persons.h"
#include "service/handlers/register_import.h"

namespace stesura {

void addRegisterRoutes(RouteTable& table, const Services& services) {
  const Desk desk = std::make_shared<const RegisterDesk>(services);
  addAgencyRoutes(table, desk);
  addNetworkRoutes(table, desk);
  addPersonRoutes(table, desk);
  addImportRoutes(table, desk);
  addPathRoutes(table, desk);
  addPathSharingRoutes(table, desk);
  addMeetingRoutes(table, desk);
  addNoticeRoutes(table, desk);
}

}  // namespace stesura
