// `stesura form`: PDF forms that come from elsewhere, or are made of an ODT layout.
#include <iostream>
#include <memory>

#include "generator/form/form_labels.h"
#include "service/commands/commands.h"
#include "service/commands/exit_code.h"
#include "service/commands/form_text.h"
#include "service/commands/input_file.h"
#include "service/commands/order_options.h"
#include "service/commands/output_file.h"
#include "service/commands/report_text.h"

namespace stesura {
namespace {

struct FormOptions {
  std::string file;
  std::string kind;
  std::string layout;
  std::string output;
  bool asJson = false;
  bool withValues = false;
};

int listFields(const ProgramOptions&, const FormOptions& form) {
  if (form.withValues && !form.asJson) throw Error(ErrorKind::usage, "--valori vuole anche --json.");
  const std::string pdf = readDocumentInput(form.file);
  const FormDescription description = describeForm(pdf);
  if (form.asJson) std::cout << jsonText(fieldsJson(description, form.withValues));
  else printFields(std::cout, description, formLabels(pdf));
  return kExitDone;
}

void put(const std::string& output, const std::string& text) {
  if (output.empty()) std::cout << text;
  else writeOutput(output, text);
}

int proposeMap(const ProgramOptions& options, const FormOptions& form) {
  const Generator generator(resolveSettings(options, Home::needed));
  const std::string pdf = readDocumentInput(form.file);
  if (!form.output.empty()) refuseSameFile(form.file, form.output);
  const std::vector<ProposedBinding> bindings = generator.proposeForm(pdf, chooseLayout(generator, form.kind, "").kind);
  put(form.output, bindingsText(bindings));
  printBindings(std::cerr, bindings);
  return kExitDone;
}

int compileLayout(const ProgramOptions& options, const FormOptions& form) {
  Generator generator(resolveSettings(options, Home::needed));
  const ChosenLayout chosen = chooseLayout(generator, form.kind, form.layout);
  const std::string output = form.output.empty() ? chosen.kind + "-" + chosen.layout + ".pdf" : form.output;
  const std::string pdf = generator.compileForm(chosen.kind, chosen.layout);
  writeOutput(output, pdf);
  if (output == "-") return kExitDone;
  std::cout << "Modulo pronto: " << printable(output) << ", con " << counted(describeForm(pdf).fields.size(), "campo", "campi")
            << ".\n";
  return kExitDone;
}

// What the form says goes to standard output or a file; what is doubtful about it to the terminal.
int readBack(const ProgramOptions& options, const FormOptions& form) {
  const Generator generator(resolveSettings(options, Home::needed));
  const std::string pdf = readDocumentInput(form.file);
  if (!form.output.empty()) refuseSameFile(form.file, form.output);
  const std::string kind = chooseLayout(generator, form.kind, form.layout).kind;
  const FormData read = generator.readForm(pdf, kind, form.layout);
  put(form.output, jsonText(read.data));
  printWarnings(std::cerr, read.warnings);
  printWarnings(std::cerr, read.check.report.warnings);
  for (const Problem& problem : read.check.report.problems) std::cerr << problemLine(problem) << '\n';
  std::cerr << "Letto con il modello «" << read.layout << "». "
            << (read.check.report.valid() ? "I dati sono validi.\n" : "I dati non sono ancora validi.\n");
  return read.check.report.valid() ? kExitDone : kExitData;
}

using Work = int (*)(const ProgramOptions&, const FormOptions&);

CLI::App* subcommand(CLI::App& group, const CommandContext& context, const char* name, const char* summary,
                     const std::shared_ptr<FormOptions>& form, Work work) {
  CLI::App* command = group.add_subcommand(name, summary);
  command->callback([form, context, work] {
    context.chosen = [form, &options = context.options, work] { return work(options, *form); };
  });
  return command;
}

void addFile(CLI::App& command, FormOptions& form) {
  command.add_option("FILE", form.file, "Modulo PDF; - è lo standard input")->required();
}

void addKind(CLI::App& command, FormOptions& form) {
  command.add_option("KIND", form.kind, "Tipo di documento (vedere: stesura kinds)")->required();
}

void addOutput(CLI::App& command, FormOptions& form, const char* summary) {
  command.add_option("-o,--output", form.output, summary)->type_name("FILE");
}

}  // namespace

void addForm(const CommandContext& context) {
  const auto form = std::make_shared<FormOptions>();
  CLI::App* group = context.program.add_subcommand("form", "Lavora con i moduli PDF");
  group->require_subcommand(1);

  CLI::App* fields = subcommand(*group, context, "fields", "Elenca i campi di un modulo PDF", form, listFields);
  addFile(*fields, *form);
  fields->add_flag("--json", form->asJson, "Risposta in JSON, per i programmi");
  fields->add_flag("--valori", form->withValues, "Con --json: anche ciò che i campi contengono");

  CLI::App* bind = subcommand(*group, context, "bind", "Propone quale dato va in quale campo", form, proposeMap);
  addFile(*bind, *form);
  addKind(*bind, *form);
  addOutput(*bind, *form, "Dove scrivere la proposta, da rivedere e mettere in kind.json; se manca, a video");

  CLI::App* compile = subcommand(*group, context, "compile", "Fa di un modello ODT un modulo PDF", form, compileLayout);
  addKind(*compile, *form);
  compile->add_option("LAYOUT", form->layout, "Modello in ODT, o modulo con la sua sorgente")->required();
  addOutput(*compile, *form, "File di uscita; se manca, TIPO-MODELLO.pdf; - è lo standard output");

  CLI::App* read = subcommand(*group, context, "read", "Legge i dati da un modulo compilato", form, readBack);
  addFile(*read, *form);
  addKind(*read, *form);
  read->add_option("--layout", form->layout, "Modulo con cui leggerlo; se manca, quello con gli stessi campi")->type_name("MODELLO");
  addOutput(*read, *form, "Dove scrivere i dati; se manca, a video");

  group->footer(
      "Esempio:\n  stesura form fields ministero.pdf\n  stesura form bind ministero.pdf scheda -o campi.json\n"
      "  stesura form read compilato.pdf scheda -o dati.json");
}

}  // namespace stesura
