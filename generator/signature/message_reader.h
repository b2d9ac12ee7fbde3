// The parts of a SignedData (RFC 5652, 5) as they stand in the bytes; nothing is judged here.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "generator/signature/asn1_reader.h"
#include "generator/signature/chain.h"
#include "generator/signature/message.h"

namespace stesura {

// Contents of OBJECT IDENTIFIERs (DER), as literal bytes.
namespace oid {
using namespace std::string_view_literals;
constexpr std::string_view kData = "\x2a\x86\x48\x86\xf7\x0d\x01\x07\x01"sv;
constexpr std::string_view kSignedData = "\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02"sv;
constexpr std::string_view kStampedData = "\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x01\x1f"sv;  // RFC 5544
constexpr std::string_view kTimeStampInfo = "\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x01\x04"sv;
constexpr std::string_view kContentType = "\x2a\x86\x48\x86\xf7\x0d\x01\x09\x03"sv;
constexpr std::string_view kMessageDigest = "\x2a\x86\x48\x86\xf7\x0d\x01\x09\x04"sv;
constexpr std::string_view kSigningTime = "\x2a\x86\x48\x86\xf7\x0d\x01\x09\x05"sv;
constexpr std::string_view kCountersignature = "\x2a\x86\x48\x86\xf7\x0d\x01\x09\x06"sv;
constexpr std::string_view kAlgorithmProtection = "\x2a\x86\x48\x86\xf7\x0d\x01\x09\x34"sv;
constexpr std::string_view kSigningCertificate = "\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x02\x0c"sv;
constexpr std::string_view kSigningCertificateV2 = "\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x02\x2f"sv;
constexpr std::string_view kSignatureTimeStamp = "\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x02\x0e"sv;
// Archive time stamps of CAdES (ETSI TS 101 733 v1.8.1 and before: -v2; ETSI EN 319 122-1, 5.5.3: -v3).
constexpr std::string_view kArchiveStamp = "\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x02\x1b"sv;
constexpr std::string_view kArchiveStamp2 = "\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x02\x30"sv;
constexpr std::string_view kArchiveStamp3 = "\x04\x00\x8d\x45\x02\x04"sv;
constexpr std::string_view kCertificateValues = "\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x02\x17"sv;
constexpr std::string_view kRevocationValues = "\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x02\x18"sv;
constexpr std::string_view kRevocationArchival = "\x2a\x86\x48\x86\xf7\x2f\x01\x01\x08"sv;  // Adobe
constexpr std::string_view kOcspResponse = "\x2b\x06\x01\x05\x05\x07\x10\x02"sv;            // RFC 5940
}  // namespace oid

struct AlgorithmView {
  std::string_view oid{};         // content of the OBJECT IDENTIFIER
  std::string_view parameters{};  // whole element; "" if absent
};

// AlgorithmIdentifier (RFC 5280, 4.1.1.2). Throws as Asn1Cursor.
AlgorithmView algorithmIn(const Asn1Element& sequence);

struct AttributeView {
  std::string_view oid{};
  std::string_view values{};  // content of the SET
};

struct SignerView {
  bool isReadable = false;    // false: against the format, and the rest is empty
  std::string_view issuer{};  // Name, whole; "" if the signer is named by key
  std::string_view serial{};  // content of the INTEGER
  std::string_view keyIdentifier{};
  AlgorithmView digestAlgorithm{};
  AlgorithmView signatureAlgorithm{};
  Asn1Element signedAttributeSet{};  // [0] as it came; whole is "" if absent
  std::vector<AttributeView> signedAttributes{};
  std::vector<AttributeView> unsignedAttributes{};
  std::string_view signature{};
};

// One SignerInfo; never throws.
SignerView signerIn(const Asn1Element& element);

// Values of all the attributes of that type, in their order; `types` tells how many attributes there are.
struct AttributeValues {
  std::size_t attributes = 0;
  std::vector<Asn1Element> values{};
};
AttributeValues valuesOf(const std::vector<AttributeView>& attributes, std::string_view type);

// Owns what the views point to; stays where it is.
struct ReadMessage {
  ReadMessage() = default;
  ReadMessage(const ReadMessage&) = delete;
  ReadMessage& operator=(const ReadMessage&) = delete;

  std::size_t length = 0;
  bool isFollowed = false;
  bool isDer = false;
  bool hasContent = false;
  std::string contentOid{};  // content of the OBJECT IDENTIFIER
  std::string content{};
  std::string structure{};  // what follows the content: certificates, CRLs, signers
  Evidence evidence{};
  std::vector<SignerView> signers{};
};

// Throws Error{data} if something stands behind a message that may not.
void refuseHiddenBytes(std::string_view behind, SignedMessage::Trailing trailing);

// As SignedMessage::read().
void readMessage(std::string_view bytes, SignedMessage::Trailing trailing, const MessageBounds& bounds,
                 ReadMessage& into);

}  // namespace stesura
