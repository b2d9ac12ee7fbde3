// Verifying signed messages (.p7m, .p7s): the signers of each, and of those within.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "generator/signature/judging.h"
#include "generator/signature/verification.h"

namespace stesura {

// Fills signatures and remarks, from the outermost message to the innermost content, and of a PDF that
// lies within its own signatures too. `document`: what a message without content may have signed.
// Throws Error{data} for a message that cannot be read.
void verifyMessage(std::string_view bytes, std::optional<std::string_view> document,
                   const Circumstances& circumstances, VerificationReport& report);

// The same for a document with its time stamp, or a stamp that comes as an authority's answer (stamp_file.h).
void verifyStampedFile(std::string_view bytes, std::optional<std::string_view> document,
                       const Circumstances& circumstances, VerificationReport& report);

// What the format of a countersignature's entry ends with.
constexpr std::string_view kCountersignature = " (controfirma)";

// A message, or a document with its time stamp.
bool isEnvelope(std::string_view bytes);
bool looksLikePdf(std::string_view bytes);

}  // namespace stesura
