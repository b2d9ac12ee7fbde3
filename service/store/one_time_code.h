// One-time codes by time (TOTP, RFC 6238: SHA-1, 30 s, six digits), and codes for who lost them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace stesura {

// RFC 4226: the code of a counter, with leading zeros.
std::string counterCode(std::string_view secret, std::uint64_t counter, int digits);

// The time step of the code if it is that of the moment or of a neighbouring step, and later than
// `lastStep`: each code serves once. `seconds` count from 1970.
std::optional<std::int64_t> timeStepOf(std::string_view secret, const std::string& code,
                                       std::int64_t seconds, std::int64_t lastStep);

// RFC 4648, without padding.
std::string base32(std::string_view bytes);
std::string base64Url(std::string_view bytes);

// What an authenticator reads, from a QR code or pasted.
std::string enrolmentUri(std::string_view secret, const std::string& login);

// Ten codes of 80 random bits, «ABCD-EFGH-IJKL-MNOP».
std::vector<std::string> newRecoveryCodes();
// As typed, with whatever case and signs, made comparable; "" for what cannot be one.
std::string recoveryCodeLetters(std::string_view typed);

}  // namespace stesura
