// The faces of a compiled form as objects of its file.
#pragma once

#include <qpdf/QPDF.hh>
#include <string>

#include "generator/form/palette.h"

namespace stesura {

struct FormTypefaces {
  QPDFObjectHandle resources;  // indirect: «/St<n>» of every prepared face, in Identity-H
  QPDFObjectHandle simple;     // «/Sc<n>», in WinAnsiEncoding: in which viewers let people type
};

// Whether the form draws boxes as signs; then «/StSegni» holds these two.
enum class Signs { none, embedded };
constexpr char32_t kBoxSign = U'☐', kTickedSign = U'☒';

FormTypefaces embedTypefaces(QPDF& pdf, const PreparedFaces& faces, Signs signs);

// Points, from the lower left corner of the widget to the origin of the sign.
struct SignPlace {
  double x = 0, y = 0, size = 0;
};

// Content that draws one of the signs. `colour`: operators for filling.
std::string drawnSign(const FormFonts& fonts, char32_t sign, const SignPlace& place, const std::string& colour);

}  // namespace stesura
