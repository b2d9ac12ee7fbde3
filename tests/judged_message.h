// A signer, a content, and messages of them read and judged, as the tests of signed messages want it.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>

#include "generator/signature/message.h"
#include "tests/message_maker.h"
#include "tests/signing_world.h"

namespace stesura::testing {

using Integrity = SignerVerdict::Integrity;
using Trailing = SignedMessage::Trailing;

inline constexpr std::string_view kContent = "Protocollo d’intesa, bozza per la firma.\n";

inline const SigningWorld& world() {
  static const SigningWorld world;
  return world;
}

inline const TestIdentity& signer() {
  static const TestIdentity identity = world().signer();
  return identity;
}

inline const TestIdentity& rsaSigner() {
  static const TestIdentity identity = world().signer({.surname = "De Prova", .key = TestKey::rsa2048});
  return identity;
}

inline ContentDigest digestOfContent() {
  return [](const char* algorithm) { return rawHash(kContent, algorithm); };
}

inline SignedMessage read(std::string_view bytes) { return SignedMessage::read(bytes, Trailing::refused); }

inline SignerVerdict judged(const SignedMessage& message, std::size_t signer = 0) {
  return message.judge(signer, message.hasContent() ? message.contentDigest() : digestOfContent(),
                       TrustStore());
}

inline SignerVerdict judged(std::string_view bytes) { return judged(read(bytes)); }

inline SignerVerdict judged(const SignerMaker& maker, const TestIdentity& identity = signer(),
                            bool detached = false) {
  return judged(
      signedMessage({std::string(kContent), detached, kDataOid, {identity.certificate}, {}, {maker.der()}}));
}

inline bool has(const SignerVerdict& verdict, std::string_view code) {
  return std::any_of(verdict.remarks.begin(), verdict.remarks.end(),
                     [&](const Remark& remark) { return remark.code == code; });
}

inline std::string derOfCertificate(const TestIdentity& identity) {
  return derOf(identity.certificate.get());
}

inline MessageParts usualParts() {
  return {std::string(kContent),  false, kDataOid,
          {signer().certificate}, {},    {SignerMaker(signer(), kContent).der()}};
}

}  // namespace stesura::testing
