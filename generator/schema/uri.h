// URI references as `$id` and `$ref` use them: splitting, resolving (RFC 3986 §5), decoding.
#pragma once

#include <string>
#include <string_view>

namespace stesura {

struct UriParts {
  std::string_view scheme, authority, path, query, fragment;
  bool hasScheme = false, hasAuthority = false, hasQuery = false, hasFragment = false;
};

UriParts splitUri(std::string_view uri);

// Resolves a reference against an absolute base URI.
std::string resolveUri(std::string_view base, std::string_view reference);

// Undoes %XX; what is no valid escape stays as it is.
std::string percentDecode(std::string_view text);

}  // namespace stesura
