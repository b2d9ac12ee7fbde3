// The names that derived values may have, so that a template can say them.
#pragma once

#include <string_view>

namespace stesura {

// Small letters, figures and «_», a letter first.
bool isPlainName(std::string_view name);
inline constexpr const char* kPlainNameRule = "un nome ha lettere minuscole, cifre e «_», e comincia con una lettera";

}  // namespace stesura
