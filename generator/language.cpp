#include "generator/language.h"

#include <set>
#include <string_view>
#include <utility>

#include "generator/lint.h"

namespace stesura {
namespace {

void moveUntold(std::vector<Problem> found, const std::string& pointer, const std::set<std::string>& told,
                std::vector<Problem>& all) {
  for (Problem& problem : found) {
    if (!problem.pointer.empty() && told.contains(pointer + problem.pointer)) continue;
    problem.pointer.insert(0, pointer);
    all.push_back(std::move(problem));
  }
}

// Every value at a pattern whose `*` is any index.
void collectValues(const Json& at, std::string_view pattern, const std::string& pointer, const std::string& title,
                   std::vector<FoundValue>& found) {
  if (pattern.empty()) return found.push_back({pointer, title, &at});
  pattern.remove_prefix(1);
  const std::string token(pattern.substr(0, pattern.find('/')));
  pattern.remove_prefix(token.size());
  if (token == "*") {
    for (std::size_t index = 0; at.is_array() && index < at.size(); ++index) {
      collectValues(at[index], pattern, pointerJoin(pointer, index), title, found);
    }
  } else if (at.is_object() && at.contains(token)) {
    collectValues(at[token], pattern, pointerJoin(pointer, token), title, found);
  }
}

}  // namespace

BoundLanguage bindLanguage(const Kind& kind, const Layout& layout, const Projection& projection) {
  std::vector<const LanguageSource*> sources;
  if (!layout.collection && !kind.language.derived.empty()) sources.push_back(&kind.language);
  if (!layout.language.derived.empty()) sources.push_back(&layout.language);
  std::vector<Problem> problems;
  BoundLanguage bound;
  if (!sources.empty()) {
    const auto kept = [&projection](std::string_view pattern) { return projection.keeps(pattern); };
    bound.derivation = Derivation::compile(sources, projection.shape(), kept, problems);
  }
  bound.rules = RuleSet::compile(layout.language.rules, layout.language.pointer + "/regole", bound.shape(projection),
                                 problems);
  std::vector<Problem> removed = removedInputs(bound.rules, projection, bound.derivation);
  problems.insert(problems.end(), removed.begin(), removed.end());
  if (problems.empty()) return bound;
  throw Error(ErrorKind::templateFile,
              "Le regole o i valori derivati del modello «" + layout.name + "» non sono validi.", std::move(problems));
}

void askRules(const RuleSet& rules, const Json& data, const std::string& pointer, Steps& steps, SchemaReport& report) {
  if (rules.empty()) return;
  RuleFindings findings = rules.check(data, steps);
  std::set<std::string> told;
  for (const Problem& problem : report.problems) told.insert(problem.pointer);
  moveUntold(std::move(findings.errors), pointer, told, report.problems);
  moveUntold(std::move(findings.warnings), pointer, told, report.warnings);
}

void askRulesOfEach(const RuleSet& rules, const Json& data, const std::string& list, SchemaReport& report) {
  if (rules.empty() || !data.is_object() || !data.contains(list) || !data[list].is_array()) return;
  const std::string pointer = pointerJoin("", list);
  for (std::size_t at = 0; at < data[list].size(); ++at) {
    Steps steps;
    askRules(rules, data[list][at], pointerJoin(pointer, at), steps, report);
  }
}

LanguageReport applyLanguage(const BoundLanguage& language, const Json& projected, Json* reduced, Steps& steps) {
  LanguageReport report;
  if (reduced != nullptr) language.derivation.apply(*reduced, steps, report.problems);
  RuleFindings findings = language.rules.check(projected, steps);
  report.warnings = std::move(findings.warnings);
  report.problems.insert(report.problems.end(), findings.errors.begin(), findings.errors.end());
  return report;
}

std::vector<FoundValue> derivedValues(const Derivation& derivation, const Json& data) {
  std::vector<FoundValue> found;
  for (const Derivation::Use& use : derivation.uses()) collectValues(data, use.pattern, "", use.title, found);
  return found;
}

}  // namespace stesura
