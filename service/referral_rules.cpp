#include "service/referral_rules.h"

#include <algorithm>
#include <stdexcept>

namespace stesura {

using enum StepField;
using enum ReferralSide;

const std::vector<ReferralRule>& referralRules() {
  static const std::vector<ReferralRule> rules = {
      {"presa_visione", recipient, {"inviata", "integrata"}, "presa_visione", {}, {caseManager}},
      {"accolta", recipient, {"presa_visione", "integrata", "lista_attesa", "accolta_con_riserva"}, "accolta",
       {caseManager}, {firstMeeting, reason}},
      {"accolta_con_riserva", recipient, {"presa_visione", "integrata", "lista_attesa"}, "accolta_con_riserva",
       {reason, caseManager}, {firstMeeting}},
      {"da_integrare", recipient, {"presa_visione", "integrata", "lista_attesa", "accolta_con_riserva"}, "da_integrare",
       {reason, requests, deadline}, {caseManager}},
      {"lista_attesa", recipient, {"presa_visione", "integrata"}, "lista_attesa", {reason}, {caseManager}},
      {"non_pertinente", recipient, {"presa_visione", "integrata", "lista_attesa"}, "non_pertinente", {reason}, {}},
      {"nuovo_case_manager", recipient,
       {"presa_visione", "da_integrare", "integrata", "lista_attesa", "accolta", "accolta_con_riserva"}, "", {caseManager}, {}},
      {"integrata", sender, {"da_integrare"}, "integrata", {}, {document, reason}},
      {"ritirata", sender, {"inviata", "presa_visione", "da_integrare", "integrata", "lista_attesa"}, "ritirata", {}, {reason}},
  };
  return rules;
}

const ReferralRule* referralRule(std::string_view step) {
  const auto& rules = referralRules();
  const auto found = std::find_if(rules.begin(), rules.end(), [&](const ReferralRule& rule) { return rule.step == step; });
  return found == rules.end() ? nullptr : &*found;
}

const std::vector<std::string_view>& referralStates() {
  static const std::vector<std::string_view> states = {
      "inviata", "presa_visione", "da_integrare", "integrata", "lista_attesa",
      "accolta_con_riserva", "accolta", "non_pertinente", "ritirata"};
  return states;
}

bool referralClosed(std::string_view state) { return state == "accolta" || referralEndsAccess(state); }
bool referralAccepted(std::string_view state) { return state == "accolta" || state == "accolta_con_riserva"; }
bool referralEndsAccess(std::string_view state) { return state == "non_pertinente" || state == "ritirata"; }

std::string_view stepFieldName(StepField field) {
  switch (field) {
    case reason: return "motivazione";
    case requests: return "integrazioni_richieste";
    case deadline: return "scadenza";
    case caseManager: return "case_manager";
    case firstMeeting: return "data_primo_incontro";
    case document: return "documento";
  }
  throw std::invalid_argument("field");
}

std::string_view sideName(ReferralSide side) { return side == sender ? "mittente" : "destinatario"; }

}  // namespace stesura
