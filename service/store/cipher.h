// AES-256-GCM, HMAC-SHA-256 and random bytes, over OpenSSL.
#pragma once

#include <string>
#include <string_view>

namespace stesura {

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
