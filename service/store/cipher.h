// AES-256-GCM, HMAC-SHA-256 and random bytes, over OpenSSL.
#pragma once

#include <string>
#include <string_view>
#include <utility>

namespace stesura {

// A key: overwritten in the memory when it goes away.
class Secret {
 public:
  Secret() = default;
  Secret(std::string bytes) : bytes_(std::move(bytes)) {}  // implicit: whatever makes a key gives a text
  ~Secret() { wipe(); }
  Secret(const Secret&) = default;
  Secret(Secret&& other) noexcept : bytes_(std::move(other.bytes_)) {}
  Secret& operator=(Secret other) noexcept {
    bytes_.swap(other.bytes_);
    return *this;
  }
  operator std::string_view() const { return bytes_; }
  std::size_t size() const { return bytes_.size(); }
  bool empty() const { return bytes_.empty(); }

 private:
  void wipe();
  std::string bytes_;
};
// Overwrites a text in a way that no compiler drops.
void wipe(std::string& text);

// From the system's generator. Throws Error{surroundings} if there is none.
std::string randomBytes(std::size_t count);
// nonce (12 bytes) + cipher text + tag (16 bytes); `key` has 32 bytes.
std::string encrypt(std::string_view key, std::string_view associated, std::string_view plain);
// Throws Error{surroundings} for anything that encrypt() did not make with the same key and data.
std::string decrypt(std::string_view key, std::string_view associated, std::string_view sealed);
// 32 bytes.
std::string hmacSha256(std::string_view key, std::string_view message);
// Lower-case hexadecimal, and back ("" for what is none).
std::string toHex(std::string_view bytes);
std::string fromHex(std::string_view text);
// In a time that does not depend on where they differ.
bool equalSecrets(std::string_view left, std::string_view right);

}  // namespace stesura
