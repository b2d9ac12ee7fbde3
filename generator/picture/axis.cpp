#include "generator/picture/axis.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <string_view>

#include "generator/merge/italian.h"

namespace stesura {
namespace {

constexpr double kLarge = 1e6;   // from here on numbers are told in millions and more
constexpr double kSmall = 1e-3;  // below it in powers of ten

std::string powerOfTen(int exponent) {
  constexpr std::array<std::string_view, 10> kRaised = {"⁰", "¹", "²", "³", "⁴",
                                                        "⁵", "⁶", "⁷", "⁸", "⁹"};
  std::string text = exponent < 0 ? "× 10⁻" : "× 10";
  for (const char c : std::to_string(std::abs(exponent)))
    text += kRaised[static_cast<std::size_t>(c - '0')];
  return text;
}

// The greatest power of a thousand that is not greater.
int thousands(double value) {
  int power = static_cast<int>(std::floor(std::log10(value) / 3));
  if (value >= std::pow(10, 3 * (power + 1))) ++power;
  return power;
}

void chooseFactor(Axis& axis) {
  const double largest = std::max(std::abs(axis.low), std::abs(axis.high));
  if (largest < kLarge && largest >= kSmall) return;
  const int power = thousands(largest);
  axis.factor = std::pow(10, 3 * power);
  if (power == 2)
    axis.factorName = "milioni";
  else if (power == 3)
    axis.factorName = "miliardi";
  else if (power == 4)
    axis.factorName = "migliaia di miliardi";
  else
    axis.factorName = powerOfTen(3 * power);
}

double niceStep(double span, std::size_t wanted, AxisSteps steps) {
  const double rough = span / static_cast<double>(wanted);
  const double magnitude = std::pow(10, std::floor(std::log10(rough)));
  for (const double nice : {1.0, 2.0, 2.5, 5.0}) {
    const bool halves = steps == AxisSteps::whole && nice == 2.5 && magnitude < 10;
    if (!halves && nice * magnitude >= rough * (1 - 1e-9)) return nice * magnitude;
  }
  return 10 * magnitude;
}

}  // namespace

std::vector<double> Axis::ticks() const {
  std::vector<double> values;
  const int count = static_cast<int>(std::lround((high - low) / step));
  for (int i = 0; i <= count; ++i) {
    const double value = low + i * step;
    values.push_back(std::abs(value) < step / 1000 ? 0.0 : value);
  }
  return values;
}

Axis makeAxis(double least, double most, std::size_t wantedTicks, Zero zero, AxisSteps steps) {
  Axis axis;
  const bool awayUp = least > 0 && least > most / 2, awayDown = most < 0 && most < least / 2;
  const bool far = zero == Zero::mayBeFar && least != most && (awayUp || awayDown);
  if (!far) {
    least = std::min(least, 0.0);
    most = std::max(most, 0.0);
  }
  if (least == most) most = least + 1;
  axis.step = niceStep(most - least, wantedTicks, steps);
  if (steps == AxisSteps::whole) axis.step = std::max(axis.step, 1.0);
  axis.low = std::floor(least / axis.step + 1e-9) * axis.step;
  axis.high = std::ceil(most / axis.step - 1e-9) * axis.step;
  chooseFactor(axis);
  const double shown = axis.step / axis.factor;
  axis.digits = std::clamp(static_cast<int>(-std::floor(std::log10(shown) + 1e-9)), 0, 9);
  const double scaled = shown * std::pow(10, axis.digits);
  if (std::abs(scaled - std::round(scaled)) > 1e-6) ++axis.digits;
  return axis;
}

std::string axisNumber(const Axis& axis, double value, int digits) {
  std::array<char, 400> text{};
  const double power = std::pow(10, digits);
  double shown = value / axis.factor;
  if (std::abs(shown) < 1e15) shown = std::round(shown * power) / power;
  const auto end = std::to_chars(text.data(), text.data() + text.size(), shown + 0.0,
                                 std::chars_format::fixed, digits)
                       .ptr;
  std::string written = italianNumber(
      std::string_view(text.data(), static_cast<std::size_t>(end - text.data())), Grouping::on);
  if (written.starts_with('-')) written.replace(0, 1, "−");
  return written;
}

int digitsFor(const Axis& axis, const std::vector<double>& values) {
  int digits = 0;
  const int most = axis.digits + 2;
  for (const double value : values) {
    while (digits < most) {
      const double scaled = value / axis.factor * std::pow(10, digits);
      if (std::abs(scaled - std::round(scaled)) <= 1e-6 * std::max(1.0, std::abs(scaled)) * 0.01)
        break;
      ++digits;
    }
  }
  return digits;
}

}  // namespace stesura
