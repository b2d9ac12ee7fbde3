// How wide the letters of the standard 14 fonts are, which need not say it themselves (9.6.2.2).
#pragma once

#include <string>

namespace stesura {

// Em; 0.556 where it is not known. `name`: /BaseFont, «Helvetica-Bold», «Arial,Bold», «TimesNewRoman».
double standardWidth(const std::string& name, char32_t character);

}  // namespace stesura
