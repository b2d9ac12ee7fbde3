// What one revocation list says of one certificate (RFC 5280, 5).
#pragma once

#include <optional>

#include "generator/signature/revocation.h"

namespace stesura {

// Nothing if the list is of another issuer, is signed by none of the issuer's keys, or is damaged.
std::optional<RevocationStatement> statementOf(const CrlPointer& list, const RevocationQuestion& question,
                                               const CrlSignatures& signatures);

}  // namespace stesura
