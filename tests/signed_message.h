// Signed messages (.p7m, .p7s) as others make them, for tests.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "tests/signing_world.h"

namespace stesura::testing {

// DER of a CAdES message with its content inside, one signer after the other.
std::string signedMessage(std::string_view content, const std::vector<TestIdentity>& signers);
// The same without content.
std::string detachedMessage(std::string_view content, const std::vector<TestIdentity>& signers);

}  // namespace stesura::testing
