#include "generator/signature/stamp_judge.h"

#include <openssl/err.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "generator/error.h"
#include "generator/signature/signature_algorithm.h"
#include "generator/signature/signer_judge.h"

namespace stesura {
namespace {

using Integrity = SignerVerdict::Integrity;

constexpr MessageBounds kTokenBounds{.bytes = 16u << 20, .signers = 10, .certificates = 20};

// What a token says (TSTInfo, RFC 3161, 2.4.2); the accuracy and what follows it count for nothing here.
struct StampInfo {
  std::string_view digestOid{};
  std::string_view imprint{};
  std::int64_t time = 0;
};

StampInfo stampInfoIn(std::string_view content) {
  Asn1Cursor cursor(onlyElement(content, asn1::kSequence).content);
  if (cursor.take(asn1::kInteger).content != "\x01") throwDamagedAsn1();
  cursor.take(asn1::kObjectIdentifier);
  Asn1Cursor imprint(cursor.take(asn1::kSequence).content);
  StampInfo info;
  info.digestOid = algorithmIn(imprint.take(asn1::kSequence)).oid;
  info.imprint = imprint.take(asn1::kOctetString).content;
  imprint.end();
  cursor.take(asn1::kInteger);
  const std::optional<std::int64_t> time = asn1Time(cursor.take(asn1::kGeneralizedTime));
  if (!time) throwDamagedAsn1();
  info.time = *time;
  for (const std::uint8_t optional :
       {asn1::kSequence, asn1::kBoolean, asn1::kInteger, asn1::constructed(0), asn1::constructed(1)}) {
    cursor.takeIf(optional);
  }
  cursor.end();
  return info;
}

// Critical, and for nothing else (RFC 3161, 2.3).
bool isForTimeStamps(X509* certificate) {
  int critical = -1;
  const std::unique_ptr<EXTENDED_KEY_USAGE, decltype(&EXTENDED_KEY_USAGE_free)> uses(
      static_cast<EXTENDED_KEY_USAGE*>(X509_get_ext_d2i(certificate, NID_ext_key_usage, &critical, nullptr)),
      &EXTENDED_KEY_USAGE_free);
  return uses && critical == 1 && sk_ASN1_OBJECT_num(uses.get()) == 1 &&
         OBJ_obj2nid(sk_ASN1_OBJECT_value(uses.get(), 0)) == NID_time_stamp;
}

class StampExamination {
 public:
  StampExamination(const ContentDigest& digest, const TrustStore& trust) : digest_(digest), trust_(trust) {}

  TimeStampVerdict judge(std::string_view token, SignedMessage::Trailing trailing, const Evidence* more) {
    try {
      readMessage(token, trailing, kTokenBounds, message_);
      if (more != nullptr) append(*more);
      judgeMessage();
    } catch (const Error& error) {
      if (error.kind() == ErrorKind::surroundings) throw;
      fail("marca_illeggibile", error.sentence());
    }
    verdict_.intact = isIntact_ && verdict_.signer.integrity == Integrity::intact;
    if (verdict_.intact) {
      verdict_.chain = judgeChain(verdict_.signer.certificate.get(), message_.evidence, trust_, verdict_.time,
                                  false, CertificatePurpose::timeStamping);
    }
    ERR_clear_error();
    return std::move(verdict_);
  }

 private:
  void fail(const char* code, std::string sentence) {
    isIntact_ = false;
    verdict_.signer.remarks.push_back({code, std::move(sentence)});
  }

  void append(const Evidence& more) {
    Evidence& own = message_.evidence;
    own.certificates.insert(own.certificates.end(), more.certificates.begin(), more.certificates.end());
    own.crls.insert(own.crls.end(), more.crls.begin(), more.crls.end());
    own.ocspResponses.insert(own.ocspResponses.end(), more.ocspResponses.begin(), more.ocspResponses.end());
  }

  void judgeMessage() {
    if (message_.contentOid != oid::kTimeStampInfo || !message_.hasContent) {
      return fail("marca_illeggibile", "Non è una marca temporale: il contenuto è di un altro tipo.");
    }
    if (message_.signers.size() != 1) {
      return fail("marca_con_piu_firme", "La marca temporale non ha una sola firma, come deve essere.");
    }
    const StampInfo info = stampInfoIn(message_.content);
    verdict_.time = info.time;
    const ContentDigest digest = [this](const char* algorithm) {
      return rawDigest(message_.content, algorithm);
    };
    verdict_.signer = judgeSigner(message_.signers.front(),
                                  {digest, message_.contentOid, message_.content, message_.evidence});
    judgeImprint(info);
    judgeAuthority();
  }

  void judgeImprint(const StampInfo& info) {
    const DigestAlgorithm* const algorithm = digestAlgorithm(info.digestOid);
    if (algorithm == nullptr || algorithm->strength == DigestAlgorithm::Strength::refused) {
      if (verdict_.signer.integrity == Integrity::intact) verdict_.signer.integrity = Integrity::unsupported;
      return fail("algoritmo_sconosciuto",
                  "La marca temporale usa un algoritmo di impronta che qui non vale.");
    }
    if (algorithm->strength == DigestAlgorithm::Strength::weak) verdict_.signer.weakAlgorithm = true;
    if (info.imprint != digest_(algorithm->name)) {
      fail("marca_di_altro",
           "La marca temporale è stata apposta su altro, o ciò che è marcato è stato alterato.");
    }
  }

  void judgeAuthority() {
    if (!verdict_.signer.certificate) return;
    if (!isForTimeStamps(verdict_.signer.certificate.get())) {
      fail("marca_non_abilitata", "Chi ha apposto la marca temporale non ha un certificato per farlo.");
    }
    if (!verdict_.signer.hasCertificateReference) {
      fail("marca_senza_riferimento", "La marca temporale non dice con quale certificato è stata apposta.");
    }
  }

  const ContentDigest& digest_;
  const TrustStore& trust_;
  ReadMessage message_{};
  TimeStampVerdict verdict_{};
  bool isIntact_ = true;
};

bool isTrusted(const TimeStampVerdict& stamp) {
  return stamp.chain.trusted && stamp.chain.outcome != Outcome::revoked;
}

// Whether the first says more.
bool isBetter(const TimeStampVerdict& a, const TimeStampVerdict& b) {
  return isTrusted(a) != isTrusted(b) ? isTrusted(a) : a.time < b.time;
}

void takeOver(const TimeStampVerdict& stamp, SignerVerdict& verdict) {
  constexpr std::int64_t kClockSkew = 300;  // seconds
  verdict.stampedTime = stamp.time;
  verdict.stampTrusted = isTrusted(stamp);
  verdict.stampAuthority = stamp.signer.facts.name;
  if (stamp.signer.weakAlgorithm) {
    verdict.remarks.push_back(
        {"marca_debole", "La marca temporale usa un algoritmo di impronta non più sicuro."});
  }
  if (verdict.claimedTime && *verdict.claimedTime > stamp.time + kClockSkew) {
    verdict.remarks.push_back(
        {"data_dopo_la_marca", "La data dichiarata dal firmatario viene dopo la marca temporale."});
  }
}

}  // namespace

TimeStampVerdict judgeTimeStamp(std::string_view token, SignedMessage::Trailing trailing,
                                const ContentDigest& digest, const TrustStore& trust) {
  return StampExamination(digest, trust).judge(token, trailing, nullptr);
}

void judgeSignatureStamps(const SignerView& signer, const Evidence& evidence, const TrustStore& trust,
                          SignerVerdict& verdict) {
  constexpr std::size_t kMostJudged = 5;
  AttributeValues tokens;
  try {
    tokens = valuesOf(signer.unsignedAttributes, oid::kSignatureTimeStamp);
  } catch (const Error&) {
    verdict.remarks.push_back({"marca_non_integra", "Una marca temporale della firma non si può leggere."});
    return;
  }
  const ContentDigest digest = [&](const char* algorithm) { return rawDigest(signer.signature, algorithm); };
  std::optional<TimeStampVerdict> best;
  for (std::size_t i = 0; i < std::min(tokens.values.size(), kMostJudged); ++i) {
    TimeStampVerdict stamp = StampExamination(digest, trust)
                                 .judge(tokens.values[i].whole, SignedMessage::Trailing::refused, &evidence);
    if (!stamp.intact) {
      verdict.remarks.push_back(
          {"marca_non_integra", "Una marca temporale della firma non è integra, e non vale."});
    } else if (!best || isBetter(stamp, *best)) {
      best = std::move(stamp);
    }
  }
  if (best) takeOver(*best, verdict);
}

void tellArchiveStamps(const SignerView& signer, SignerVerdict& verdict) {
  for (const AttributeView& attribute : signer.unsignedAttributes) {
    if (attribute.oid != oid::kArchiveStamp && attribute.oid != oid::kArchiveStamp2 &&
        attribute.oid != oid::kArchiveStamp3)
      continue;
    verdict.remarks.push_back(
        {"marche_di_archiviazione",
         "La firma porta anche marche temporali di archiviazione, che qui non si controllano."});
    return;
  }
}

}  // namespace stesura
