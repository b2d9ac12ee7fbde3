// A key that signs, and its certificate: PKCS#12 file or PKCS#11 token.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "generator/signature/certificate.h"

namespace stesura {

enum class KeySort : std::uint8_t { rsa, ellipticCurve };

// Owns the key; wiped from memory when it goes. Not thread-safe.
class SigningKey {
 public:
  // Throws Error{data}: not a PKCS#12, wrong password, no key or certificate in it, unfit key (RSA
  // under 2048 bits, other than RSA and EC P-256/384/521).
  static SigningKey fromPkcs12(std::string_view bytes, std::string_view password);
  // `uri`: RFC 7512, names token and object; `module`: path of the PKCS#11 library, "" takes the
  // URI's module-path. Throws Error{usage} for a bad URI, Error{data} for a wrong PIN or a missing
  // object, Error{surroundings} if the module cannot be loaded.
  static SigningKey fromPkcs11(std::string_view uri, std::string_view pin, const std::string& module);
  SigningKey(SigningKey&&) noexcept;
  SigningKey& operator=(SigningKey&&) noexcept;
  ~SigningKey();

  X509* certificate() const;
  const std::vector<X509Pointer>& chain() const;  // issuers that came with the key
  KeySort sort() const;
  // PKCS#1 v1.5 or ECDSA (DER) with SHA-256 over the bytes. Throws Error{surroundings}.
  std::string sign(std::string_view bytes) const;

 private:
  struct Kept;
  explicit SigningKey(std::unique_ptr<Kept> kept);
  std::unique_ptr<Kept> kept_;
};

}  // namespace stesura
