// `stesura audit verify`: is the chain of who did and who read what whole?
#include <iostream>
#include <memory>

#include "service/commands/commands.h"
#include "service/commands/exit_code.h"
#include "service/commands/store_options.h"

namespace stesura {
namespace {

std::string sentenceOf(const AuditFinding& finding) {
  const std::string row = std::to_string(finding.number);
  switch (finding.flaw) {
    case AuditFlaw::altered: return "La catena si rompe alla riga " + row + ": la riga è stata alterata, spostata o inserita.";
    case AuditFlaw::missing: return "La catena si rompe alla riga " + row + ": la riga manca.";
    case AuditFlaw::addedBehind: return "La riga " + row + " è stata aggiunta dopo la fine registrata dell’audit.";
    case AuditFlaw::headBroken:
      return "La fine dell’audit (riga " + row + ") non è quella registrata: righe successive possono essere state tolte o riscritte.";
    case AuditFlaw::none: break;
  }
  return "L’audit è integro: " + std::to_string(finding.rows) + (finding.rows == 1 ? " riga." : " righe.");
}

int verify(const StoreOptions& options) {
  Store store(options.place(), Opening::existing);
  const AuditFinding finding = store.database().read([](Transaction& transaction) { return verifyAudit(transaction); });
  std::cout << sentenceOf(finding) << '\n';
  return finding.flaw == AuditFlaw::none ? kExitDone : kExitData;
}

}  // namespace

void addAudit(const CommandContext& context) {
  auto options = std::make_shared<StoreOptions>();
  CLI::App* audit = context.program.add_subcommand("audit", "Controlla il registro di chi ha fatto e letto che cosa");
  audit->require_subcommand(1);
  CLI::App* command = audit->add_subcommand("verify", "Dice se l’audit è integro, e qual è la prima riga che non lo è");
  declareStoreOptions(*command, *options);
  command->footer("Esempio:\n  stesura audit verify --data /var/lib/stesura");
  command->callback([options, context] {
    context.chosen = [options] { return verify(*options); };
  });
}

}  // namespace stesura
