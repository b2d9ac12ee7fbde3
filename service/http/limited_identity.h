// Counts what those with credentials ask, by who they turn out to be.
#pragma once

#include "service/handlers/router.h"
#include "service/http/rate_limiter.h"

namespace stesura {

// `identify`, and then a token of the identity's bucket: Refusal{tooMany} without one. Credentials
// that are wrong cost a token of the address. `limiter` is borrowed.
Router::Identify limitedIdentity(RateLimiter& limiter, Router::Identify identify);

// So many requests of one identity in the handlers at once, Refusal{tooMany} beyond: what takes long
// (a PDF) must not take every place from the others. `around` is what happens to those let through.
Router::Around fewAtOnce(std::size_t most, Router::Around around = {});

}  // namespace stesura
