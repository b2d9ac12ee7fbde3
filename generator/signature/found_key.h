// A private key as it was found in a file or on a token, before it is known to be fit for signing.
#pragma once

#include <openssl/evp.h>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "generator/signature/certificate.h"

namespace stesura {

class TokenSession;

struct FoundKey {
  std::shared_ptr<TokenSession> session{};  // outlives the key; null for a file
  std::shared_ptr<EVP_PKEY> key{};
  X509Pointer certificate{};          // of this key
  std::vector<X509Pointer> others{};  // what else came along, in no order
};

// Of several keys the one with a certificate; of several of those the one meant for signatures
// (nonRepudiation), then the one that lasts longest. Throws as SigningKey::fromPkcs12().
FoundKey findInPkcs12(std::string_view bytes, std::string_view password);

// Throws as SigningKey::fromPkcs11().
FoundKey findOnToken(std::string_view uri, std::string_view pin, const std::string& module);

}  // namespace stesura
