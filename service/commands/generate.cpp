// `stesura generate`: data of a kind to its document.
#include <algorithm>
#include <iostream>
#include <memory>
#include <vector>

#include "service/commands/collection_files.h"
#include "service/commands/commands.h"
#include "service/commands/exit_code.h"
#include "service/commands/input_file.h"
#include "service/commands/issued_file.h"
#include "service/commands/order_options.h"
#include "service/commands/output_file.h"
#include "service/commands/report_text.h"

namespace stesura {
namespace {

struct GenerateOptions {
  std::string kind;
  std::vector<std::string> files;
  std::string others;
  std::string layout;
  std::string to;
  std::string output;
  std::string date;
  std::string copyFor;
  std::string letterhead;
  std::string ownTemplate;
  bool draft = false;
  bool withoutData = false;
  bool flatten = false;
};

// What a layout of one document or of many is made of.
struct Input {
  Json data;
  Collection collection;
};

Input readData(const ChosenLayout& chosen, const GenerateOptions& generate) {
  requireFiles(chosen, generate.files, generate.others);
  if (chosen.list.empty()) return {readJsonInput(generate.files.front()), {}};
  return {{}, readCollection(generate.files, chosen.list, generate.others)};
}

void refuseInputs(const GenerateOptions& generate, const std::string& output) {
  for (const std::string& file : generate.files) refuseSameFile(file, output);
  for (const std::string& file : {generate.letterhead, generate.ownTemplate}) {
    if (!file.empty()) refuseSameFile(file, output);
  }
}

// The agency's own letterhead and layout, if there are any.
std::shared_ptr<const OwnLayout> ownLayoutOf(const Generator& generator, const ChosenLayout& chosen,
                                             const GenerateOptions& generate) {
  if (generate.letterhead.empty() && generate.ownTemplate.empty()) return nullptr;
  OwnTemplates templates;
  if (!generate.letterhead.empty()) templates.letterhead = readDocumentInput(generate.letterhead);
  if (!generate.ownTemplate.empty()) templates.layout = readDocumentInput(generate.ownTemplate);
  return generator.compileLayout(chosen.kind, chosen.layout, std::move(templates));
}

bool isForm(const Generator& generator, const ChosenLayout& chosen) {
  const KindSummary kind = generator.kind(chosen.kind);
  return std::any_of(kind.layouts.begin(), kind.layouts.end(), [&](const LayoutSummary& layout) {
    return layout.name == chosen.layout && layout.isForm;
  });
}

int generateFile(const ProgramOptions& options, const GenerateOptions& generate) {
  OutputFormat format = chooseFormat(generate.to, generate.output);
  requireDate(generate.date);
  requireCopyFor(generate.copyFor);
  Generator generator(resolveSettings(options, Home::needed));
  ChosenLayout chosen = chooseLayout(generator, generate.kind, generate.layout);
  if (!generate.output.empty()) refuseInputs(generate, generate.output);
  Input input = readData(chosen, generate);
  if (generate.layout.empty() && chosen.list.empty()) chosen.layout = generator.layoutFor(chosen.kind, input.data);
  // A PDF form is a PDF unless somebody asks for its ODT.
  if (isForm(generator, chosen) && generate.to.empty() && !formatOfName(generate.output)) format = OutputFormat::pdf;
  const std::string output = generate.output.empty() ? chosen.kind + "-" + chosen.layout + "." +
                                                           std::string(formatName(format))
                                                     : generate.output;
  refuseInputs(generate, output);
  requireDocumentName(generate.to, generate.output);

  Order order;
  order.kind = chosen.kind;
  order.layout = chosen.layout;
  order.format = format;
  order.completion = generate.draft ? Completion::draft : Completion::issued;
  order.embeddedData = generate.withoutData ? EmbeddedData::without : EmbeddedData::asLayoutSays;
  order.issueDate = generate.date;
  order.copyFor = generate.copyFor;
  order.formOutput = generate.flatten ? FormOutput::flattened : FormOutput::fillable;
  order.ownLayout = ownLayoutOf(generator, chosen, generate);
  const Document document = chosen.list.empty() ? generator.generate(order, input.data)
                                                : generator.generateCollection(order, std::move(input.collection));
  printWarnings(std::cerr, document.warnings);
  writeIssued(output, document);
  if (output != "-") std::cout << "Documento pronto: " << printable(output) << '\n';
  return kExitDone;
}

}  // namespace

void addGenerate(const CommandContext& context) {
  auto generate = std::make_shared<GenerateOptions>();
  CLI::App* command =
      context.program.add_subcommand("generate", "Produce un documento, in ODT o in PDF");
  command->add_option("KIND", generate->kind, "Tipo di documento (vedere: stesura kinds)")
      ->required();
  command
      ->add_option("FILE", generate->files,
                   "Dati in JSON; - è lo standard input. Per una raccolta: tutti i documenti, un "
                   "file ciascuno o in elenchi")
      ->required();
  command
      ->add_option("--dati", generate->others,
                   "Per una raccolta: file con i dati che non sono dei documenti")
      ->type_name("FILE");
  command->add_option("--layout", generate->layout, "Modello; se manca, il primo adatto ai dati")
      ->type_name("MODELLO");
  command
      ->add_option("--to", generate->to, "Formato: odt o pdf; se manca, quello del nome di uscita (di un modulo PDF: pdf)")
      ->type_name("odt|pdf");
  command
      ->add_option("-o,--output", generate->output,
                   "File di uscita; se manca, TIPO-MODELLO.odt o .pdf; - è lo standard output")
      ->type_name("FILE");
  command
      ->add_option("--date", generate->date,
                   "Data del documento (2026-03-12); se manca, quella dei dati, o oggi")
      ->type_name("DATA");
  command->add_flag("--bozza", generate->draft,
                    "Stampa anche dati incompleti, con la scritta BOZZA");
  command
      ->add_option("--copia-per", generate->copyFor,
                   "Scrive su ogni pagina per chi è questa copia: «Copia per …»")
      ->type_name("TESTO");
  command
      ->add_option("--carta", generate->letterhead,
                   "Carta intestata: intestazione e piè di pagina di questo ODT su ogni pagina")
      ->type_name("FILE");
  command
      ->add_option("--modello-proprio", generate->ownTemplate,
                   "ODT al posto di quello del modello, che mostra al più gli stessi dati")
      ->type_name("FILE");
  command->add_flag("--senza-dati", generate->withoutData, "Non incorpora i dati nel PDF");
  command->add_flag("--flatten", generate->flatten, "Di un modulo PDF: senza campi, non più compilabile");
  command->footer(
      "Esempio:\n  stesura generate scheda dati.json --layout completa -o scheda.pdf\n"
      "  stesura generate report --layout indice incontri/*.json -o indice.pdf");
  command->callback([generate, context] {
    context.chosen = [generate, context] { return generateFile(context.options, *generate); };
  });
}

}  // namespace stesura
