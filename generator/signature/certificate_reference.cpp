#include "generator/signature/certificate_reference.h"

#include <openssl/err.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <memory>
#include <optional>
#include <string>

#include "generator/signature/der.h"
#include "generator/signature/signature_algorithm.h"

namespace stesura {
namespace {

constexpr std::size_t kMostNamed = 16;  // each may have to be digested

using Name = std::unique_ptr<X509_NAME, decltype(&X509_NAME_free)>;
using Integer = std::unique_ptr<ASN1_INTEGER, decltype(&ASN1_INTEGER_free)>;

const unsigned char* octets(std::string_view bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}

Name nameIn(std::string_view encoded) {
  const unsigned char* at = octets(encoded);
  Name name(d2i_X509_NAME(nullptr, &at, static_cast<long>(encoded.size())), &X509_NAME_free);
  ERR_clear_error();
  return name;
}

Integer integerIn(std::string_view content) {
  const std::string encoded = der(asn1::kInteger, content);
  const unsigned char* at = octets(encoded);
  Integer number(d2i_ASN1_INTEGER(nullptr, &at, static_cast<long>(encoded.size())), &ASN1_INTEGER_free);
  ERR_clear_error();
  return number;
}

bool hasSerial(X509* certificate, const Integer& serial) {
  return serial && ASN1_INTEGER_cmp(X509_get0_serialNumber(certificate), serial.get()) == 0;
}

bool hasIssuer(X509* certificate, const Name& issuer) {
  return issuer && X509_NAME_cmp(X509_get_issuer_name(certificate), issuer.get()) == 0;
}

bool hasKeyIdentifier(X509* certificate, std::string_view wanted) {
  const ASN1_OCTET_STRING* const identifier = X509_get0_subject_key_id(certificate);
  if (identifier == nullptr) return false;
  return wanted == std::string_view(reinterpret_cast<const char*>(ASN1_STRING_get0_data(identifier)),
                                    static_cast<std::size_t>(ASN1_STRING_length(identifier)));
}

// IssuerSerial (RFC 5035, 5). Only a directory name can be compared; some signers write none, and leave
// out the explicit tag around it.
bool isIssuerSerialOf(const Asn1Element& issuerSerial, X509* certificate) {
  constexpr std::uint8_t kDirectoryName = asn1::constructed(4);
  Asn1Cursor cursor(issuerSerial.content);
  Asn1Cursor names(cursor.take(asn1::kSequence).content);
  if (!hasSerial(certificate, integerIn(cursor.take(asn1::kInteger).content))) return false;
  while (!names.atEnd()) {
    const Asn1Element name = names.take();
    if (name.tag == kDirectoryName) return hasIssuer(certificate, nameIn(name.content));
  }
  return true;
}

enum class Version : std::uint8_t { first, second };

// The first ESSCertID or ESSCertIDv2 names the signer's certificate; the others its issuers.
ReferenceMatch matchOne(const Asn1Element& attribute, Version version, X509* certificate) {
  constexpr std::string_view kSha1 = "\x2b\x0e\x03\x02\x1a", kSha256 = "\x60\x86\x48\x01\x65\x03\x04\x02\x01";
  if (attribute.tag != asn1::kSequence) throwDamagedAsn1();
  Asn1Cursor references(Asn1Cursor(attribute.content).take(asn1::kSequence).content);
  Asn1Cursor reference(references.take(asn1::kSequence).content);
  std::string_view algorithmOid = version == Version::first ? kSha1 : kSha256;
  if (version == Version::second) {
    if (const auto named = reference.takeIf(asn1::kSequence)) algorithmOid = algorithmIn(*named).oid;
  }
  const std::string_view digest = reference.take(asn1::kOctetString).content;
  const std::optional<Asn1Element> issuerSerial = reference.takeIf(asn1::kSequence);
  reference.end();
  const DigestAlgorithm* const algorithm = digestAlgorithm(algorithmOid);
  if (algorithm == nullptr || algorithm->strength == DigestAlgorithm::Strength::refused)
    return ReferenceMatch::unchecked;
  if (digest != rawDigest(derOf(certificate), algorithm->name)) return ReferenceMatch::other;
  return issuerSerial && !isIssuerSerialOf(*issuerSerial, certificate) ? ReferenceMatch::other
                                                                       : ReferenceMatch::same;
}

}  // namespace

std::vector<X509Pointer> certificatesNamedBy(const SignerView& signer, const Evidence& evidence) {
  const bool byKey = !signer.keyIdentifier.empty();
  const Name issuer = byKey ? Name(nullptr, &X509_NAME_free) : nameIn(signer.issuer);
  const Integer serial = byKey ? Integer(nullptr, &ASN1_INTEGER_free) : integerIn(signer.serial);
  std::vector<X509Pointer> found;
  for (const X509Pointer& certificate : evidence.certificates) {
    const bool isNamed = byKey ? hasKeyIdentifier(certificate.get(), signer.keyIdentifier)
                               : hasSerial(certificate.get(), serial) && hasIssuer(certificate.get(), issuer);
    if (isNamed) found.push_back(certificate);
    if (found.size() == kMostNamed) break;
  }
  return found;
}

ReferenceMatch matchReference(const SignerView& signer, X509* certificate) {
  ReferenceMatch result = ReferenceMatch::absent;
  for (const Version version : {Version::second, Version::first}) {
    const AttributeValues found =
        valuesOf(signer.signedAttributes,
                 version == Version::first ? oid::kSigningCertificate : oid::kSigningCertificateV2);
    if (found.attributes == 0) continue;
    if (found.attributes > 1 || found.values.size() != 1) throwDamagedAsn1();
    const ReferenceMatch match = matchOne(found.values.front(), version, certificate);
    if (match == ReferenceMatch::other) return match;
    if (result != ReferenceMatch::same) result = match;
  }
  return result;
}

}  // namespace stesura
