#include "generator/signature/signing_moment.h"

#include "generator/error.h"
#include "generator/signature/moment.h"

namespace stesura {

SigningMoment momentOfSigning(std::int64_t time) {
  constexpr std::int64_t kFirst = 852076800, kBehindLast = 253370764800;  // 1997-01-01, 9999-01-01
  if (time < kFirst || time >= kBehindLast)
    throw Error(ErrorKind::usage, "L’ora della firma non è plausibile: controllare l’orologio.");
  const std::int64_t ahead = romeAhead(time);
  const std::string local = rfc3339(time + ahead);  // «2026-09-21T15:33:20Z»
  SigningMoment moment;
  moment.date = "D:";
  for (const char c : local)
    if (c >= '0' && c <= '9') moment.date += c;
  moment.date += ahead == 7200 ? "+02'00'" : "+01'00'";
  const std::string words = momentInWords(time);
  moment.sentence = (words.starts_with("8 ") || words.starts_with("11 ") ? "l’" : "il ") + words;
  return moment;
}

}  // namespace stesura
