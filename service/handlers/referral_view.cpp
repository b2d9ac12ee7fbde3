#include "service/handlers/referral_view.h"

#include "service/access.h"
#include "service/refusal.h"
#include "service/store/moment.h"

namespace stesura {
namespace {

void fillCommunication(SeenReferral& seen, const std::string& today) {
  for (const PathRecipient& recipient : seen.path.recipients) {
    if (recipient.agency != seen.referral.recipientAgency) continue;
    const bool inForce = recipientInForce(recipient, today);
    if (seen.inForce && !inForce) continue;
    seen.communication = recipient;
    seen.inForce = inForce;
  }
}

Json communicationJson(const SeenReferral& seen) {
  if (seen.inForce) return {{"stato", "in_vigore"}};
  if (!seen.communication || seen.communication->revokedAt.empty()) return {{"stato", "non_in_vigore"}};
  return {{"stato", "revocata"}, {"revocata_il", seen.communication->revokedAt}};
}

void putIfAny(Json& value, const char* key, const std::string& text) {
  if (!text.empty()) value[key] = text;
}

Json stepJson(const ReferralStep& step, bool texts) {
  Json value = {{"numero", step.number}, {"passo", step.step}, {"stato", step.state},
                {"chi", step.who},       {"ente", step.agency}, {"quando", step.when}};
  putIfAny(value, "documento", step.document);
  putIfAny(value, "case_manager", step.caseManager);
  putIfAny(value, "scadenza", step.deadline);
  putIfAny(value, "data_primo_incontro", step.firstMeeting);
  if (texts) value.update(step.texts);
  return value;
}

}  // namespace

std::optional<SeenReferral> seeReferral(Transaction& transaction, const Services& services, const Identity& who,
                                        const Referral& referral) {
  if (!who.is(Role::operatore)) return std::nullopt;
  auto path = Registers(services.vault).path(transaction, referral.path);
  if (!path) return std::nullopt;
  SeenReferral seen;
  seen.referral = referral;
  seen.path = std::move(*path);
  fillCommunication(seen, todayInRome());
  if (who.agency == referral.senderAgency) {
    seen.sender = seen.texts = mayChangePath(who, seen.path);
    return seen;
  }
  if (who.agency != referral.recipientAgency || !seen.inForce) return std::nullopt;
  seen.recipient = true;
  seen.texts = !who.program && seen.communication->caseManager == who.id;
  return seen;
}

SeenReferral seeReferral(Transaction& transaction, const Services& services, const Identity& who, const std::string& id) {
  if (!isId(id)) throw notFound();
  const auto referral = Referrals(services.vault).find(transaction, id);
  if (!referral) throw notFound();
  auto seen = seeReferral(transaction, services, who, *referral);
  if (!seen) throw notFound();
  return std::move(*seen);
}

Json referralSummary(const SeenReferral& seen) {
  const Referral& referral = seen.referral;
  Json value = {{"id", referral.id},
                {"percorso", referral.path},
                {"mittente", referral.senderAgency},
                {"destinatario", referral.recipientAgency},
                {"stato", referral.state},
                {"comunicazione", communicationJson(seen)},
                {"creata_il", referral.createdAt},
                {"modificata_il", referral.changedAt}};
  if (seen.stateOnly()) return value;
  value["documento"] = referral.document;
  if (seen.inForce) putIfAny(value, "case_manager", seen.communication->caseManager);
  putIfAny(value, "scadenza", referral.deadline);
  putIfAny(value, "data_primo_incontro", referral.firstMeeting);
  return value;
}

Json referralJson(Transaction& transaction, const Services& services, const Identity& who, const SeenReferral& seen) {
  Json value = referralSummary(seen);
  if (seen.stateOnly()) return value;
  value["passi"] = Json::array();
  for (const ReferralStep& step : Referrals(services.vault).steps(transaction, seen.referral)) {
    value["passi"].push_back(stepJson(step, seen.texts || step.who == who.id));
  }
  return value;
}

}  // namespace stesura
