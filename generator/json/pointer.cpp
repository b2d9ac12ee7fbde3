#include <charconv>

#include "generator/json/json.h"

namespace stesura {
namespace {

// Unescapes `~1` and `~0`; false if a `~` is followed by anything else.
bool unescapeToken(std::string_view token, std::string& out) {
  out.clear();
  for (std::size_t i = 0; i < token.size(); ++i) {
    if (token[i] != '~') {
      out += token[i];
      continue;
    }
    if (++i >= token.size() || (token[i] != '0' && token[i] != '1')) return false;
    out += token[i] == '0' ? '~' : '/';
  }
  return true;
}

const Json* arrayItem(const Json& array, std::string_view token) {
  std::size_t index = 0;
  const auto [end, error] = std::from_chars(token.data(), token.data() + token.size(), index);
  if (error != std::errc{} || end != token.data() + token.size()) return nullptr;
  if (token.size() > 1 && token.front() == '0') return nullptr;
  return index < array.size() ? &array[index] : nullptr;
}

}  // namespace

std::string pointerJoin(std::string_view pointer, std::string_view token) {
  std::string joined;
  joined.reserve(pointer.size() + token.size() + 1);
  joined.append(pointer) += '/';
  for (const char c : token) {
    if (c == '~') {
      joined += "~0";
    } else if (c == '/') {
      joined += "~1";
    } else {
      joined += c;
    }
  }
  return joined;
}

std::string pointerJoin(std::string_view pointer, std::size_t index) {
  return pointerJoin(pointer, std::to_string(index));
}

const Json* findPointer(const Json& value, std::string_view pointer) {
  const Json* here = &value;
  std::string token;
  while (!pointer.empty()) {
    if (pointer.front() != '/') return nullptr;
    pointer.remove_prefix(1);
    const std::size_t end = std::min(pointer.find('/'), pointer.size());
    if (!unescapeToken(pointer.substr(0, end), token)) return nullptr;
    pointer.remove_prefix(end);
    if (here->is_object()) {
      const auto member = here->find(token);
      if (member == here->end()) return nullptr;
      here = &*member;
    } else if (here->is_array()) {
      here = arrayItem(*here, token);
      if (here == nullptr) return nullptr;
    } else {
      return nullptr;
    }
  }
  return here;
}

}  // namespace stesura
