// From the verdict on one signer to what people are told of one signature.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "generator/signature/chain.h"
#include "generator/signature/message.h"
#include "generator/signature/verification.h"

namespace stesura {

// Under which circumstances signatures are judged; borrowed.
struct Circumstances {
  const TrustStore& trust;
  std::optional<std::int64_t> at;  // as asked for; counts as proven
  std::int64_t now;
  std::optional<std::int64_t> proven{};  // by a trusted stamp over everything that is judged
};

// Moments of one signature, seconds since 1970.
struct SignatureMoments {
  std::optional<std::int64_t> claimed{};
  std::optional<std::int64_t> proven{};  // by a trusted stamp over the whole file, made afterwards
};

// Fills the report: signer, times, integrity, trust, revocation, outcome and its sentence.
void conclude(SignatureReport& report, const SignerVerdict& verdict, const Evidence& evidence,
              const SignatureMoments& moments, const Circumstances& circumstances);
// The same of a time stamp over a file, whose format is this.
constexpr std::string_view kStampFormat = "marca temporale";
void concludeStamp(SignatureReport& report, const TimeStampVerdict& verdict);
// A signature that cannot be what it pretends, or is not understood.
void reject(SignatureReport& report, Outcome outcome, std::vector<Remark> reasons);

// How sentences call who signed: the organisation, else the person, else the field.
std::string calledBy(const SignatureReport& report);

}  // namespace stesura
