#include "generator/signature/key.h"

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <string>

#include "generator/error.h"
#include "generator/signature/found_key.h"
#include "generator/signature/openssl_pointer.h"
#include "generator/signature/token.h"

namespace stesura {
namespace {

constexpr int kLeastRsaBits = 2048;
constexpr std::size_t kLongestChain = 10;

using DigestContext = OpenSsl<EVP_MD_CTX, EVP_MD_CTX_free>;

struct ErrorsCleared {
  ~ErrorsCleared() { ERR_clear_error(); }
};

bool isFitCurve(EVP_PKEY* key) {
  char name[80] = "";
  std::size_t length = 0;
  if (EVP_PKEY_get_group_name(key, name, sizeof name, &length) != 1) return false;
  const std::string_view curve(name, length);
  return curve == "prime256v1" || curve == "secp384r1" || curve == "secp521r1";
}

// Judged by the certificate, which others will see, whatever a token says of its key.
KeySort fitSort(X509* certificate) {
  EVP_PKEY* key = X509_get0_pubkey(certificate);
  const int type = key == nullptr ? EVP_PKEY_NONE : EVP_PKEY_get_base_id(key);
  if (type == EVP_PKEY_RSA && EVP_PKEY_get_bits(key) < kLeastRsaBits) {
    throw Error(ErrorKind::data, "La chiave è troppo debole: RSA di " +
                                     std::to_string(EVP_PKEY_get_bits(key)) +
                                     " bit; ne servono almeno 2048.");
  }
  if (type == EVP_PKEY_RSA) return KeySort::rsa;
  if (type == EVP_PKEY_EC && isFitCurve(key)) return KeySort::ellipticCurve;
  throw Error(ErrorKind::data,
              "Con questa chiave non si può firmare: servono RSA, o curve ellittiche P-256, P-384 o P-521.");
}

// From the issuer of the signer upwards, as far as it came along.
std::vector<X509Pointer> issuersOf(X509* certificate, const std::vector<X509Pointer>& others) {
  std::vector<X509Pointer> chain;
  X509* last = certificate;
  while (chain.size() < kLongestChain && X509_check_issued(last, last) != X509_V_OK) {
    const auto issuer = std::find_if(others.begin(), others.end(), [&](const X509Pointer& other) {
      return X509_check_issued(other.get(), last) == X509_V_OK && X509_cmp(other.get(), last) != 0;
    });
    if (issuer == others.end()) break;
    last = issuer->get();
    if (std::any_of(chain.begin(), chain.end(), [&](const X509Pointer& one) { return one.get() == last; }))
      break;
    chain.push_back(*issuer);
  }
  return chain;
}

std::string signedBy(EVP_PKEY* key, std::string_view bytes) {
  const DigestContext context(EVP_MD_CTX_new());
  const auto* data = reinterpret_cast<const unsigned char*>(bytes.data());
  std::size_t size = 0;
  if (!context || EVP_DigestSignInit(context.get(), nullptr, EVP_sha256(), nullptr, key) != 1 ||
      EVP_DigestSign(context.get(), nullptr, &size, data, bytes.size()) != 1) {
    return {};
  }
  std::string signature(size, '\0');
  auto* out = reinterpret_cast<unsigned char*>(signature.data());
  if (EVP_DigestSign(context.get(), out, &size, data, bytes.size()) != 1) return {};
  signature.resize(size);
  return signature;
}

bool verifies(EVP_PKEY* key, std::string_view bytes, std::string_view signature) {
  const DigestContext context(EVP_MD_CTX_new());
  return context && EVP_DigestVerifyInit(context.get(), nullptr, EVP_sha256(), nullptr, key) == 1 &&
         EVP_DigestVerify(context.get(), reinterpret_cast<const unsigned char*>(signature.data()),
                          signature.size(), reinterpret_cast<const unsigned char*>(bytes.data()),
                          bytes.size()) == 1;
}

}  // namespace

struct SigningKey::Kept {
  std::shared_ptr<TokenSession> session;
  std::shared_ptr<EVP_PKEY> key;
  X509Pointer certificate;
  std::vector<X509Pointer> chain;
  KeySort sort;

  explicit Kept(FoundKey found)
      : session(std::move(found.session)),
        key(std::move(found.key)),
        certificate(std::move(found.certificate)),
        chain(issuersOf(certificate.get(), found.others)),
        sort(fitSort(certificate.get())) {
    ERR_clear_error();
  }
};

SigningKey::SigningKey(std::unique_ptr<Kept> kept) : kept_(std::move(kept)) {}
SigningKey::SigningKey(SigningKey&&) noexcept = default;
SigningKey& SigningKey::operator=(SigningKey&&) noexcept = default;
SigningKey::~SigningKey() = default;

SigningKey SigningKey::fromPkcs12(std::string_view bytes, std::string_view password) {
  return SigningKey(std::make_unique<Kept>(findInPkcs12(bytes, password)));
}

SigningKey SigningKey::fromPkcs11(std::string_view uri, std::string_view pin, const std::string& module) {
  return SigningKey(std::make_unique<Kept>(findOnToken(uri, pin, module)));
}

X509* SigningKey::certificate() const { return kept_->certificate.get(); }
const std::vector<X509Pointer>& SigningKey::chain() const { return kept_->chain; }
KeySort SigningKey::sort() const { return kept_->sort; }

std::string SigningKey::sign(std::string_view bytes) const {
  const ErrorsCleared cleared;
  std::string signature;
  if (kept_->session) {
    const auto turn = kept_->session->turn();
    signature = signedBy(kept_->key.get(), bytes);
  } else {
    signature = signedBy(kept_->key.get(), bytes);
  }
  if (signature.empty()) {
    throw Error(ErrorKind::surroundings,
                kept_->session
                    ? "Il dispositivo non ha firmato. Controllare che sia ancora inserito e riprovare."
                    : "La chiave non ha firmato.");
  }
  // Whatever went wrong on the way (a key beside its certificate, a faulty device), it shows here.
  if (!verifies(X509_get0_pubkey(certificate()), bytes, signature)) {
    throw Error(
        ErrorKind::surroundings,
        "La firma ottenuta non corrisponde al certificato: la chiave o il dispositivo non sono sani.");
  }
  return signature;
}

}  // namespace stesura
