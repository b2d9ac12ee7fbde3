// What the codes of a font mean, told by its CMap (ISO 32000-1, 9.10.3).
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>

namespace stesura {

struct ToUnicode {
  std::unordered_map<std::uint32_t, std::string> texts{};  // code -> UTF-8; at most 70,000
  std::size_t codeLength = 0;                               // bytes, as its code space says; 0: unknown
};

// Reads on through what is damaged.
ToUnicode readToUnicode(std::string_view cmap);

// Appends a character; U+FFFD for what is none.
void appendUtf8(std::string& text, char32_t character);

}  // namespace stesura
