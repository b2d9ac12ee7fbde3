// Inflates compressed data into a bounded room.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace stesura {

struct Inflated {
  std::string text{};  // as far as the data are sound, at most what was allowed
  bool isMore = false; // there would be more
  bool isWhole = false;  // the data end as they should, checksum and all
};

// zlib data (RFC 1950), up to so many bytes.
Inflated inflated(std::string_view data, std::size_t most);

// How many bytes zlib data inflate to, counted up to `most`; nothing is kept.
std::size_t inflatedSize(std::string_view data, std::size_t most);

}  // namespace stesura
