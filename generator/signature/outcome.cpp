#include "generator/signature/outcome.h"

namespace stesura {

std::string_view outcomeName(Outcome outcome) {
  switch (outcome) {
    case Outcome::valid:
      return "integra_valida";
    case Outcome::revocationUnknown:
      return "revoca_ignota";
    case Outcome::toConfirm:
      return "integra_da_verificare";
    case Outcome::notVerified:
      return "non_verificata";
    case Outcome::revoked:
      return "revocata";
    case Outcome::broken:
      return "non_integra";
  }
  return "non_verificata";
}

}  // namespace stesura
