#include "tests/signed_message.h"

#include <openssl/bio.h>
#include <openssl/cms.h>

#include <memory>
#include <stdexcept>

namespace stesura::testing {
namespace {

std::string messageOf(std::string_view content, const std::vector<TestIdentity>& signers, unsigned flags) {
  const std::unique_ptr<BIO, int (*)(BIO*)> data(
      BIO_new_mem_buf(content.data(), static_cast<int>(content.size())), BIO_free);
  flags |= CMS_BINARY | CMS_CADES;
  const std::unique_ptr<CMS_ContentInfo, void (*)(CMS_ContentInfo*)> message(
      CMS_sign(nullptr, nullptr, nullptr, nullptr, flags | CMS_PARTIAL), CMS_ContentInfo_free);
  for (const TestIdentity& signer : signers) {
    if (CMS_add1_signer(message.get(), signer.certificate.get(), signer.key.get(), nullptr, flags) == nullptr)
      throw std::runtime_error("signer");
    for (const X509Pointer& issuer : signer.chain) CMS_add1_cert(message.get(), issuer.get());
  }
  if (CMS_final(message.get(), data.get(), nullptr, flags) != 1) throw std::runtime_error("message");
  unsigned char* der = nullptr;
  const int length = i2d_CMS_ContentInfo(message.get(), &der);
  if (length <= 0) throw std::runtime_error("message");
  std::string bytes(reinterpret_cast<char*>(der), static_cast<std::size_t>(length));
  OPENSSL_free(der);
  return bytes;
}

}  // namespace

std::string signedMessage(std::string_view content, const std::vector<TestIdentity>& signers) {
  return messageOf(content, signers, 0);
}
std::string detachedMessage(std::string_view content, const std::vector<TestIdentity>& signers) {
  return messageOf(content, signers, CMS_DETACHED);
}

}  // namespace stesura::testing
