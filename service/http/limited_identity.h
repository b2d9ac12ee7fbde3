// Counts what those with credentials ask, by who they turn out to be.
#pragma once

#include "service/handlers/router.h"
#include "service/http/rate_limiter.h"

namespace stesura {

// `identify`, and then a token of the identity's bucket: Refusal{tooMany} without one. Credentials
// that are wrong cost a token of the address. `limiter` is borrowed.
Router::Identify limitedIdentity(RateLimiter& limiter, Router::Identify identify);

}  // namespace stesura
