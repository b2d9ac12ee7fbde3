#include "generator/signature/signature_algorithm.h"

#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/rsa.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <memory>

#include "generator/error.h"

namespace stesura {
namespace {

using namespace std::string_view_literals;
using Strength = DigestAlgorithm::Strength;

constexpr DigestAlgorithm kDigests[] = {
    {"\x60\x86\x48\x01\x65\x03\x04\x02\x01"sv, "SHA256", "SHA-256", 32, Strength::sound},
    {"\x60\x86\x48\x01\x65\x03\x04\x02\x02"sv, "SHA384", "SHA-384", 48, Strength::sound},
    {"\x60\x86\x48\x01\x65\x03\x04\x02\x03"sv, "SHA512", "SHA-512", 64, Strength::sound},
    {"\x60\x86\x48\x01\x65\x03\x04\x02\x04"sv, "SHA224", "SHA-224", 28, Strength::sound},
    {"\x2b\x0e\x03\x02\x1a"sv, "SHA1", "SHA-1", 20, Strength::weak},
    {"\x2a\x86\x48\x86\xf7\x0d\x02\x05"sv, "MD5", "MD5", 16, Strength::refused},
};
constexpr const DigestAlgorithm& kSha1 = kDigests[4];

constexpr std::string_view kRsaPss = "\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0a"sv;
constexpr std::string_view kMaskGeneration1 = "\x2a\x86\x48\x86\xf7\x0d\x01\x01\x08"sv;

struct SchemeName {
  std::string_view oid;
  SignatureScheme::Sort sort;
  const char* digest;  // "" where the name says none
};

constexpr SchemeName kSchemes[] = {
    {"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01"sv, SignatureScheme::Sort::rsa, ""},
    {"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0b"sv, SignatureScheme::Sort::rsa, "SHA256"},
    {"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0c"sv, SignatureScheme::Sort::rsa, "SHA384"},
    {"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0d"sv, SignatureScheme::Sort::rsa, "SHA512"},
    {"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0e"sv, SignatureScheme::Sort::rsa, "SHA224"},
    {"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x05"sv, SignatureScheme::Sort::rsa, "SHA1"},
    {"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x04"sv, SignatureScheme::Sort::rsa, "MD5"},
    {"\x2a\x86\x48\xce\x3d\x02\x01"sv, SignatureScheme::Sort::ecdsa, ""},
    {"\x2a\x86\x48\xce\x3d\x04\x03\x01"sv, SignatureScheme::Sort::ecdsa, "SHA224"},
    {"\x2a\x86\x48\xce\x3d\x04\x03\x02"sv, SignatureScheme::Sort::ecdsa, "SHA256"},
    {"\x2a\x86\x48\xce\x3d\x04\x03\x03"sv, SignatureScheme::Sort::ecdsa, "SHA384"},
    {"\x2a\x86\x48\xce\x3d\x04\x03\x04"sv, SignatureScheme::Sort::ecdsa, "SHA512"},
    {"\x2a\x86\x48\xce\x3d\x04\x01"sv, SignatureScheme::Sort::ecdsa, "SHA1"},
};

const DigestAlgorithm* digestByName(std::string_view name) {
  const auto found = std::find_if(std::begin(kDigests), std::end(kDigests),
                                  [&](const DigestAlgorithm& digest) { return name == digest.name; });
  return found == std::end(kDigests) ? nullptr : found;
}

int smallNumber(const Asn1Element& wrapped) {
  const std::string_view number = onlyElement(wrapped.content, asn1::kInteger).content;
  if (number.empty() || number.size() > 2 || (number.front() & 0x80) != 0) throwDamagedAsn1();
  int value = 0;
  for (const char octet : number) value = value * 256 + static_cast<unsigned char>(octet);
  return value;
}

// RSASSA-PSS-params (RFC 4055, 3.1), whose defaults are those of SHA-1. A digest of null is not known.
SignatureScheme pssScheme(std::string_view parameters) {
  SignatureScheme scheme{SignatureScheme::Sort::rsaPss, &kSha1, 20, &kSha1};
  Asn1Cursor cursor(onlyElement(parameters, asn1::kSequence).content);
  if (const auto digest = cursor.takeIf(asn1::constructed(0))) {
    scheme.digest = digestAlgorithm(algorithmIn(onlyElement(digest->content)).oid);
  }
  if (const auto mask = cursor.takeIf(asn1::constructed(1))) {
    const AlgorithmView generation = algorithmIn(onlyElement(mask->content));
    scheme.maskDigest = generation.oid == kMaskGeneration1
                            ? digestAlgorithm(algorithmIn(onlyElement(generation.parameters)).oid)
                            : nullptr;
  }
  if (const auto salt = cursor.takeIf(asn1::constructed(2))) scheme.saltLength = smallNumber(*salt);
  if (const auto trailer = cursor.takeIf(asn1::constructed(3)); trailer && smallNumber(*trailer) != 1)
    throwDamagedAsn1();
  cursor.end();
  return scheme;
}

bool setPadding(EVP_PKEY_CTX* context, const SignatureScheme& scheme) {
  if (scheme.sort == SignatureScheme::Sort::ecdsa) return true;
  const bool isPss = scheme.sort == SignatureScheme::Sort::rsaPss;
  return EVP_PKEY_CTX_set_rsa_padding(context, isPss ? RSA_PKCS1_PSS_PADDING : RSA_PKCS1_PADDING) == 1;
}

bool setPss(EVP_PKEY_CTX* context, const SignatureScheme& scheme) {
  if (scheme.sort != SignatureScheme::Sort::rsaPss) return true;
  return EVP_PKEY_CTX_set_rsa_pss_saltlen(context, scheme.saltLength) == 1 &&
         EVP_PKEY_CTX_set_rsa_mgf1_md(context, EVP_get_digestbyname(scheme.maskDigest->name)) == 1;
}

bool isOnNamedCurve(EVP_PKEY* key) {
  std::array<char, 32> encoding{};
  std::size_t size = 0;
  return EVP_PKEY_get_utf8_string_param(key, OSSL_PKEY_PARAM_EC_ENCODING, encoding.data(), encoding.size(),
                                        &size) == 1 &&
         std::string_view(encoding.data(), size) == OSSL_PKEY_EC_ENCODING_GROUP;
}

const unsigned char* octets(std::string_view bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}

}  // namespace

const DigestAlgorithm* digestAlgorithm(std::string_view oid) {
  const auto found = std::find_if(std::begin(kDigests), std::end(kDigests),
                                  [&](const DigestAlgorithm& digest) { return oid == digest.oid; });
  return found == std::end(kDigests) ? nullptr : found;
}

std::string rawDigest(std::string_view bytes, const char* algorithm) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned size = 0;
  const EVP_MD* const method = EVP_get_digestbyname(algorithm);
  if (method == nullptr ||
      EVP_Digest(bytes.data(), bytes.size(), digest.data(), &size, method, nullptr) != 1) {
    ERR_clear_error();
    throw Error(ErrorKind::data, "La firma usa un algoritmo di impronta che qui non è disponibile.");
  }
  return {reinterpret_cast<const char*>(digest.data()), size};
}

const char* SignatureScheme::shown() const {
  switch (sort) {
    case Sort::rsa:
      return "RSA";
    case Sort::rsaPss:
      return "RSA-PSS";
    case Sort::ecdsa:
      return "ECDSA";
  }
  return "";
}

std::optional<SignatureScheme> signatureScheme(const AlgorithmView& algorithm) {
  if (algorithm.oid == kRsaPss) {
    const SignatureScheme scheme = pssScheme(algorithm.parameters);
    if (scheme.digest == nullptr || scheme.maskDigest == nullptr) return std::nullopt;
    return scheme;
  }
  const auto found = std::find_if(std::begin(kSchemes), std::end(kSchemes),
                                  [&](const SchemeName& scheme) { return scheme.oid == algorithm.oid; });
  if (found == std::end(kSchemes)) return std::nullopt;
  SignatureScheme scheme;
  scheme.sort = found->sort;
  scheme.digest = digestByName(found->digest);
  return scheme;
}

bool fits(EVP_PKEY* key, const SignatureScheme& scheme) {
  const int sort = key == nullptr ? EVP_PKEY_NONE : EVP_PKEY_get_base_id(key);
  switch (scheme.sort) {
    case SignatureScheme::Sort::rsa:
      return sort == EVP_PKEY_RSA;
    case SignatureScheme::Sort::rsaPss:
      return sort == EVP_PKEY_RSA || sort == EVP_PKEY_RSA_PSS;
    case SignatureScheme::Sort::ecdsa:
      return sort == EVP_PKEY_EC && isOnNamedCurve(key);
  }
  return false;
}

bool isSignatureOfDigest(std::string_view digest, std::string_view signature, EVP_PKEY* key,
                         const SignatureScheme& scheme, const DigestAlgorithm& algorithm) {
  using Context = std::unique_ptr<EVP_PKEY_CTX, decltype(&EVP_PKEY_CTX_free)>;
  const Context context(EVP_PKEY_CTX_new_from_pkey(nullptr, key, nullptr), &EVP_PKEY_CTX_free);
  const EVP_MD* const method = EVP_get_digestbyname(algorithm.name);
  const bool isRight =
      context && method != nullptr && !signature.empty() && digest.size() == algorithm.size &&
      EVP_PKEY_verify_init(context.get()) == 1 && setPadding(context.get(), scheme) &&
      EVP_PKEY_CTX_set_signature_md(context.get(), method) == 1 && setPss(context.get(), scheme) &&
      EVP_PKEY_verify(context.get(), octets(signature), signature.size(), octets(digest), digest.size()) == 1;
  ERR_clear_error();
  return isRight;
}

}  // namespace stesura
