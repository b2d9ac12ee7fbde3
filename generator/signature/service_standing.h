// What the imported lists say of an authority at the moments that matter for a signature (ETSI TS 119 615,
// 4).
#pragma once

#include <openssl/x509.h>

#include <cstdint>
#include <optional>
#include <vector>

#include "generator/signature/certificate.h"
#include "generator/signature/chain.h"
#include "generator/signature/outcome.h"
#include "generator/signature/trust_content.h"

namespace stesura {

struct StandingQuestion {
  const TrustStore::Kept::Anchor& anchor;
  X509* certificate;  // of the signer, or of the time stamp
  CertificatePurpose purpose;
  std::int64_t at;  // seconds since 1970
  bool atIsProven;
  std::int64_t now;
};

struct ServiceStanding {
  bool isListed = false;  // among the services of that purpose
  // A qualified service at that time; for signatures also when the certificate was issued (regulation
  // 910/2014, art. 32 (1) (b)); and to this day, unless the time is proven: who has the key of a service
  // that was withdrawn can claim a time before.
  bool isGranted = false;
  std::optional<SignatureQuality>
      quality{};                  // of signatures, if listed: what the list makes of the certificate
  std::vector<Remark> remarks{};  // why it is not granted, or why the quality is another
};

ServiceStanding listedStanding(const StandingQuestion& question);

}  // namespace stesura
