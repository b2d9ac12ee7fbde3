// A small world of trust for tests: authorities, signers, revocation lists and a time-stamp authority,
// made in memory. Names of persons are those of the samples.
#pragma once

#include <openssl/evp.h>

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "generator/signature/certificate.h"

namespace stesura::testing {

enum class TestKey { rsa2048, rsa3072, p256, rsa1024 };

struct TestIdentity {
  std::shared_ptr<EVP_PKEY> key;
  X509Pointer certificate;
  std::vector<X509Pointer> chain;  // issuers up to, and with, the root

  std::string certificatePem() const;
  std::string chainPem() const;
  std::string keyPem() const;  // PKCS#8, not encrypted
  std::string pkcs12(std::string_view password) const;
};

struct TestSigner {
  std::string givenName = "Maria Chiara", surname = "D'Esempio";
  std::string organisation = "ASST di Esempio";
  std::string title{};
  std::string fiscalCode{};  // becomes serialNumber «TINIT-…»
  TestKey key = TestKey::p256;
  SignatureQuality quality = SignatureQuality::qualified;
  std::int64_t notBefore = 0, notAfter = 0;  // seconds since 1970; 0: the world's own
  bool maySign = true;                       // false: key usage keyEncipherment only
  const char* digest = "SHA256";             // of the certificate's own signature
};

// All certificates are valid from 2026-01-01 to 2036-01-01 unless said otherwise; `kNow` is a moment inside.
class SigningWorld {
 public:
  static constexpr std::int64_t kNow = 1790000000;  // 2026-09-21T14:13:20Z

  SigningWorld();  // «Autorità radice di prova» -> «CA qualificata di prova»; EC keys: quick to make

  const TestIdentity& root() const;
  const TestIdentity& authority() const;
  TestIdentity signer(const TestSigner& who = {}) const;
  // Issued by a certificate that is itself no authority, or by another's.
  TestIdentity signerBelow(const TestIdentity& issuer, const TestSigner& who = {}) const;
  TestIdentity timeStampAuthority() const;  // extended key usage timeStamping, critical

  struct Revoked {
    X509Pointer certificate;
    std::int64_t when;
  };
  // DER of a CRL of the authority.
  std::string crl(const std::vector<Revoked>& revoked, std::int64_t thisUpdate = kNow - 86400,
                  std::int64_t nextUpdate = kNow + 86400 * 30) const;
  std::string rootCrl() const;  // DER; revokes nobody
  // DER of a CRL of the authority that issues the certificates of identity cards.
  std::string cardCrl(const std::vector<Revoked>& revoked = {}, std::int64_t now = kNow) const;
  // DER of an OCSPResponse for one certificate: «good», «revoked» (a day before `when`), «unknown».
  // Signed by the issuer itself, good for a week.
  std::string ocsp(X509* certificate, std::string_view status, std::int64_t when = kNow) const;
  // DER TimeStampResp to a DER TimeStampReq, as an RFC 3161 authority gives it; time: genTime.
  std::string timeStamp(std::string_view request, const TestIdentity& authority,
                        std::int64_t time = kNow) const;
  // Root certificate (PEM), authority certificates (DER) and CRLs (nobody revoked; from a day before `now`
  // to 30 days after) as files; the folder is made if missing.
  void writeTrust(const std::filesystem::path& folder, std::int64_t now = kNow) const;

 private:
  struct Kept;
  std::shared_ptr<Kept> kept_;
};

// An unsigned PDF of `pages` pages with text, empty signature fields of these names on its last page,
// and a text field «protocollo_<n>» for each; plain cross-reference table; /Info and XMP.
std::string signablePdf(const std::vector<std::string>& fields, std::size_t pages = 3);

}  // namespace stesura::testing
