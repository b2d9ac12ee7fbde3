// JSON text to values and back: bounded parsing, canonical form, pointers.
#pragma once

#include <cstddef>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

namespace stesura {

using Json = nlohmann::json;

struct JsonBounds {
  std::size_t maxBytes = 16u << 20;  // bytes of text
  std::size_t maxDepth = 64;         // nested arrays and objects
  std::size_t maxValues = 1'000'000;  // each takes up to a hundred times the bytes of its text
};

// Parses RFC 8259 text in UTF-8 (a leading byte order mark is allowed). Refuses duplicate keys,
// invalid UTF-8, numbers that no double holds, and what exceeds the bounds.
// Throws Error{data}: an Italian sentence with line and column, or the bound that was exceeded.
Json parseJson(std::string_view text, const JsonBounds& bounds = {});

// The canonical form of RFC 8785 (JCS): sorted keys, shortest numbers, no white space.
std::string canonicalJson(const Json& value);

// Appends a reference token to a JSON Pointer (RFC 6901), escaping `~` and `/`.
std::string pointerJoin(std::string_view pointer, std::string_view token);
std::string pointerJoin(std::string_view pointer, std::size_t index);

// The value at a JSON Pointer, or null if there is none.
const Json* findPointer(const Json& value, std::string_view pointer);

}  // namespace stesura
