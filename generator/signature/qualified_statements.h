// What a certificate declares about the kind of signature it serves (ETSI EN 319 412-5, RFC 3739).
#pragma once

#include <openssl/x509.h>

#include <functional>
#include <set>
#include <string>

#include "generator/signature/certificate.h"

namespace stesura {

// From its QCStatements, its policies and, for the electronic identity card, its issuer. It is what
// the certificate says: whoever issues a certificate may write it, only a trusted chain makes it true.
SignatureQuality declaredQuality(X509* certificate);

// The same, piece by piece, for those who weigh it against what others say.
struct QualifiedDeclaration {
  bool compliance = false, device = false;   // QcCompliance, QcSSCD
  bool isSignature = false, isSeal = false;  // QcType; where there is none, from the policies and the subject
  std::set<std::string, std::less<>> policies{};  // OIDs
};
QualifiedDeclaration declarationOf(X509* certificate);

// ETSI EN 319 412-1, 5.2: so short-lived that nobody would revoke it in time; believed only of a
// certificate that is valid for ten days at most.
bool declaresShortTerm(X509* certificate);

}  // namespace stesura
