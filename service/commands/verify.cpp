// `stesura verify`: are the signatures of a file good, and what was changed after them.
#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <iostream>
#include <memory>
#include <optional>
#include <vector>

#include "generator/signature/moment.h"
#include "generator/signature/verification.h"
#include "generator/signature/verification_json.h"
#include "service/commands/commands.h"
#include "service/commands/exit_code.h"
#include "service/commands/input_file.h"
#include "service/commands/output_file.h"
#include "service/commands/report_text.h"
#include "service/commands/usage_text.h"
#include "service/commands/verify_text.h"

namespace stesura {
namespace {

constexpr std::size_t kMostBytes = 64u << 20;

struct VerifyOptions {
  std::vector<std::string> files;
  std::string issued;
  std::string trust;
  std::string at;
  std::string extract;
  bool asJson = false;
};

std::int64_t secondsNow() {
  return std::chrono::duration_cast<std::chrono::seconds>(std::chrono::system_clock::now().time_since_epoch())
      .count();
}

// Named by option or environment only: a folder that happens to lie beside the file trusts nobody.
std::optional<TrustStore> trustOf(const VerifyOptions& options) {
  const char* said = std::getenv("STESURA_TRUST");
  const std::string folder = !options.trust.empty() ? options.trust : said != nullptr ? said : "";
  if (folder.empty()) return std::nullopt;
  return TrustStore::readFolder(folder);
}

// A day begins at midnight in Rome; a moment says its own offset.
std::optional<std::int64_t> momentOf(const VerifyOptions& options) {
  constexpr std::size_t kDay = 10;              // letters
  constexpr std::int64_t kLongestAhead = 7200;  // seconds
  if (options.at.empty()) return std::nullopt;
  auto moment = secondsOf(options.at);
  if (moment && options.at.size() == kDay) *moment -= romeAhead(*moment - kLongestAhead);
  if (!moment) {
    throw Error(ErrorKind::usage,
                "--at vuole una data come 2026-09-21, o un momento come 2026-09-21T15:30:00+02:00.");
  }
  return moment;
}

std::string readFile(const std::string& name) {
  std::string bytes = readInput(name, kMostBytes);
  if (bytes.size() > kMostBytes)
    throw Error(ErrorKind::data, "Il file «" + name + "» è troppo grande: al più 64 MB.");
  return bytes;
}

void refuseOddOptions(const VerifyOptions& options) {
  if (options.files.size() > 1 && !options.extract.empty())
    throw Error(ErrorKind::usage, "--extract vuole un solo file.");
  const auto streams =
      std::count(options.files.begin(), options.files.end(), "-") + (options.issued == "-" ? 1 : 0);
  if (streams > 1) throw Error(ErrorKind::usage, "Lo standard input (-) si può indicare una volta sola.");
}

void extractContent(const VerifyOptions& options, const std::string& bytes) {
  if (options.extract.empty()) return;
  const auto content = contentOf(bytes);
  if (!content) throw Error(ErrorKind::data, "Il file non è una busta .p7m con un documento dentro.");
  refuseSameFile(options.files.front(), options.extract);
  refuseSameFile(options.issued, options.extract);
  writeOutput(options.extract, *content);
}

struct Verified {
  std::string name, bytes;
  VerificationReport report;
};

// Each with each: whether they are the same document, and who has to sign again.
struct Comparison {
  std::size_t first, second;
  IssuedReport report;
};
std::vector<Comparison> comparisonsOf(const std::vector<Verified>& files) {
  std::vector<Comparison> comparisons;
  for (std::size_t i = 0; i < files.size(); ++i) {
    for (std::size_t j = i + 1; j < files.size(); ++j)
      comparisons.push_back({i, j, compareCopies(files[j].bytes, files[i].bytes)});
  }
  return comparisons;
}

Json allJson(const std::vector<Verified>& files, const std::vector<Comparison>& comparisons, Outcome worst) {
  Json json{{"esito", outcomeName(worst)}, {"documenti", Json::array()}, {"confronti", Json::array()}};
  for (const Verified& file : files) json["documenti"].push_back(verificationJson(file.report));
  for (const Comparison& comparison : comparisons) {
    json["confronti"].push_back({{"documenti", {comparison.first + 1, comparison.second + 1}},
                                 {"rapporto", relationName(comparison.report.relation)},
                                 {"descrizione", comparison.report.sentence}});
  }
  return json;
}

void printAll(const std::vector<Verified>& files, const std::vector<Comparison>& comparisons) {
  for (std::size_t i = 0; i < files.size(); ++i) {
    if (i > 0) std::cout << '\n';
    printVerification(std::cout, files[i].name, files[i].report);
  }
  for (const Comparison& comparison : comparisons) {
    std::cout << '\n'
              << printable(files[comparison.second].name) << " e " << printable(files[comparison.first].name)
              << ": " << relationName(comparison.report.relation) << '\n'
              << comparison.report.sentence << '\n';
  }
}

int verifyAll(const VerifyOptions& options, const CLI::App& command) {
  refuseEmptyNames(command);
  refuseOddOptions(options);
  const std::optional<TrustStore> trust = trustOf(options);
  const auto at = momentOf(options);
  if (trust && !options.asJson) {
    for (const std::string& note : trust->notes()) std::cerr << "avviso: " << printable(note) << '\n';
  }
  const std::string issued = options.issued.empty() ? std::string() : readFile(options.issued);
  std::vector<Verified> files;
  Outcome worst = Outcome::valid;
  for (const std::string& name : options.files) {
    Verified file{name, readFile(name), {}};
    VerificationOrder order;
    order.bytes = file.bytes;
    if (!options.issued.empty()) order.issued = issued;
    order.trust = trust ? &*trust : nullptr;
    order.at = at;
    order.now = secondsNow();
    file.report = verify(order);
    worst = worse(worst, file.report.outcome);
    extractContent(options, file.bytes);
    files.push_back(std::move(file));
  }
  const std::vector<Comparison> comparisons = comparisonsOf(files);
  if (!options.asJson)
    printAll(files, comparisons);
  else if (files.size() == 1)
    std::cout << jsonText(verificationJson(files.front().report));
  else
    std::cout << jsonText(allJson(files, comparisons, worst));
  return worst == Outcome::valid ? kExitDone : kExitData;
}

// Programs read one object whatever happens: nothing was verified, and why.
int verifyFiles(const VerifyOptions& options, const CLI::App& command) {
  try {
    return verifyAll(options, command);
  } catch (const Error& error) {
    if (options.asJson) {
      std::cout << jsonText(Json{{"esito", outcomeName(Outcome::notVerified)},
                                 {"descrizione", error.sentence()},
                                 {"errore", true},
                                 {"firme", Json::array()},
                                 {"modifiche", Json::array()}});
    }
    throw;
  }
}

}  // namespace

void addVerify(const CommandContext& context) {
  const auto options = std::make_shared<VerifyOptions>();
  CLI::App* command = context.program.add_subcommand("verify", "Verifica le firme di un PDF o di un .p7m");
  command
      ->add_option("FILE", options->files,
                   "PDF firmato, .p7m o .p7s; più d’uno per confrontarli; - è lo standard input")
      ->required();
  command
      ->add_option("--issued", options->issued,
                   "Documento emesso, o la copia firmata fin qui: il file deve continuarlo")
      ->type_name("FILE");
  command
      ->add_option("--trust", options->trust,
                   "Cartella con certificati e liste di revoca fidati; se manca, STESURA_TRUST")
      ->type_name("CARTELLA");
  command->add_option("--at", options->at, "Giudica i certificati a questa data, o momento")
      ->type_name("DATA");
  command->add_option("--extract", options->extract, "Scrive il documento contenuto in un .p7m")
      ->type_name("FILE");
  command->add_flag("--json", options->asJson, "Risposta in JSON, per i programmi");
  command->footer(
      "Esce con 0 soltanto se l’esito è integra_valida.\n\nEsempio:\n  stesura verify accordo.pdf --issued "
      "emesso.pdf --trust fiducia\n"
      "  stesura verify determina.pdf.p7m --extract determina.pdf");
  command->callback([options, context, command] {
    context.chosen = [options, command] { return verifyFiles(*options, *command); };
  });
}

}  // namespace stesura
