// Verifying any bytes: a report that says why, and nothing else.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "generator/signature/verification.h"

namespace stesura::testing {

struct FuzzCircumstances {
  const TrustStore* trust = nullptr;
  std::string_view issued{};  // if not empty, as what was handed out
  std::int64_t now = 0;
  std::optional<std::int64_t> at{};
};

// Throws whatever escapes, and std::logic_error for a report that breaks a promise; what an entry
// point of a fuzzer calls.
VerificationReport fuzzVerify(const std::uint8_t* data, std::size_t size,
                              const FuzzCircumstances& circumstances);

// Whether a PDF called intact and signed may be so: it is one of the sound files or the beginning of
// one, but for white space at its end, for what stands between the brackets of a /Contents, and for
// updates that leave every object as it was.
bool isVouchedFor(std::string_view pdf, std::string_view sound);

}  // namespace stesura::testing
