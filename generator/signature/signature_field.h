// The empty field that is to be signed: its boxes, and what the form demands of its signature
// (ISO 32000-1, 12.7.4.5).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "generator/pdf/history.h"
#include "generator/signature/signed_file.h"

namespace stesura {

struct SignatureWidget {
  std::uint32_t number = 0;      // of its object; that of the field where both are one
  double width = 0, height = 0;  // of the upright box, points
  int rotation = 0;  // counterclockwise, so that the box is upright on the screen: 0, 90, 180, 270
  bool isVisible() const { return width > 0 && height > 0; }
};

struct SigningField {
  std::string name;  // full
  std::uint32_t number = 0;
  std::vector<SignatureWidget> widgets;  // none: a field without any box
  PdfObject lock;                        // dictionary of /Lock, else null
  bool isVisible() const;
};

// As of the last revision. Throws Error{data}: no such field (the problems list the empty ones), signed
// already, or written in a way that an update cannot go on from.
SigningField fieldToSign(const PdfHistory& history, const std::vector<PlacedSignature>& signatures,
                         std::string_view name);

enum class TimeStamps : std::uint8_t { none, wanted };

// Throws Error{data} if the field's seed value (12.7.4.5, table 234) demands what is not done here.
void refuseUnmetDemands(const PdfHistory& history, const SigningField& field, TimeStamps timeStamps);

}  // namespace stesura
