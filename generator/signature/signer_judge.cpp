#include "generator/signature/signer_judge.h"

#include <openssl/err.h>
#include <openssl/x509.h>

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "generator/error.h"
#include "generator/signature/certificate_reference.h"
#include "generator/signature/der.h"
#include "generator/signature/signature_algorithm.h"
#include "generator/signature/stamp_judge.h"

namespace stesura {
namespace {

using Integrity = SignerVerdict::Integrity;

// The bytes that may have been signed: the attributes with the tag of a SET in the order they came,
// which is what signers of unsorted sets sign, else in the order of DER (RFC 5652, 5.4).
std::vector<std::string> signedBytesOf(const Asn1Element& attributeSet) {
  std::vector<std::string> candidates;
  candidates.push_back(der(asn1::kSet, attributeSet.content));
  std::string asItCame(attributeSet.whole);
  asItCame.front() = static_cast<char>(asn1::kSet);
  if (asItCame != candidates.front()) candidates.push_back(std::move(asItCame));
  std::vector<std::string_view> attributes;
  Asn1Cursor cursor(attributeSet.content);
  while (!cursor.atEnd()) attributes.push_back(cursor.take().whole);
  if (std::is_sorted(attributes.begin(), attributes.end())) return candidates;
  std::sort(attributes.begin(), attributes.end());
  std::string sorted;
  for (const std::string_view attribute : attributes) sorted += attribute;
  candidates.push_back(der(asn1::kSet, sorted));
  return candidates;
}

// Whether a content is itself a set of signed attributes: without attributes of its own, a signature over
// it may be one that was made over another content.
bool isAttributeSet(std::string_view content) {
  try {
    Asn1Cursor set(onlyElement(content, asn1::kSet).content);
    while (!set.atEnd()) {
      Asn1Cursor attribute(set.take(asn1::kSequence).content);
      if (attribute.take(asn1::kObjectIdentifier).content == oid::kMessageDigest) return true;
    }
  } catch (const Error&) {
    return false;
  }
  return false;
}

class SignerExamination {
 public:
  SignerExamination(const SignerView& signer, const SignedMatter& matter, SignerVerdict& verdict)
      : signer_(signer), matter_(matter), verdict_(verdict) {}

  void run() {
    verdict_.integrity = Integrity::intact;
    findCertificate();
    if (!findAlgorithms()) return;
    if (signer_.signedAttributes.empty()) {
      judgeBareSignature();
    } else {
      judgeAttributes();
      judgeSignatureOfAttributes();
    }
  }

 private:
  // An alteration outweighs what was found before, which else stands.
  void fail(Integrity integrity, const char* code, const char* sentence) {
    if (verdict_.integrity == Integrity::intact || integrity == Integrity::altered)
      verdict_.integrity = integrity;
    remark(code, sentence);
  }

  void remark(const char* code, const char* sentence) { verdict_.remarks.push_back({code, sentence}); }

  void findCertificate() {
    std::vector<X509Pointer> candidates = certificatesNamedBy(signer_, matter_.evidence);
    if (candidates.empty()) {
      return fail(Integrity::unsupported, "certificato_assente",
                  "Manca il certificato di chi ha firmato: la firma non si può controllare.");
    }
    ReferenceMatch match = ReferenceMatch::other;
    for (const X509Pointer& candidate : candidates) {
      const ReferenceMatch found = matchReference(signer_, candidate.get());
      if (verdict_.certificate && found != ReferenceMatch::same) continue;
      verdict_.certificate = candidate;
      match = found;
      if (match == ReferenceMatch::same) break;
    }
    verdict_.facts = factsOf(verdict_.certificate.get());
    verdict_.hasCertificateReference = match == ReferenceMatch::same;
    if (match == ReferenceMatch::other) {
      fail(Integrity::altered, "certificato_sostituito",
           "Il certificato allegato non è quello con cui è stato firmato: è stato sostituito.");
    }
    if (match == ReferenceMatch::unchecked) {
      remark("riferimento_non_controllato",
             "Il riferimento della firma al suo certificato usa un algoritmo che qui non si controlla.");
    }
  }

  // False if there is nothing to go on with.
  bool findAlgorithms() {
    digest_ = digestAlgorithm(signer_.digestAlgorithm.oid);
    const std::optional<SignatureScheme> scheme = signatureScheme(signer_.signatureAlgorithm);
    if (digest_ != nullptr) verdict_.digestAlgorithm = digest_->shown;
    if (scheme) verdict_.signatureAlgorithm = scheme->shown();
    if (digest_ == nullptr || !scheme) {
      fail(Integrity::unsupported, "algoritmo_sconosciuto",
           "La firma usa un algoritmo che qui non è conosciuto.");
      return false;
    }
    scheme_ = *scheme;
    verdict_.weakAlgorithm = digest_->strength != DigestAlgorithm::Strength::sound;
    if (digest_->strength == DigestAlgorithm::Strength::refused) {
      fail(Integrity::unsupported, "algoritmo_violato",
           "La firma usa l’algoritmo MD5, che si può falsificare: non prova nulla.");
      return false;
    }
    if (scheme_.digest != nullptr && scheme_.digest != digest_) failForDiscord();
    judgeAlgorithmProtection();
    return true;
  }

  void failForDiscord() {
    fail(Integrity::malformed, "algoritmi_discordi",
         "Gli algoritmi che la firma dichiara non concordano fra loro.");
  }

  // RFC 6211: the algorithms once more, under the signature.
  void judgeAlgorithmProtection() {
    const AttributeValues found = valuesOf(signer_.signedAttributes, oid::kAlgorithmProtection);
    if (found.attributes == 0) return;
    if (found.attributes > 1 || found.values.size() != 1) throwDamagedAsn1();
    Asn1Cursor cursor(found.values.front().content);
    if (algorithmIn(cursor.take(asn1::kSequence)).oid != signer_.digestAlgorithm.oid) failForDiscord();
    const std::optional<Asn1Element> signature = cursor.takeIf(asn1::constructed(1));
    if (!signature) return;
    Asn1Cursor algorithm(signature->content);
    if (algorithm.take(asn1::kObjectIdentifier).content != signer_.signatureAlgorithm.oid) failForDiscord();
  }

  // The only value of the only attribute of that type; nothing if there is none at all.
  std::optional<Asn1Element> single(std::string_view type) {
    const AttributeValues found = valuesOf(signer_.signedAttributes, type);
    if (found.attributes == 0) return std::nullopt;
    if (found.attributes > 1 || found.values.size() != 1) {
      fail(Integrity::malformed, "attributi_ripetuti",
           "La firma ripete un attributo che può esserci una volta sola.");
      return std::nullopt;
    }
    return found.values.front();
  }

  bool isThere(std::string_view type) const {
    return std::any_of(signer_.signedAttributes.begin(), signer_.signedAttributes.end(),
                       [&](const AttributeView& attribute) { return attribute.oid == type; });
  }

  void judgeAttributes() {
    judgeContentType();
    judgeDigest();
    const std::optional<Asn1Element> time = single(oid::kSigningTime);
    if (!time) return;
    verdict_.claimedTime = asn1Time(*time);
    if (!verdict_.claimedTime)
      remark("data_illeggibile", "La data dichiarata nella firma non è una data valida.");
  }

  void judgeContentType() {
    if (matter_.contentType.empty()) return;
    const std::optional<Asn1Element> type = single(oid::kContentType);
    if (type && (type->tag != asn1::kObjectIdentifier || type->content != matter_.contentType)) {
      fail(Integrity::malformed, "tipo_diverso", "Il tipo di contenuto firmato non è quello della busta.");
    } else if (!isThere(oid::kContentType)) {
      fail(Integrity::malformed, "tipo_assente", "Fra gli attributi firmati manca il tipo del contenuto.");
    }
  }

  void judgeDigest() {
    const std::optional<Asn1Element> digest = single(oid::kMessageDigest);
    if (!digest) {
      if (!isThere(oid::kMessageDigest)) {
        fail(Integrity::malformed, "impronta_assente",
             "Fra gli attributi firmati manca l’impronta del contenuto.");
      }
      return;
    }
    if (digest->tag != asn1::kOctetString || digest->content.size() != digest_->size) {
      return fail(Integrity::malformed, "impronta_malformata",
                  "L’impronta nella firma non è del suo algoritmo.");
    }
    if (digest->content != matter_.digest(digest_->name)) {
      fail(Integrity::altered, "digest_diverso", "Il contenuto non è quello che è stato firmato.");
    }
  }

  bool isRight(std::string_view digest) const {
    return isSignatureOfDigest(digest, signer_.signature, X509_get0_pubkey(verdict_.certificate.get()),
                               scheme_, *digest_);
  }

  // Whether there is a key, of the sort that the signature's algorithm wants.
  bool hasKey() {
    if (!verdict_.certificate) return false;
    if (fits(X509_get0_pubkey(verdict_.certificate.get()), scheme_)) return true;
    fail(Integrity::malformed, "chiave_di_altro_tipo",
         "L’algoritmo della firma non è del tipo della chiave che sta nel certificato.");
    return false;
  }

  void failForSignature() {
    fail(Integrity::altered, "firma_errata",
         "La firma non corrisponde al certificato e agli attributi firmati.");
  }

  void judgeSignatureOfAttributes() {
    if (!hasKey()) return;
    for (const std::string& candidate : signedBytesOf(signer_.signedAttributeSet)) {
      if (isRight(rawDigest(candidate, digest_->name))) return;
    }
    failForSignature();
  }

  void judgeBareSignature() {
    remark("attributi_firmati_assenti",
           "La firma non ha attributi firmati: è un PKCS#7 semplice, non CAdES né PAdES.");
    const bool isBareType = matter_.contentType.empty() || matter_.contentType == oid::kData;
    if (!isBareType || isAttributeSet(matter_.content)) {
      fail(Integrity::malformed, "attributi_firmati_mancanti",
           "Mancano gli attributi firmati, qui obbligatori.");
    }
    if (hasKey() && !isRight(matter_.digest(digest_->name))) failForSignature();
  }

  const SignerView& signer_;
  const SignedMatter& matter_;
  SignerVerdict& verdict_;
  const DigestAlgorithm* digest_ = nullptr;
  SignatureScheme scheme_;
};

// The countersignatures of one signer, and theirs.
class CountersignatureExamination {
 public:
  CountersignatureExamination(const Evidence& evidence, const TrustStore& trust, SignerVerdict& verdict)
      : evidence_(evidence), trust_(trust), verdict_(verdict) {}

  void run(const SignerView& signer) {
    verdict_.countersignatures = below(signer);
    for (std::size_t i = 0; i < waiting_.size(); ++i) {
      if (i == kMostJudged) return leaveOthers();
      judge(i);
    }
  }

 private:
  static constexpr std::size_t kMostJudged = 8, kMostKept = 1000;

  // A signature over the value of another signature.
  struct Waiting {
    SignerView signer{};
    std::string_view over{};
  };

  // How many there are; what is against the format counts as one that cannot be read.
  std::size_t below(const SignerView& signer) {
    try {
      const std::vector<Asn1Element> values =
          valuesOf(signer.unsignedAttributes, oid::kCountersignature).values;
      for (const Asn1Element& value : values) {
        if (waiting_.size() < kMostKept) waiting_.push_back({signerIn(value), signer.signature});
      }
      return values.size();
    } catch (const Error& error) {
      if (error.kind() == ErrorKind::surroundings) throw;
      waiting_.push_back({{}, signer.signature});
      return 1;
    }
  }

  void judge(std::size_t at) {
    const Waiting one = waiting_[at];
    const ContentDigest digest = [&](const char* algorithm) { return rawDigest(one.over, algorithm); };
    SignerVerdict found = judgeSigner(one.signer, {digest, {}, {}, evidence_});
    if (found.integrity == Integrity::intact) {
      judgeSignatureStamps(one.signer, evidence_, trust_, found);
      found.countersignatures = below(one.signer);
      verdict_.remarks.push_back(
          {"controfirma_integra", "La firma è controfirmata; chi ha controfirmato è da verificare."});
    } else {
      verdict_.remarks.push_back(
          {"controfirma_non_integra", "Una controfirma non corrisponde a questa firma."});
    }
    verdict_.countersigners.push_back(std::move(found));
  }

  void leaveOthers() {
    SignerVerdict others;
    others.integrity = Integrity::unsupported;
    others.remarks.push_back(
        {"troppe_controfirme", "Le controfirme di una firma sono più di 8: le altre non sono verificate."});
    verdict_.countersigners.push_back(std::move(others));
  }

  const Evidence& evidence_;
  const TrustStore& trust_;
  SignerVerdict& verdict_;
  std::vector<Waiting> waiting_{};
};

}  // namespace

SignerVerdict judgeSigner(const SignerView& signer, const SignedMatter& matter) {
  SignerVerdict verdict;
  try {
    if (!signer.isReadable) throwDamagedAsn1();
    SignerExamination(signer, matter, verdict).run();
  } catch (const Error& error) {
    if (error.kind() == ErrorKind::surroundings) throw;
    verdict.integrity = Integrity::malformed;
    verdict.remarks.push_back({"firma_illeggibile", error.sentence()});
  }
  ERR_clear_error();
  return verdict;
}

void judgeCountersignatures(const SignerView& signer, const Evidence& evidence, const TrustStore& trust,
                            SignerVerdict& verdict) {
  CountersignatureExamination examination(evidence, trust, verdict);
  examination.run(signer);
}

}  // namespace stesura
