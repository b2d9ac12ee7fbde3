#include "generator/signature/chain.h"

#include <openssl/err.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <cstddef>
#include <utility>

#include "generator/signature/certificate_names.h"
#include "generator/signature/chain_path.h"
#include "generator/signature/moment.h"
#include "generator/signature/qualified_statements.h"
#include "generator/signature/revocation.h"
#include "generator/signature/service_standing.h"

namespace stesura {
namespace {

constexpr std::size_t kMostOtherKeys = 8;

// Other certificates of the issuer, after a change of key or for lists alone, that lead to the same
// anchor or are anchors themselves: they may sign its lists (RFC 5280, 6.3.3 (f)).
std::vector<X509Pointer> otherKeysOf(X509* issuer, const ChainPath& path, const Evidence& evidence,
                                     const TrustStore::Kept& trust, std::int64_t at) {
  std::vector<X509Pointer> found;
  const auto isOther = [&](X509* candidate) {
    return candidate && X509_NAME_cmp(X509_get_subject_name(candidate), X509_get_subject_name(issuer)) == 0 &&
           X509_cmp(candidate, issuer) != 0 && found.size() < kMostOtherKeys;
  };
  for (const auto& anchor : trust.anchors) {
    if (isOther(anchor.certificate.get())) found.push_back(anchor.certificate);
  }
  std::size_t tried = 0;
  for (const X509Pointer& candidate : evidence.certificates) {
    if (!isOther(candidate.get()) || ++tried > kMostOtherKeys) continue;
    const ChainPath own =
        pathOf({candidate.get(), evidence.certificates, trust, at, CertificatePurpose::signing});
    const bool complete =
        own.anchor && std::all_of(own.remarks.begin(), own.remarks.end(), [](const Remark& remark) {
          return remark.code == "uso_non_ammesso";  // a key for lists signs no documents
        });
    if (complete && own.anchor == path.anchor) found.push_back(candidate);
  }
  return found;
}

// Of the certificate at that place, which is below the anchor.
RevocationAnswer askRevocation(const ChainPath& path, std::size_t place, const Evidence& evidence,
                               const TrustStore::Kept& trust, const RevocationQuestion& times) {
  RevocationQuestion question = times;
  question.certificate = path.certificates[place].get();
  question.issuer = path.certificates[place + 1].get();
  const auto others = otherKeysOf(question.issuer, path, evidence, trust, question.at);
  for (const X509Pointer& other : others) question.otherKeys.push_back(other.get());
  return revocationOf(question, chainName(path, place), evidence, trust);
}

void add(ChainVerdict& verdict, Outcome outcome, Remark remark) {
  verdict.outcome = worse(verdict.outcome, outcome);
  verdict.remarks.push_back(std::move(remark));
}

void judgeRevocation(const ChainPath& path, const Evidence& evidence, const TrustStore::Kept& trust,
                     const RevocationQuestion& times, ChainVerdict& verdict) {
  for (std::size_t place = 0; place + 1 < path.certificates.size(); ++place) {
    RevocationAnswer answer = askRevocation(path, place, evidence, trust, times);
    const bool isSigner = place == 0;
    if (isSigner) {
      verdict.revocationSource = answer.source;
      verdict.revocationMade = answer.made;
    }
    const bool isBad = answer.state == RevocationAnswer::State::revoked ||
                       answer.state == RevocationAnswer::State::suspended;
    if (isBad) {
      verdict.outcome = worse(verdict.outcome, Outcome::revoked);
      if (verdict.revokedAt.empty() && answer.when) verdict.revokedAt = rfc3339(*answer.when);
    }
    verdict.remarks.insert(verdict.remarks.end(), answer.remarks.begin(), answer.remarks.end());
    if (answer.state == RevocationAnswer::State::unknown) {
      add(verdict, Outcome::revocationUnknown,
          {isSigner ? "revoca_ignota" : "revoca_autorita_ignota",
           "Non si sa se il certificato di «" + chainName(path, place) +
               "» sia stato revocato: manca la CRL di «" + chainName(path, place + 1) + "»."});
    }
  }
}

struct Asked {
  X509* certificate;
  const Evidence& evidence;
  const TrustStore::Kept& trust;
  RevocationQuestion times;
  CertificatePurpose purpose;
};

struct AnchoredPath {
  ChainPath path{};
  ServiceStanding standing{};
};

AnchoredPath anchored(const Asked& asked, bool byHand) {
  AnchoredPath found;
  found.path = pathOf(
      {asked.certificate, asked.evidence.certificates, asked.trust, asked.times.at, asked.purpose, byHand});
  if (!found.path.anchor) return found;
  found.standing = listedStanding({*found.path.anchor, asked.certificate, asked.purpose, asked.times.at,
                                   asked.times.atIsProven, asked.times.now});
  return found;
}

// Whether the anchor vouches for the certificate at that time; else the path stays, and the remarks tell.
bool isVouchedFor(const AnchoredPath& found, CertificatePurpose purpose) {
  const ChainPath& path = found.path;
  if (!path.anchor || path.anchor->isByHand) return path.anchor != nullptr;
  // A list vouches for what an authority issued, not for what it signs itself.
  const bool isItself = purpose == CertificatePurpose::signing && path.certificates.size() == 1;
  return found.standing.isGranted && !isItself;
}

// Where a list's authority vouches no more, one that a person put there may.
AnchoredPath pathFor(const Asked& asked) {
  AnchoredPath found = anchored(asked, false);
  if (!found.path.anchor || isVouchedFor(found, asked.purpose) || !asked.trust.byHand) return found;
  AnchoredPath other = anchored(asked, true);
  return other.path.anchor ? std::move(other) : std::move(found);
}

void tellAnchor(const AnchoredPath& found, const Asked& asked, ChainVerdict& verdict) {
  const ChainPath& path = found.path;
  const bool signing = asked.purpose == CertificatePurpose::signing;
  const bool vouched = isVouchedFor(found, asked.purpose);
  verdict.qualifiedService = vouched && found.standing.isGranted;
  verdict.listedQuality = found.standing.quality;
  verdict.remarks.insert(verdict.remarks.end(), found.standing.remarks.begin(), found.standing.remarks.end());
  if (!vouched) {
    verdict.trusted = false;
    verdict.outcome = worse(verdict.outcome, Outcome::toConfirm);
  }
  if (path.certificates.size() == 1) {
    verdict.remarks.push_back(
        {"firmatario_indicato",
         "Il certificato di «" + chainName(path, 0) +
             "» è esso stesso tra quelli indicati come fidati: se sia stato revocato non si chiede."});
  }
  const SignatureQuality quality = signing ? declaredQuality(asked.certificate) : SignatureQuality::unknown;
  const bool claims = quality == SignatureQuality::qualified || quality == SignatureQuality::seal;
  if (claims && !found.standing.isListed) {
    verdict.remarks.push_back(
        {"qualifica_dichiarata",
         "Il certificato si dichiara qualificato; l’autorità non viene da un elenco di fiducia importato."});
  }
}

}  // namespace

ChainVerdict judgeChain(X509* certificate, const Evidence& evidence, const TrustStore& trust, std::int64_t at,
                        bool atIsProven, CertificatePurpose purpose, std::int64_t now) {
  ChainVerdict verdict;
  if (!certificate) return verdict;
  const Asked asked{
      certificate, evidence, trust.kept(), {nullptr, nullptr, {}, at, atIsProven, now}, purpose};
  const AnchoredPath found = pathFor(asked);
  const ChainPath& path = found.path;
  for (std::size_t i = 0; i < path.certificates.size(); ++i) verdict.path.push_back(chainName(path, i));
  verdict.remarks = path.remarks;
  verdict.trusted = path.anchor && path.remarks.empty();
  verdict.outcome = verdict.trusted ? Outcome::valid : Outcome::toConfirm;
  if (path.anchor) {
    tellAnchor(found, asked, verdict);
    judgeRevocation(path, evidence, trust.kept(), asked.times, verdict);
  }
  ERR_clear_error();
  return verdict;
}

}  // namespace stesura
