// The checks behind the formats, one function each: true if the text is well formed.
#pragma once

#include <string_view>

namespace stesura {

// Italian codes (format_codes.cpp).
bool isPartitaIva(std::string_view text);
bool isCap(std::string_view text);
bool isCodiceIstat(std::string_view text);
bool isCodiceCatastale(std::string_view text);
bool isCodiceIpa(std::string_view text);
bool isIban(std::string_view text);

// Dates and times (format_dates.cpp).
bool isDate(std::string_view text);
bool isPartialDate(std::string_view text);
bool isTime(std::string_view text);
bool isDateTime(std::string_view text);
bool isDuration(std::string_view text);

// Addresses (format_addresses.cpp).
bool isEmail(std::string_view text);
bool isInternationalEmail(std::string_view text);
bool isPec(std::string_view text);
bool isHostname(std::string_view text);
bool isInternationalHostname(std::string_view text);
bool isIpv4(std::string_view text);
bool isIpv6(std::string_view text);
bool isUri(std::string_view text);
bool isUriReference(std::string_view text);
bool isIri(std::string_view text);
bool isIriReference(std::string_view text);
bool isUriTemplate(std::string_view text);

// Identifiers and pointers (format_identifiers.cpp).
bool isUuid(std::string_view text);
bool isJsonPointer(std::string_view text);
bool isRelativeJsonPointer(std::string_view text);
bool isRegex(std::string_view text);

}  // namespace stesura
