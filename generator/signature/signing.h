// Signing a PDF as an incremental update: PAdES baseline B-B and B-T (ETSI EN 319 142-1). The door for
// signers.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "generator/signature/key.h"

namespace stesura {

class FormFonts;

// What the field shows; "" leaves a line out. `name` "" takes the certificate's.
struct SignatureLook {
  std::string name{};
  std::string role{};    // «Direttrice generale»
  std::string agency{};  // «ASST di Esempio»
  bool withDate = true;  // the time of SigningOrder, day, hour and minute in Rome
};

struct SigningOrder {
  std::string_view pdf{};
  std::string field{};  // full name of an empty signature field
  SignatureLook look{};
  std::int64_t time = 0;         // claimed, seconds since 1970: /M, and on the page
  std::size_t reserved = 16384;  // bytes for the message, 1,024 to 1 MiB
};

// Sends a request to a time-stamp authority (RFC 3161, 3.4) and gives the body of the answer; throws
// Error{surroundings} with a sentence. Handed in: this library knows no network.
using TimeStampTransport = std::function<std::string(std::string_view request)>;

// Signs. The result begins with the bytes of the order, unchanged. Throws Error{data}: no such field
// (the problems list those there are), already signed, certified against it, no PDF, encrypted, a
// file that was changed after a signature in a way that is not admitted or whose earlier signature is
// broken, closes it or locks the field, demands of the field that are not met here (seed value), a
// certificate that is not valid at that time or not for signing, a look that cannot be written, a
// message larger than what is reserved (the sentence tells how much is needed); Error{usage}: `reserved`
// or `time` out of bounds; Error{surroundings} for the token or the time-stamp authority.
std::string signPdf(const SigningOrder& order, const SigningKey& key, const FormFonts& fonts,
                    const TimeStampTransport& timeStamps = {});

// For keys that are elsewhere. `pdf` is the file with room for the signature; `digest` (SHA-256, raw)
// is what a remote service signs. With a certificate `toSign` holds the DER of the signed attributes,
// whose signature a smart card gives; without, "", and the look needs a name. `certificate`: PEM or DER, the
// signer's first; the issuers behind it go into the message of completePdf(). Throws as signPdf() does.
struct PreparedSignature {
  std::string pdf{};
  std::string digest{};
  std::string toSign{};
};
PreparedSignature preparePdf(const SigningOrder& order, std::string_view certificate, const FormFonts& fonts);

// Puts into a prepared file what came back: a detached SignedData (DER, BER or PEM), or, with the same
// certificate, the bare signature over `toSign` (RSA PKCS#1 v1.5; ECDSA in DER, or r and s one behind
// the other; as bytes or in base64). Everything is checked before it is taken: the digest, the signature, one
// signer, signing-certificate-v2, no signing-time. The result has the length of `prepared`. Throws
// Error{data} with what is wrong.
std::string completePdf(std::string_view prepared, std::string_view signature, std::string_view certificate,
                        const TimeStampTransport& timeStamps = {});

}  // namespace stesura
