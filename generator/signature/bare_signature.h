// A bare signature as cards and remote services give it: bytes without any message around them.
#pragma once

#include <openssl/x509.h>

#include <string>
#include <string_view>

namespace stesura {

// The signature as a message holds it: RSA (PKCS#1 v1.5) as it is, ECDSA in DER, whether it came so or as
// r and s one behind the other (IEEE P1363). SHA-256. Throws Error{data} if it is not the certificate's
// signature over these bytes.
std::string soundSignature(std::string_view signature, std::string_view signedBytes, X509* certificate);

}  // namespace stesura
