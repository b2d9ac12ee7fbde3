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
void verifyMessage(std::string_view bytes, std::optional<std::string_view> document, const Circumstances& circumstances,
                   VerificationReport& report);

bool looksLikePdf(std::string_view bytes);

}  // namespace stesura
