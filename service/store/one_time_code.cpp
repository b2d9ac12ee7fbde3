#include "service/store/one_time_code.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <cctype>
#include <new>

#include "service/store/cipher.h"

namespace stesura {
namespace {

constexpr std::int64_t kStepSeconds = 30;
constexpr int kDigits = 6;

std::string hmacSha1(std::string_view key, std::string_view message) {
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned size = 0;
  if (HMAC(EVP_sha1(), key.data(), static_cast<int>(key.size()),
           reinterpret_cast<const unsigned char*>(message.data()), message.size(), digest,
           &size) == nullptr) {
    throw std::bad_alloc();
  }
  return {reinterpret_cast<const char*>(digest), size};
}

// RFC 4648 with an alphabet of 2^bits signs; what is left over is filled with zeros.
std::string inAlphabet(std::string_view bytes, const char* alphabet, unsigned bits) {
  std::string text;
  std::uint32_t held = 0;
  unsigned count = 0;
  for (const unsigned char byte : bytes) {
    held = held << 8 | byte;
    count += 8;
    while (count >= bits) {
      count -= bits;
      text.push_back(alphabet[held >> count & ((1u << bits) - 1)]);
    }
    held &= (1u << count) - 1;
  }
  if (count > 0) text.push_back(alphabet[held << (bits - count) & ((1u << bits) - 1)]);
  return text;
}

constexpr const char* kBase32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

std::string percentEncoded(std::string_view text) {
  static const char kHex[] = "0123456789ABCDEF";
  std::string encoded;
  for (const unsigned char c : text) {
    if (std::isalnum(c) != 0 || c == '-' || c == '.' || c == '_') {
      encoded.push_back(static_cast<char>(c));
    } else {
      encoded += {'%', kHex[c >> 4], kHex[c & 15]};
    }
  }
  return encoded;
}

}  // namespace

std::string counterCode(std::string_view secret, std::uint64_t counter, int digits) {
  std::string message(8, '\0');
  for (int at = 7; at >= 0; --at, counter >>= 8)
    message[static_cast<std::size_t>(at)] = static_cast<char>(counter & 255);
  const std::string digest = hmacSha1(secret, message);
  const std::size_t offset = static_cast<unsigned char>(digest.back()) & 15u;
  std::uint32_t number = 0;
  for (std::size_t at = 0; at < 4; ++at)
    number = number << 8 | static_cast<unsigned char>(digest[offset + at]);
  number &= 0x7fffffffu;
  std::string code(static_cast<std::size_t>(digits), '0');
  for (std::size_t at = code.size(); at-- > 0; number /= 10)
    code[at] = static_cast<char>('0' + number % 10);
  return code;
}

std::optional<std::int64_t> timeStepOf(std::string_view secret, const std::string& code,
                                       std::int64_t seconds, std::int64_t lastStep) {
  const std::int64_t now = seconds / kStepSeconds;
  std::optional<std::int64_t> found;
  for (std::int64_t step = now - 1; step <= now + 1; ++step) {
    const bool right =
        equalSecrets(counterCode(secret, static_cast<std::uint64_t>(step), kDigits), code);
    if (right && step > lastStep) found = step;
  }
  return found;
}

std::string base32(std::string_view bytes) { return inAlphabet(bytes, kBase32, 5); }

std::string base64Url(std::string_view bytes) {
  return inAlphabet(bytes, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_", 6);
}

std::string enrolmentUri(std::string_view secret, const std::string& login) {
  return "otpauth://totp/Stesura:" + percentEncoded(login) + "?secret=" + base32(secret) +
         "&issuer=Stesura";
}

std::vector<std::string> newRecoveryCodes() {
  std::vector<std::string> codes;
  for (int count = 0; count < 10; ++count) {
    std::string code = base32(randomBytes(10));
    for (const std::size_t at : {12u, 8u, 4u}) code.insert(at, 1, '-');
    codes.push_back(std::move(code));
  }
  return codes;
}

std::string recoveryCodeLetters(std::string_view typed) {
  std::string letters;
  for (const unsigned char c : typed) {
    if (c == '-' || c == ' ') continue;
    letters.push_back(static_cast<char>(std::toupper(c)));
  }
  const bool possible =
      letters.size() == 16 && letters.find_first_not_of(kBase32) == std::string::npos;
  return possible ? letters : std::string();
}

}  // namespace stesura
