// What revocation lists and OCSP answers say of one certificate (RFC 5280, 6.3; RFC 6960).
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "generator/signature/certificate.h"
#include "generator/signature/chain.h"
#include "generator/signature/outcome.h"
#include "generator/signature/trust_content.h"

namespace stesura {

// The issuer is known to be trusted. Borrows both.
struct RevocationQuestion {
  X509* certificate;
  X509* issuer;
  std::vector<X509*> otherKeys{};  // of the same issuer under the same anchor, that may sign its lists
  std::int64_t at = 0;
  bool atIsProven = false;
  std::int64_t now =
      std::numeric_limits<std::int64_t>::max();  // what is said from later than today clears nobody
};

// What one answer, known to be genuine, says.
struct RevocationStatement {
  enum class Says : std::uint8_t { nothing, good, suspended, revoked } says = Says::nothing;
  bool mayClear = false;  // whether it may say for the time asked that nothing was revoked
  bool isOcsp = false;
  std::int64_t made = 0;                       // thisUpdate
  std::int64_t when = 0;                       // of revocation or suspension
  std::optional<std::int64_t> invalidSince{};  // invalidityDate
  int reason = -1;                             // CRLReason; -1 for none
};

struct RevocationAnswer {
  enum class State : std::uint8_t { unknown, good, suspended, revoked } state = State::unknown;
  std::string source{};                // «CRL del 2026-11-20»
  std::optional<std::int64_t> made{};  // thisUpdate of the source; none where nothing is known
  std::optional<std::int64_t> when{};  // of revocation or suspension, also one that does not count
  std::vector<Remark> remarks{};
};

// `name` is how sentences call the holder. Reads lists in the store and in the evidence.
RevocationAnswer revocationOf(const RevocationQuestion& question, const std::string& name,
                              const Evidence& evidence, const TrustStore::Kept& trust);

// An answer made later than today, or that ended before it was made, clears nobody.
// Whether a period from `made` to `until` (none: `graceSeconds`) lets an answer clear a certificate that
// expires at `expiry`, for the time `at`. `keepsExpiredSince`: issuers may keep saying who was revoked
// among certificates that expired after this moment.
struct AnswerPeriod {
  std::int64_t made = 0;
  std::optional<std::int64_t> until{};
  std::optional<std::int64_t> keepsExpiredSince{};
  std::int64_t graceSeconds = 0;
};
bool periodMayClear(const AnswerPeriod& period, const RevocationQuestion& question);

}  // namespace stesura
