#include "generator/signature/signed_attributes.h"

#include <openssl/asn1.h>
#include <openssl/err.h>

#include <stdexcept>

#include "generator/signature/der.h"

namespace stesura {
namespace {

constexpr const char* kData = "1.2.840.113549.1.7.1";                      // RFC 5652, 4
constexpr const char* kSignedData = "1.2.840.113549.1.7.2";                // RFC 5652, 5.1
constexpr const char* kContentType = "1.2.840.113549.1.9.3";               // RFC 5652, 11.1
constexpr const char* kMessageDigest = "1.2.840.113549.1.9.4";             // RFC 5652, 11.2
constexpr const char* kSigningCertificate = "1.2.840.113549.1.9.16.2.47";  // v2: RFC 5035, 3
constexpr const char* kSha256 = "2.16.840.1.101.3.4.2.1";                  // RFC 5754, 2.2: no parameters
constexpr const char* kRsa = "1.2.840.113549.1.1.1";                       // RFC 3370, 3.2: with NULL
constexpr const char* kEcdsaSha256 = "1.2.840.10045.4.3.2";                // RFC 5754, 3.3: no parameters

constexpr unsigned char kFirst = 0xa0;          // [0], constructed
constexpr unsigned char kDirectoryName = 0xa4;  // of GeneralName: [4], explicit since Name is a CHOICE

template <class Object, class Encode>
std::string encoded(Object* object, Encode encode) {
  unsigned char* bytes = nullptr;
  const int size = encode(object, &bytes);
  if (size < 0) {
    ERR_clear_error();
    throw std::runtime_error("encoding failed");
  }
  std::string out(reinterpret_cast<char*>(bytes), static_cast<std::size_t>(size));
  OPENSSL_free(bytes);
  return out;
}

std::string certificateDer(X509* certificate) { return encoded(certificate, i2d_X509); }
std::string issuerDer(X509* certificate) { return encoded(X509_get_issuer_name(certificate), i2d_X509_NAME); }
std::string serialDer(X509* certificate) {
  return encoded(X509_get0_serialNumber(certificate), i2d_ASN1_INTEGER);
}

std::string attribute(const char* type, const std::string& value) {
  return derSequence({derOid(type), der(kDerSet, value)});
}

// SigningCertificateV2 with one ESSCertIDv2: SHA-256 is the default algorithm, which DER leaves out.
std::string certificateReference(X509* certificate) {
  std::string digest(32, '\0');
  if (X509_digest(certificate, EVP_sha256(), reinterpret_cast<unsigned char*>(digest.data()), nullptr) != 1) {
    ERR_clear_error();
    throw std::runtime_error("digest failed");
  }
  const std::string issuer = der(kDerSequence, der(kDirectoryName, issuerDer(certificate)));
  const std::string issuerSerial = derSequence({issuer, serialDer(certificate)});
  const std::string reference = derSequence({der(kDerOctets, digest), issuerSerial});
  return derSequence({der(kDerSequence, reference)});
}

std::string signatureAlgorithm(X509* certificate) {
  const bool rsa = EVP_PKEY_get_base_id(X509_get0_pubkey(certificate)) == EVP_PKEY_RSA;
  return rsa ? derSequence({derOid(kRsa), der(kDerNull, "")}) : derSequence({derOid(kEcdsaSha256)});
}

std::string certificateSet(X509* certificate, const std::vector<X509Pointer>& chain) {
  std::vector<std::string> certificates{certificateDer(certificate)};
  for (const X509Pointer& issuer : chain) {
    if (X509_cmp(issuer.get(), certificate) != 0) certificates.push_back(certificateDer(issuer.get()));
  }
  return derSetOf(std::move(certificates), kFirst);
}

// RFC 5652, 5.3: version 1, since the signer is named by issuer and serial number.
std::string signerInfo(std::string_view signedAttributes, std::string_view signature, X509* certificate) {
  std::string attributes(signedAttributes);
  attributes.front() = static_cast<char>(kFirst);  // IMPLICIT; signed as SET OF (5.4)
  return derSequence({der(kDerInteger, "\x01"), derSequence({issuerDer(certificate), serialDer(certificate)}),
                      derSequence({derOid(kSha256)}), attributes, signatureAlgorithm(certificate),
                      der(kDerOctets, signature)});
}

}  // namespace

std::string signedAttributes(std::string_view contentSha256, X509* certificate) {
  return derSetOf({attribute(kContentType, derOid(kData)),
                   attribute(kMessageDigest, der(kDerOctets, contentSha256)),
                   attribute(kSigningCertificate, certificateReference(certificate))});
}

std::string signedData(std::string_view signedAttributes, std::string_view signature, X509* certificate,
                       const std::vector<X509Pointer>& chain) {
  if (signedAttributes.empty()) throw std::invalid_argument("no signed attributes");
  const std::string content =
      derSequence({der(kDerInteger, "\x01"), der(kDerSet, derSequence({derOid(kSha256)})),
                   derSequence({derOid(kData)}), certificateSet(certificate, chain),
                   der(kDerSet, signerInfo(signedAttributes, signature, certificate))});
  return derSequence({derOid(kSignedData), der(kFirst, content)});
}

}  // namespace stesura
