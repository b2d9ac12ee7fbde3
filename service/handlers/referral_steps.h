// Sending a referral, and each step of its chain.
#pragma once

#include "service/handlers/exchange.h"
#include "service/services.h"
#include "service/store/database.h"

namespace stesura {

// The id of the new referral. Throws Refusal{notFound}, {forbidden}, {conflict} with what stands in the way.
std::string sendReferral(Transaction& transaction, const Services& services, const Identity& who,
                         const std::string& document, const std::string& recipient);

// Takes the step that the body names. Throws Refusal{notFound}, {preconditionRequired}, {stale},
// {forbidden} for the other side's step, {conflict} from a state that does not admit it, Error{data}
// for what the step lacks or does not take.
void takeReferralStep(Transaction& transaction, const Services& services, const Request& request, const Json& body);

}  // namespace stesura
