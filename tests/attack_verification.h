// Verifies what attack_maker.h makes, for whoever trusts the authorities of its world.
#pragma once

#include <unistd.h>

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "generator/signature/verification.h"
#include "tests/attack_maker.h"

namespace stesura::testing {

inline const TrustStore& attackTrust() {
  static const TrustStore kTrust = [] {
    const auto folder =
        std::filesystem::temp_directory_path() / ("stesura-attacchi-" + std::to_string(::getpid()));
    attackGround().world.writeTrust(folder);
    TrustStore trust = TrustStore::readFolder(folder);
    std::filesystem::remove_all(folder);
    return trust;
  }();
  return kTrust;
}

// An hour after the signatures of the ground were made.
inline VerificationReport verified(std::string_view bytes, std::optional<std::string_view> issued = {}) {
  VerificationOrder order;
  order.bytes = bytes;
  order.issued = issued;
  order.trust = &attackTrust();
  order.now = SigningWorld::kNow + 3600;
  return verify(order);
}

}  // namespace stesura::testing
