// The name of an object on a signature device (PKCS#11 URI, RFC 7512).
#pragma once

#include <string>
#include <string_view>

namespace stesura {

struct TokenUri {
  std::string object;  // the URI without its query: which token, which object
  std::string module;  // module-path of the query; ""
};

// Throws Error{usage}: no PKCS#11 URI, one that names no token or no object, a PIN in it (others could
// read it), an attribute that is not known.
TokenUri readTokenUri(std::string_view uri);

}  // namespace stesura
