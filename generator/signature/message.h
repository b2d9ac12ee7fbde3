// A signed message (CMS SignedData, RFC 5652; CAdES, ETSI EN 319 122): read, and each signer judged.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "generator/signature/certificate.h"
#include "generator/signature/chain.h"
#include "generator/signature/outcome.h"
#include "generator/signature/trust.h"

namespace stesura {

struct MessageBounds {
  std::size_t bytes = 64u << 20;
  std::size_t signers = 200;
  std::size_t certificates = 500;
  std::size_t depth = 8;  // of messages within messages
};

// A digest of the signed content by OpenSSL's name («SHA256»), raw bytes.
using ContentDigest = std::function<std::string(const char* algorithm)>;

struct SignerVerdict {
  enum class Integrity : std::uint8_t {
    intact,       // digest and signature are right
    altered,      // the content is not what was signed, or the signature is wrong
    unsupported,  // an algorithm that is not known here
    malformed,    // not readable, or against the format
  };
  Integrity integrity = Integrity::malformed;
  X509Pointer certificate{};             // null if the message does not hold it
  CertificateFacts facts{};              // empty without certificate
  std::string digestAlgorithm{};         // «SHA-256»
  std::string signatureAlgorithm{};      // «RSA», «RSA-PSS», «ECDSA»
  bool weakAlgorithm = false;            // MD5, SHA-1
  bool hasCertificateReference = false;  // ESS signing-certificate(-v2) present, and it is this certificate
  std::optional<std::int64_t> claimedTime{};  // signing-time attribute, seconds since 1970
  std::optional<std::int64_t> stampedTime{};  // of an intact signature time stamp over this signature
  bool stampTrusted = false;                  // its chain leads to an anchor, for time stamping
  std::string stampAuthority{};               // name of the stamp's signer
  std::vector<Remark> remarks{};
  std::size_t countersignatures = 0;
  // Each countersignature over this signature, and those over them behind it: at most 8 altogether, the
  // others are one of `unsupported` integrity.
  std::vector<SignerVerdict> countersigners{};
};

// A SignedData as it came: DER, BER or, for files, base64 with or without PEM lines.
class SignedMessage {
 public:
  // `trailing`: what may follow: zero bytes (the padding of a PDF's /Contents); zero bytes and ends of lines
  // (of a file: mail systems and transfers in blocks add them). Other bytes never may.
  enum class Trailing : std::uint8_t { refused, zeros, filling };
  // Throws Error{data} with a sentence for what is no SignedData or passes a bound.
  static SignedMessage read(std::string_view bytes, Trailing trailing, const MessageBounds& bounds = {});
  SignedMessage(SignedMessage&&) noexcept;
  SignedMessage& operator=(SignedMessage&&) noexcept;
  ~SignedMessage();

  std::size_t signers() const;
  std::size_t length() const;              // bytes of the message itself, without what follows it
  bool isFollowed() const;                 // by bytes that `trailing` allows
  bool isDer() const;                      // false: BER, which PAdES does not allow
  bool hasContent() const;                 // enveloped: the content is inside
  const std::string& content() const;      // "" if detached
  const std::string& contentType() const;  // dotted OID of encapContentInfo
  // What follows the content: certificates, lists, signers. Not all of it is signed.
  std::string_view besidesContent() const;
  const Evidence& evidence() const;        // certificates, CRLs, OCSP answers it carries
  // Digest, signed attributes (in the order they came: their bytes are what was signed), signature,
  // certificate reference, time stamps. Not the chain of the signer, which judgeChain() does at the
  // right time. `digest` gives the digest of the content; where hasContent(), pass contentDigest().
  SignerVerdict judge(std::size_t signer, const ContentDigest& digest, const TrustStore& trust) const;
  ContentDigest contentDigest() const;  // of the content inside; borrows this

 private:
  struct Kept;
  explicit SignedMessage(std::unique_ptr<Kept> kept);
  std::unique_ptr<Kept> kept_;
};

// A time-stamp token (RFC 3161) over a message imprint: the same for DocTimeStamp and signatures.
struct TimeStampVerdict {
  bool intact = false;    // signature right, imprint equal, one signer, id-kp-timeStamping
  std::int64_t time = 0;  // genTime, seconds since 1970
  SignerVerdict signer{};
  ChainVerdict chain{};  // at genTime, for time stamping
};
TimeStampVerdict judgeTimeStamp(std::string_view token, SignedMessage::Trailing trailing,
                                const ContentDigest& digest, const TrustStore& trust);

}  // namespace stesura
