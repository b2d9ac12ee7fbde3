// The closed set of fonts, for tests of the room of forms.
#pragma once

#include <string>

#include "generator/form/faces.h"

namespace stesura {

inline const FormFonts& formFonts() {
  static const FormFonts fonts(std::string(STESURA_SOURCE_DIR) + "/build/fonts");
  return fonts;
}

}  // namespace stesura
