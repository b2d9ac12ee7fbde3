// Compresses data as a stream with /FlateDecode holds them.
#pragma once

#include <string>
#include <string_view>

namespace stesura {

// zlib data (RFC 1950). The same data give the same bytes.
std::string deflated(std::string_view data);

}  // namespace stesura
