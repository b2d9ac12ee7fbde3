#include "service/http/limited_identity.h"

#include "service/refusal.h"

namespace stesura {
namespace {

[[noreturn]] void refuse() {
  throw Refusal(RefusalKind::tooMany, "Troppe richieste in poco tempo. Riprovare dopo i secondi indicati in Retry-After.");
}

}  // namespace

Router::Identify limitedIdentity(RateLimiter& limiter, Router::Identify identify) {
  return [&limiter, identify = std::move(identify)](const Request& request) {
    const auto wrongCredentials = [&] {
      if (!limiter.take(bucketOf(request)).granted) refuse();
    };
    try {
      Request asked;
      asked.who = identify(request);
      if (!asked.who.known()) {
        wrongCredentials();
      } else if (!limiter.take(bucketOf(asked)).granted) {
        refuse();
      }
      return asked.who;
    } catch (const Refusal& refusal) {
      if (refusal.refusal() == RefusalKind::unauthenticated) wrongCredentials();
      throw;
    }
  };
}

}  // namespace stesura
