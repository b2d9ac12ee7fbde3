#include <cmath>

#include "generator/json/compare.h"
#include "generator/schema/decimal.h"
#include "generator/schema/evaluation.h"

namespace stesura {
namespace {

unsigned typeOf(const Json& value) {
  switch (value.type()) {
    case Json::value_t::null:
      return kTypeNull;
    case Json::value_t::boolean:
      return kTypeBoolean;
    case Json::value_t::number_integer:
    case Json::value_t::number_unsigned:
      return kTypeInteger;
    case Json::value_t::number_float: {
      const double number = value.get<double>();
      return std::floor(number) == number ? kTypeInteger : kTypeNumber;
    }
    case Json::value_t::string:
      return kTypeString;
    case Json::value_t::array:
      return kTypeArray;
    default:
      return kTypeObject;
  }
}

// Characters, that is code points: bytes that do not continue one.
std::size_t lengthOf(const std::string& text) {
  std::size_t length = 0;
  for (const char c : text) length += (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  return length;
}

bool oneOfEnumeration(const Json& enumeration, const Json& value) {
  for (const Json& allowed : enumeration) {
    if (equalJson(allowed, value)) return true;
  }
  return false;
}

}  // namespace

bool Evaluation::checkType(const Node& node, const Json& value, const Path& path) {
  const TypeRules& rules = *node.type;
  if (rules.allowed != 0 && (rules.allowed & typeOf(value)) == 0)
    return fail({node, "type", value, path});
  if (rules.constant && !equalJson(*rules.constant, value))
    return fail({node, "const", value, path});
  if (rules.enumeration && !oneOfEnumeration(*rules.enumeration, value))
    return fail({node, "enum", value, path});
  return true;
}

bool Evaluation::checkNumber(const Node& node, const Json& value, const Path& path) {
  const NumberRules& rules = *node.number;
  bool ok = true;
  const auto require = [&](bool holds, const char* keyword) {
    if (!holds) ok = fail({node, keyword, value, path});
  };
  if (rules.minimum) require(compareNumbers(value, *rules.minimum) >= 0, "minimum");
  if (rules.maximum) require(compareNumbers(value, *rules.maximum) <= 0, "maximum");
  if (rules.exclusiveMinimum)
    require(compareNumbers(value, *rules.exclusiveMinimum) > 0, "exclusiveMinimum");
  if (rules.exclusiveMaximum)
    require(compareNumbers(value, *rules.exclusiveMaximum) < 0, "exclusiveMaximum");
  if (rules.multipleOf) require(isMultiple(value, *rules.multipleOf), "multipleOf");
  return ok;
}

bool Evaluation::checkString(const Node& node, const Json& value, const Path& path) {
  const StringRules& rules = *node.string;
  const auto& text = value.get_ref<const std::string&>();
  if (rules.minLength || rules.maxLength) {
    const auto length = static_cast<double>(lengthOf(text));
    if (rules.minLength && length < *rules.minLength) return fail({node, "minLength", value, path});
    if (rules.maxLength && length > *rules.maxLength)
      return fail(
          {node, "maxLength", value, path, nullptr, nullptr, static_cast<std::size_t>(length)});
  }
  if (rules.format && !rules.format->valid(text)) return fail({node, "format", value, path});
  if (rules.pattern && !rules.pattern->found(text)) return fail({node, "pattern", value, path});
  return true;
}

}  // namespace stesura
