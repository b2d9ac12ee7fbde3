#include "generator/schema/field_place.h"

#include <algorithm>
#include <string>

namespace stesura {

const Field* fieldAtPattern(const Field& root, std::string_view pattern) {
  const Field* field = &root;
  while (field != nullptr && !pattern.empty()) {
    const std::size_t end = std::min(pattern.find('/', 1), pattern.size());
    std::string token;
    for (std::size_t at = 1; at < end; ++at) {
      const bool escaped = pattern[at] == '~' && at + 1 < end;
      token += escaped ? (pattern[++at] == '1' ? '/' : '~') : pattern[at];
    }
    pattern.remove_prefix(end);
    field = token == "*" ? field->items.get() : field->property(token);
  }
  return field;
}

}  // namespace stesura
