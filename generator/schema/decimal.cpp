#include "generator/schema/decimal.h"

#include <charconv>
#include <cmath>
#include <cstdint>

namespace stesura {
namespace {

using Wide = unsigned __int128;

struct Decimal {
  std::uint64_t digits = 0;
  int exponent = 0;  // value = digits * 10^exponent; the sign does not matter here
};

Decimal decimalOf(const Json& number) {
  if (number.is_number_unsigned()) return {number.get<std::uint64_t>(), 0};
  if (number.is_number_integer()) {
    const auto value = number.get<std::int64_t>();
    return {value < 0 ? 0 - static_cast<std::uint64_t>(value) : static_cast<std::uint64_t>(value),
            0};
  }
  char buffer[32];
  const char* end = std::to_chars(buffer, buffer + sizeof buffer, std::abs(number.get<double>()),
                                  std::chars_format::scientific)
                        .ptr;
  Decimal result;
  bool fraction = false;
  const char* at = buffer;
  for (; at != end && *at != 'e'; ++at) {
    if (*at == '.') {
      fraction = true;
      continue;
    }
    result.digits = result.digits * 10 + static_cast<std::uint64_t>(*at - '0');
    if (fraction) --result.exponent;
  }
  int exponent = 0;
  if (at != end) std::from_chars(at + (at[1] == '+' ? 2 : 1), end, exponent);
  result.exponent += exponent;
  return result;
}

// 10^power modulo `modulus`.
std::uint64_t powerOfTen(int power, std::uint64_t modulus) {
  Wide result = 1 % modulus;
  Wide base = 10 % modulus;
  for (; power > 0; power /= 2) {
    if (power % 2 == 1) result = result * base % modulus;
    base = base * base % modulus;
  }
  return static_cast<std::uint64_t>(result);
}

}  // namespace

bool isMultiple(const Json& value, const Json& step) {
  const Decimal a = decimalOf(value);
  const Decimal b = decimalOf(step);
  if (a.digits == 0) return true;
  if (b.digits == 0) return false;
  const int shift = a.exponent - b.exponent;
  if (shift >= 0) {
    return static_cast<Wide>(a.digits % b.digits) * powerOfTen(shift, b.digits) % b.digits == 0;
  }
  // a.digits has at most 20 digits: beyond that many zeros nothing but 0 divides.
  if (shift < -19) return false;
  Wide divisor = b.digits;
  for (int i = shift; i < 0; ++i) {
    divisor *= 10;
    if (divisor > a.digits) return false;
  }
  return a.digits % divisor == 0;
}

}  // namespace stesura
