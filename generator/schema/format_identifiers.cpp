#include <algorithm>
#include <stdexcept>

#include "generator/schema/format_rules.h"
#include "generator/schema/pattern.h"

namespace stesura {
namespace {

bool isDigit(char c) { return c >= '0' && c <= '9'; }
bool isHex(char c) { return isDigit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }

}  // namespace

bool isUuid(std::string_view text) {
  if (text.size() != 36) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
    if (dash ? text[i] != '-' : !isHex(text[i])) return false;
  }
  return true;
}

bool isJsonPointer(std::string_view text) {
  if (!text.empty() && text.front() != '/') return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '~' && (i + 1 == text.size() || (text[i + 1] != '0' && text[i + 1] != '1')))
      return false;
  }
  return true;
}

bool isRelativeJsonPointer(std::string_view text) {
  const std::size_t end = std::min(text.find_first_not_of("0123456789"), text.size());
  if (end == 0 || (end > 1 && text.front() == '0')) return false;
  const std::string_view rest = text.substr(end);
  return rest == "#" || isJsonPointer(rest);
}

bool isRegex(std::string_view text) {
  try {
    const Pattern pattern(text);
    return true;
  } catch (const std::invalid_argument&) {
    return false;
  }
}

}  // namespace stesura
