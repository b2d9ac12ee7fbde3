#include "generator/schema/alternatives.h"

#include <algorithm>

#include "generator/schema/hints.h"
#include "generator/schema/labels.h"

namespace stesura {
namespace {

void add(const Failure& failure, Reporter& reporter, const std::string& predicate,
         const std::string& hint) {
  const std::string label = labelAt(reporter.shape(), failure.path);
  reporter.add({failure.path.pointer(), (label.empty() ? "Documento" : label) + ": " + predicate,
                hint, failure.keyword, pointerJoin(failure.node.place, failure.keyword), ""});
}

bool allConstants(const std::vector<Branch>& branches) {
  return std::all_of(branches.begin(), branches.end(), [](const Branch& branch) {
    return branch.node->type && branch.node->type->constant;
  });
}

bool everyProblemIs(const Branch& branch, std::string_view keyword) {
  return !branch.problems.empty() &&
         std::all_of(branch.problems.begin(), branch.problems.end(),
                     [keyword](const Problem& problem) { return problem.keyword == keyword; });
}

bool hasAt(const Branch& branch, const std::string& pointer,
           std::initializer_list<std::string_view> keywords) {
  return std::any_of(branch.problems.begin(), branch.problems.end(), [&](const Problem& problem) {
    return problem.pointer == pointer &&
           std::find(keywords.begin(), keywords.end(), problem.keyword) != keywords.end();
  });
}

// A direct member that tells the branches apart: `tipo: {const: …}`.
bool hasOtherDiscriminator(const Branch& branch, const std::string& pointer) {
  return std::any_of(branch.problems.begin(), branch.problems.end(), [&](const Problem& problem) {
    return (problem.keyword == "const" || problem.keyword == "enum") &&
           problem.pointer.size() > pointer.size() &&
           problem.pointer.find('/', pointer.size() + 1) == std::string::npos;
  });
}

template <typename Predicate>
void dropUnlessAll(std::vector<Branch>& branches, Predicate drop) {
  if (!std::all_of(branches.begin(), branches.end(), drop)) std::erase_if(branches, drop);
}

// «manca almeno uno fra Nome e Codice» when all that each branch lacks is a property of its own.
void reportMissingOneOf(const Failure& failure, const std::vector<Branch>& branches,
                        Reporter& reporter) {
  const Field* owner = fieldAt(reporter.shape(), failure.path);
  std::vector<std::string> choices;
  for (const Branch& branch : branches) {
    std::vector<std::string> names;
    for (const Problem& problem : branch.problems) {
      const std::string key = problem.pointer.substr(problem.pointer.rfind('/') + 1);
      const std::string title = titleOf(owner, key);
      names.push_back("«" + (title.empty() ? key : title) + "»");
    }
    const std::string choice = enumerate(names);
    if (std::find(choices.begin(), choices.end(), choice) == choices.end())
      choices.push_back(choice);
  }
  add(failure, reporter, "manca almeno uno di questi dati: " + enumerate(choices, "oppure") + ".",
      "Indicarne almeno uno.");
}

}  // namespace

void reportAlternatives(const Failure& failure, std::vector<Branch> branches, Reporter& reporter) {
  if (!branches.empty() && allConstants(branches)) {
    std::vector<std::pair<Json, std::string>> values;
    for (const Branch& branch : branches)
      values.emplace_back(*branch.node->type->constant, branch.node->title);
    add(failure, reporter, "il valore non è fra quelli ammessi.", allowedValues(values));
    return;
  }
  const std::string pointer = failure.path.pointer();
  std::vector<std::string> titles;
  for (const Branch& branch : branches) {
    if (!branch.node->title.empty()) titles.push_back("«" + branch.node->title + "»");
  }
  dropUnlessAll(branches, [&](const Branch& branch) {
    return hasAt(branch, pointer, {"type", "const", "enum", "false"});
  });
  dropUnlessAll(branches,
                [&](const Branch& branch) { return hasOtherDiscriminator(branch, pointer); });

  if (branches.size() == 1) {
    for (Problem& problem : branches.front().problems) reporter.add(std::move(problem));
    return;
  }
  const std::size_t depth = pointer.size();
  const auto ownMissing = [depth](const Branch& branch) {
    return everyProblemIs(branch, "required") &&
           std::all_of(branch.problems.begin(), branch.problems.end(), [depth](const Problem& p) {
             return p.pointer.find('/', depth + 1) == std::string::npos;
           });
  };
  if (!branches.empty() && std::all_of(branches.begin(), branches.end(), ownMissing)) {
    reportMissingOneOf(failure, branches, reporter);
    return;
  }
  const bool allTypes = std::all_of(branches.begin(), branches.end(), [&](const Branch& branch) {
    return hasAt(branch, pointer, {"type"});
  });
  if (allTypes) {
    unsigned types = 0;
    for (const Branch& branch : branches) {
      if (branch.node->type) types |= branch.node->type->allowed;
    }
    if (types != 0) {
      add(failure, reporter, "deve essere " + typeWords(types) + ".", "");
      return;
    }
  }
  add(failure, reporter, "non corrisponde a nessuna delle forme ammesse.",
      titles.empty() ? "" : "Forme ammesse: " + enumerate(titles, "oppure") + ".");
}

}  // namespace stesura
