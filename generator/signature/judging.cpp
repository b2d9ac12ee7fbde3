#include "generator/signature/judging.h"

#include <algorithm>
#include <utility>

#include "generator/signature/moment.h"

namespace stesura {
namespace {

constexpr std::int64_t kClockSkew = 300;     // seconds that a signer's clock may be ahead
constexpr std::int64_t kFresh = 31 * 86400;  // seconds for which a revocation list speaks of today

void tellSigner(SignatureReport& report, const SignerVerdict& verdict) {
  const CertificateFacts& facts = verdict.facts;
  report.signer = facts.name;
  report.organisation = facts.organisation;
  report.title = facts.title;
  report.issuer = facts.issuer;
  report.serial = facts.serial;
  report.certificateSha256 = facts.sha256;
  report.notBefore = facts.notBefore;
  report.notAfter = facts.notAfter;
  report.quality = verdict.certificate ? std::string(qualityName(facts.quality)) : std::string();
  report.algorithm = facts.key;
  for (const std::string& part : {verdict.signatureAlgorithm, verdict.digestAlgorithm}) {
    const bool said = part.empty() || report.algorithm.starts_with(part);
    if (!said) report.algorithm += report.algorithm.empty() ? part : ", " + part;
  }
  if (verdict.stampedTime) report.stampedTime = rfc3339(*verdict.stampedTime);
  report.stampAuthority = verdict.stampAuthority;
}

void add(SignatureReport& report, Outcome outcome, const char* code, const char* sentence) {
  report.outcome = worse(report.outcome, outcome);
  report.remarks.push_back({code, sentence});
}

// What speaks against a signature that is intact, whatever its chain says.
void tellWeaknesses(SignatureReport& report, const SignerVerdict& verdict) {
  if (!verdict.facts.maySign) {
    add(report, Outcome::toConfirm, "uso_della_chiave",
        "Il certificato non è destinato a firmare documenti.");
  }
  if (verdict.weakAlgorithm) {
    add(report, Outcome::toConfirm, "algoritmo_debole",
        "La firma usa un algoritmo di impronta non più sicuro.");
  }
  if (verdict.facts.weakKey) {
    add(report, Outcome::toConfirm, "chiave_debole",
        "La chiave del firmatario è troppo corta per essere sicura.");
  }
}

// What nobody can know yet: a list that is good until then says nothing of what will happen meanwhile.
void tellFuture(SignatureReport& report, const Circumstances& circumstances) {
  if (!circumstances.at || *circumstances.at <= circumstances.now + kClockSkew) return;
  add(report, Outcome::revocationUnknown, "giudicata_nel_futuro",
      "La data a cui giudicare è nel futuro: non si può sapere se il certificato sarà revocato prima.");
}

// A time that is only claimed proves nothing: whoever has the key of a revoked certificate can claim one
// before its revocation. Then only what is said of today clears it.
void tellStaleRevocation(SignatureReport& report, const ChainVerdict& chain, std::int64_t now) {
  if (!chain.revocationMade || *chain.revocationMade >= now - kFresh ||
      report.outcome >= Outcome::revocationUnknown)
    return;
  add(report, Outcome::revocationUnknown, "revoca_non_aggiornata",
      "La data della firma è soltanto dichiarata, e le notizie sulla revoca hanno più di un mese: servono "
      "più recenti.");
}

struct Moment {
  std::int64_t at;
  enum class Ground { asked, stamped, claimed, today } ground;
};

Moment momentOf(const SignerVerdict& verdict, const SignatureMoments& moments,
                const Circumstances& circumstances) {
  if (circumstances.at) return {*circumstances.at, Moment::Ground::asked};
  std::optional<std::int64_t> proven = circumstances.proven;
  if (moments.proven) proven = proven ? std::min(*proven, *moments.proven) : *moments.proven;
  if (verdict.stampedTime && verdict.stampTrusted) {
    proven = proven ? std::min(*proven, *verdict.stampedTime) : *verdict.stampedTime;
  }
  if (proven) return {*proven, Moment::Ground::stamped};
  if (moments.claimed && *moments.claimed <= circumstances.now + kClockSkew) {
    return {*moments.claimed, Moment::Ground::claimed};
  }
  return {circumstances.now, Moment::Ground::today};
}

const char* groundInWords(Moment::Ground ground) {
  switch (ground) {
    case Moment::Ground::asked:
      return "alla data indicata";
    case Moment::Ground::stamped:
      return "alla data della marca temporale";
    case Moment::Ground::claimed:
      return "alla data dichiarata";
    case Moment::Ground::today:
      break;
  }
  return "alla data di oggi";
}

std::string sentenceOf(const SignatureReport& report, const std::string& when) {
  switch (report.outcome) {
    case Outcome::valid:
      return "Firma integra e valida " + when + ".";
    case Outcome::revocationUnknown:
      return "Firma integra, di un firmatario fidato " + when +
             "; non si sa se il certificato fosse revocato.";
    case Outcome::toConfirm:
      return report.trusted ? "Firma integra; da verificare." : "Firma integra; firmatario da verificare.";
    case Outcome::notVerified:
      return "Firma non verificata.";
    case Outcome::revoked:
      return "Firma integra, ma il certificato del firmatario era revocato o sospeso.";
    case Outcome::broken:
      break;
  }
  return "Firma non integra.";
}

void append(std::vector<Remark>& to, const std::vector<Remark>& from) {
  to.insert(to.end(), from.begin(), from.end());
}

}  // namespace

void conclude(SignatureReport& report, const SignerVerdict& verdict, const Evidence& evidence,
              const SignatureMoments& moments, const Circumstances& circumstances) {
  tellSigner(report, verdict);
  if (moments.claimed) report.claimedTime = rfc3339(*moments.claimed);
  using Integrity = SignerVerdict::Integrity;
  if (verdict.integrity != Integrity::intact || !verdict.certificate) {
    const bool unknown =
        verdict.integrity == Integrity::unsupported || verdict.integrity == Integrity::intact;
    reject(report, unknown ? Outcome::notVerified : Outcome::broken, verdict.remarks);
    return;
  }
  report.intact = true;
  append(report.remarks, verdict.remarks);
  const Moment moment = momentOf(verdict, moments, circumstances);
  const bool proven = moment.ground == Moment::Ground::asked || moment.ground == Moment::Ground::stamped;
  const ChainVerdict chain = judgeChain(verdict.certificate.get(), evidence, circumstances.trust, moment.at,
                                        proven, CertificatePurpose::signing, circumstances.now);
  if (chain.listedQuality) report.quality = qualityName(*chain.listedQuality);
  report.outcome = chain.outcome;
  report.trusted = chain.trusted;
  report.revocation = chain.revocationSource;
  report.revokedAt = chain.revokedAt;
  report.judgedAt = rfc3339(moment.at);
  append(report.remarks, chain.remarks);
  if (!proven) tellStaleRevocation(report, chain, circumstances.now);
  tellFuture(report, circumstances);
  tellWeaknesses(report, verdict);
  if (moments.claimed && *moments.claimed > circumstances.now + kClockSkew) {
    add(report, Outcome::toConfirm, "data_nel_futuro", "La data dichiarata dal firmatario è nel futuro.");
  }
  if (verdict.stampedTime && !verdict.stampTrusted) {
    report.remarks.push_back({"marca_non_fidata",
                              "La marca temporale è integra, ma chi l’ha apposta è da verificare: la data "
                              "resta quella dichiarata."});
  }
  report.sentence =
      sentenceOf(report, groundInWords(moment.ground) + std::string(" (") + momentInWords(moment.at) + ")");
}

void concludeStamp(SignatureReport& report, const TimeStampVerdict& verdict) {
  tellSigner(report, verdict.signer);
  report.format = kStampFormat;
  report.stampAuthority = verdict.signer.facts.name;
  if (!verdict.intact) {
    const bool unknown = verdict.signer.integrity == SignerVerdict::Integrity::unsupported;
    reject(report, unknown ? Outcome::notVerified : Outcome::broken, verdict.signer.remarks);
    if (!unknown) report.sentence = "Marca temporale non integra.";
    return;
  }
  report.intact = true;
  report.stampedTime = report.judgedAt = rfc3339(verdict.time);
  append(report.remarks, verdict.signer.remarks);
  append(report.remarks, verdict.chain.remarks);
  report.outcome = verdict.chain.outcome;
  report.trusted = verdict.chain.trusted;
  report.revocation = verdict.chain.revocationSource;
  report.revokedAt = verdict.chain.revokedAt;
  if (verdict.signer.weakAlgorithm || verdict.signer.facts.weakKey) {
    add(report, Outcome::toConfirm, "algoritmo_debole",
        "La marca temporale usa un algoritmo o una chiave non più sicuri.");
  }
  report.sentence = "Marca temporale integra, del " + momentInWords(verdict.time) +
                    (report.outcome == Outcome::valid ? "." : "; chi l’ha apposta è da verificare.");
}

void reject(SignatureReport& report, Outcome outcome, std::vector<Remark> reasons) {
  report.outcome = outcome;
  report.intact = false;
  report.sentence = sentenceOf(report, "");
  append(report.remarks, reasons);
}

std::string calledBy(const SignatureReport& report) {
  for (const std::string* name : {&report.organisation, &report.signer, &report.field}) {
    if (!name->empty()) return *name;
  }
  return "un firmatario ignoto";
}

}  // namespace stesura
