// `stesura render`: any template with any data, without a schema.
#include <iostream>
#include <memory>

#include "service/commands/commands.h"
#include "service/commands/exit_code.h"
#include "service/commands/input_file.h"
#include "service/commands/issued_file.h"
#include "service/commands/order_options.h"
#include "service/commands/output_file.h"
#include "service/commands/report_text.h"

namespace stesura {
namespace {

struct RenderOptions {
  std::string templateFile;
  std::string data;
  std::string to;
  std::string output;
  std::string date;
};

// The template's own name with another extension, in the current folder.
std::string defaultOutput(const RenderOptions& render, OutputFormat format) {
  const std::string stem = render.templateFile == "-"
                               ? "documento"
                               : std::filesystem::path(render.templateFile).stem().string();
  return stem + "." + std::string(formatName(format));
}

int renderFile(const ProgramOptions& options, const RenderOptions& render) {
  if (render.templateFile == "-" && render.data == "-") {
    throw Error(ErrorKind::usage,
                "Lo standard input può dare il modello o i dati, non entrambi. Indicare un file.");
  }
  const OutputFormat format = chooseFormat(render.to, render.output);
  requireDate(render.date);
  const std::string output = render.output.empty() ? defaultOutput(render, format) : render.output;
  refuseSameFile(render.templateFile, output);
  refuseSameFile(render.data, output);
  requireDocumentName(render.to, render.output);

  Generator generator(resolveSettings(options, Home::notNeeded));
  const std::string bytes = readDocumentInput(render.templateFile);
  const Document document =
      generator.render(bytes, readJsonInput(render.data), format, render.date);
  printWarnings(std::cerr, document.warnings);
  writeIssued(output, document);
  if (output != "-") std::cout << "Documento pronto: " << printable(output) << '\n';
  return kExitDone;
}

}  // namespace

void addRender(const CommandContext& context) {
  auto render = std::make_shared<RenderOptions>();
  CLI::App* command = context.program.add_subcommand(
      "render", "Unisce un modello qualsiasi a dati qualsiasi, senza schema");
  command
      ->add_option("TEMPLATE", render->templateFile,
                   "Modello .odt o .fodt con i segnaposto {{…}}; - è lo standard input")
      ->required();
  command->add_option("DATA", render->data, "Dati in JSON; - è lo standard input")->required();
  command
      ->add_option("-o,--output", render->output,
                   "File di uscita, .odt o .pdf; se manca, il nome del modello nella cartella "
                   "corrente; - è lo standard output")
      ->type_name("FILE");
  command->add_option("--to", render->to, "Formato: odt o pdf; se manca, quello del nome di uscita")
      ->type_name("odt|pdf");
  command->add_option("--date", render->date, "Data del documento (2026-03-12); se manca, oggi")
      ->type_name("DATA");
  command->footer("Esempio:\n  stesura render lettera.odt dati.json -o lettera.pdf");
  command->callback([render, context] {
    context.chosen = [render, context] { return renderFile(context.options, *render); };
  });
}

}  // namespace stesura
