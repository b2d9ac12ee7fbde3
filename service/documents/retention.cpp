#include "service/documents/retention.h"

namespace stesura {

unsigned retentionOf(const Json& data, unsigned ofKind) {
  const Json* stated = findPointer(data, "/tempo_conservazione_anni");
  if (stated != nullptr && stated->is_number_integer() && *stated >= 1 && *stated <= 9999) return stated->get<unsigned>();
  return ofKind;
}

std::string keptUntil(const std::string& day, unsigned years) {
  const unsigned year = static_cast<unsigned>(std::stoul(day.substr(0, 4))) + years;
  if (years == 0 || year > 9999) return {};
  const bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
  const std::string rest = day.substr(4);
  return std::to_string(year) + (rest == "-02-29" && !leap ? "-02-28" : rest);
}

}  // namespace stesura
