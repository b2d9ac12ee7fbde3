// `stesura kinds`: what documents can be made.
#include <iostream>
#include <memory>

#include "service/commands/commands.h"
#include "service/commands/exit_code.h"
#include "service/commands/report_text.h"

namespace stesura {
namespace {

Json kindJson(const KindSummary& kind) {
  Json layouts = Json::array();
  for (const LayoutSummary& layout : kind.layouts) {
    Json entry = {{"nome", layout.name},
                  {"titolo", layout.title},
                  {"classe_massima", layout.ceiling},
                  {"dati_incorporati", layout.embedsData}};
    if (!layout.list.empty()) entry["raccolta"] = layout.list;
    if (layout.isForm) entry["modulo_pdf"] = true;
    layouts.push_back(std::move(entry));
  }
  return {{"nome", kind.name}, {"titolo", kind.title}, {"ruolo", kind.role}, {"modelli", layouts}};
}

void printKind(const KindSummary& kind) {
  std::cout << kind.name << " · " << kind.title << " (ruolo: " << kind.role << ")\n";
  for (const LayoutSummary& layout : kind.layouts) {
    std::cout << "  " << layout.name << " · " << layout.title << " ("
              << (layout.list.empty() ? "" : "raccolta di documenti, ") << (layout.isForm ? "modulo PDF, " : "")
              << "fino alla classe "
              << layout.ceiling << (layout.embedsData ? ", dati incorporati nel PDF" : "") << ")\n";
  }
}

int listKinds(const ProgramOptions& options, bool asJson) {
  const Generator generator(resolveSettings(options, Home::needed));
  const auto kinds = generator.kinds();
  if (asJson) {
    Json list = Json::array();
    for (const KindSummary& kind : kinds) list.push_back(kindJson(kind));
    std::cout << jsonText(list);
    return kExitDone;
  }
  for (const KindSummary& kind : kinds) printKind(kind);
  if (kinds.empty()) std::cout << "Nessun tipo di documento.\n";
  return kExitDone;
}

}  // namespace

void addKinds(const CommandContext& context) {
  auto asJson = std::make_shared<bool>(false);
  CLI::App* command = context.program.add_subcommand(
      "kinds", "Elenca i tipi di documento con titolo, ruolo e modelli");
  command->add_flag("--json", *asJson, "Risposta in JSON, per i programmi");
  command->footer("Esempio:\n  stesura kinds");
  command->callback([asJson, context] {
    context.chosen = [asJson, context] { return listKinds(context.options, *asJson); };
  });
}

}  // namespace stesura
