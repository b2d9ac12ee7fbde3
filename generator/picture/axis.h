// A scale of values: round ticks, and numbers as Italian documents write them.
#pragma once

#include <string>
#include <vector>

namespace stesura {

struct Axis {
  double low = 0, high = 1, step = 1;  // low and high are whole steps
  double factor = 1;                   // what a shown 1 means
  std::string factorName;              // «milioni», «× 10⁻⁹»; "" for 1
  int digits = 0;                      // decimals of the ticks

  std::vector<double> ticks() const;
  double part(double value) const { return (value - low) / (high - low); }  // 0 to 1
};

// Zero lies on every axis but that of lines which run far from it.
enum class Zero { shown, mayBeFar };
enum class AxisSteps { any, whole };  // whole: counts have no halves
Axis makeAxis(double least, double most, std::size_t wantedTicks, Zero zero, AxisSteps steps);

// «1.234,5» with exactly so many decimals, in the axis' factor.
std::string axisNumber(const Axis& axis, double value, int digits);
// The decimals that tell all these values apart from what they are not, at most two more than the
// ticks have.
int digitsFor(const Axis& axis, const std::vector<double>& values);

}  // namespace stesura
