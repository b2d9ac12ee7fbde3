// Verifying the signatures of a PDF, and what was changed after them.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "generator/signature/judging.h"
#include "generator/signature/verification.h"

namespace stesura {

// Fills signatures, modifications, empty fields, remarks and the outcome of both. `issued`: how many
// bytes at the beginning were handed out; changes are told from there on, else from the first signature.
// Throws Error{data} for a PDF that cannot be read.
void verifyPdf(std::string_view bytes, std::optional<std::size_t> issued, const Circumstances& circumstances,
               VerificationReport& report);

}  // namespace stesura
