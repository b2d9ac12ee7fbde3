#include "service/handlers/all_routes.h"

#include "service/handlers/service_state.h"

namespace stesura {

RouteTable allRoutes(const Services& services) {
  RouteTable table;
  addServiceStateRoutes(table, services);  // last: it describes the others
  return table;
}

}  // namespace stesura
