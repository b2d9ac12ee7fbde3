// What people must know of a signer's certificate (RFC 5280, ETSI EN 319 412).
#pragma once

#include <openssl/x509.h>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace stesura {

using X509Pointer = std::shared_ptr<X509>;
using CrlPointer = std::shared_ptr<X509_CRL>;

// What the certificate says of the kind of signature (Regolamento UE 910/2014, art. 3).
enum class SignatureQuality : std::uint8_t {
  unknown,    // nothing is said: `non_dichiarata`
  advanced,   // a qualified certificate without device, or a declared advanced one: `avanzata`
  cie,        // the certificate of an electronic identity card, an advanced signature: `avanzata_cie`
  qualified,  // QcCompliance and QcSSCD, for natural persons: `qualificata`
  seal,       // a legal person's qualified seal: `sigillo_qualificato`
};
std::string_view qualityName(SignatureQuality quality);

struct CertificateFacts {
  std::string name;                 // of the person: given name and surname, else the common name
  std::string organisation;         // O of the subject; may be empty
  std::string title;                // T of the subject; may be empty
  std::string issuer;               // common name of the issuer, else its O
  std::string serial;               // upper-case hexadecimal
  std::string sha256;               // of the DER, lower-case hexadecimal
  std::string notBefore, notAfter;  // RFC 3339, UTC
  SignatureQuality quality = SignatureQuality::unknown;
  bool maySign = true;   // no key usage, or digitalSignature or nonRepudiation among them
  std::string key;       // «RSA 2048», «EC P-256»
  bool weakKey = false;  // RSA under 2048 bits, EC under 224
};

CertificateFacts factsOf(X509* certificate);
bool hasWeakKey(X509* certificate);  // as CertificateFacts::weakKey

// DER or PEM, one or several. Empty if the bytes hold none.
std::vector<X509Pointer> certificatesIn(std::string_view bytes);
std::vector<CrlPointer> crlsIn(std::string_view bytes);
std::string derOf(X509* certificate);

}  // namespace stesura
