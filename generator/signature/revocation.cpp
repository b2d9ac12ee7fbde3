#include "generator/signature/revocation.h"

#include <algorithm>
#include <array>
#include <cstddef>

#include "generator/signature/asn1_time.h"
#include "generator/signature/crl_reading.h"
#include "generator/signature/moment.h"
#include "generator/signature/ocsp_reading.h"
#include "generator/signature/qualified_statements.h"

namespace stesura {
namespace {

using Says = RevocationStatement::Says;
using State = RevocationAnswer::State;
using Statements = std::vector<RevocationStatement>;

constexpr std::size_t kMostLists = 200, kMostResponses = 1'000;  // of the evidence
constexpr std::int64_t kClockSkew = 300;  // seconds that an issuer's clock may be ahead

Statements statementsOn(const RevocationQuestion& question, const Evidence& evidence,
                        const TrustStore::Kept& trust) {
  Statements found;
  const auto add = [&](const std::optional<RevocationStatement>& statement) {
    if (statement) found.push_back(*statement);
  };
  for (const auto& kept : trust.lists) add(statementOf(kept.list, question, trust.signatures));
  for (std::size_t i = 0; i < std::min(evidence.crls.size(), kMostLists); ++i) {
    add(statementOf(evidence.crls[i], question, trust.signatures));
  }
  // RFC 6960, 4.2.2.2.1: a responder may be said not to need asking; what a list says of it counts all the
  // same.
  const auto isRevoked = [&](X509* responder) {
    RevocationQuestion own = question;
    own.certificate = responder;
    const auto saysSo = [&](const CrlPointer& list) {
      const auto statement = statementOf(list, own, trust.signatures);
      return statement && (statement->says == Says::revoked || statement->says == Says::suspended);
    };
    const auto lists = static_cast<std::ptrdiff_t>(std::min(evidence.crls.size(), kMostLists));
    return std::any_of(trust.lists.begin(), trust.lists.end(),
                       [&](const auto& kept) { return saysSo(kept.list); }) ||
           std::any_of(evidence.crls.begin(), evidence.crls.begin() + lists, saysSo);
  };
  for (std::size_t i = 0; i < std::min(evidence.ocspResponses.size(), kMostResponses); ++i) {
    add(statementOf(evidence.ocspResponses[i], question, {evidence.certificates, isRevoked}));
  }
  return found;
}

std::string sourceOf(const RevocationStatement& statement) {
  return (statement.isOcsp ? "OCSP del " : "CRL del ") + rfc3339(statement.made).substr(0, 10);
}

// CRLReason (RFC 5280, 5.3.1); "" for what tells nothing.
std::string reasonInWords(int reason) {
  static constexpr std::array<const char*, 11> kWords{"",
                                                      "chiave compromessa",
                                                      "autorità compromessa",
                                                      "cambio di appartenenza",
                                                      "certificato sostituito",
                                                      "cessazione dell’attività",
                                                      "",
                                                      "",
                                                      "",
                                                      "privilegio ritirato",
                                                      "autorità di attributi compromessa"};
  return reason >= 0 && reason < static_cast<int>(kWords.size()) ? kWords[static_cast<std::size_t>(reason)]
                                                                 : "";
}

std::string revokedSentence(const RevocationStatement& statement, const std::string& name, const char* rest) {
  const std::string reason = reasonInWords(statement.reason);
  const bool isBackdated = statement.invalidSince && *statement.invalidSince < statement.when;
  return "Il certificato di «" + name + "» è stato " +
         (statement.says == Says::suspended ? "sospeso" : "revocato") + " il " +
         momentInWords(statement.when) + (reason.empty() ? "" : " (" + reason + ")") +
         (isBackdated ? ", e non era più sicuro già dal " + momentInWords(*statement.invalidSince) : "") +
         rest;
}

// RFC 5280, 5.3.2: the invalidity date is when the key was lost, which is found out later.
std::int64_t effectSince(const RevocationStatement& statement) {
  return std::min(statement.when, statement.invalidSince.value_or(statement.when));
}

bool counts(const RevocationStatement& statement, const RevocationQuestion& question) {
  return effectSince(statement) <= question.at || !question.atIsProven;
}

// Of permanent revocations the earliest; else what the newest answer says that may speak.
const RevocationStatement* deciding(const Statements& statements) {
  const RevocationStatement* chosen = nullptr;
  for (const RevocationStatement& one : statements) {
    if (one.says == Says::revoked && (!chosen || effectSince(one) < effectSince(*chosen))) chosen = &one;
  }
  if (chosen) return chosen;
  for (const RevocationStatement& one : statements) {
    if (one.says == Says::good && !one.mayClear) continue;
    if (!chosen || one.made > chosen->made) chosen = &one;
  }
  return chosen;
}

void tellBad(const RevocationStatement& statement, const RevocationQuestion& question,
             const std::string& name, RevocationAnswer& answer) {
  answer.when = statement.when;
  const bool suspended = statement.says == Says::suspended;
  if (counts(statement, question)) {
    answer.state = suspended ? State::suspended : State::revoked;
    const char* rest =
        effectSince(statement) <= question.at ? "." : "; che la firma sia di prima non è provato.";
    answer.remarks.push_back(
        {suspended ? "certificato_sospeso" : "certificato_revocato", revokedSentence(statement, name, rest)});
    return;
  }
  // Who was revoked later was not revoked before.
  answer.state = State::good;
  answer.remarks.push_back(
      {suspended ? "sospeso_dopo" : "revocato_dopo", revokedSentence(statement, name, ", dopo la firma.")});
}

}  // namespace

bool periodMayClear(const AnswerPeriod& period, const RevocationQuestion& question) {
  // Made later than today, or valid until before it was made: an answer nobody can have given (RFC
  // 6960, 4.2.2.1).
  if (period.made - kClockSkew > question.now || period.until.value_or(period.made) < period.made)
    return false;
  const auto expiry = asn1Seconds(X509_get0_notAfter(question.certificate));
  const bool afterExpiry = !expiry || period.made > *expiry;
  if (afterExpiry && !(expiry && period.keepsExpiredSince && *period.keepsExpiredSince <= *expiry))
    return false;
  if (period.made >= question.at) return true;
  return question.at <= period.until.value_or(period.made + period.graceSeconds);
}

RevocationAnswer revocationOf(const RevocationQuestion& question, const std::string& name,
                              const Evidence& evidence, const TrustStore::Kept& trust) {
  RevocationAnswer answer;
  const Statements statements = statementsOn(question, evidence, trust);
  const RevocationStatement* statement = deciding(statements);
  if (statement) {
    answer.source = sourceOf(*statement);
    answer.made = statement->made;
    if (statement->says == Says::good)
      answer.state = State::good;
    else
      tellBad(*statement, question, name, answer);
  } else if (declaresShortTerm(question.certificate)) {
    answer.state = State::good;
    answer.source = "certificato di breve durata";
  } else if (!statements.empty()) {
    answer.remarks.push_back(
        {"revoca_fuori_tempo", "Le notizie sulla revoca del certificato di «" + name +
                                   "» non valgono per il tempo della firma: servono più recenti."});
  }
  return answer;
}

}  // namespace stesura
