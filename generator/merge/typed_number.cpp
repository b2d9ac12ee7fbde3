#include <algorithm>
#include <vector>

#include "generator/merge/typed_text.h"

namespace stesura {

namespace {

constexpr std::size_t kLongestNumber = 512;  // a double has up to 309 digits before the comma, grouped
constexpr std::string_view kDigits = "0123456789";

bool allDigits(std::string_view text) {
  return !text.empty() && text.find_first_not_of(kDigits) == std::string_view::npos;
}

std::string_view trimmed(std::string_view text) {
  while (text.starts_with(' ')) text.remove_prefix(1);
  while (text.ends_with(' ')) text.remove_suffix(1);
  return text;
}

// Cuts one unit off either end.
std::string_view withoutUnit(std::string_view text) {
  for (std::string_view unit : {"€", "EURO", "EUR"}) {
    if (text.starts_with(unit)) return trimmed(text.substr(unit.size()));
  }
  for (std::string_view unit : {"€", "EURO", "EUR", "%"}) {
    if (text.ends_with(unit)) return trimmed(text.substr(0, text.size() - unit.size()));
  }
  return text;
}

bool takeMinus(std::string_view& text) {
  if (!text.starts_with('-')) return false;
  text = trimmed(text.substr(1));
  return true;
}

// The digits of groups of three parted by `sign`; nothing if they are no such groups.
std::optional<std::string> ungrouped(std::string_view whole, char sign) {
  std::string digits;
  for (bool first = true, more = true; more; first = false) {
    const std::size_t end = whole.find(sign);
    more = end != std::string_view::npos;
    const std::string_view group = whole.substr(0, end);
    const bool fits = first ? group.size() <= 3 && !group.starts_with('0') : group.size() == 3;
    if (!fits || !allDigits(group)) return std::nullopt;
    digits += group;
    if (more) whole.remove_prefix(end + 1);
  }
  return digits;
}

// Decimal text of digits with at most one sign of grouping; the point may be a decimal one.
std::optional<std::string> readWhole(std::string_view whole, bool fractionFollows) {
  if (allDigits(whole)) return std::string(whole);
  const std::size_t at = whole.find_first_of(". '");
  if (at == std::string_view::npos) return std::nullopt;
  if (auto digits = ungrouped(whole, whole[at])) return digits;
  const std::string_view last = whole.substr(at + 1);
  const bool decimal = whole[at] == '.' && !fractionFollows && last.size() <= 2 && allDigits(last) && allDigits(whole.substr(0, at));
  return decimal ? std::optional(std::string(whole)) : std::nullopt;
}

}  // namespace

std::optional<std::string> readTypedNumber(std::string_view text) {
  if (text.size() > 2 * kLongestNumber) return std::nullopt;
  const std::string capitals = plainCapitals(text);
  std::string_view plain = capitals;
  if (plain.size() > kLongestNumber) return std::nullopt;
  bool minus = takeMinus(plain);
  plain = withoutUnit(plain);
  if (!minus) minus = takeMinus(plain);
  const std::size_t comma = plain.find(',');
  auto decimal = readWhole(plain.substr(0, comma), comma != std::string_view::npos);
  if (!decimal) return std::nullopt;
  if (comma != std::string_view::npos) {
    const std::string_view fraction = plain.substr(comma + 1);
    if (!allDigits(fraction)) return std::nullopt;
    *decimal += "." + std::string(fraction);
  }
  const std::size_t first = decimal->find_first_not_of('0');
  const std::size_t point = std::min(decimal->find('.'), decimal->size());
  decimal->erase(0, std::min(first, point - 1));
  return (minus ? "-" : "") + *decimal;
}

}  // namespace stesura
