// The time stamps over a signature value (ETSI EN 319 122-1, 5.3). judgeTimeStamp() is in message.h.
#pragma once

#include "generator/signature/chain.h"
#include "generator/signature/message.h"
#include "generator/signature/message_reader.h"

namespace stesura {

// Judges up to 5 stamps and takes over the best intact one: a trusted before others, then the earliest.
// A stamp that is broken is a remark. `evidence`: what came with the signature.
void judgeSignatureStamps(const SignerView& signer, const Evidence& evidence, const TrustStore& trust,
                          SignerVerdict& verdict);

// Tells that there are archive time stamps, which are not examined: they only prolong what others prove.
void tellArchiveStamps(const SignerView& signer, SignerVerdict& verdict);

}  // namespace stesura
