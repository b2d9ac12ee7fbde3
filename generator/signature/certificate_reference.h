// Which certificate a signer names: by issuer and serial or key identifier, and bound by the signature
// itself with its digest (ESS signing-certificate, RFC 2634 5.4 and RFC 5035 3).
#pragma once

#include <cstdint>
#include <vector>

#include "generator/signature/chain.h"
#include "generator/signature/message_reader.h"

namespace stesura {

// Those that bear the issuer and serial, or the key identifier, of the SignerInfo; at most 16.
std::vector<X509Pointer> certificatesNamedBy(const SignerView& signer, const Evidence& evidence);

enum class ReferenceMatch : std::uint8_t {
  absent,     // the signer binds no certificate
  same,       // every reference is to this certificate
  other,      // a reference is to another one
  unchecked,  // its digest algorithm is not known or too weak
};

// Throws Error{data} for a damaged attribute, or more than one of a kind.
ReferenceMatch matchReference(const SignerView& signer, X509* certificate);

}  // namespace stesura
