// Whether one signer of a message signed what it says (RFC 5652, 5.4-5.6; ETSI EN 319 122-1, 5).
#pragma once

#include <string_view>

#include "generator/signature/chain.h"
#include "generator/signature/message.h"
#include "generator/signature/message_reader.h"

namespace stesura {

// What a signer should have signed. Borrows everything.
struct SignedMatter {
  const ContentDigest& digest;
  // Content of the OBJECT IDENTIFIER; "" for a countersignature, whose attributes name no type.
  std::string_view contentType;
  std::string_view content;  // where it is inside the message, else ""
  const Evidence& evidence;
};

// Everything of SignerVerdict but the unsigned attributes. Throws only Error{surroundings}, if `digest` does.
SignerVerdict judgeSigner(const SignerView& signer, const SignedMatter& matter);

// Judges the countersignatures (RFC 5652, 11.4) with their time stamps, not the chains of those who made
// them.
void judgeCountersignatures(const SignerView& signer, const Evidence& evidence, const TrustStore& trust,
                            SignerVerdict& verdict);

}  // namespace stesura
