#include "service/handlers/all_routes.h"

#include "service/handlers/documents.h"
#include "service/handlers/drafts.h"
#include "service/handlers/audit_rows.h"
#include "service/handlers/keys.h"
#include "service/handlers/kinds.h"
#include "service/handlers/register_routes.h"
#include "service/handlers/modelli.h"
#include "service/handlers/jobs.h"
#include "service/handlers/referrals.h"
#include "service/handlers/service_state.h"
#include "service/handlers/sign_in.h"
#include "service/handlers/users.h"

namespace stesura {

RouteTable allRoutes(const Services& services) {
  RouteTable table;
  addSignInRoutes(table, services);
  addUserRoutes(table, services);
  addKeyRoutes(table, services);
  addDocumentRoutes(table, services, [&services](const Request& request, const IssueOrder& order) {
    return issueLater(services, request, order);
  });
  addKindRoutes(table, services);
  addDraftRoutes(table, services);
  addRegisterRoutes(table, services);
  addTemplateRoutes(table, services);
  addJobRoutes(table, services);
  addReferralRoutes(table, services);
  addAuditRoutes(table, services);
  addServiceStateRoutes(table, services);  // last: it describes the others
  return table;
}

}  // namespace stesura
