#include <charconv>
#include <cmath>

#include "generator/merge/italian.h"

namespace stesura {

namespace {

struct Parts {
  bool negative = false;
  std::string whole, fraction;
};

Parts split(std::string_view decimal) {
  Parts parts;
  if (!decimal.empty() && decimal.front() == '-') {
    parts.negative = true;
    decimal.remove_prefix(1);
  }
  const std::size_t point = decimal.find('.');
  parts.whole = decimal.substr(0, point);
  if (point != std::string_view::npos) parts.fraction = decimal.substr(point + 1);
  return parts;
}

// Adds one in the last place of a row of digits; a carry out of the first grows the row.
void increment(std::string& digits) {
  for (std::size_t at = digits.size(); at-- > 0;) {
    if (digits[at] != '9') {
      ++digits[at];
      return;
    }
    digits[at] = '0';
  }
  digits.insert(digits.begin(), '1');
}

}  // namespace

std::optional<std::string> decimalText(const Json& number) {
  if (number.is_number_unsigned()) return std::to_string(number.get<std::uint64_t>());
  if (number.is_number_integer()) return std::to_string(number.get<std::int64_t>());
  if (!number.is_number_float()) return {};
  const double value = number.get<double>();
  if (!std::isfinite(value)) return {};
  if (value == 0) return "0";
  char text[400];  // 309 digits before the point, or 324 zeros and 17 digits behind it
  const auto end = std::to_chars(text, text + sizeof text, value, std::chars_format::fixed);
  return std::string(text, end.ptr);
}

std::string italianNumber(std::string_view decimal, Grouping grouping) {
  Parts parts = split(decimal);
  if (grouping == Grouping::on) {
    for (std::size_t at = parts.whole.size(); at > 3;) {
      at -= 3;
      parts.whole.insert(at, 1, '.');
    }
  }
  std::string text = parts.negative ? "-" : "";
  text += parts.whole;
  if (!parts.fraction.empty()) text += "," + parts.fraction;
  return text;
}

std::string roundDecimal(std::string_view decimal, std::size_t digits) {
  Parts parts = split(decimal);
  if (parts.fraction.size() <= digits) {
    parts.fraction.append(digits - parts.fraction.size(), '0');
  } else {
    const bool up = parts.fraction[digits] >= '5';
    parts.fraction.resize(digits);
    if (up) {
      std::string all = parts.whole + parts.fraction;
      increment(all);
      parts.whole = all.substr(0, all.size() - digits);
      parts.fraction = all.substr(all.size() - digits);
    }
  }
  const bool zero = (parts.whole + parts.fraction).find_first_not_of('0') == std::string::npos;
  std::string text = parts.negative && !zero ? "-" : "";
  text += parts.whole;
  if (digits > 0) text += "." + parts.fraction;
  return text;
}

std::string italianEuro(std::string_view decimal) {
  return italianNumber(roundDecimal(decimal, 2), Grouping::on) + "\u00A0€";
}

}  // namespace stesura
