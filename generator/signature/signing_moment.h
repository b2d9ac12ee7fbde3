// The claimed time of a signature: as the file holds it, and as the page tells it.
#pragma once

#include <cstdint>
#include <string>

namespace stesura {

struct SigningMoment {
  std::string date;      // for /M (ISO 32000-1, 7.9.4): «D:20260921153320+02'00'»
  std::string sentence;  // «il 21 settembre 2026, ore 15:33»
};

// In the time of Rome. `time`: seconds since 1970; throws Error{usage} before 1997, whose summer time is
// not told by the directive, and after 9998.
SigningMoment momentOfSigning(std::int64_t time);

}  // namespace stesura
