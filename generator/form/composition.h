// Letters with marks: the one character that a Latin letter and a combining mark are.
#pragma once

namespace stesura {

// Canonical composition (Unicode 15) of a Latin letter with U+0300…U+0331: «e» and U+0300 give «è»;
// 0 where there is none. Several marks: one after the other, in canonical order.
char32_t composed(char32_t letter, char32_t mark);

// A combining mark of the block U+0300…U+036F.
constexpr bool isMark(char32_t character) { return character >= 0x300 && character <= 0x36F; }

}  // namespace stesura
