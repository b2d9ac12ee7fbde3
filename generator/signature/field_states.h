// The signature fields of a PDF as whoever signs sees them: what waits, what is signed. Judges nothing.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace stesura {

struct SignatureFieldState {
  // prepared: room is made for a signature that is still to come.
  enum class State : std::uint8_t { empty, prepared, signedField };
  State state = State::empty;
  std::string field, toolTip;
  std::string signer{};       // name in the certificate; "" if it cannot be read
  std::string claimedTime{};  // RFC 3339 with its offset; ""
};

// Those with a signature in the order they were signed, then the empty ones in the order of the form.
// Throws Error{data} for what is no PDF, or cannot be read strictly.
std::vector<SignatureFieldState> fieldStatesOf(std::string_view pdf);

}  // namespace stesura
