#include "service/commands/store_options.h"

namespace stesura {

void declareStoreOptions(CLI::App& command, StoreOptions& options) {
  command.add_option("--data", options.data, "Cartella dei dati del servizio")
      ->type_name("CARTELLA")
      ->required();
  command
      .add_option("--chiave", options.keyFile,
                  "File della chiave padrona; di solito accanto ai dati [STESURA_CHIAVE]")
      ->type_name("FILE");
}

std::unique_ptr<Store> openStore(const StoreOptions& options, Opening opening) {
  return std::make_unique<Store>(options.place(), opening);
}

}  // namespace stesura
