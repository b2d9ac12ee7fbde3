// `stesura batch`: one document a line.
#include <algorithm>
#include <iostream>
#include <memory>

#include "generator/digest.h"
#include "service/commands/batch_run.h"
#include "service/commands/commands.h"
#include "service/commands/exit_code.h"
#include "service/commands/kind_digest.h"
#include "service/commands/order_options.h"
#include "service/commands/output_file.h"
#include "service/commands/report_text.h"
#include "service/commands/worker_threads.h"
#include "service/store/moment.h"

namespace stesura {
namespace fs = std::filesystem;
namespace {

struct BatchOptions {
  std::string kind;
  std::string file;
  std::string layout;
  std::string to;
  std::string folder;
  std::string jobs;
  std::string date;
  bool withoutData = false;
  bool flatten = false;
};

// Where LibreOffice makes the PDF, one more line is merged while every one of them is busy.
std::size_t threadsFor(const Generator& generator, const Order& order, std::size_t jobs) {
  if (order.format != OutputFormat::pdf) return jobs;
  const KindSummary kind = generator.kind(order.kind);
  const bool ofForm = std::any_of(kind.layouts.begin(), kind.layouts.end(), [&](const LayoutSummary& layout) {
    return layout.name == order.layout && layout.isForm;
  });
  return ofForm ? jobs : jobs + 1;
}

std::string settingsDigest(const fs::path& home, const Order& order) {
  return sha256Hex(canonicalJson({{"tipo", order.kind},
                                  {"modello", order.layout},
                                  {"formato", formatName(order.format)},
                                  {"data", order.issueDate},
                                  {"senza_dati", order.embeddedData == EmbeddedData::without},
                                  {"appiattito", order.formOutput == FormOutput::flattened},
                                  {"file", kindDigest(home, order.kind)}}));
}

void printSummary(const BatchSummary& summary) {
  std::cout << counted(summary.made, "documento fatto", "documenti fatti") << ", " << summary.kept
            << " già pronti, " << summary.failed << " con errori"
            << (summary.failed > 0 ? " (vedere errors.ndjson)" : "");
  if (summary.removed > 0) {
    std::cout << ", " << counted(summary.removed, "tolto", "tolti")
              << " perché senza più una riga valida";
  }
  std::cout << ".\n";
}

int batchFile(const ProgramOptions& options, const BatchOptions& batch) {
  const OutputFormat format = parseFormat(batch.to);
  requireDate(batch.date);
  const std::size_t jobs = threadCount(parseJobs(batch.jobs));
  GeneratorSettings settings = resolveSettings(options, Home::needed);
  if (settings.workers == 0) settings.workers = std::min(jobs, threadCount(0));
  const fs::path home = settings.home;
  Generator generator(std::move(settings));
  const ChosenLayout chosen = chooseLayout(generator, batch.kind, batch.layout);

  BatchOrder order;
  order.folder = batch.folder;
  order.order.kind = chosen.kind;
  // Without a name, each record has the layout that is meant for it.
  order.order.layout = batch.layout.empty() && chosen.list.empty() ? std::string() : chosen.layout;
  order.order.format = format;
  order.order.embeddedData = batch.withoutData ? EmbeddedData::without : EmbeddedData::asLayoutSays;
  order.order.formOutput = batch.flatten ? FormOutput::flattened : FormOutput::fillable;
  order.order.issueDate = batch.date;
  order.today = todayInRome();
  order.settingsDigest = settingsDigest(home, order.order);
  order.threads = threadsFor(generator, order.order, jobs);
  const OrderlyEnd end;
  LineReader lines(batch.file, kMaxLineBytes, [&end] { return end.asked(); });
  ensureFolder(order.folder);
  refuseSameFile(batch.file, (order.folder / "errors.ndjson").string());

  const BatchSummary summary = runBatch(generator, order, lines, end);
  printSummary(summary);
  if (!summary.complete) {
    std::cout << "Interrotto. Lo stesso comando riprende da dove si è fermato.\n";
    return end.exitCode();
  }
  return summary.failed > 0 ? kExitSomeRecords : kExitDone;
}

}  // namespace

void addBatch(const CommandContext& context) {
  auto batch = std::make_shared<BatchOptions>();
  CLI::App* command =
      context.program.add_subcommand("batch", "Produce un documento per ogni riga di un file");
  command->add_option("KIND", batch->kind, "Tipo di documento (vedere: stesura kinds)")->required();
  command
      ->add_option("FILE", batch->file,
                   "Dati in NDJSON, un documento per riga; - è lo standard input")
      ->required();
  command->add_option("--layout", batch->layout, "Modello; se manca, il primo adatto a ogni riga")
      ->type_name("MODELLO");
  command->add_option("--to", batch->to, "Formato: odt o pdf")->type_name("odt|pdf")->required();
  command
      ->add_option("--out", batch->folder,
                   "Cartella dei documenti (000001.pdf, …), di errors.ndjson e dell'elenco di ciò "
                   "che è fatto; se manca, si crea")
      ->type_name("CARTELLA")
      ->required();
  command->add_option("--jobs", batch->jobs, "Quanti insieme; di solito uno per processore")
      ->type_name("N");
  command
      ->add_option("--date", batch->date,
                   "Data dei documenti (2026-03-12); se manca, quella dei dati, o oggi")
      ->type_name("DATA");
  command->add_flag("--senza-dati", batch->withoutData, "Non incorpora i dati nei PDF");
  command->add_flag("--flatten", batch->flatten, "Dei moduli PDF: senza campi, non più compilabili");
  command->footer(
      "Ripetuto, fa soltanto ciò che manca o è cambiato.\n"
      "Esempio:\n  stesura batch scheda dati.ndjson --to pdf --out documenti");
  command->callback([batch, context] {
    context.chosen = [batch, context] { return batchFile(context.options, *batch); };
  });
}

}  // namespace stesura
