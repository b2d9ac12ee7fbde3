// What must hold before a signature is added to a file.
#pragma once

#include <cstdint>
#include <vector>

#include "generator/pdf/history.h"
#include "generator/signature/signature_field.h"
#include "generator/signature/signed_file.h"

namespace stesura {

// Throws Error{data}: something a strict reader would not take; a dynamic form (XFA); an earlier signature
// that is broken, that admits no further one or that locks the field; a change after a signature that is
// not admitted (the problems name what). Who signed is named, nothing else of the file.
void refuseUnfitFile(const PdfHistory& history, const std::vector<PlacedSignature>& signatures,
                     const SigningField& field);

// Throws Error{data} for a certificate that is not valid at that time (seconds since 1970), not for
// signing, or of a weak key.
void refuseUnfitCertificate(X509* certificate, std::int64_t time);

}  // namespace stesura
