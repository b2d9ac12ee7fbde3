// Writes the incremental update that puts a signature into its field.
#pragma once

#include <cstddef>
#include <string>

#include "generator/pdf/history.h"
#include "generator/signature/appearance.h"
#include "generator/signature/signature_field.h"
#include "generator/signature/signature_gap.h"

namespace stesura {

struct SignatureUpdate {
  const PdfHistory& history;
  const SigningField& field;
  SignatureAppearance* appearance = nullptr;  // null: the field shows nothing
  std::string name{};                         // /Name; "" for none
  std::string date{};                         // /M
  std::size_t reserved = 0;                   // bytes for the message
};

// The file with the update behind it: the field with its value, its boxes with their appearance, the
// signature dictionary with its ByteRange and a blank /Contents, and where the form does not say so yet,
// that it holds signatures (12.7.2, /SigFlags). Nothing else is touched. `gap` receives where /Contents is.
std::string written(const SignatureUpdate& update, SignatureGap& gap);

}  // namespace stesura
