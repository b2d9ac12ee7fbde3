// Whether a certificate leads to somebody we trust, and whether it was revoked (RFC 5280, 6960).
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "generator/signature/certificate.h"
#include "generator/signature/outcome.h"
#include "generator/signature/trust.h"

namespace stesura {

// What came with the signature.
struct Evidence {
  std::vector<X509Pointer> certificates{};
  std::vector<CrlPointer> crls{};
  std::vector<std::string> ocspResponses{};  // DER of OCSPResponse or BasicOCSPResponse
};

enum class CertificatePurpose : std::uint8_t { signing, timeStamping };

struct ChainVerdict {
  // valid, revocationUnknown, toConfirm (no trusted chain, or not in its time), revoked.
  Outcome outcome = Outcome::toConfirm;
  bool trusted = false;  // a chain to an anchor, at that time, fit for that purpose, not weak
  // The anchor is a CA/QC or TSA/QTST service of a trusted list, granted whenever it matters.
  bool qualifiedService = false;
  // What that list makes of the signer's certificate; none where no list speaks of it.
  std::optional<SignatureQuality> listedQuality{};
  std::vector<std::string> path{};               // names from the signer to the anchor, as far as it is known
  std::string revocationSource{};                // «CRL del 2026-11-20», «OCSP del …»; "" for none
  std::optional<std::int64_t> revocationMade{};  // when that was said, seconds since 1970
  std::string revokedAt{};                       // RFC 3339; "" if not revoked
  std::vector<Remark> remarks{};
};

// `at`: seconds since 1970, the time for which all is judged. A revocation after `at` does not count if
// `atIsProven` (a trusted time stamp says so), else it counts all the same: a claimed time proves
// nothing. CRLs and OCSP answers are believed only if signed by the issuer or one it delegated, and in
// their time. Never goes to the network. Thread-safe.
//
// Revocation is asked for every certificate below the anchor. What an answer of the period thisUpdate to
// nextUpdate is worth:
// - a permanent revocation counts, however old or new the answer is;
// - otherwise the newest answer that may speak for `at` decides: one made at `at` or later (but not after
//   the certificate expired, unless the issuer says that it keeps expired ones: RFC 5280 lists drop
//   them), or one whose period holds `at`; an OCSP answer without nextUpdate speaks for a day;
// - a suspension (certificateHold) counts until a newer answer lifts it;
// - delta, indirect and partial lists, and those for other certificates, say who is revoked, never who is
// not. An anchor that is one only by a trusted list counts while its service was granted (ETSI TS 119 615):
// at `at`, when the certificate was issued, and to this day if `at` is not proven. `now`: today, seconds
// since 1970: what was said later is not believed; without it nothing is later. A chain with MD5 or SHA-1
// signatures below the anchor, or with weak keys, is not trusted.
ChainVerdict judgeChain(X509* certificate, const Evidence& evidence, const TrustStore& trust, std::int64_t at,
                        bool atIsProven, CertificatePurpose purpose,
                        std::int64_t now = std::numeric_limits<std::int64_t>::max());

}  // namespace stesura
