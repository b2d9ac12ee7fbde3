// Exact numbers in the language: what is too big is told, not rounded.
#pragma once

#include <optional>

#include "generator/rules/exact_number.h"
#include "generator/rules/run.h"

namespace stesura {

constexpr int kMostDecimals = 12;  // that «decimali» may ask for

// No value, and the reason why.
inline Json outOfReach(RuleRun& run) {
  run.fail("i numeri sono troppo grandi, o hanno troppe cifre, per un calcolo esatto");
  return {};
}

inline Json jsonOf(const std::optional<ExactNumber>& number, RuleRun& run) {
  return number ? number->json() : outOfReach(run);
}

}  // namespace stesura
