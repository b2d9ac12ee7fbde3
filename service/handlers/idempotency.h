// Idempotency-Key: a POST that is sent twice takes effect once.
#pragma once

#include "service/handlers/router.h"
#include "service/services.h"

namespace stesura {

// For the Router. A key is 1 to 255 visible ASCII characters and counts for one identity and one
// route, for 24 hours. The same request is answered as before, with «Idempotency-Replayed: true»;
// another one with the same key 422; one that is still under way 409. Only what succeeded is kept:
// after 4xx and 5xx the same request may be repeated. Of an answer that tells of persons
// (/persone, /percorsi, /bozze, /documenti, /segnalazioni), of one over 1 MB or in pieces, and of one
// that is not to be stored (Cache-Control: no-store) only status and headers are kept; then the repeated answer has no body and says so: «Idempotency-Body: omitted».
Router::Around onceOnly(Database& database, const Vault& vault);
inline Router::Around onceOnly(const Services& services) { return onceOnly(services.database, services.vault); }

}  // namespace stesura
