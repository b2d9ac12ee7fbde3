// Numbers of a content stream: plain decimals, never an exponent (ISO 32000-1, 7.3.3).
#pragma once

#include <cstdint>
#include <string>

namespace stesura {

// Rounded to thousandths, between -1,000,000 and 1,000,000; what is no number is 0.
std::int64_t thousandthsOf(double value);

// 1500: «1.5»; -20: «-0.02»; 0: «0».
void appendThousandths(std::string& out, std::int64_t thousandths);

// At most three decimals.
inline void appendDecimal(std::string& out, double value) { appendThousandths(out, thousandthsOf(value)); }

}  // namespace stesura
