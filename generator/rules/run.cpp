#include "generator/rules/run.h"

#include <cmath>
#include <limits>

#include "generator/merge/italian.h"

namespace stesura {

std::optional<std::string> joinKey(const Json& value) {
  if (value.is_string()) return 't' + value.get_ref<const std::string&>();
  if (value.is_boolean()) return value.get<bool>() ? "si" : "no";
  if (auto number = decimalText(value)) return 'n' + (*number == "-0" ? "0" : *number);
  return {};
}

std::optional<std::int64_t> wholeNumber(const Json& value) {
  constexpr double kExact = 9007199254740992.0;  // 2^53
  if (value.is_number_unsigned()) {
    const auto number = value.get<std::uint64_t>();
    if (number > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max())) return {};
    return static_cast<std::int64_t>(number);
  }
  if (value.is_number_integer()) return value.get<std::int64_t>();
  if (!value.is_number_float()) return {};
  const double number = value.get<double>();
  if (!(std::abs(number) < kExact) || std::trunc(number) != number) return {};
  return static_cast<std::int64_t>(number);
}

std::size_t weightOf(const Json& value) {
  std::size_t weight = 1;
  if (value.is_string()) return weight + value.get_ref<const std::string&>().size() / 8;
  if (value.is_object()) {
    for (const auto& [key, member] : value.get_ref<const Json::object_t&>()) {
      weight += 1 + key.size() / 8 + weightOf(member);
    }
  } else if (value.is_array()) {
    for (const Json& member : value) weight += weightOf(member);
  }
  return weight;
}

}  // namespace stesura
