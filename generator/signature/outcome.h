// What an examination of signatures can end with.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace stesura {

// From the best to the worst: of several the worst holds.
enum class Outcome : std::uint8_t {
  valid,              // `integra_valida`: intact, by a trusted chain, certificate known not to be revoked
  revocationUnknown,  // `revoca_ignota`: the same, but nobody says whether the certificate was revoked
  toConfirm,    // `integra_da_verificare`: intact; the signer, or an addition, is for a person to verify
  notVerified,  // `non_verificata`: nothing could be said: no signature, unknown format or algorithm
  revoked,      // `revocata`: intact, but its certificate was revoked or suspended at that time
  broken,       // `non_integra`: altered, forged, or changed afterwards in a way that is not admitted
};

std::string_view outcomeName(Outcome outcome);  // as written in JSON
inline Outcome worse(Outcome a, Outcome b) { return a < b ? b : a; }

// One thing that was found, good or bad. `code` is stable, for programs; the sentence is for people.
struct Remark {
  std::string code;      // «digest_diverso»
  std::string sentence;  // Italian; may name the signer and the field, never other values of the document
};

}  // namespace stesura
