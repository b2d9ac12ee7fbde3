#include "service/store/cipher.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>

#include <memory>

#include "generator/error.h"

namespace stesura {
namespace {

constexpr std::size_t kNonceBytes = 12;
constexpr std::size_t kTagBytes = 16;
constexpr std::size_t kKeyBytes = 32;

using CipherContext = std::unique_ptr<EVP_CIPHER_CTX, decltype(&EVP_CIPHER_CTX_free)>;

const unsigned char* raw(std::string_view bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}
unsigned char* raw(std::string& bytes) { return reinterpret_cast<unsigned char*>(bytes.data()); }

Error unusable() {
  return Error(ErrorKind::surroundings, "Un dato cifrato non è integro o la chiave non è la sua. Non viene usato: segnalarlo a chi cura Stesura.");
}

void require(bool done) {
  if (!done) throw unusable();
}

CipherContext context(std::string_view key) {
  CipherContext made(EVP_CIPHER_CTX_new(), &EVP_CIPHER_CTX_free);
  require(made != nullptr && key.size() == kKeyBytes);
  return made;
}

}  // namespace

void wipe(std::string& text) { OPENSSL_cleanse(text.data(), text.size()); }
void Secret::wipe() { stesura::wipe(bytes_); }

std::string randomBytes(std::size_t count) {
  std::string bytes(count, '\0');
  if (RAND_bytes(raw(bytes), static_cast<int>(count)) != 1) {
    throw Error(ErrorKind::surroundings, "Il sistema non dà numeri casuali.");
  }
  return bytes;
}

std::string encrypt(std::string_view key, std::string_view associated, std::string_view plain) {
  const CipherContext cipher = context(key);
  std::string sealed = randomBytes(kNonceBytes);
  sealed.resize(kNonceBytes + plain.size() + kTagBytes);
  int written = 0;
  require(EVP_EncryptInit_ex(cipher.get(), EVP_aes_256_gcm(), nullptr, raw(key), raw(sealed)) == 1);
  require(EVP_EncryptUpdate(cipher.get(), nullptr, &written, raw(associated), static_cast<int>(associated.size())) == 1);
  require(EVP_EncryptUpdate(cipher.get(), raw(sealed) + kNonceBytes, &written, raw(plain), static_cast<int>(plain.size())) == 1);
  require(EVP_EncryptFinal_ex(cipher.get(), raw(sealed) + kNonceBytes + written, &written) == 1);
  require(EVP_CIPHER_CTX_ctrl(cipher.get(), EVP_CTRL_GCM_GET_TAG, kTagBytes, raw(sealed) + kNonceBytes + plain.size()) == 1);
  return sealed;
}

std::string decrypt(std::string_view key, std::string_view associated, std::string_view sealed) {
  const CipherContext cipher = context(key);
  require(sealed.size() >= kNonceBytes + kTagBytes);
  const std::size_t size = sealed.size() - kNonceBytes - kTagBytes;
  std::string plain(size, '\0');
  std::string tag(sealed.substr(sealed.size() - kTagBytes));
  int written = 0;
  require(EVP_DecryptInit_ex(cipher.get(), EVP_aes_256_gcm(), nullptr, raw(key), raw(sealed)) == 1);
  require(EVP_DecryptUpdate(cipher.get(), nullptr, &written, raw(associated), static_cast<int>(associated.size())) == 1);
  require(EVP_DecryptUpdate(cipher.get(), raw(plain), &written, raw(sealed) + kNonceBytes, static_cast<int>(size)) == 1);
  require(EVP_CIPHER_CTX_ctrl(cipher.get(), EVP_CTRL_GCM_SET_TAG, kTagBytes, tag.data()) == 1);
  require(EVP_DecryptFinal_ex(cipher.get(), raw(plain) + written, &written) == 1);
  return plain;
}

std::string hmacSha256(std::string_view key, std::string_view message) {
  std::string digest(32, '\0');
  unsigned size = 0;
  require(HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), raw(message), message.size(), raw(digest), &size) != nullptr);
  return digest;
}

std::string toHex(std::string_view bytes) {
  static const char kDigits[] = "0123456789abcdef";
  std::string text;
  text.reserve(bytes.size() * 2);
  for (const unsigned char byte : bytes) {
    text.push_back(kDigits[byte >> 4]);
    text.push_back(kDigits[byte & 15]);
  }
  return text;
}

std::string fromHex(std::string_view text) {
  const auto digit = [](char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    return -1;
  };
  if (text.size() % 2 != 0) return {};
  std::string bytes;
  for (std::size_t at = 0; at < text.size(); at += 2) {
    const int high = digit(text[at]), low = digit(text[at + 1]);
    if (high < 0 || low < 0) return {};
    bytes.push_back(static_cast<char>(high << 4 | low));
  }
  return bytes;
}

bool equalSecrets(std::string_view left, std::string_view right) {
  return left.size() == right.size() && CRYPTO_memcmp(left.data(), right.data(), left.size()) == 0;
}

}  // namespace stesura
