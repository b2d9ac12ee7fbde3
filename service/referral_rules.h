// The chain of a referral: who may take which step from which state, as data.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace stesura {

enum class ReferralSide { sender, recipient };  // mittente, destinatario

// What the body of a step may hold beside its name.
enum class StepField { reason, requests, deadline, caseManager, firstMeeting, document };

struct ReferralRule {
  std::string_view step;
  ReferralSide side;
  std::vector<std::string_view> from;  // states
  std::string_view to;                 // state; "" where it stays
  std::vector<StepField> required;     // the case manager only while none is named
  std::vector<StepField> optional;
};

// The table as it stands in docs/catena-della-segnalazione.md; a test holds the two together.
const std::vector<ReferralRule>& referralRules();
// Null for an unknown step.
const ReferralRule* referralRule(std::string_view step);

// The state of a referral that was just sent.
inline constexpr std::string_view kReferralSent = "inviata";
// Every state, in the order in which they usually come.
const std::vector<std::string_view>& referralStates();
// No step leads on but a change of case manager: another referral may be sent.
bool referralClosed(std::string_view state);
// The recipient has taken the person on.
bool referralAccepted(std::string_view state);
// The recipient has nothing to do with it any longer: its case manager neither.
bool referralEndsAccess(std::string_view state);

// «motivazione», …; «mittente», «destinatario».
std::string_view stepFieldName(StepField field);
std::string_view sideName(ReferralSide side);

}  // namespace stesura
