// Digests and the identifiers made of them.
#pragma once

#include <string>
#include <string_view>

namespace stesura {

// SHA-256 in lower-case hexadecimal.
std::string sha256Hex(std::string_view bytes);

// A version 5 UUID (RFC 9562) of a name within Stesura's own name space.
std::string uuidOf(std::string_view name);

}  // namespace stesura
