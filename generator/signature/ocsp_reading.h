// What one OCSP answer says of one certificate (RFC 6960).
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "generator/signature/revocation.h"

namespace stesura {

// Of those who may have signed an answer for an issuer. Borrows.
struct OcspResponders {
  const std::vector<X509Pointer>& others;                 // certificates among which the responder's may be
  const std::function<bool(X509* responder)>& isRevoked;  // whether some list of the issuer says so
};

// `response`: DER of an OCSPResponse or a BasicOCSPResponse. Nothing if it is not about this certificate,
// or not signed by the issuer or by a responder that the issuer itself delegated (4.2.2.2) and did not
// revoke.
std::optional<RevocationStatement> statementOf(const std::string& response,
                                               const RevocationQuestion& question,
                                               const OcspResponders& responders);

}  // namespace stesura
