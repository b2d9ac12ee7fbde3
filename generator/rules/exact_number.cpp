#include "generator/rules/exact_number.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <string>

namespace stesura {
namespace {

__extension__ using Wide = __int128;

constexpr int kMostDecimals = 18;
constexpr int kMostDigits = 36;  // 18 before the point, 18 behind it

Wide powerOfTen(int power) {
  Wide result = 1;
  for (; power > 0; --power) result *= 10;
  return result;
}

// Divides by 10^places, half away from zero.
Wide shortened(Wide digits, int places) {
  if (places > kMostDigits) return 0;
  const Wide divisor = powerOfTen(places);
  const Wide rest = digits % divisor;
  const Wide size = rest < 0 ? -rest : rest;
  const Wide away = size * 2 >= divisor && places > 0 ? (digits < 0 ? -1 : 1) : 0;
  return digits / divisor + away;
}

std::optional<Wide> lengthened(Wide digits, int places) {
  Wide result = 0;
  if (places > kMostDigits || __builtin_mul_overflow(digits, powerOfTen(places), &result)) return {};
  return result;
}

}  // namespace

ExactNumber::ExactNumber(std::int64_t whole) : digits_(whole) {}

std::optional<ExactNumber> ExactNumber::make(Wide digits, int scale) {
  if (scale > kMostDecimals) {
    digits = shortened(digits, scale - kMostDecimals);
    scale = kMostDecimals;
  }
  while (scale > 0 && digits % 10 == 0) {
    digits /= 10;
    --scale;
  }
  const Wide limit = powerOfTen(kMostDecimals + scale);
  if (digits >= limit || digits <= -limit) return {};
  ExactNumber number;
  number.digits_ = digits;
  number.scale_ = scale;
  return number;
}

std::optional<ExactNumber> ExactNumber::of(const Json& number) {
  if (number.is_number_unsigned()) return make(static_cast<Wide>(number.get<std::uint64_t>()), 0);
  if (number.is_number_integer()) return make(static_cast<Wide>(number.get<std::int64_t>()), 0);
  if (!number.is_number_float() || !std::isfinite(number.get<double>())) return {};
  char text[40];
  const auto end =
      std::to_chars(text, text + sizeof text, number.get<double>(), std::chars_format::scientific).ptr;
  Wide digits = 0;
  int scale = 0;
  bool fraction = false;
  const char* at = text;
  const bool negative = *at == '-';
  if (negative) ++at;
  for (; at != end && *at != 'e'; ++at) {
    if (*at == '.') {
      fraction = true;
      continue;
    }
    digits = digits * 10 + (*at - '0');
    scale += fraction ? 1 : 0;
  }
  int exponent = 0;
  if (at != end) std::from_chars(at + (at[1] == '+' ? 2 : 1), end, exponent);
  scale -= exponent;
  if (scale < 0) {
    const auto longer = lengthened(digits, -scale);
    if (!longer) return {};
    digits = *longer;
    scale = 0;
  }
  return make(negative ? -digits : digits, scale);
}

std::optional<ExactNumber> ExactNumber::plus(const ExactNumber& other) const {
  const int scale = std::max(scale_, other.scale_);
  // Both are below 10^36 in every scale, so that their sum fits.
  return make(digits_ * powerOfTen(scale - scale_) + other.digits_ * powerOfTen(scale - other.scale_), scale);
}

std::optional<ExactNumber> ExactNumber::minus(const ExactNumber& other) const {
  ExactNumber opposite = other;
  opposite.digits_ = -opposite.digits_;
  return plus(opposite);
}

std::optional<ExactNumber> ExactNumber::times(const ExactNumber& other) const {
  Wide product = 0;
  if (__builtin_mul_overflow(digits_, other.digits_, &product)) return {};
  return make(product, scale_ + other.scale_);
}

std::optional<ExactNumber> ExactNumber::over(const ExactNumber& other, int decimals) const {
  const int shift = decimals + other.scale_ - scale_;
  const auto dividend = lengthened(digits_, std::max(shift, 0));
  const auto divisor = lengthened(other.digits_, std::max(-shift, 0));
  if (!dividend || !divisor) return {};
  const Wide quotient = *dividend / *divisor;
  const Wide rest = *dividend % *divisor;
  const Wide restSize = rest < 0 ? -rest : rest;
  const Wide divisorSize = *divisor < 0 ? -*divisor : *divisor;
  const bool up = restSize >= divisorSize - restSize;
  const bool negative = (digits_ < 0) != (other.digits_ < 0);
  return make(quotient + (up ? (negative ? -1 : 1) : 0), decimals);
}

ExactNumber ExactNumber::rounded(int decimals) const {
  if (decimals >= scale_) return *this;
  // Rounding up may reach 10^18 itself, which no caller can tell from what is just below.
  return make(shortened(digits_, scale_ - decimals), decimals).value_or(*this);
}

Json ExactNumber::json() const {
  if (scale_ == 0) return static_cast<std::int64_t>(digits_);
  Wide size = digits_ < 0 ? -digits_ : digits_;
  std::string text;
  for (int place = 0; size > 0 || place <= scale_; ++place) {
    if (place == scale_) text.insert(text.begin(), '.');
    text.insert(text.begin(), static_cast<char>('0' + static_cast<int>(size % 10)));
    size /= 10;
  }
  if (digits_ < 0) text.insert(text.begin(), '-');
  double value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

}  // namespace stesura
