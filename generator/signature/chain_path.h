// The chain from a certificate to an anchor (RFC 5280, 6.1).
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "generator/signature/chain.h"
#include "generator/signature/outcome.h"
#include "generator/signature/trust_content.h"

namespace stesura {

struct ChainPath {
  std::vector<X509Pointer> certificates{};           // from the signer's; as far as it is known
  const TrustStore::Kept::Anchor* anchor = nullptr;  // the last one; null if the chain leads to none
  std::vector<Remark> remarks{};                     // empty: all is well
};

struct PathOrder {
  X509* certificate;
  const std::vector<X509Pointer>& others;  // that came with the signature
  const TrustStore::Kept& trust;
  std::int64_t at;
  CertificatePurpose purpose;
  bool byHand = false;  // to an anchor that a person put there, and to no other
};

// With an anchor and remarks the chain is complete, but some certificate is out of its time, weak, or
// not meant for this purpose. Signatures, constraints, key usages and critical extensions have been
// checked; revocation has not.
ChainPath pathOf(const PathOrder& order);

// How sentences call the certificate at this place of the chain.
std::string chainName(const ChainPath& path, std::size_t place);

}  // namespace stesura
