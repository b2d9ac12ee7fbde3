// `stesura convert`: ODT files to PDF, each by itself.
#include <algorithm>
#include <iostream>
#include <memory>
#include <set>

#include "service/commands/commands.h"
#include "service/commands/exit_code.h"
#include "service/commands/input_file.h"
#include "service/commands/order_options.h"
#include "service/commands/output_file.h"
#include "service/commands/progress_bar.h"
#include "service/commands/report_text.h"
#include "service/commands/worker_threads.h"

namespace stesura {
namespace fs = std::filesystem;
namespace {

struct ConvertOptions {
  std::vector<std::string> files;
  std::string folder;
  std::string jobs;
};

struct Conversion {
  std::string input;
  fs::path output;
  bool renamed = false;  // another file of the order has the plain name
};

// The first of several files with the same name keeps it; the others become name-2, name-3, …
std::vector<Conversion> nameOutputs(const ConvertOptions& options) {
  std::vector<Conversion> conversions;
  std::set<std::string> taken;
  for (const std::string& file : options.files) {
    const std::string stem = file == "-" ? "documento" : fs::path(file).stem().string();
    Conversion conversion{file, stem, !taken.insert(stem).second};
    conversions.push_back(std::move(conversion));
  }
  for (Conversion& conversion : conversions) {
    std::string stem = conversion.output.string();
    for (int number = 2; conversion.renamed && !taken.insert(stem).second; ++number) {
      stem = conversion.output.string() + "-" + std::to_string(number);
    }
    conversion.output = fs::path(options.folder) / (stem + ".pdf");
  }
  return conversions;
}

// Nothing if it went well.
std::unique_ptr<Error> convertOne(Generator& generator, const Conversion& conversion) {
  try {
    refuseSameFile(conversion.input, conversion.output.string());
    const std::string pdf = generator.convert(readDocumentInput(conversion.input));
    writeOutput(conversion.output.string(), pdf);
    return nullptr;
  } catch (const Error& error) {
    return std::make_unique<Error>(error);
  }
}

// 0 all, the code that all failures share if nothing was made, else 3.
int exitCodeOfAll(const std::vector<std::unique_ptr<Error>>& failures, std::size_t total) {
  if (failures.empty()) return kExitDone;
  if (failures.size() < total) return kExitSomeRecords;
  for (const auto& failure : failures) {
    if (failure->kind() != failures.front()->kind()) return kExitSomeRecords;
  }
  return exitCodeOf(failures.front()->kind());
}

void reportOne(const Conversion& conversion, const Error* failure) {
  if (failure != nullptr) {
    std::cerr << printable(conversion.input) << ": ";
    printError(std::cerr, *failure);
    return;
  }
  std::cout << printable(conversion.input) << " → " << printable(conversion.output.string())
            << (conversion.renamed ? " (un altro file ha lo stesso nome)" : "") << '\n';
}

int convertFiles(const ProgramOptions& options, const ConvertOptions& convert) {
  if (std::count(convert.files.begin(), convert.files.end(), "-") > 1) {
    throw Error(ErrorKind::usage, "Lo standard input (-) si può indicare una volta sola.");
  }
  const std::size_t threads = threadCount(parseJobs(convert.jobs));
  GeneratorSettings settings = resolveSettings(options, Home::notNeeded);
  if (settings.workers == 0) settings.workers = std::min(threads, threadCount(0));
  ensureFolder(convert.folder);
  Generator generator(std::move(settings));
  const std::vector<Conversion> conversions = nameOutputs(convert);

  std::vector<std::future<std::unique_ptr<Error>>> results;
  WorkerThreads workers(threads);
  for (const Conversion& conversion : conversions) {
    results.push_back(
        workers.run([&generator, &conversion] { return convertOne(generator, conversion); }));
  }
  std::vector<std::unique_ptr<Error>> failures;
  ProgressBar bar("documenti");
  for (std::size_t index = 0; index < results.size(); ++index) {
    bar.show(index, static_cast<double>(index) / static_cast<double>(results.size()));
    auto failure = results[index].get();
    bar.wipe();
    reportOne(conversions[index], failure.get());
    if (failure) failures.push_back(std::move(failure));
  }
  return exitCodeOfAll(failures, conversions.size());
}

}  // namespace

void addConvert(const CommandContext& context) {
  auto convert = std::make_shared<ConvertOptions>();
  CLI::App* command = context.program.add_subcommand("convert", "Converte file ODT in PDF");
  command->add_option("FILE", convert->files, "File .odt, .ott o .fodt; - è lo standard input")
      ->required();
  command->add_option("--out", convert->folder, "Cartella in cui mettere i PDF; se manca, si crea")
      ->type_name("CARTELLA")
      ->required();
  command->add_option("--jobs", convert->jobs, "Quanti insieme; di solito uno per processore")
      ->type_name("N");
  command->footer("Esempio:\n  stesura convert lettera.odt verbale.odt --out pdf");
  command->callback([convert, context] {
    context.chosen = [convert, context] { return convertFiles(context.options, *convert); };
  });
}

}  // namespace stesura
