#include "service/handlers/referral_steps.h"

#include <algorithm>

#include "service/access.h"
#include "service/documents/sight.h"
#include "service/handlers/referral_view.h"
#include "service/referral_rules.h"
#include "service/refusal.h"
#include "service/store/audit.h"
#include "service/store/documents.h"
#include "service/store/moment.h"
#include "service/store/notices.h"
#include "service/store/users.h"

namespace stesura {
namespace {

constexpr const char* kResource = "segnalazioni";
constexpr const char* kSecrecy = "/riservatezza/segreto_professionale";  // L. 119/2001

Refusal conflict(std::string sentence) { return {RefusalKind::conflict, std::move(sentence)}; }

bool secrecyOpposed(const Json& data) {
  const Json* secrecy = findPointer(data, kSecrecy);
  return secrecy != nullptr && *secrecy == "opposto";
}

const PathRecipient* recipientOf(const PathFacts& path, const std::string& agency) {
  const std::string today = todayInRome();
  const auto found = std::find_if(path.recipients.begin(), path.recipients.end(), [&](const PathRecipient& recipient) {
    return recipient.agency == agency && recipientInForce(recipient, today);
  });
  return found == path.recipients.end() ? nullptr : &*found;
}

// The document as it may be sent by somebody who works on its case.
DocumentRecord sendable(Transaction& transaction, const Services& services, const Identity& who, const std::string& id) {
  const DocumentRecord record = Sight(transaction, services.vault, who).document(id).record;
  if (services.generator.kind(record.kind).role != "segnalazione") {
    throw conflict("Si inviano in segnalazione solo le schede di segnalazione: questo documento è di un altro tipo.");
  }
  if (record.path.empty()) throw conflict("La scheda non è di alcun percorso: emetterla dal percorso della persona.");
  if (record.state == "annullato" || !record.erasedAt.empty()) throw conflict("La scheda è annullata: emetterne una nuova.");
  if (!record.supersededBy.empty()) throw conflict("La scheda è superata da una versione più recente: inviare quella.");
  return record;
}

// Professional secrecy comes before any basis of the communication (decisions.md 11).
void checkSecrecy(Transaction& transaction, const Services& services, const DocumentRecord& record) {
  const auto path = Registers(services.vault).find(transaction, Register::paths, record.path);
  const bool opposed = (path && secrecyOpposed(path->body)) ||
                       secrecyOpposed(parseJson(Documents(services.vault).data(transaction, record)));
  if (opposed) throw conflict("La persona ha opposto il segreto professionale: la scheda non si comunica ad alcuno.");
}

void checkReceives(const DocumentRecord& record, const PathRecipient& recipient) {
  const DataClass most = recipient.receives == "completa" ? DataClass::health : DataClass::restricted;
  if (classFromName(record.ceiling) > most) {
    throw conflict("A questo destinatario non si comunica la scheda completa: inviare la scheda minima.");
  }
}

void notify(Transaction& transaction, const std::string& agency, const std::string& what, const std::string& referral,
            const std::string& user = {}) {
  addNotice(transaction, {agency, user, what, kResource, referral});
}

Problem problemAt(StepField field, std::string message, std::string hint = {}) {
  return {"/" + std::string(stepFieldName(field)), std::move(message), std::move(hint), {}, {}, {}};
}

std::string missingSentence(StepField field) {
  switch (field) {
    case StepField::reason: return "Manca la motivazione.";
    case StepField::requests: return "Mancano le integrazioni richieste.";
    case StepField::deadline: return "Manca la scadenza entro cui integrare.";
    case StepField::caseManager: return "Manca chi segue il caso.";
    case StepField::firstMeeting: return "Manca la data del primo incontro.";
    case StepField::document: return "Manca il documento.";
  }
  return {};
}

bool holds(const std::vector<StepField>& fields, StepField field) {
  return std::find(fields.begin(), fields.end(), field) != fields.end();
}

bool isGiven(const Json& body, StepField field) { return body.contains(std::string(stepFieldName(field))); }

std::string textOf(const Json& body, StepField field) { return body.value(std::string(stepFieldName(field)), ""); }

// The step under way, with all that it depends on.
struct Taking {
  Transaction& transaction;
  const Services& services;
  const Identity& who;
  const Json& body;
  const ReferralRule& rule;
  const SeenReferral& seen;
};

void checkCaseManager(const Taking& taking, std::vector<Problem>& problems) {
  if (!isGiven(taking.body, StepField::caseManager)) return;
  const auto user = Users(taking.services.vault).find(taking.transaction, textOf(taking.body, StepField::caseManager));
  const bool works = user && user->active && user->agency == taking.who.agency &&
                     std::find(user->roles.begin(), user->roles.end(), "operatore") != user->roles.end();
  if (!works) {
    problems.push_back(problemAt(StepField::caseManager, "Chi segue il caso deve essere un operatore del proprio ente.",
                                 "Indicare l’identificativo di una sua utenza attiva."));
  }
}

void checkFields(const Taking& taking) {
  const bool named = taking.seen.communication && !taking.seen.communication->caseManager.empty();
  std::vector<Problem> problems;
  for (const StepField field : {StepField::reason, StepField::requests, StepField::deadline, StepField::caseManager,
                                StepField::firstMeeting, StepField::document}) {
    const bool required = holds(taking.rule.required, field);
    const bool given = isGiven(taking.body, field);
    const bool known = field == StepField::caseManager && named && !taking.rule.to.empty();
    if (required && !given && !known) problems.push_back(problemAt(field, missingSentence(field), "Aggiungere questo dato al passo."));
    if (given && !required && !holds(taking.rule.optional, field)) {
      problems.push_back(problemAt(field, "Con questo passo non si indica.", "Togliere questo dato."));
    }
  }
  if (isGiven(taking.body, StepField::deadline) && textOf(taking.body, StepField::deadline) < todayInRome()) {
    problems.push_back(problemAt(StepField::deadline, "La scadenza è già passata.", "Indicare un giorno da oggi in poi."));
  }
  checkCaseManager(taking, problems);
  if (!problems.empty()) throw Error(ErrorKind::data, "Il passo non è completo.", std::move(problems));
}

void checkSideAndState(const Taking& taking) {
  const bool ownSide = taking.rule.side == ReferralSide::sender ? taking.seen.sender : taking.seen.recipient;
  if (!ownSide || taking.who.program) {
    throw Refusal(RefusalKind::forbidden, taking.rule.side == ReferralSide::sender
                                              ? "Questo passo spetta agli operatori del caso, presso l’ente che ha inviato."
                                              : "Questo passo spetta agli operatori dell’ente che ha ricevuto.");
  }
  const std::string& state = taking.seen.referral.state;
  if (std::find(taking.rule.from.begin(), taking.rule.from.end(), state) == taking.rule.from.end()) {
    throw conflict("Questo passo non è possibile nello stato in cui si trova la segnalazione: " + state + ".");
  }
}

// Who follows a case passes it on; a colleague does not take it. As PUT …/case-manager has it: the
// rest is for the amministratore, and not for their own good.
void checkMayName(const Taking& taking) {
  if (!isGiven(taking.body, StepField::caseManager) || !taking.seen.communication) return;
  const std::string& standing = taking.seen.communication->caseManager;
  const std::string wanted = textOf(taking.body, StepField::caseManager);
  if (standing.empty() || standing == wanted || standing == taking.who.id) return;
  if (!taking.who.is(Role::amministratore)) {
    throw Refusal(RefusalKind::forbidden, "Il case manager c’è già: lo cambia lui stesso, o chi amministra l’ente.");
  }
  if (wanted == taking.who.id) throw Refusal(RefusalKind::forbidden, "Chi amministra l’ente non affida un percorso a sé stesso.");
}

// The new version of the sheet, which must be one that could be sent to this recipient.
void changeDocument(const Taking& taking, Referral& after) {
  if (!taking.seen.inForce) throw conflict("La comunicazione a questo ente è stata revocata: non gli si può inviare altro.");
  if (!isGiven(taking.body, StepField::document)) return;
  const DocumentRecord record = sendable(taking.transaction, taking.services, taking.who, textOf(taking.body, StepField::document));
  if (record.path != after.path) throw conflict("La scheda è di un altro percorso.");
  checkReceives(record, *taking.seen.communication);
  checkSecrecy(taking.transaction, taking.services, record);
  after.document = record.id;
}

// Whoever has nothing to do with the person any longer reads nothing more of them.
void dismissCaseManager(const Taking& taking) {
  const Referral& referral = taking.seen.referral;
  for (const Referral& other : Referrals(taking.services.vault).between(taking.transaction, referral.path, referral.recipientAgency)) {
    if (other.id != referral.id && !referralEndsAccess(other.state)) return;
  }
  Registers(taking.services.vault).nameCaseManager(taking.transaction, referral.path, referral.recipientAgency, "");
}

void followCaseManager(const Taking& taking, const ReferralStep& step) {
  const Referral& referral = taking.seen.referral;
  if (referralEndsAccess(step.state)) return dismissCaseManager(taking);
  if (step.caseManager.empty()) return;
  Registers(taking.services.vault).nameCaseManager(taking.transaction, referral.path, referral.recipientAgency, step.caseManager);
  notify(taking.transaction, referral.recipientAgency, "case_manager_nominato", referral.id, step.caseManager);
  const std::string former = taking.seen.communication ? taking.seen.communication->caseManager : std::string();
  if (former.empty() || former == step.caseManager) return;
  addNotice(taking.transaction, {referral.recipientAgency, former, "percorso_passato", "percorsi", referral.path});
}

ReferralStep stepOf(const Taking& taking, const Referral& after) {
  ReferralStep step;
  step.step = taking.rule.step;
  step.state = after.state;
  step.who = taking.who.id;
  step.agency = taking.who.agency;
  step.when = utcNow();
  step.document = textOf(taking.body, StepField::document);
  step.caseManager = textOf(taking.body, StepField::caseManager);
  step.deadline = textOf(taking.body, StepField::deadline);
  step.firstMeeting = textOf(taking.body, StepField::firstMeeting);
  for (const StepField field : {StepField::reason, StepField::requests}) {
    const std::string name(stepFieldName(field));
    if (taking.body.contains(name)) step.texts[name] = taking.body.at(name);
  }
  return step;
}

}  // namespace

std::string sendReferral(Transaction& transaction, const Services& services, const Identity& who,
                         const std::string& document, const std::string& recipient) {
  const DocumentRecord record = sendable(transaction, services, who, document);
  const auto path = Registers(services.vault).path(transaction, record.path);
  if (!path) throw notFound();
  if (!mayChangePath(who, *path)) throw Refusal(RefusalKind::forbidden, "Le segnalazioni le invia chi segue il caso.");
  if (!path->closedOn.empty()) throw conflict("Il percorso è chiuso: non si inviano altre segnalazioni.");
  const PathRecipient* inForce = recipientOf(*path, recipient);
  if (inForce == nullptr) {
    throw conflict("Questo ente non è fra i destinatari in vigore del percorso: prima aggiungerlo, con la base della comunicazione.");
  }
  checkSecrecy(transaction, services, record);
  checkReceives(record, *inForce);
  const Referrals referrals(services.vault);
  for (const Referral& other : referrals.between(transaction, record.path, recipient)) {
    if (!referralClosed(other.state)) throw conflict("C’è già una segnalazione in corso da questo percorso a questo ente.");
  }
  Referral referral;
  referral.path = record.path;
  referral.document = record.id;
  referral.senderAgency = path->agency;
  referral.recipientAgency = recipient;
  referral.sender = who.id;
  referral.state = kReferralSent;
  const std::string id = referrals.add(transaction, referral);
  notify(transaction, recipient, "segnalazione_ricevuta", id);
  appendAudit(transaction, {who.id, who.agency, "crea", kResource, id});
  return id;
}

void takeReferralStep(Transaction& transaction, const Services& services, const Request& request, const Json& body) {
  const SeenReferral seen = seeReferral(transaction, services, request.who, request.value("id"));
  requireMatch(request, seen.referral.version);
  const ReferralRule* rule = referralRule(body.at("passo").get<std::string>());
  if (rule == nullptr) throw Error(ErrorKind::data, "Il passo non è conosciuto.");
  const Taking taking{transaction, services, request.who, body, *rule, seen};
  checkSideAndState(taking);
  checkMayName(taking);
  checkFields(taking);
  Referral after = seen.referral;
  if (!rule->to.empty()) after.state = rule->to;
  if (rule->side == ReferralSide::sender && !referralEndsAccess(after.state)) changeDocument(taking, after);
  const ReferralStep step = stepOf(taking, after);
  // A deadline holds until what it is about has come, or is waited for no longer.
  after.deadline = step.state == "da_integrare" || rule->to.empty() ? (step.deadline.empty() ? after.deadline : step.deadline) : "";
  if (!step.firstMeeting.empty()) after.firstMeeting = step.firstMeeting;
  if (!Referrals(services.vault).take(transaction, after, step)) {
    throw Refusal(RefusalKind::stale, "Nel frattempo la segnalazione ha fatto un altro passo: rileggerla.");
  }
  followCaseManager(taking, step);
  const std::string& other = rule->side == ReferralSide::sender ? after.recipientAgency : after.senderAgency;
  const bool told = rule->side == ReferralSide::recipient || seen.inForce;
  if (told) notify(transaction, other, "segnalazione_" + step.step, after.id);
  appendAudit(transaction, {request.who.id, request.who.agency, "stato", kResource, after.id, step.step});
}

}  // namespace stesura
