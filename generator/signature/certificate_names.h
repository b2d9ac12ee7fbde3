// The names in a certificate as people may read them: clean text, never a fiscal code.
#pragma once

#include <openssl/x509.h>

#include <string>
#include <string_view>

namespace stesura {

// UTF-8 on one line: control characters, line separators and marks that change the direction of
// writing become spaces, fiscal codes become «…»; white space is pressed together; at most 200 characters.
std::string readableText(std::string_view utf8);

// The last value of that attribute (the most specific) in any ASN.1 string type, readable; "" if absent.
std::string nameAttribute(const X509_NAME* name, int nid);

// Common name, else organisational unit, else organisation; "" if there is none of them.
std::string authorityName(const X509_NAME* name);

// Given name and surname, else common name, pseudonym, organisation; «(senza nome)» if nothing is there.
std::string holderName(const X509_NAME* name);

}  // namespace stesura
