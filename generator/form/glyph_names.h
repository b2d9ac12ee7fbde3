// Simple encodings and glyph names of Latin writing (ISO 32000-1, annex D; Adobe Glyph List).
#pragma once

#include <array>
#include <string_view>

namespace stesura {

enum class SimpleEncoding { standard, winAnsi, macRoman };

// Code -> character; 0 where the encoding has none.
const std::array<char32_t, 256>& charactersOf(SimpleEncoding encoding);

// «Agrave», «quoteright», «uni00E8», «u1F600», «a.sc»; 0 if it is not known.
char32_t characterOfGlyph(std::string_view name);

}  // namespace stesura
