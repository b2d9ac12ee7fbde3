// What one OCSP answer says of one certificate (RFC 6960).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "generator/signature/revocation.h"

namespace stesura {

// `response`: DER of an OCSPResponse or a BasicOCSPResponse. `others`: certificates among which the
// responder's may be. Nothing if it is not about this certificate, or not signed by the issuer or by a
// responder that the issuer itself delegated (4.2.2.2).
std::optional<RevocationStatement> statementOf(const std::string& response, const RevocationQuestion& question,
                                               const std::vector<X509Pointer>& others);

}  // namespace stesura
