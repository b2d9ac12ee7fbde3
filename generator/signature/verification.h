// Verifying what comes back: signed PDFs (PAdES) and signed messages (CAdES .p7m). The door of this room.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "generator/signature/outcome.h"
#include "generator/signature/trust.h"

namespace stesura {

struct VerificationOrder {
  std::string_view bytes{};
  std::optional<std::string_view> issued{};  // what was handed out, or a copy signed so far
  const TrustStore* trust = nullptr;         // null: nobody is trusted
  std::optional<std::int64_t> at{};  // judge as of this time, seconds since 1970; else as described below
  std::int64_t now = 0;              // seconds since 1970
};

// Times are RFC 3339 in UTC, "" where there is none.
struct SignatureReport {
  Outcome outcome = Outcome::notVerified;
  std::string format;  // «PAdES B-B», «PAdES B-T», «PDF (PKCS#7)», «CAdES», «marca temporale»
  std::string field, toolTip;  // of a PDF
  std::size_t level = 0;       // of a message within messages: 1 is the outermost; 0 in a PDF
  std::string signer, organisation, title, issuer, serial, certificateSha256;
  std::string notBefore, notAfter;
  std::string quality;    // as qualityName()
  std::string algorithm;  // «RSA 3072, SHA-256»
  std::string claimedTime, stampedTime, stampAuthority;
  std::string judgedAt;  // the time the certificate was judged for
  bool intact = false, trusted = false;
  bool prepared = false;   // room was made, and nobody has signed yet
  std::string revocation;  // «CRL del …»; ""
  std::string revokedAt;
  std::size_t revision = 0;  // from 1: the state of the file that it covers; 0 in messages
  bool coversWholeFile = false;
  std::string sentence;  // the outcome in words
  std::vector<Remark> remarks;
};

struct ModificationReport {
  std::size_t revision = 0;        // from 2
  std::string level;               // levelName()
  std::vector<std::string> after;  // who had signed before, as sentences name them
  struct Item {
    std::string code, sentence;
    std::size_t page;
  };
  std::vector<Item> items;
  std::vector<std::string> signedFields;
};

struct IssuedReport {
  enum class Relation : std::uint8_t {
    same,       // nothing was added
    continues,  // the file begins with the issued bytes and goes on with updates
    earlier,    // the file is a beginning of the other: what was added there is missing here
    fork,       // both go on from the same earlier copy, each with its own signatures
    other,      // not this document
  };
  Relation relation = Relation::other;
  std::size_t commonBytes = 0;  // of fork: length of the copy both go on from
  std::string sentence;
};

struct VerificationReport {
  Outcome outcome = Outcome::notVerified;  // the worst that holds
  enum class Sort : std::uint8_t { pdf, message, unreadable } sort = Sort::unreadable;
  std::string sentence;  // the outcome of the file in words
  std::vector<SignatureReport> signatures;
  std::vector<ModificationReport> modifications;
  std::vector<std::string> emptyFields;  // that still wait for a signature
  std::optional<IssuedReport> issued;
  std::vector<Remark> remarks;  // of the file as a whole
  std::string sha256;           // of the file
};

// Any bytes give a report; throws only Error{surroundings}. A signature is judged at `at` if given,
// else at its trusted stamped time, else at the time claimed if that is not in the future, else now.
VerificationReport verify(const VerificationOrder& order);

// True if the bytes look like a signed message: a SEQUENCE with the OID of SignedData, PEM or base64 of it.
bool looksLikeMessage(std::string_view bytes);

// The document within one or more signed messages; none if the bytes are no such message, or hold none.
std::optional<std::string> contentOf(std::string_view bytes);

// How two files that go back to the same copy stand to each other, with what to do; bytes as for verify().
IssuedReport compareCopies(std::string_view file, std::string_view other);

}  // namespace stesura
