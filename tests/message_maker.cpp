#include "tests/message_maker.h"

#include <openssl/evp.h>
#include <openssl/objects.h>
#include <openssl/rsa.h>
#include <openssl/ts.h>
#include <openssl/x509.h>

#include <algorithm>
#include <memory>
#include <stdexcept>

namespace stesura::testing {
namespace {

constexpr std::uint8_t kSequence = 0x30, kSet = 0x31, kOctetString = 0x04, kInteger = 0x02;

template <class T, class Writer>
std::string derBy(const T* what, Writer writer) {
  unsigned char* bytes = nullptr;
  const int length = writer(what, &bytes);
  if (length < 0) throw std::runtime_error("cannot write DER");
  std::string result(reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(length));
  OPENSSL_free(bytes);
  return result;
}

std::string version(char number) { return der(kInteger, std::string(1, number)); }

std::string issuerAndSerial(X509* certificate) {
  return der(kSequence, derBy(X509_get_issuer_name(certificate), i2d_X509_NAME) +
                            derBy(X509_get0_serialNumber(certificate), i2d_ASN1_INTEGER));
}

std::string referenceTo(X509* certificate) {
  const std::string name = der(0xa4, derBy(X509_get_issuer_name(certificate), i2d_X509_NAME));
  const std::string issuerSerial =
      der(kSequence, der(kSequence, name) + derBy(X509_get0_serialNumber(certificate), i2d_ASN1_INTEGER));
  const std::string id =
      der(kSequence, der(kOctetString, rawHash(derBy(certificate, i2d_X509))) + issuerSerial);
  return derAttribute("1.2.840.113549.1.9.16.2.47", der(kSequence, der(kSequence, id)));
}

std::string joined(const std::vector<std::string>& parts) {
  std::string all;
  for (const std::string& part : parts) all += part;
  return all;
}

std::string certificatesOf(const MessageParts& parts) {
  std::string all;
  for (const X509Pointer& certificate : parts.certificates) all += derBy(certificate.get(), i2d_X509);
  return all;
}

std::string digestAlgorithms() { return der(kSet, derAlgorithm(kSha256Oid)); }

}  // namespace

std::string der(std::uint8_t tag, std::string_view content) {
  std::string result(1, static_cast<char>(tag));
  if (content.size() < 128) {
    result += static_cast<char>(content.size());
  } else {
    std::string length;
    for (std::size_t left = content.size(); left; left /= 256)
      length.insert(length.begin(), static_cast<char>(left % 256));
    result += static_cast<char>(0x80 + length.size());
    result += length;
  }
  return result.append(content);
}

std::string derOid(std::string_view dotted) {
  const std::unique_ptr<ASN1_OBJECT, decltype(&ASN1_OBJECT_free)> object(
      OBJ_txt2obj(std::string(dotted).c_str(), 1), ASN1_OBJECT_free);
  return derBy(object.get(), i2d_ASN1_OBJECT);
}

std::string derAlgorithm(std::string_view dotted, std::string_view parameters) {
  return der(kSequence, derOid(dotted).append(parameters));
}

std::string derAttribute(std::string_view dotted, std::string_view values) {
  return der(kSequence, derOid(dotted) + der(kSet, values));
}

std::string rawHash(std::string_view bytes, const char* algorithm) {
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned size = 0;
  EVP_Digest(bytes.data(), bytes.size(), digest, &size, EVP_get_digestbyname(algorithm), nullptr);
  return {reinterpret_cast<const char*>(digest), size};
}

SignerMaker::SignerMaker(const TestIdentity& identity, std::string_view content, const char* contentType)
    : contentTypeAttribute(derAttribute("1.2.840.113549.1.9.3", derOid(contentType))),
      digestAttribute(
          derAttribute("1.2.840.113549.1.9.4", stesura::testing::der(kOctetString, rawHash(content)))),
      referenceAttribute(referenceTo(identity.certificate.get())),
      digestAlgorithm(derAlgorithm(kSha256Oid)),
      signatureAlgorithm(EVP_PKEY_get_base_id(identity.key.get()) == EVP_PKEY_EC
                             ? derAlgorithm("1.2.840.10045.4.3.2")
                             : derAlgorithm("1.2.840.113549.1.1.11", std::string_view("\x05\x00", 2))),
      identifier(issuerAndSerial(identity.certificate.get())),
      identity_(identity),
      content_(content) {}

std::string SignerMaker::attributes(bool sorted) const {
  std::vector<std::string> all;
  for (const std::string& one : {contentTypeAttribute, digestAttribute, referenceAttribute}) {
    if (!one.empty()) all.push_back(one);
  }
  all.insert(all.end(), more.begin(), more.end());
  std::sort(all.begin(), all.end());
  if (!sorted) std::reverse(all.begin(), all.end());
  return joined(all);
}

std::string SignerMaker::signature() const {
  const std::string bytes =
      withAttributes ? stesura::testing::der(kSet, attributes(order != Order::reversed)) : content_;
  const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(), EVP_MD_CTX_free);
  EVP_PKEY_CTX* key = nullptr;
  const EVP_MD* method = EVP_get_digestbyname(hash);
  bool fine = EVP_DigestSignInit(context.get(), &key, method, nullptr, identity_.key.get()) == 1;
  if (pssSalt >= 0) {
    fine = fine && EVP_PKEY_CTX_set_rsa_padding(key, RSA_PKCS1_PSS_PADDING) == 1 &&
           EVP_PKEY_CTX_set_rsa_pss_saltlen(key, pssSalt) == 1;
  }
  const auto* data = reinterpret_cast<const unsigned char*>(bytes.data());
  std::string result(1024, '\0');
  std::size_t size = result.size();
  fine = fine && EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(result.data()), &size, data,
                                bytes.size()) == 1;
  if (!fine) throw std::runtime_error("cannot sign");
  result.resize(size);
  return result;
}

std::string SignerMaker::written(std::string_view signature) const {
  std::string content =
      version(identifier.front() == static_cast<char>(kSequence) ? 1 : 3) + identifier + digestAlgorithm;
  if (withAttributes) content += stesura::testing::der(0xa0, attributes(order == Order::sorted));
  content += signatureAlgorithm + stesura::testing::der(kOctetString, signature);
  if (!unsignedAttributes.empty()) content += stesura::testing::der(0xa1, joined(unsignedAttributes));
  return stesura::testing::der(kSequence, content);
}

std::string signedMessage(const MessageParts& parts) {
  std::string encapsulated = derOid(parts.contentType);
  if (!parts.detached) encapsulated += der(0xa0, der(kOctetString, parts.content));
  std::string data = version(1) + digestAlgorithms() + der(kSequence, encapsulated);
  if (!parts.certificates.empty()) data += der(0xa0, certificatesOf(parts));
  if (!parts.revocations.empty()) data += der(0xa1, joined(parts.revocations));
  data += der(kSet, joined(parts.signers));
  return der(kSequence, derOid("1.2.840.113549.1.7.2") + der(0xa0, der(kSequence, data)));
}

std::string signedMessage(const TestIdentity& identity, std::string_view content, bool detached) {
  return signedMessage({std::string(content),
                        detached,
                        kDataOid,
                        {identity.certificate},
                        {},
                        {SignerMaker(identity, content).der()}});
}

std::string berMessage(const MessageParts& parts, std::size_t piece) {
  const auto open = [](int tag) { return std::string{static_cast<char>(tag), static_cast<char>(0x80)}; };
  const std::string close(2, '\0');
  std::string pieces;
  for (std::size_t at = 0; at < parts.content.size(); at += piece)
    pieces += der(kOctetString, parts.content.substr(at, piece));
  const std::string content =
      parts.detached ? std::string() : open(0xa0) + open(0x24) + pieces + close + close;
  return open(kSequence) + derOid("1.2.840.113549.1.7.2") + open(0xa0) + open(kSequence) + version(1) +
         digestAlgorithms() + open(kSequence) + derOid(parts.contentType) + content + close + open(0xa0) +
         certificatesOf(parts) + close + open(kSet) + joined(parts.signers) + close + close + close + close;
}

std::string base64(std::string_view bytes, std::size_t lineLength, std::string_view lineEnd) {
  std::string whole(bytes.size() / 3 * 4 + 8, '\0');
  const int size =
      EVP_EncodeBlock(reinterpret_cast<unsigned char*>(whole.data()),
                      reinterpret_cast<const unsigned char*>(bytes.data()), static_cast<int>(bytes.size()));
  whole.resize(static_cast<std::size_t>(size));
  std::string lines;
  for (std::size_t at = 0; at < whole.size(); at += lineLength)
    lines.append(whole, at, lineLength).append(lineEnd);
  return lines;
}

std::string stampToken(const SigningWorld& world, const TestIdentity& authority, std::string_view stamped,
                       std::int64_t time) {
  const std::string request = der(
      kSequence, version(1) + der(kSequence, derAlgorithm(kSha256Oid) + der(kOctetString, rawHash(stamped))) +
                     der(0x01, "\xff"));
  const std::string answer = world.timeStamp(request, authority, time);
  const auto* at = reinterpret_cast<const unsigned char*>(answer.data());
  const std::unique_ptr<TS_RESP, decltype(&TS_RESP_free)> response(
      d2i_TS_RESP(nullptr, &at, static_cast<long>(answer.size())), TS_RESP_free);
  if (!response || TS_RESP_get_token(response.get()) == nullptr) throw std::runtime_error("no time stamp");
  return derBy(TS_RESP_get_token(response.get()), i2d_PKCS7);
}

}  // namespace stesura::testing
