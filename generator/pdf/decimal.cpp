#include "generator/pdf/decimal.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace stesura {

std::int64_t thousandthsOf(double value) {
  constexpr double kMost = 1e6;
  if (std::isnan(value)) return 0;
  const double bounded = std::clamp(value, -kMost, kMost) * 1000;
  return static_cast<std::int64_t>(bounded < 0 ? bounded - 0.5 : bounded + 0.5);
}

void appendThousandths(std::string& out, std::int64_t thousandths) {
  std::array<char, 32> digits{};
  char* const end = digits.data() + digits.size();
  char* at = end;
  const bool negative = thousandths < 0;
  auto rest = negative ? -static_cast<std::uint64_t>(thousandths) : static_cast<std::uint64_t>(thousandths);
  std::uint64_t decimals = rest % 1000;
  rest /= 1000;
  if (decimals != 0) {
    int count = 3;
    for (; decimals % 10 == 0; decimals /= 10) --count;
    for (; count > 0; --count, decimals /= 10) *--at = static_cast<char>('0' + decimals % 10);
    *--at = '.';
  }
  do {
    *--at = static_cast<char>('0' + rest % 10);
    rest /= 10;
  } while (rest != 0);
  if (negative) *--at = '-';
  out.append(at, static_cast<std::size_t>(end - at));
}

}  // namespace stesura
