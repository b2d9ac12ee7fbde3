// /documenti: issuing, reading, states, registration numbers, corrections, disposal.
#pragma once

#include <functional>
#include <optional>

#include "service/documents/issuing.h"
#include "service/handlers/route.h"
#include "service/services.h"

namespace stesura {

// Takes an order to be done later (Prefer: respond-async) and answers 202; none where it is to be
// done at once.
using LaterIssuing = std::function<std::optional<Reply>(const Request&, const IssueOrder&)>;

void addDocumentRoutes(RouteTable& table, const Services& services, LaterIssuing later = {});

// What the body of POST /documenti orders. Throws Error{data} with everything that is wrong in it.
IssueOrder issueOrderOf(const Services& services, const Request& request);

}  // namespace stesura
