// Decimal numbers reckoned without binary rounding: 0.1 + 0.2 is 0.3.
#pragma once

#include <cstdint>
#include <optional>

#include "generator/json/json.h"

namespace stesura {

// A number below 10^18 with up to 18 decimals. What would leave that range is no value (nullopt).
class ExactNumber {
 public:
  ExactNumber() = default;  // zero
  explicit ExactNumber(std::int64_t whole);  // |whole| < 10^18
  // The shortest decimal that stands for a JSON number, rounded to 18 decimals.
  static std::optional<ExactNumber> of(const Json& number);

  std::optional<ExactNumber> plus(const ExactNumber& other) const;
  std::optional<ExactNumber> minus(const ExactNumber& other) const;
  std::optional<ExactNumber> times(const ExactNumber& other) const;
  // Rounded half away from zero to `decimals` (at most 18). `other` is not zero.
  std::optional<ExactNumber> over(const ExactNumber& other, int decimals) const;
  ExactNumber rounded(int decimals) const;

  bool isZero() const { return digits_ == 0; }
  // An integer where there are no decimals, else the nearest double.
  Json json() const;

 private:
  __extension__ using Wide = __int128;
  static std::optional<ExactNumber> make(Wide digits, int scale);

  Wide digits_ = 0;  // value = digits_ / 10^scale_
  int scale_ = 0;    // 0 to 18
};

}  // namespace stesura
