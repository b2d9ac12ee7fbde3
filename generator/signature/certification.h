// What a signature forbids those who come after it: certifications (DocMDP) and locked fields (FieldMDP).
#pragma once

#include <cstddef>
#include <vector>

#include "generator/pdf/history.h"
#include "generator/signature/change_report.h"
#include "generator/signature/signed_file.h"

namespace stesura {

// Adds to the report of a revision what the signatures of earlier ones do not admit (ISO 32000-1, 12.8.2).
void enforceCertifications(const PdfHistory& history, const std::vector<PlacedSignature>& signatures,
                           std::size_t revision, ChangeReport& report);

}  // namespace stesura
