// Times as certificates, revocation lists and answers write them.
#pragma once

#include <openssl/asn1.h>

#include <cstdint>
#include <optional>
#include <string>

namespace stesura {

// Seconds since 1970; nothing for a null or malformed time.
std::optional<std::int64_t> asn1Seconds(const ASN1_TIME* time);

// RFC 3339 in UTC; "" for a null or malformed time.
std::string asn1Moment(const ASN1_TIME* time);

}  // namespace stesura
