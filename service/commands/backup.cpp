// `stesura backup` and `stesura restore`: the whole database into one file, and out of it.
#include "service/store/backup.h"

#include <iostream>
#include <memory>

#include "service/commands/commands.h"
#include "service/commands/exit_code.h"
#include "service/commands/store_options.h"

namespace stesura {
namespace {

struct CopyOptions {
  StoreOptions store;
  std::string file;
};

std::string sizeInWords(std::int64_t bytes) {
  return bytes < (10 << 20) ? std::to_string((bytes + 1023) >> 10) + " kB" : std::to_string(bytes >> 20) + " MB";
}

int makeBackup(const CopyOptions& options) {
  Store store(options.store.place(), Opening::existing);
  const BackupNote note = backUp(store, options.file);
  std::cout << "Salvataggio del " << note.madeAt << " fatto: " << sizeInWords(note.size) << ".\nSHA-256 " << note.sha256
            << "\nPer riprenderlo serve anche la chiave padrona, che non vi è compresa: conservarla altrove.\n";
  return kExitDone;
}

int restoreBackup(const CopyOptions& options) {
  const Restored restored = restore(options.file, options.store.place());
  std::cout << "Ripreso il salvataggio del " << restored.note.madeAt << ": impronta, archivio e chiave sono in ordine.\n";
  if (restored.erasedAgain > 0) {
    std::cout << "Chiavi cancellate dopo il salvataggio, e di nuovo cancellate: " << restored.erasedAgain << ".\n";
  }
  if (restored.audit.flaw == AuditFlaw::none) return kExitDone;
  std::cout << "Attenzione: già nel salvataggio l’audit non era integro, dalla riga " << restored.audit.number << ".\n";
  return kExitData;
}

void addCopying(const CommandContext& context, const char* name, const char* description, const char* file,
                const char* example, int (*work)(const CopyOptions&)) {
  auto options = std::make_shared<CopyOptions>();
  CLI::App* command = context.program.add_subcommand(name, description);
  command->add_option("FILE", options->file, file)->required();
  declareStoreOptions(*command, options->store);
  command->footer(example);
  command->callback([options, context, work] {
    context.chosen = [options, work] { return work(*options); };
  });
}

}  // namespace

void addBackup(const CommandContext& context) {
  addCopying(context, "backup", "Salva tutti i dati del servizio in un file, anche mentre lavora",
             "File nuovo del salvataggio, fuori dalla cartella dei dati",
             "Esempio:\n  stesura backup /media/copie/stesura-2026-03-12.backup --data /var/lib/stesura", makeBackup);
}

void addRestore(const CommandContext& context) {
  addCopying(context, "restore", "Riprende un salvataggio in una cartella nuova o vuota, e lo controlla", "File del salvataggio",
             "Esempio:\n  stesura restore stesura-2026-03-12.backup --data /var/lib/stesura-ripresa --chiave /var/lib/stesura.chiave",
             restoreBackup);
}

}  // namespace stesura
