// `stesura purge`: erases what is past its time, and tells what only the archive authority may let go.
#include <iostream>
#include <memory>

#include "service/commands/commands.h"
#include "service/commands/exit_code.h"
#include "service/commands/store_options.h"
#include "service/documents/erasing.h"
#include "service/store/moment.h"

namespace stesura {
namespace {

struct PurgeOptions {
  StoreOptions store{};
  bool rehearsal = false;
};

int purge(const PurgeOptions& options) {
  const std::unique_ptr<Store> store = openStore(options.store, Opening::existing);
  const Purged purged = purgeDocuments(store->database(), todayInRome(), options.rehearsal);
  std::cout << "Documenti oltre il tempo di conservazione " << (options.rehearsal ? "da cancellare: " : "cancellati: ") << purged.erased << "\n"
            << "Bozze che nessuno tocca da un anno " << (options.rehearsal ? "da cancellare: " : "cancellate: ") << purged.drafts << "\n";
  if (purged.kept.empty()) return kExitDone;
  std::cout << "Registrati, da scartare solo con l’autorizzazione della soprintendenza (D.Lgs. 42/2004, art. 21): " << purged.kept.size() << "\n";
  for (const std::string& id : purged.kept) std::cout << "  " << id << "\n";
  return kExitDone;
}

}  // namespace

void addPurge(const CommandContext& context) {
  auto options = std::make_shared<PurgeOptions>();
  CLI::App* command = context.program.add_subcommand("purge", "Cancella bozze e documenti non registrati oltre il loro tempo");
  declareStoreOptions(*command, options->store);
  command->add_flag("--prova", options->rehearsal, "Dice che cosa farebbe, senza cancellare nulla");
  command->footer("Il servizio in funzione lo fa da sé, una volta al giorno.\n\nEsempio:\n  stesura purge --data dati --prova");
  command->callback([options, context] {
    context.chosen = [options] { return purge(*options); };
  });
}

}  // namespace stesura
