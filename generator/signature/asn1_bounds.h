// The outer look at ASN.1 nobody has checked yet: where it ends, how deep it goes, how many elements (X.690).
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace stesura {

struct Asn1Extent {
  std::size_t length = 0;  // of the first element
  bool isDer = true;       // false: indefinite or not the shortest lengths, or strings in pieces
  bool isDefinite = true;  // false: definiteForm() is needed before it can be read
};

// Looks once at every element (not into primitive ones), without recursion. Throws Error{data} for
// lengths that lead outside, more than 100 levels or 8 million elements.
Asn1Extent asn1Extent(std::string_view bytes);

// The first element with definite lengths and OCTET STRINGs in one piece. What had that form already
// is kept byte for byte; the other lengths are not the shortest ones. For bytes asn1Extent() has passed.
std::string definiteForm(std::string_view bytes);

}  // namespace stesura
