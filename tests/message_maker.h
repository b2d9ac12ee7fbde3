// Signed messages put together piece by piece, so that a test can leave out, repeat or falsify any of them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "generator/signature/certificate.h"
#include "tests/signing_world.h"

namespace stesura::testing {

std::string der(std::uint8_t tag, std::string_view content);
std::string derOid(std::string_view dotted);  // whole element
std::string derAlgorithm(std::string_view dotted, std::string_view parameters = {});
std::string derAttribute(std::string_view dotted, std::string_view values);
std::string rawHash(std::string_view bytes, const char* algorithm = "SHA256");

// dotted
inline constexpr const char* kDataOid = "1.2.840.113549.1.7.1";
inline constexpr const char* kSha256Oid = "2.16.840.1.101.3.4.2.1";
inline constexpr const char* kStampInfoOid = "1.2.840.113549.1.9.16.1.4";

// A SignerInfo with contentType, messageDigest and signing-certificate-v2, SHA-256, of whatever key the
// identity has; each part can be changed before der() signs and writes it.
class SignerMaker {
 public:
  SignerMaker(const TestIdentity& identity, std::string_view content, const char* contentType = kDataOid);

  std::string contentTypeAttribute, digestAttribute, referenceAttribute;  // "": left out
  std::vector<std::string> more;  // further signed attributes, behind the others
  std::vector<std::string> unsignedAttributes;
  enum class Order {
    sorted,
    reversed,
    signedSorted
  } order = Order::sorted;                          // signedSorted: written reversed
  bool withAttributes = true;                       // false: the signature is over the content itself
  std::string digestAlgorithm, signatureAlgorithm;  // AlgorithmIdentifier
  std::string identifier;                           // SignerIdentifier
  const char* hash = "SHA256";                      // what the signature is really made with
  int pssSalt = -1;                                 // from 0: RSA-PSS

  std::string signature() const;  // over what it covers now; ECDSA gives another each time
  std::string written(std::string_view signature) const;
  std::string der() const { return written(signature()); }

 private:
  std::string attributes(bool sorted) const;

  TestIdentity identity_;
  std::string content_;
};

struct MessageParts {
  std::string content{};
  bool detached = false;
  std::string contentType = kDataOid;
  std::vector<X509Pointer> certificates{};
  std::vector<std::string> revocations{};  // of SignedData.crls: DER
  std::vector<std::string> signers{};      // DER of SignerInfo
};
std::string signedMessage(const MessageParts& parts);

// One signer, enveloped or detached, nothing unusual.
std::string signedMessage(const TestIdentity& identity, std::string_view content, bool detached = false);

// The same with indefinite lengths and the content in pieces of that many bytes.
std::string berMessage(const MessageParts& parts, std::size_t piece);

std::string base64(std::string_view bytes, std::size_t lineLength, std::string_view lineEnd);

// TimeStampToken of an authority over an imprint (SHA-256 of `stamped`).
std::string stampToken(const SigningWorld& world, const TestIdentity& authority, std::string_view stamped,
                       std::int64_t time = SigningWorld::kNow);

}  // namespace stesura::testing
