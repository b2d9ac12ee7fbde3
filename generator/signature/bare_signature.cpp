#include "generator/signature/bare_signature.h"

#include <openssl/ec.h>
#include <openssl/ecdsa.h>
#include <openssl/err.h>
#include <openssl/evp.h>

#include "generator/error.h"
#include "generator/signature/openssl_pointer.h"

namespace stesura {
namespace {

using Number = OpenSsl<BIGNUM, BN_free>;
using Signature = OpenSsl<ECDSA_SIG, ECDSA_SIG_free>;

const unsigned char* bytesOf(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

bool verifies(std::string_view signature, std::string_view bytes, EVP_PKEY* key) {
  const OpenSsl<EVP_MD_CTX, EVP_MD_CTX_free> context(EVP_MD_CTX_new());
  return context && EVP_DigestVerifyInit(context.get(), nullptr, EVP_sha256(), nullptr, key) == 1 &&
         EVP_DigestVerify(context.get(), bytesOf(signature), signature.size(), bytesOf(bytes),
                          bytes.size()) == 1;
}

// DER of r and s, each half of the bytes; "" for what cannot be that.
std::string fromHalves(std::string_view halves) {
  const auto length = static_cast<int>(halves.size() / 2);
  Number r(BN_bin2bn(bytesOf(halves), length, nullptr)),
      s(BN_bin2bn(bytesOf(halves) + length, length, nullptr));
  const Signature signature(ECDSA_SIG_new());
  if (!r || !s || !signature || ECDSA_SIG_set0(signature.get(), r.get(), s.get()) != 1) return {};
  (void)r.release();  // owned by the signature now
  (void)s.release();
  const int size = i2d_ECDSA_SIG(signature.get(), nullptr);
  if (size <= 0) return {};
  std::string der(static_cast<std::size_t>(size), '\0');
  auto* at = reinterpret_cast<unsigned char*>(der.data());
  i2d_ECDSA_SIG(signature.get(), &at);
  return der;
}

std::string takenAs(std::string_view signature, std::string_view bytes, EVP_PKEY* key) {
  if (key == nullptr || signature.empty()) return {};
  if (verifies(signature, bytes, key)) return std::string(signature);
  const auto half = static_cast<std::size_t>((EVP_PKEY_get_bits(key) + 7) / 8);
  if (EVP_PKEY_get_base_id(key) != EVP_PKEY_EC || signature.size() != 2 * half) return {};
  std::string der = fromHalves(signature);
  return !der.empty() && verifies(der, bytes, key) ? der : std::string();
}

}  // namespace

std::string soundSignature(std::string_view signature, std::string_view signedBytes, X509* certificate) {
  std::string taken = takenAs(signature, signedBytes, X509_get0_pubkey(certificate));
  ERR_clear_error();
  if (taken.empty()) {
    throw Error(
        ErrorKind::data,
        "La firma ricevuta non è di questo certificato su questo file: va calcolata con SHA-256 sui byte "
        "preparati, e il file non va toccato nel frattempo.");
  }
  return taken;
}

}  // namespace stesura
