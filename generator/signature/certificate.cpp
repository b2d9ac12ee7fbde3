#include "generator/signature/certificate.h"

#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/obj_mac.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <cstddef>
#include <limits>

#include "generator/digest.h"
#include "generator/signature/asn1_time.h"
#include "generator/signature/certificate_names.h"
#include "generator/signature/qualified_statements.h"

namespace stesura {
namespace {

constexpr std::size_t kMostItems = 10'000;  // certificates or lists in one file
constexpr int kLongestSerial = 64;          // bytes shown; RFC 5280 allows 20
constexpr int kLeastRsaBits = 2048, kLeastCurveBits = 224;

std::string hexadecimalOf(const ASN1_INTEGER* serial) {
  static constexpr char kDigits[] = "0123456789ABCDEF";
  const unsigned char* bytes = ASN1_STRING_get0_data(serial);
  const int length = std::min(ASN1_STRING_length(serial), kLongestSerial);
  std::string text = ASN1_STRING_type(serial) == V_ASN1_NEG_INTEGER ? "-" : "";
  for (int i = 0; i < length; ++i) {
    text += kDigits[bytes[i] >> 4];
    text += kDigits[bytes[i] & 15];
  }
  return ASN1_STRING_length(serial) > kLongestSerial ? text + "…" : text;
}

std::string curveName(const EVP_PKEY* key) {
  char group[80] = "";
  std::size_t length = 0;
  if (EVP_PKEY_get_group_name(key, group, sizeof group, &length) != 1) return "curva non nota";
  const std::string_view name = group;
  return name == "prime256v1"  ? "P-256"
         : name == "secp384r1" ? "P-384"
         : name == "secp521r1" ? "P-521"
                               : readableText(name);
}

bool hasExplicitCurve(const EVP_PKEY* key) {
  int given = 0;
  return EVP_PKEY_get_int_param(key, OSSL_PKEY_PARAM_EC_DECODED_FROM_EXPLICIT_PARAMS, &given) == 1 &&
         given == 1;
}

void tellKey(const EVP_PKEY* key, CertificateFacts& facts) {
  const int bits = key ? EVP_PKEY_get_bits(key) : 0;
  switch (key ? EVP_PKEY_get_base_id(key) : EVP_PKEY_NONE) {
    case EVP_PKEY_RSA:
    case EVP_PKEY_RSA_PSS:
      facts.key = "RSA " + std::to_string(bits);
      facts.weakKey = bits < kLeastRsaBits;
      return;
    case EVP_PKEY_EC:
      // A curve written out in numbers may be any curve, one with a known secret too.
      facts.key = hasExplicitCurve(key) ? "EC con curva propria" : "EC " + curveName(key);
      facts.weakKey = bits < kLeastCurveBits || hasExplicitCurve(key);
      return;
    case EVP_PKEY_ED25519:
      facts.key = "Ed25519";
      return;
    case EVP_PKEY_ED448:
      facts.key = "Ed448";
      return;
    default:
      facts.key = "chiave non nota";
      facts.weakKey = true;
  }
}

// Certificates of persons who sign for nobody but themselves bear «non presente».
std::string organisationOf(const X509_NAME* subject) {
  std::string name = nameAttribute(subject, NID_organizationName);
  std::string lower = name;
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](unsigned char c) { return static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c); });
  return lower == "non presente" ? std::string() : name;
}

template <typename Item>
using Reader = Item* (*)(Item**, const unsigned char**, long);

template <typename Item>
bool readOne(std::string_view& bytes, Reader<Item> reader, void (*release)(Item*),
             std::vector<std::shared_ptr<Item>>& found) {
  if (bytes.empty() || bytes.size() > static_cast<std::size_t>(std::numeric_limits<int>::max())) return false;
  const auto* begin = reinterpret_cast<const unsigned char*>(bytes.data());
  const unsigned char* at = begin;
  Item* item = reader(nullptr, &at, static_cast<long>(bytes.size()));
  if (!item) return false;
  found.emplace_back(item, release);
  bytes.remove_prefix(static_cast<std::size_t>(at - begin));
  return true;
}

struct PemBlock {
  std::unique_ptr<char, void (*)(char*)> name, header;
  std::unique_ptr<unsigned char, void (*)(unsigned char*)> data;
  std::size_t length;
};

// `take` is given each block that is not encrypted.
template <typename Take>
void eachPemBlock(std::string_view text, const Take& take) {
  if (text.size() > static_cast<std::size_t>(std::numeric_limits<int>::max())) return;
  const std::unique_ptr<BIO, decltype(&BIO_free)> source(
      BIO_new_mem_buf(text.data(), static_cast<int>(text.size())), &BIO_free);
  for (std::size_t i = 0; source && i < kMostItems; ++i) {
    char *name = nullptr, *header = nullptr;
    unsigned char* data = nullptr;
    long length = 0;
    // Never a PEM_read_bio_X509(): that would ask the terminal for a password.
    if (PEM_read_bio(source.get(), &name, &header, &data, &length) != 1) return;
    const PemBlock block{{name, [](char* pointer) { OPENSSL_free(pointer); }},
                         {header, [](char* pointer) { OPENSSL_free(pointer); }},
                         {data, [](unsigned char* pointer) { OPENSSL_free(pointer); }},
                         static_cast<std::size_t>(length)};
    if (*block.header == '\0')
      take(std::string_view(name), std::string_view(reinterpret_cast<const char*>(data), block.length));
  }
}

template <typename Item>
std::vector<std::shared_ptr<Item>> itemsIn(std::string_view bytes,
                                           std::initializer_list<std::string_view> pemNames,
                                           Reader<Item> reader, void (*release)(Item*)) {
  std::vector<std::shared_ptr<Item>> found;
  if (!bytes.empty() && bytes.front() == '\x30') {
    while (found.size() < kMostItems && readOne(bytes, reader, release, found)) continue;
  }
  if (found.empty() && bytes.find("-----BEGIN ") != std::string_view::npos) {
    eachPemBlock(bytes, [&](std::string_view name, std::string_view der) {
      if (std::find(pemNames.begin(), pemNames.end(), name) != pemNames.end())
        readOne(der, reader, release, found);
    });
  }
  ERR_clear_error();
  return found;
}

}  // namespace

std::string_view qualityName(SignatureQuality quality) {
  switch (quality) {
    case SignatureQuality::unknown:
      return "non_dichiarata";
    case SignatureQuality::advanced:
      return "avanzata";
    case SignatureQuality::cie:
      return "avanzata_cie";
    case SignatureQuality::qualified:
      return "qualificata";
    case SignatureQuality::seal:
      return "sigillo_qualificato";
  }
  return "non_dichiarata";
}

CertificateFacts factsOf(X509* certificate) {
  CertificateFacts facts;
  const X509_NAME* subject = X509_get_subject_name(certificate);
  facts.name = holderName(subject);
  facts.organisation = organisationOf(subject);
  facts.title = nameAttribute(subject, NID_title);
  facts.issuer = authorityName(X509_get_issuer_name(certificate));
  facts.serial = hexadecimalOf(X509_get0_serialNumber(certificate));
  facts.sha256 = sha256Hex(derOf(certificate));
  facts.notBefore = asn1Moment(X509_get0_notBefore(certificate));
  facts.notAfter = asn1Moment(X509_get0_notAfter(certificate));
  facts.quality = declaredQuality(certificate);
  // Gives all bits if there is no key usage, and none if an extension is damaged.
  facts.maySign = (X509_get_key_usage(certificate) & (KU_DIGITAL_SIGNATURE | KU_NON_REPUDIATION)) != 0;
  tellKey(X509_get0_pubkey(certificate), facts);
  ERR_clear_error();
  return facts;
}

bool hasWeakKey(X509* certificate) {
  CertificateFacts facts;
  tellKey(X509_get0_pubkey(certificate), facts);
  ERR_clear_error();
  return facts.weakKey;
}

std::vector<X509Pointer> certificatesIn(std::string_view bytes) {
  return itemsIn<X509>(bytes, {"CERTIFICATE", "X509 CERTIFICATE", "TRUSTED CERTIFICATE"}, &d2i_X509,
                       &X509_free);
}

std::vector<CrlPointer> crlsIn(std::string_view bytes) {
  return itemsIn<X509_CRL>(bytes, {"X509 CRL"}, &d2i_X509_CRL, &X509_CRL_free);
}

std::string derOf(X509* certificate) {
  unsigned char* bytes = nullptr;
  const int length = i2d_X509(certificate, &bytes);
  const std::unique_ptr<unsigned char, void (*)(unsigned char*)> owned(
      bytes, [](unsigned char* pointer) { OPENSSL_free(pointer); });
  if (length < 0) ERR_clear_error();
  return length > 0 ? std::string(reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(length))
                    : std::string();
}

}  // namespace stesura
