#include "service/templates/agency_layouts.h"

#include <utility>

#include "generator/spelling.h"
#include "service/refusal.h"

namespace stesura {
namespace {

std::string wordsFor(const ActiveTemplates& active, const std::string& kind, const std::string& layout) {
  std::string words;
  if (!active.layoutId.empty()) {
    words = "Il modello proprio dell’ente per «" + kind + "/" + layout + "» (versione " +
            std::to_string(active.layoutNumber) + ")";
  }
  if (!active.letterheadId.empty()) {
    words += (words.empty() ? "La carta intestata dell’ente (versione " : ", con la carta intestata (versione ") +
             std::to_string(active.letterheadNumber) + ")";
  }
  return words;
}

std::vector<Problem> problemsOf(const Error& error) {
  std::vector<Problem> problems = error.problems();
  if (problems.empty()) {
    Problem problem;
    problem.message = error.sentence();
    problems.push_back(std::move(problem));
  }
  return problems;
}

}  // namespace

LayoutSummary layoutNamed(const Generator& generator, const std::string& kind, const std::string& layout) {
  const KindSummary summary = generator.kind(kind);
  std::vector<std::string> names;
  for (const LayoutSummary& one : summary.layouts) {
    if (layout.empty() || one.name == layout) return one;
    names.push_back(one.name);
  }
  const std::string hint = didYouMean(layout, names);
  throw Error(ErrorKind::usage, "Il tipo «" + kind + "» non ha un modello con questo nome." + (hint.empty() ? "" : " " + hint));
}

std::shared_ptr<const OwnLayout> compileActive(const Generator& generator, const ActiveTemplates& active,
                                               const std::string& kind, const std::string& layout) {
  if (!active.any()) return nullptr;
  try {
    return generator.compileLayout(kind, layout, {active.layout, active.letterhead});
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::templateFile) throw;
    throw Refusal(RefusalKind::conflict,
                  wordsFor(active, kind, layout) +
                      " non va più bene con i dati di oggi: chi amministra l’ente ne carichi una versione corretta, o "
                      "torni al modello comune.",
                  problemsOf(error));
  }
}

std::shared_ptr<const OwnLayout> ownLayoutOf(const Services& services, Transaction& transaction,
                                             const std::string& agency, const std::string& kind,
                                             const std::string& layout) {
  const std::string name = layoutNamed(services.generator, kind, layout).name;
  return compileActive(services.generator, AgencyTemplates(services.vault).active(transaction, agency, kind, name),
                       kind, name);
}

std::vector<UnusableTemplate> unusableTemplates(const Services& services) {
  const AgencyTemplates templates(services.vault);
  const auto active = services.database.read([&](Transaction& transaction) { return templates.allActive(transaction); });
  std::vector<UnusableTemplate> unusable;
  for (const AgencyTemplate& entry : active) {
    const std::string bytes = services.database.read([&](Transaction& transaction) { return templates.bytes(transaction, entry); });
    try {
      if (!entry.isLetterhead()) {
        services.generator.compileLayout(entry.kind, entry.layout, {bytes, {}});
        continue;
      }
      const LintResult lint = services.generator.lintLetterhead(bytes, "carta");
      for (const LintFinding& finding : lint.findings) {
        if (finding.level != LintFinding::Level::error) continue;
        throw Error(ErrorKind::templateFile, finding.problem.message, {finding.problem});
      }
    } catch (const Error& error) {
      unusable.push_back({entry, error.sentence(), problemsOf(error)});
    }
  }
  return unusable;
}

}  // namespace stesura
