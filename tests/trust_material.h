// Certificates, revocation lists and OCSP answers with any extension, for the tests of trust.
#pragma once

#include <openssl/evp.h>

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "generator/signature/certificate.h"
#include "generator/signature/outcome.h"
#include "signing_world.h"

namespace stesura::testing {

struct MadeCertificate {
  std::shared_ptr<EVP_PKEY> key;
  X509Pointer certificate;
};

using NamedTexts = std::vector<std::pair<std::string, std::string>>;

struct CertificatePlan {
  NamedTexts name = {{"CN", "Persona di prova"}};  // «UTF8:», «BMP:», «T61:» before the text choose its type
  bool isAuthority = false;
  int pathLength = -1;
  const MadeCertificate* issuer = nullptr;  // null: itself
  NamedTexts extensions{};                  // as in OpenSSL's configuration; «@name»: a section of it
  std::int64_t notBefore = 1767225600, notAfter = 2082758400;  // 2026 to 2036
  bool isRsa = false;                                          // of 2048 bits, else EC P-256
  const MadeCertificate* sameKeyAs = nullptr;
};
MadeCertificate makeCertificate(const CertificatePlan& plan);

struct RevokedEntry {
  X509* certificate;
  std::int64_t when;
  int reason = -1;                // CRLReason
  std::int64_t invalidSince = 0;  // invalidityDate; 0: not said
  bool isOdd = false;             // with a critical extension that nobody knows
};
struct CrlPlan {
  std::vector<RevokedEntry> revoked{};
  std::int64_t made = SigningWorld::kNow - 86'400;
  std::int64_t until = SigningWorld::kNow + 30 * 86'400;  // 0: not said
  NamedTexts extensions{};
  const char* digest = "SHA256";
  int others = 0;  // entries for other certificates, before those
};
CrlPointer makeCrl(const MadeCertificate& issuer, const CrlPlan& plan);

struct OcspPlan {
  X509* certificate;
  X509* issuer;
  int status = 0;  // 0 good, 1 revoked, 2 unknown
  int reason = -1;
  std::int64_t when = 0;  // of revocation
  std::int64_t made = SigningWorld::kNow;
  std::int64_t until = 0;         // 0: not said
  bool withResponder = true;      // its certificate comes along
  bool byKey = false;             // named by its key, not by its name
  std::int64_t invalidSince = 0;  // invalidityDate; 0: not said
};
std::string makeOcsp(const MadeCertificate& responder, const OcspPlan& plan);

bool has(const std::vector<Remark>& remarks, const std::string& code);
std::string told(const std::vector<Remark>& remarks);
bool mentions(const std::vector<std::string>& sentences, const std::string& part);

}  // namespace stesura::testing
