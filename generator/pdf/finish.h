// After LibreOffice: the same bytes for the same document, embedded data, and reading them back.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "generator/pdf/signature_fields.h"

namespace stesura {

struct PdfFinish {
  std::string issueDate{};   // RFC 3339 full-date; becomes CreationDate, ModDate and the XMP dates
  std::string title{};       // document title (shown by the viewer); "" keeps what is there
  std::string identifier{};  // the /ID is derived from it and from the content; may be empty
  std::optional<std::string>
      embeddedJson{};  // PDF/A-3 only: attached as `dati.json`, AFRelationship Source
  std::optional<SignaturePlaces>
      signatures{};  // the links of signature_address.h become fields; without, they become plain text
};

// Normalises the five places that differ between two exports, sets title and language it-IT,
// attaches data, makes the fields to sign in. Throws Error{conversion} if the bytes are not a PDF, and
// what placeSignatures() throws.
std::string finishPdf(std::string_view pdf, const PdfFinish& finish);

// The embedded projection of a PDF made by us.
// Throws Error{data} if the file is no PDF or holds no embedded data.
std::string extractEmbeddedJson(std::string_view pdf);

}  // namespace stesura
