// The algorithms of signatures: names, strength, and the check of one signature value (RFC 5754, 4056, 5753).
#pragma once

#include <openssl/evp.h>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "generator/signature/message_reader.h"

namespace stesura {

struct DigestAlgorithm {
  std::string_view oid;  // content of the OBJECT IDENTIFIER
  const char* name;      // OpenSSL's: «SHA256»
  const char* shown;     // «SHA-256»
  std::size_t size;      // octets
  enum class Strength : std::uint8_t { sound, weak, refused } strength;
};

// Null for what is not known.
const DigestAlgorithm* digestAlgorithm(std::string_view oid);

std::string rawDigest(std::string_view bytes, const char* algorithm);  // raw; algorithm by OpenSSL's name

struct SignatureScheme {
  enum class Sort : std::uint8_t { rsa, rsaPss, ecdsa } sort = Sort::rsa;
  const DigestAlgorithm* digest =
      nullptr;         // null: the scheme names none, the signer's digest algorithm holds
  int saltLength = 0;  // of RSA-PSS, octets
  const DigestAlgorithm* maskDigest = nullptr;

  const char* shown() const;  // «RSA-PSS»
};

// Nothing for a scheme that is not known here. Throws Error{data} for RSA-PSS parameters that are damaged.
std::optional<SignatureScheme> signatureScheme(const AlgorithmView& algorithm);

// Whether the key is of the scheme's sort (EC keys: on a named curve).
bool fits(EVP_PKEY* key, const SignatureScheme& scheme);

// Whether the signature is right for the raw digest. False also for any failure of the library.
bool isSignatureOfDigest(std::string_view digest, std::string_view signature, EVP_PKEY* key,
                         const SignatureScheme& scheme, const DigestAlgorithm& algorithm);

}  // namespace stesura
