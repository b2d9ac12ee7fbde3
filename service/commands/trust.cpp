// `stesura trust`: whom verification trusts, as a folder of certificates, revocation lists and trusted lists.
#include <cctype>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <memory>
#include <string>

#include "generator/signature/trust.h"
#include "service/commands/commands.h"
#include "service/commands/exit_code.h"
#include "service/commands/input_file.h"
#include "service/commands/report_text.h"
#include "service/commands/usage_text.h"

namespace stesura {
namespace {

constexpr std::size_t kMostListBytes = 64u << 20, kMostCertificateBytes = 1u << 20;

struct TrustOptions {
  std::string list;
  std::string signer;
  std::string folder;
};

std::string folderOf(const TrustOptions& options) {
  if (!options.folder.empty()) return options.folder;
  const char* said = std::getenv("STESURA_TRUST");
  return said != nullptr && *said != '\0' ? said : "fiducia";
}

bool isFingerprint(const std::string& text) {
  std::size_t digits = 0;
  for (const char c : text) {
    if (c == ':' || c == ' ') continue;
    if (!std::isxdigit(static_cast<unsigned char>(c))) return false;
    ++digits;
  }
  return digits == 64;
}

// A fingerprint, or a file that holds the certificate.
std::string fingerprintOf(const std::string& signer) {
  if (signer.empty() || isFingerprint(signer)) return signer;
  const std::string bytes = readInput(signer, kMostCertificateBytes);
  if (bytes.size() > kMostCertificateBytes)
    throw Error(ErrorKind::data, "Il file del certificato è troppo grande: al più 1 MB.");
  return certificateFingerprint(bytes);
}

std::string dayOf(const std::string& moment) {
  return moment.empty() ? "mai" : moment.substr(8, 2) + "/" + moment.substr(5, 2) + "/" + moment.substr(0, 4);
}

void printList(const TrustedListImport& list) {
  std::cout << "Elenco di fiducia: " << list.territory << "\nEmesso il: " << dayOf(list.issued) << " ("
            << counted(static_cast<std::uint64_t>(list.ageDays), "giorno", "giorni")
            << " fa)\nProssimo aggiornamento: " << dayOf(list.nextUpdate)
            << (list.expired ? ", già passato" : "") << "\nFirmato da: " << printable(list.signerName)
            << "\nImpronta SHA-256 del suo certificato: " << list.signerSha256
            << "\nServizi qualificati attivi: " << list.services
            << "\nServizi ritirati, che valgono per le firme di quando erano attivi: " << list.past
            << "\nServizi lasciati fuori (mai attivi o di altro tipo): " << list.leftOut << '\n';
  for (const std::string& note : list.notes) std::cout << "Nota: " << printable(note) << '\n';
}

int importList(const TrustOptions& options) {
  const std::string signer = fingerprintOf(options.signer);
  const std::string xml = readInput(options.list, kMostListBytes);
  if (xml.size() > kMostListBytes)
    throw Error(ErrorKind::data, "L’elenco di fiducia è troppo grande: al più 64 MB.");
  const auto now =
      std::chrono::duration_cast<std::chrono::seconds>(std::chrono::system_clock::now().time_since_epoch())
          .count();
  const std::string folder = folderOf(options);
  const TrustedListImport list = importTrustedList(xml, signer, folder, now);
  printList(list);
  if (list.signerConfirmed) {
    std::cout << "Importato nella cartella " << printable(folder) << ".\n";
    return kExitDone;
  }
  std::cout.flush();
  std::cerr
      << (signer.empty() ? "" : "L’elenco è firmato da un altro certificato, non da quello indicato. ")
      << "Niente è stato importato: la firma è integra, ma solo una persona può dire se chi ha firmato è il "
         "gestore dell’elenco. "
         "Confrontare l’impronta con quella pubblicata nell’elenco degli elenchi dell’Unione europea o da "
         "AgID; se è la stessa, "
         "ripetere con --signer e l’impronta.\n";
  return kExitData;
}

std::string usesOf(const TrustAnchor& anchor) {
  if (anchor.service.empty()) return "messo a mano";
  return anchor.service + " dell’elenco " + anchor.territory +
         (anchor.isPast ? ", oggi non più attivo: vale per le firme di quando lo era" : "");
}

int show(const TrustOptions& options) {
  const TrustStore trust = TrustStore::readFolder(folderOf(options));
  std::cout << counted(trust.anchors(), "autorità fidata", "autorità fidate") << '\n';
  for (const TrustAnchor& anchor : trust.anchorList()) {
    std::cout << "  " << printable(anchor.name) << ", fino al " << dayOf(anchor.notAfter) << " ("
              << usesOf(anchor) << ", " << printable(anchor.file) << ")\n";
  }
  std::cout << counted(trust.revocationLists(), "lista di revoca", "liste di revoca") << '\n';
  for (const TrustRevocationList& list : trust.revocationListList()) {
    std::cout << "  " << printable(list.issuer) << ", del " << dayOf(list.thisUpdate)
              << ", da rinnovare entro: " << dayOf(list.nextUpdate) << " (" << printable(list.file) << ")\n";
  }
  for (const std::string& note : trust.notes()) std::cout << "Nota: " << printable(note) << '\n';
  return kExitDone;
}

using Work = int (*)(const TrustOptions&);

CLI::App* subcommand(CLI::App& group, const CommandContext& context, const char* name, const char* summary,
                     Work work, const std::shared_ptr<TrustOptions>& options) {
  CLI::App* command = group.add_subcommand(name, summary);
  command
      ->add_option("--trust", options->folder,
                   "Cartella di chi è fidato; se manca, STESURA_TRUST, poi «fiducia»")
      ->type_name("CARTELLA");
  command->callback([options, context, work, command] {
    refuseEmptyNames(*command);
    context.chosen = [options, work] { return work(*options); };
  });
  return command;
}

}  // namespace

void addTrust(const CommandContext& context) {
  const auto options = std::make_shared<TrustOptions>();
  CLI::App* group = context.program.add_subcommand("trust", "Chi è fidato quando si verificano le firme");
  group->require_subcommand(1);

  CLI::App* import = subcommand(*group, context, "import", "Importa un elenco di fiducia (ETSI TS 119 612)",
                                importList, options);
  import->add_option("FILE", options->list, "Elenco di fiducia, XML; - è lo standard input")->required();
  import
      ->add_option("--signer", options->signer,
                   "Chi deve averlo firmato: impronta SHA-256 del certificato, o il certificato")
      ->type_name("IMPRONTA|FILE");

  subcommand(*group, context, "show", "Mostra le autorità fidate e le liste di revoca", show, options);

  group->footer(
      "Esempio:\n  stesura trust import TL-IT.xml\n  stesura trust import TL-IT.xml --signer 3f…9a --trust "
      "fiducia\n"
      "  stesura trust show --trust fiducia");
}

}  // namespace stesura
