// The claimed time of a signature, told in the time of Europe/Rome.
#pragma once

#include <cstdint>
#include <string>

namespace stesura {

struct SigningMoment {
  std::string date;      // for /M (ISO 32000-1, 7.9.4): «D:20260921153320+02'00'»
  std::string sentence;  // «il 21 settembre 2026, ore 15:33»
};

// `time`: seconds since 1970. Summer time by the rule of the European Union (Directive 2000/84/EC),
// that holds from 1997 on. Throws Error{usage} for a time before 1997 or after 9998.
SigningMoment momentInRome(std::int64_t time);

}  // namespace stesura
