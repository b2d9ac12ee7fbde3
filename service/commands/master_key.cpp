// `stesura master-key`: rotates the master key, prints it, types it in again, looks at it.
#include <iostream>
#include <memory>

#include "service/commands/commands.h"
#include "service/commands/exit_code.h"
#include "service/commands/input_file.h"
#include "service/commands/store_options.h"

namespace stesura {
namespace {

constexpr std::size_t kMostTyped = 64u << 10;

struct KeyOptions {
  StoreOptions store;
  std::string file;
  int number = 0;
};

void tellKeys(const MasterKeys& keys, const std::map<int, std::size_t>& uses) {
  for (const auto& [number, key] : keys.keys) {
    const auto used = uses.find(number);
    std::cout << "Chiave " << number << (number == keys.keys.rbegin()->first ? " (in uso)" : " (di prima)") << ": protegge "
              << (used == uses.end() ? 0 : used->second) << " chiavi dei dati.\n";
  }
}

int check(const KeyOptions& options) {
  const StorePlace place = options.store.place();
  Store store(place, Opening::existing);
  const auto uses = store.database().read([](Transaction& transaction) { return masterKeysInUse(transaction); });
  const MasterKeys keys = MasterKeys::fromFile(place.keyFile);
  tellKeys(keys, uses);
  for (const auto& [number, count] : uses) {
    if (!keys.keys.contains(number)) {
      std::cout << "Manca la chiave " << number << ", che protegge " << count << " chiavi dei dati.\n";
      return kExitSurroundings;
    }
  }
  std::cout << "La chiave padrona è quella di questi dati.\n";
  return kExitDone;
}

// A newest key that protects nothing is left from a rotation that was cut short: it is taken up.
int rotate(const KeyOptions& options) {
  const StorePlace place = options.store.place();
  {
    Store store(place, Opening::existing);
    const auto uses = store.database().read([](Transaction& transaction) { return masterKeysInUse(transaction); });
    const MasterKeys keys = MasterKeys::fromFile(place.keyFile);
    if (uses.contains(keys.keys.rbegin()->first)) withNewKey(keys);
  }
  Store store(place, Opening::existing);
  const std::size_t count = store.database().write([&](Transaction& transaction) {
    appendAudit(transaction, {"sistema", "", "ruota", "chiave-padrona", "", "fatto"});
    return store.vault().rewrap(transaction);
  });
  const int newest = MasterKeys::fromFile(place.keyFile).keys.rbegin()->first;
  std::cout << "La chiave padrona " << newest << " è in uso e protegge " << count << " chiavi dei dati.\n"
            << "Stampare il nuovo foglio di recupero: stesura master-key sheet\n"
            << "Le chiavi di prima servono ancora ai salvataggi già fatti. Si tolgono con: stesura master-key remove NUMERO\n";
  return kExitDone;
}

int removeKey(const KeyOptions& options) {
  const StorePlace place = options.store.place();
  Store store(place, Opening::existing);
  // Within a writing transaction: nobody wraps anything with it meanwhile.
  store.database().write([&](Transaction& transaction) {
    if (masterKeysInUse(transaction).contains(options.number)) {
      throw Error(ErrorKind::usage, "Questa chiave protegge ancora dei dati: prima stesura master-key rotate.");
    }
    withoutKey(MasterKeys::fromFile(place.keyFile), options.number);
    appendAudit(transaction, {"sistema", "", "togli", "chiave-padrona", "", "fatto"});
  });
  std::cout << "Tolta la chiave " << options.number << ". I salvataggi fatti quando era in uso non si riprendono più senza il suo foglio.\n";
  return kExitDone;
}

int sheet(const KeyOptions& options) {
  std::cout << recoverySheet(MasterKeys::fromFile(options.store.place().keyFile));
  return kExitDone;
}

int recover(const KeyOptions& options) {
  const Secret typed = readInput(options.file, kMostTyped);
  const MasterKeys keys = fromRecoverySheet(typed, options.store.keyFile);
  std::cout << "Il file della chiave padrona è rifatto (" << keys.keys.size() << (keys.keys.size() == 1 ? " chiave" : " chiavi") << "). Provarlo con: stesura master-key check\n";
  return kExitDone;
}

CLI::App* addPart(CLI::App& group, const CommandContext& context, const std::shared_ptr<KeyOptions>& options, const char* name,
                  const char* description, int (*work)(const KeyOptions&)) {
  CLI::App* command = group.add_subcommand(name, description);
  command->callback([options, context, work] {
    context.chosen = [options, work] { return work(*options); };
  });
  return command;
}

}  // namespace

void addMasterKey(const CommandContext& context) {
  const auto options = std::make_shared<KeyOptions>();
  CLI::App* group = context.program.add_subcommand("master-key", "La chiave padrona: controllarla, cambiarla, stamparla, rifarla");
  group->require_subcommand(1);
  declareStoreOptions(*addPart(*group, context, options, "check", "Dice se la chiave è quella dei dati", check), options->store);
  declareStoreOptions(*addPart(*group, context, options, "rotate", "Mette in uso una chiave nuova, anche mentre il servizio lavora", rotate),
                      options->store);
  CLI::App* removing = addPart(*group, context, options, "remove", "Toglie dal file una chiave che non protegge più nulla", removeKey);
  removing->add_option("NUMERO", options->number, "Numero della chiave (vedere: stesura master-key check)")->required();
  declareStoreOptions(*removing, options->store);
  declareStoreOptions(*addPart(*group, context, options, "sheet", "Scrive il foglio di recupero, da stampare e chiudere in cassaforte", sheet),
                      options->store);
  CLI::App* recovering = addPart(*group, context, options, "recover", "Rifà il file della chiave dalle righe del foglio di recupero", recover);
  recovering->add_option("FILE", options->file, "Righe ricopiate dal foglio; - è lo standard input")->default_val("-");
  recovering->add_option("--chiave", options->store.keyFile, "File da creare")->type_name("FILE")->required();
  group->footer("Esempio:\n  stesura master-key sheet --data /var/lib/stesura | lp");
}

}  // namespace stesura
