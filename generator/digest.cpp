#include "generator/digest.h"

#include <openssl/evp.h>

#include <array>
#include <cstdint>
#include <stdexcept>
#include <vector>

namespace stesura {
namespace {

std::vector<unsigned char> digest(const EVP_MD* algorithm, std::string_view bytes) {
  std::vector<unsigned char> result(EVP_MAX_MD_SIZE);
  unsigned size = 0;
  if (EVP_Digest(bytes.data(), bytes.size(), result.data(), &size, algorithm, nullptr) != 1) {
    throw std::runtime_error("digest failed");
  }
  result.resize(size);
  return result;
}

void appendHex(std::string& out, unsigned char byte) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  out += kDigits[byte >> 4];
  out += kDigits[byte & 15];
}

// The version 5 UUID of the DNS name "stesura.example".
constexpr std::array<unsigned char, 16> kNameSpace = {0x8d, 0x36, 0x4a, 0x26, 0x8b, 0x08, 0x53, 0x5f, 0x8a, 0x9e, 0xd9, 0x3b, 0xc5, 0xaa, 0x3f, 0x54};

}  // namespace

std::string sha256Hex(std::string_view bytes) {
  std::string hex;
  hex.reserve(64);
  for (unsigned char byte : digest(EVP_sha256(), bytes)) appendHex(hex, byte);
  return hex;
}

struct Sha256Beginning::State {
  std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context{EVP_MD_CTX_new(), &EVP_MD_CTX_free};
};

Sha256Beginning::Sha256Beginning(std::string_view bytes) {
  auto state = std::make_unique<State>();
  if (!state->context || EVP_DigestInit_ex(state->context.get(), EVP_sha256(), nullptr) != 1 ||
      EVP_DigestUpdate(state->context.get(), bytes.data(), bytes.size()) != 1) {
    throw std::runtime_error("digest failed");
  }
  state_ = std::move(state);
}

Sha256Beginning::~Sha256Beginning() = default;
Sha256Beginning::Sha256Beginning(Sha256Beginning&&) noexcept = default;
Sha256Beginning& Sha256Beginning::operator=(Sha256Beginning&&) noexcept = default;

std::string Sha256Beginning::hexWith(std::string_view rest) const {
  const State copy;
  std::array<unsigned char, EVP_MAX_MD_SIZE> bytes{};
  unsigned size = 0;
  if (!copy.context || EVP_MD_CTX_copy_ex(copy.context.get(), state_->context.get()) != 1 ||
      EVP_DigestUpdate(copy.context.get(), rest.data(), rest.size()) != 1 ||
      EVP_DigestFinal_ex(copy.context.get(), bytes.data(), &size) != 1) {
    throw std::runtime_error("digest failed");
  }
  std::string hex;
  hex.reserve(64);
  for (unsigned at = 0; at < size; ++at) appendHex(hex, bytes[at]);
  return hex;
}

std::string uuidOf(std::string_view name) {
  std::string input(kNameSpace.begin(), kNameSpace.end());
  input += name;
  std::vector<unsigned char> bytes = digest(EVP_sha1(), input);
  bytes.resize(16);
  bytes[6] = static_cast<unsigned char>((bytes[6] & 0x0f) | 0x50);
  bytes[8] = static_cast<unsigned char>((bytes[8] & 0x3f) | 0x80);
  std::string uuid;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    if (i == 4 || i == 6 || i == 8 || i == 10) uuid += '-';
    appendHex(uuid, bytes[i]);
  }
  return uuid;
}

}  // namespace stesura
