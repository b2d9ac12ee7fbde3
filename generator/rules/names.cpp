#include "generator/rules/names.h"

#include <algorithm>

namespace stesura {

bool isPlainName(std::string_view name) {
  const auto isLetter = [](char c) { return c >= 'a' && c <= 'z'; };
  if (name.empty() || !isLetter(name.front())) return false;
  return std::all_of(name.begin(), name.end(),
                     [&](char c) { return isLetter(c) || (c >= '0' && c <= '9') || c == '_'; });
}

}  // namespace stesura
