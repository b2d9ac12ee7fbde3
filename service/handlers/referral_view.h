// A referral as each side may see it: its operators of the case and the receiving agency's, nobody else.
#pragma once

#include <optional>

#include "service/handlers/exchange.h"
#include "service/services.h"
#include "service/store/referrals.h"
#include "service/store/registers.h"

namespace stesura {

struct SeenReferral {
  Referral referral{};
  PathFacts path{};
  bool sender = false;     // the asker works on the case at the sending agency
  bool recipient = false;  // the asker is an operator of the receiving agency, which receives the path today
  bool texts = false;      // the asker may read reasons and requests of every step
  // The receiving agency as the path has it: in force, else as it was revoked last; none if it never was.
  std::optional<PathRecipient> communication{};
  bool inForce = false;

  // Neither of the two: an operator of the sending agency, who sees the state only.
  bool stateOnly() const { return !sender && !recipient; }
};

// None for whoever may not know of it.
std::optional<SeenReferral> seeReferral(Transaction& transaction, const Services& services, const Identity& who,
                                        const Referral& referral);
// Throws Refusal{notFound}.
SeenReferral seeReferral(Transaction& transaction, const Services& services, const Identity& who, const std::string& id);

// Without the steps it has taken; with them.
Json referralSummary(const SeenReferral& seen);
Json referralJson(Transaction& transaction, const Services& services, const Identity& who, const SeenReferral& seen);

}  // namespace stesura
