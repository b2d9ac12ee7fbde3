#include "service/handlers/granting.h"

#include <algorithm>

#include "service/refusal.h"
#include "service/store/registers.h"

namespace stesura {

std::optional<std::string> agencyLookedAfter(const Identity& who) {
  if (who.is(Role::sistema)) return std::nullopt;
  return who.agency;
}

std::string agencyOfNew(const Identity& who, const Json& given) {
  const std::string agency = given.value("ente", who.agency);
  if (who.is(Role::sistema) || agency == who.agency) return agency;
  throw Refusal(RefusalKind::forbidden,
                "Si possono aggiungere utenti e chiavi solo del proprio ente.");
}

void checkRoles(const Identity& who, const std::string& agency,
                const std::vector<std::string>& roles) {
  const bool system = std::find(roles.begin(), roles.end(), "sistema") != roles.end();
  if (system && !who.is(Role::sistema)) {
    throw Refusal(RefusalKind::forbidden, "Il ruolo «sistema» lo dà solo chi lo ha.");
  }
  std::vector<Problem> problems;
  if (system && (roles.size() > 1 || !agency.empty())) {
    problems.push_back({"/ruoli",
                        "Il ruolo «sistema» sta da solo e senza ente.",
                        "Per lavorare in un ente creare un altro utente.",
                        {},
                        {},
                        {}});
  } else if (!system && agency.empty()) {
    problems.push_back({"/ente",
                        "Manca l’ente.",
                        "Indicare l’identificativo dell’ente a cui appartiene.",
                        {},
                        {},
                        {}});
  }
  if (!problems.empty())
    throw Error(ErrorKind::data, "I ruoli non vanno bene insieme all’ente.", std::move(problems));
}

void requireAgency(const Vault& vault, Transaction& transaction, const std::string& agency) {
  if (agency.empty() || Registers(vault).find(transaction, Register::agencies, agency))
    return;
  throw Error(ErrorKind::data, "L’ente indicato non è nel registro.",
              {{"/ente",
                "Questo ente non è nel registro.",
                "Aggiungerlo prima agli enti, o correggere l’identificativo.",
                {},
                {},
                {}}});
}

}  // namespace stesura
