// Making the message of a PAdES signature: signed attributes, SignedData, time stamp (ETSI EN 319 122-1).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "generator/signature/certificate.h"
#include "generator/signature/signing.h"

namespace stesura {

// DER of SET OF Attribute: contentType (data), messageDigest, signingCertificateV2 (SHA-256, with
// issuerSerial); no signing-time (EN 319 142-1, 6.3). The same input gives the same bytes.
std::string signedAttributes(std::string_view contentSha256, X509* certificate);

// DER of ContentInfo/SignedData, detached, one signer, SHA-256, certificates of the signer and chain.
std::string signedData(std::string_view signedAttributes, std::string_view signature, X509* certificate,
                       const std::vector<X509Pointer>& chain);

// The same message with a signature time stamp as unsigned attribute. Asks the authority and checks the
// answer: status, nonce, imprint, signature over it. Throws Error{surroundings} with what is wrong.
std::string withTimeStamp(std::string_view message, const TimeStampTransport& timeStamps);

}  // namespace stesura
