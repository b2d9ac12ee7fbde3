// Tells who asks: by a key, by the session of a cookie, or by the word of a trusted proxy.
#pragma once

#include <filesystem>
#include <string>

#include "service/handlers/router.h"
#include "service/services.h"

namespace stesura {

// A reverse proxy that signs people in (OIDC for SPID and CIE) names them in X-Stesura-Utente,
// their login, and X-Stesura-Ente, their agency. Believed only where one of these holds; else
// ignored.
struct ProxyIdentity {
  bool overItsSocket =
      false;             // what comes over --unix: the proxy must strip these headers from clients
  std::string secret{};  // of X-Stesura-Segreto; "" admits none
};

// The shared secret: the first line of a file that others cannot read, at least 32 characters.
// Throws Error{surroundings}.
std::string proxySecretFrom(const std::filesystem::path& file);

// `services` is borrowed. Throws Refusal{unauthenticated} for credentials that are wrong,
// Refusal{forbidden} for a request that a foreign page made a browser send.
Router::Identify identifyBy(const Services& services, ProxyIdentity proxy = {});

// The secret of the session that a request's cookie names; "" without one. The cookie is
// `__Host-stesura` over TLS, `stesura` over plain HTTP from this machine; nothing else.
std::string sessionSecretOf(const Request& request);
// Set-Cookie of a session, or of its end (""). Throws Refusal{forbidden} where it would travel in
// clear.
std::string sessionCookie(const Request& request, const std::string& secret);
// Throws Refusal{forbidden} where the browser says that a foreign page sends the request.
void refuseForeignPages(const Request& request);

}  // namespace stesura
