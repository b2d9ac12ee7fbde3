// A verification as JSON, for programs.
#pragma once

#include "generator/json/json.h"
#include "generator/signature/verification.h"

namespace stesura {

// {esito, descrizione, formato, sha256, firme, modifiche, campi_vuoti, emissione, avvisi}: `firme` has one
// entry a signature, `modifiche` one a later revision; what is not known is left out. docs/firme.md.
Json verificationJson(const VerificationReport& report);

std::string_view relationName(IssuedReport::Relation relation);

}  // namespace stesura
