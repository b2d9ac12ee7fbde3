#include "generator/signature/asn1_time.h"

#include <openssl/err.h>

#include <chrono>
#include <ctime>

#include "generator/signature/moment.h"

namespace stesura {

std::optional<std::int64_t> asn1Seconds(const ASN1_TIME* time) {
  std::tm parts{};
  if (!time || ASN1_TIME_to_tm(time, &parts) != 1) {
    ERR_clear_error();
    return std::nullopt;
  }
  const std::chrono::year_month_day date{std::chrono::year(parts.tm_year + 1900),
                                         std::chrono::month(static_cast<unsigned>(parts.tm_mon) + 1),
                                         std::chrono::day(static_cast<unsigned>(parts.tm_mday))};
  if (!date.ok()) return std::nullopt;
  const std::int64_t days = std::chrono::sys_days(date).time_since_epoch().count();
  return days * 86'400 + parts.tm_hour * 3'600 + parts.tm_min * 60 + parts.tm_sec;
}

std::string asn1Moment(const ASN1_TIME* time) {
  const auto seconds = asn1Seconds(time);
  return seconds ? rfc3339(*seconds) : std::string();
}

}  // namespace stesura
