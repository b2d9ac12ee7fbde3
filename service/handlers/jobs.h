// /lavori: many documents asked for at once, their progress, their result.
#pragma once

#include <optional>

#include "service/documents/issuing.h"
#include "service/handlers/route.h"
#include "service/jobs/job_queue.h"
#include "service/services.h"

namespace stesura {

void addJobRoutes(RouteTable& table, const Services& services);

// Where the client prefers not to wait («Prefer: respond-async», RFC 7240): takes the order in as a
// job of one item, and answers 202 with Location, `Lavoro` and Preference-Applied. Else none.
std::optional<Reply> issueLater(const Services& services, const Request& request, const IssueOrder& order);

}  // namespace stesura
