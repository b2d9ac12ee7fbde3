// `stesura diagnosi`: does this machine have what Stesura needs, and is the data folder in order.
#include <sys/statvfs.h>
#include <sys/timex.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <ctime>
#include <functional>
#include <iostream>
#include <memory>

#include "service/commands/commands.h"
#include "service/commands/exit_code.h"
#include "service/commands/report_text.h"
#include "service/store/audit.h"
#include "service/store/backup.h"
#include "service/store/moment.h"
#include "service/store/store.h"

namespace stesura {
namespace {

namespace fs = std::filesystem;

struct DiagnosisOptions {
  std::string data;
  std::string key;  // "" takes the file beside the data folder
};

enum class Finding { good, doubtful, bad };

const char* markOf(Finding finding) {
  switch (finding) {
    case Finding::good: return "bene      ";
    case Finding::doubtful: return "attenzione";
    case Finding::bad: return "errore    ";
  }
  return "";
}

// Prints one line a question, and remembers the worst answer.
class Diagnosis {
 public:
  struct Answer { Finding finding; std::string sentence; };

  void ask(const std::string& subject, const std::function<Answer()>& question) {
    Answer answer{Finding::bad, ""};
    try {
      answer = question();
    } catch (const Error& error) {
      answer.sentence = error.sentence();
    }
    worst_ = std::max(worst_, answer.finding);
    std::cout << markOf(answer.finding) << "  " << subject << ": " << printable(answer.sentence) << '\n';
  }
  Finding worst() const { return worst_; }

 private:
  Finding worst_ = Finding::good;
};

Diagnosis::Answer askOffice(const GeneratorSettings& settings) {
  Generator generator(settings);
  generator.warmOffice();
  return {Finding::good, settings.sandbox ? "LibreOffice parte, isolato." : "LibreOffice parte, ma senza isolamento."};
}

Diagnosis::Answer askFonts(const GeneratorSettings& settings) {
  const fs::path folder = fontFolder(settings);
  std::size_t count = 0;
  bool titillium = false;
  std::error_code failure;
  for (const auto& entry : fs::directory_iterator(folder, failure)) {
    if (entry.path().extension() != ".ttf") continue;
    ++count;
    titillium = titillium || entry.path().filename().string().find("itillium") != std::string::npos;
  }
  if (count == 0) return {Finding::bad, "non ci sono: eseguire ./run o reinstallare il pacchetto."};
  if (!titillium) return {Finding::bad, "manca Titillium Web: eseguire ./run o reinstallare il pacchetto."};
  return {Finding::good, std::to_string(count) + " file, con Titillium Web."};
}

// Signatures, sessions and retention depend on the clock.
Diagnosis::Answer askClock() {
  timex state{};
  const int answer = ::adjtimex(&state);
  const std::time_t now = std::time(nullptr);
  std::tm utc{};
  gmtime_r(&now, &utc);
  if (utc.tm_year + 1900 < 2026) return {Finding::bad, "segna un anno passato: regolare data e ora."};
  if (answer < 0) return {Finding::doubtful, "non si può sapere se è sincronizzato."};
  if (answer == TIME_ERROR || (state.status & STA_UNSYNC) != 0) {
    return {Finding::doubtful, "non è sincronizzato con la rete: attivare systemd-timesyncd o chrony."};
  }
  return {Finding::good, "sincronizzato."};
}

Diagnosis::Answer askDisk(const fs::path& folder) {
  struct statvfs space {};
  if (::statvfs(folder.c_str(), &space) != 0) return {Finding::bad, "la cartella dei dati non si può leggere."};
  const unsigned long long megabytes = static_cast<unsigned long long>(space.f_bavail) * space.f_frsize >> 20;
  const unsigned long long all = static_cast<unsigned long long>(space.f_blocks) * space.f_frsize >> 20;
  const std::string sentence = std::to_string(megabytes) + " MB liberi.";
  if (megabytes < 200) return {Finding::bad, sentence + " Liberare spazio: presto nulla si potrà salvare."};
  if (megabytes < 2000 || (all > 0 && megabytes * 100 / all < 5)) return {Finding::doubtful, sentence + " Sono pochi."};
  return {Finding::good, sentence};
}

// Opening finds out everything about the key: that it lies outside the data, is private, and theirs.
Diagnosis::Answer askKey(const StorePlace& place) {
  Store store(place, Opening::existing);
  const auto uses = store.database().read([](Transaction& transaction) { return masterKeysInUse(transaction); });
  const MasterKeys keys = MasterKeys::fromFile(place.keyFile);
  for (const auto& [number, count] : uses) {
    if (!keys.keys.contains(number)) return {Finding::bad, "una delle chiavi con cui questi dati sono cifrati non è nel file."};
  }
  return {Finding::good, "c’è, è solo di chi esegue il servizio, ed è quella di questi dati."};
}

Diagnosis::Answer askAudit(const StorePlace& place) {
  Store store(place, Opening::existing);
  const auto broken = store.database().read([](Transaction& transaction) { return firstBrokenAuditRow(transaction); });
  if (broken) return {Finding::bad, "la catena è interrotta alla riga " + std::to_string(*broken) + "."};
  return {Finding::good, "la catena è intera."};
}

Diagnosis::Answer askBackup(const StorePlace& place) {
  Store store(place, Opening::existing);
  const auto last = store.database().read([](Transaction& transaction) { return lastBackup(transaction); });
  if (!last) return {Finding::doubtful, "non è mai stata fatta: stesura backup."};
  const std::string sentence = "l’ultima è del " + last->madeAt.substr(0, 10) + ".";
  if (last->madeAt < utcIn(-7 * 86400)) return {Finding::bad, sentence + " Ha più di una settimana: stesura backup."};
  if (last->madeAt < utcIn(-2 * 86400)) return {Finding::doubtful, sentence + " Ha più di due giorni."};
  return {Finding::good, sentence};
}

int diagnose(const ProgramOptions& options, const DiagnosisOptions& asked) {
  const GeneratorSettings settings = resolveSettings(options, Home::needed);
  Diagnosis diagnosis;
  diagnosis.ask("isolamento", [&] { return askOffice(settings); });
  diagnosis.ask("caratteri", [&] { return askFonts(settings); });
  diagnosis.ask("orologio", [] { return askClock(); });
  if (!asked.data.empty()) {
    const fs::path data = asked.data;
    if (!fs::exists(data / "stesura.db")) throw Error(ErrorKind::usage, "Nella cartella indicata non ci sono dati di Stesura.");
    const StorePlace place{data, keyFileOf(data, asked.key)};
    diagnosis.ask("disco", [&] { return askDisk(data); });
    diagnosis.ask("chiave", [&] { return askKey(place); });
    diagnosis.ask("audit", [&] { return askAudit(place); });
    diagnosis.ask("copia di sicurezza", [&] { return askBackup(place); });
  }
  return diagnosis.worst() == Finding::bad ? kExitSurroundings : kExitDone;
}

}  // namespace

void addDiagnosis(const CommandContext& context) {
  auto options = std::make_shared<DiagnosisOptions>();
  CLI::App* command = context.program.add_subcommand(
      "diagnosi", "Controlla isolamento, caratteri, orologio e, con --data, disco, chiave, audit e copia di sicurezza");
  command->add_option("--data", options->data, "Cartella dei dati del servizio")->type_name("CARTELLA");
  command->add_option("--chiave", options->key, "File della chiave padrona; se manca, CARTELLA.chiave")->type_name("FILE");
  command->footer("Esempio:\n  stesura diagnosi --data /var/lib/stesura --chiave /etc/stesura/chiave.padrona");
  command->callback([options, context] {
    context.chosen = [options, context] { return diagnose(context.options, *options); };
  });
}

}  // namespace stesura
