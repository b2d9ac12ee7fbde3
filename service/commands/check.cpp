// `stesura check`: are the data valid, and how much of the document is there.
#include <iostream>
#include <memory>
#include <vector>

#include "service/commands/collection_files.h"
#include "service/commands/commands.h"
#include "service/commands/exit_code.h"
#include "service/commands/input_file.h"
#include "service/commands/order_options.h"
#include "service/commands/report_text.h"

namespace stesura {
namespace {

struct CheckOptions {
  std::string kind;
  std::vector<std::string> files;
  std::string others;  // data of a collection that are no document
  bool asJson = false;
  bool derived = false;
  std::string layout;
  bool ofLayout() const { return derived || !layout.empty(); }
};

// Rounded down, so that 100 % is said only when nothing is missing.
std::size_t percentage(const Completeness& completeness) {
  if (completeness.applicable == 0) return 100;
  return completeness.present * 100 / completeness.applicable;
}

Json checkJson(const CheckResult& result) {
  Json missing = Json::array();
  for (const MissingValue& value : result.completeness.missing) {
    missing.push_back({{"puntatore", value.pointer},
                       {"etichetta", value.label},
                       {"obbligatorio", value.presence == Presence::required}});
  }
  return {{"valido", result.report.valid()},
          {"problemi", problemsJson(result.report.problems)},
          {"avvisi", problemsJson(result.report.warnings)},
          {"mancanti", std::move(missing)},
          {"completezza",
           {{"applicabili", result.completeness.applicable},
            {"presenti", result.completeness.present},
            {"percentuale", percentage(result.completeness)}}}};
}

Json derivedJson(const LayoutCheck& check) {
  Json derived = Json::array();
  for (const DerivedValue& value : check.derived) {
    derived.push_back({{"puntatore", value.pointer}, {"titolo", value.title}, {"valore", value.value}});
  }
  return derived;
}

std::string inWords(const Json& value) {
  if (value.is_string()) return value.get<std::string>();
  if (value.is_array()) return value.size() == 1 ? "1 elemento" : std::to_string(value.size()) + " elementi";
  return value.dump();
}

// «etichetta: Enti accreditati; risposte: 5; voci: 5 elementi»
std::string membersInWords(const Json& value) {
  if (!value.is_object()) return inWords(value);
  std::string words;
  for (const auto& [key, member] : value.items()) {
    words += (words.empty() ? "" : "; ") + key + ": " + (member.is_object() ? "{…}" : inWords(member));
  }
  return words;
}

// A person asked for these values of her own data: they go to her terminal, and nowhere else.
void printDerived(const LayoutCheck& check) {
  std::cout << "Valori derivati:\n";
  if (check.derived.empty()) std::cout << "  nessuno\n";
  for (const DerivedValue& value : check.derived) {
    std::cout << "  " << printable(value.pointer) << ": " << printable(value.title) << ": "
              << printable(membersInWords(value.value)) << '\n';
    if (!value.value.is_array()) continue;
    for (std::size_t at = 0; at < value.value.size(); ++at) {
      std::cout << "    " << at + 1 << ". " << printable(membersInWords(value.value[at])) << '\n';
    }
  }
}

Json unreadableJson(const Error& error) {
  Json problems = problemsJson(error.problems());
  if (problems.empty()) problems.push_back(problemJson({"", error.sentence(), "", "", "", ""}));
  return {{"valido", false},
          {"problemi", std::move(problems)},
          {"avvisi", Json::array()},
          {"mancanti", Json::array()},
          {"completezza", {{"applicabili", 0}, {"presenti", 0}, {"percentuale", 0}}}};
}

void printCheck(const CheckResult& result) {
  for (const Problem& problem : result.report.problems) std::cout << problemLine(problem) << '\n';
  printWarnings(std::cout, result.report.warnings);
  const Completeness& completeness = result.completeness;
  if (!completeness.missing.empty()) std::cout << "Dati attesi che mancano:\n";
  for (const MissingValue& value : completeness.missing) {
    std::cout << "  " << printable(value.pointer) << ": " << printable(value.label)
              << (value.presence == Presence::required ? " (obbligatorio)" : "") << '\n';
  }
  std::cout << "Completezza: " << completeness.present << " di " << completeness.applicable
            << " dati (" << percentage(completeness) << " %)\n";
  std::cout << (result.report.valid() ? "I dati sono validi.\n" : "I dati non sono validi.\n");
}

// One document, or what a layout over many of them is made of.
void examine(const Generator& generator, const CheckOptions& check, CheckResult& result, LayoutCheck& layout) {
  ChosenLayout chosen{check.kind, check.layout, {}};
  if (!check.layout.empty()) chosen = chooseLayout(generator, check.kind, check.layout);
  requireFiles(chosen, check.files, check.others);
  if (chosen.list.empty()) {
    const Json data = readJsonInput(check.files.front());
    result = generator.check(check.kind, data);
    if (check.ofLayout()) layout = generator.checkLayout(check.kind, check.layout, data);
    return;
  }
  Collection collection = readCollection(check.files, chosen.list, check.others);
  result = generator.check(check.kind, chosen.layout, collection);
  layout = generator.checkCollectionLayout(check.kind, chosen.layout, std::move(collection));
}

int checkFile(const ProgramOptions& options, const CheckOptions& check) {
  const Generator generator(resolveSettings(options, Home::needed));
  CheckResult result;
  LayoutCheck layout;
  try {
    examine(generator, check, result, layout);
  } catch (const Error& error) {
    if (!check.asJson || error.kind() != ErrorKind::data) throw;
    std::cout << jsonText(unreadableJson(error));
    return kExitData;
  }
  const auto append = [](std::vector<Problem>& all, const std::vector<Problem>& more) {
    all.insert(all.end(), more.begin(), more.end());
  };
  append(result.report.problems, layout.problems);
  append(result.report.warnings, layout.warnings);
  if (check.asJson) {
    Json answer = checkJson(result);
    if (check.derived) answer["derivati"] = derivedJson(layout);
    std::cout << jsonText(answer);
  } else {
    if (check.derived) printDerived(layout);
    printCheck(result);
  }
  return result.report.valid() ? kExitDone : kExitData;
}

}  // namespace

void addCheck(const CommandContext& context) {
  auto check = std::make_shared<CheckOptions>();
  CLI::App* command = context.program.add_subcommand(
      "check", "Controlla i dati di un documento e dice che cosa manca");
  command->add_option("KIND", check->kind, "Tipo di documento (vedere: stesura kinds)")->required();
  command
      ->add_option("FILE", check->files,
                   "Dati in JSON; - è lo standard input. Per una raccolta: tutti i documenti")
      ->required();
  command
      ->add_option("--dati", check->others,
                   "Per una raccolta: file con i dati che non sono dei documenti")
      ->type_name("FILE");
  command->add_flag("--json", check->asJson, "Risposta in JSON, per i programmi");
  command->add_option("--layout", check->layout,
                      "Controlla anche le regole di questo modello, su ciò che può mostrare; serve per una raccolta");
  command->add_flag("--derivati", check->derived,
                    "Mostra i valori che il modello (il primo, senza --layout) calcola dai dati");
  command->footer("Esempio:\n  stesura check scheda dati.json");
  command->callback([check, context] {
    context.chosen = [check, context] { return checkFile(context.options, *check); };
  });
}

}  // namespace stesura
