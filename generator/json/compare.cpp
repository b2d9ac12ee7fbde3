#include "generator/json/compare.h"

#include <cmath>
#include <cstdint>

#include "generator/error.h"

namespace stesura {
namespace {

constexpr std::size_t kMaxDepth = 2000;

template <typename Value>
int order(const Value& left, const Value& right) {
  return left < right ? -1 : right < left ? 1 : 0;
}

int compareIntegers(const Json& left, const Json& right) {
  const bool leftUnsigned = left.is_number_unsigned();
  const bool rightUnsigned = right.is_number_unsigned();
  if (leftUnsigned == rightUnsigned) {
    return leftUnsigned ? order(left.get<std::uint64_t>(), right.get<std::uint64_t>())
                        : order(left.get<std::int64_t>(), right.get<std::int64_t>());
  }
  if (!leftUnsigned) return -compareIntegers(right, left);
  const auto other = right.get<std::int64_t>();
  return other < 0 ? 1 : order(left.get<std::uint64_t>(), static_cast<std::uint64_t>(other));
}

int compareIntegerToDouble(const Json& integer, double other) {
  constexpr double kTwoTo64 = 18446744073709551616.0;
  constexpr double kTwoTo63 = 9223372036854775808.0;
  if (std::isnan(other) || other >= kTwoTo64) return -1;
  if (other < -kTwoTo63) return 1;
  const double whole = std::floor(other);
  const Json floor =
      whole >= 0 ? Json(static_cast<std::uint64_t>(whole)) : Json(static_cast<std::int64_t>(whole));
  const int result = compareIntegers(integer, floor);
  return result == 0 && other > whole ? -1 : result;
}

int rank(const Json& value) {
  switch (value.type()) {
    case Json::value_t::null:
      return 0;
    case Json::value_t::boolean:
      return 1;
    case Json::value_t::number_integer:
    case Json::value_t::number_unsigned:
    case Json::value_t::number_float:
      return 2;
    case Json::value_t::string:
      return 3;
    case Json::value_t::array:
      return 4;
    default:
      return 5;
  }
}

int compare(const Json& left, const Json& right, std::size_t depth);

int compareArrays(const Json& left, const Json& right, std::size_t depth) {
  if (left.size() != right.size()) return order(left.size(), right.size());
  for (std::size_t i = 0; i < left.size(); ++i) {
    if (const int result = compare(left[i], right[i], depth + 1)) return result;
  }
  return 0;
}

int compareObjects(const Json& left, const Json& right, std::size_t depth) {
  if (left.size() != right.size()) return order(left.size(), right.size());
  const auto& a = left.get_ref<const Json::object_t&>();
  const auto& b = right.get_ref<const Json::object_t&>();
  for (auto i = a.begin(), j = b.begin(); i != a.end(); ++i, ++j) {
    if (const int result = i->first.compare(j->first)) return result < 0 ? -1 : 1;
    if (const int result = compare(i->second, j->second, depth + 1)) return result;
  }
  return 0;
}

int compare(const Json& left, const Json& right, std::size_t depth) {
  if (depth > kMaxDepth) {
    throw Error(ErrorKind::data, "I dati sono annidati oltre il limite di " +
                                     std::to_string(kMaxDepth) + " livelli.");
  }
  const int type = rank(left);
  if (type != rank(right)) return order(type, rank(right));
  switch (type) {
    case 1:
      return order(left.get<bool>(), right.get<bool>());
    case 2:
      return compareNumbers(left, right);
    case 3: {
      const int result =
          left.get_ref<const std::string&>().compare(right.get_ref<const std::string&>());
      return order(result, 0);
    }
    case 4:
      return compareArrays(left, right, depth);
    case 5:
      return compareObjects(left, right, depth);
    default:
      return 0;
  }
}

}  // namespace

int compareNumbers(const Json& left, const Json& right) {
  const bool leftDouble = left.is_number_float();
  const bool rightDouble = right.is_number_float();
  if (leftDouble && rightDouble) return order(left.get<double>(), right.get<double>());
  if (leftDouble) return -compareIntegerToDouble(right, left.get<double>());
  if (rightDouble) return compareIntegerToDouble(left, right.get<double>());
  return compareIntegers(left, right);
}

int compareJson(const Json& left, const Json& right) { return compare(left, right, 0); }

}  // namespace stesura
