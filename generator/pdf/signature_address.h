// The address of a link that keeps the place of a signature or of a registration stamp.
#pragma once

#include <string>
#include <string_view>

#include "generator/pdf/signature_fields.h"

namespace stesura {

// «stesura:firma/<ente>/<n>» or «stesura:protocollo/<ente>», then «?altezza=22mm&larghezza=75mm&chi=…»
// in any order, all of it percent-encoded (RFC 3986). <n> may be a sum: «1+2» is 3.
struct SignatureAddress {
  SignatureField::Sort sort = SignatureField::Sort::signature;
  std::string agency{};          // id
  unsigned number = 0;           // of the agency's signature, 1 to 999; 0 of a stamp
  double width = 0, height = 0;  // points
  std::string who{};             // who signs: name and role; may be empty
};

// Whether a link keeps a place, well written or not.
bool keepsSignaturePlace(std::string_view uri);

// Throws Error{templateFile} with what is wrong.
SignatureAddress readSignatureAddress(std::string_view uri);

// «firma_asst-mantova_1»: letters, digits, - and _; any other character of the id becomes -.
std::string fieldNameOf(const SignatureAddress& address);

}  // namespace stesura
