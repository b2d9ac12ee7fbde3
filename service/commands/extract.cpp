// `stesura extract`: the data embedded in a PDF made by us.
#include <iostream>
#include <memory>

#include "service/commands/commands.h"
#include "service/commands/exit_code.h"
#include "service/commands/input_file.h"
#include "service/commands/output_file.h"
#include "service/commands/report_text.h"

namespace stesura {
namespace {

struct ExtractOptions {
  std::string file;
  std::string output;
};

int extractFile(const ExtractOptions& extract) {
  refuseSameFile(extract.file, extract.output.empty() ? "-" : extract.output);
  const std::string data = extractData(readDocumentInput(extract.file));
  if (extract.output.empty() || extract.output == "-") {
    std::cout << data;
    return kExitDone;
  }
  writeOutput(extract.output, data);
  std::cout << "Dati estratti: " << printable(extract.output) << '\n';
  return kExitDone;
}

}  // namespace

void addExtract(const CommandContext& context) {
  auto extract = std::make_shared<ExtractOptions>();
  CLI::App* command =
      context.program.add_subcommand("extract", "Estrae da un PDF i dati che vi sono incorporati");
  command->add_option("FILE", extract->file, "PDF prodotto da Stesura; - è lo standard input")
      ->required();
  command
      ->add_option("-o,--output", extract->output, "File di uscita; se manca, lo standard output")
      ->type_name("FILE");
  command->footer("Esempio:\n  stesura extract scheda.pdf -o dati.json");
  command->callback(
      [extract, context] { context.chosen = [extract] { return extractFile(*extract); }; });
}

}  // namespace stesura
