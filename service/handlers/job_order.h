// What somebody asks of /lavori: paths, items with their data, or lines of JSON.
#pragma once

#include "service/handlers/checked_body.h"
#include "service/jobs/job_queue.h"

namespace stesura {

inline constexpr const char* kNdjsonType = "application/x-ndjson";

// «LavoroNuovo», as it stands in OpenAPI.
Json jobOrderSchema();
// The parameters that go with NDJSON.
std::vector<Parameter> jobOrderParameters();

// Without looking into what lines hold: a line that is no JSON is an item that fails.
// Throws Error{data} with every problem, Refusal{malformed}, {unsupportedType}.
JobOrder jobOrderOf(const Request& request, const CheckedBody& body);

}  // namespace stesura
