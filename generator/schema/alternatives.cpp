#include "generator/schema/alternatives.h"

#include <algorithm>

#include "generator/schema/hints.h"
#include "generator/schema/labels.h"
#include "generator/schema/prepare.h"

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
bool isDiscriminator(const Problem& problem, const std::string& pointer) {
  return (problem.keyword == "const" || problem.keyword == "enum") &&
         problem.pointer.size() > pointer.size() &&
         problem.pointer.find('/', pointer.size() + 1) == std::string::npos;
}

bool hasOtherDiscriminator(const Branch& branch, const std::string& pointer) {
  return std::any_of(branch.problems.begin(), branch.problems.end(),
                     [&](const Problem& problem) { return isDiscriminator(problem, pointer); });
}

// The values of a member that some branch takes, each with its label.
std::string allowedIn(const std::vector<Branch>& branches, const std::string& memberPointer,
                      const Failure& failure, const Shape& shape) {
  std::vector<std::pair<Json, std::string>> values;
  const auto take = [&](const Json& value, const std::string& name) {
    std::pair<Json, std::string> one{value, ""};
    const Path member{&failure.path, &name, 0};
    if (const Field* field = fieldAt(shape, member)) {
      for (const auto& known : field->labels) {
        if (known.first == value) one = known;
      }
    }
    if (std::find(values.begin(), values.end(), one) == values.end()) values.push_back(one);
  };
  const std::string pointer = failure.path.pointer();
  for (const Branch& branch : branches) {
    for (const Node* node : alwaysWith(*branch.node)) {
      if (!node->object) continue;
      for (const NamedNode& property : node->object->properties) {
        if (pointerJoin(pointer, property.name) != memberPointer) continue;
        for (const Node* rule : alwaysWith(*property.node)) {
          if (!rule->type) continue;
          if (rule->type->constant) take(*rule->type->constant, property.name);
          if (!rule->type->enumeration) continue;
          for (const Json& value : *rule->type->enumeration) take(value, property.name);
        }
      }
    }
  }
  return values.empty() ? std::string{} : allowedValues(values);
}

// Every branch takes another value of the same member, and the data have none of them: that is
// what is wrong, together with whatever all branches find wrong.
bool reportDiscriminator(const Failure& failure, const std::vector<Branch>& branches,
                         Reporter& reporter) {
  if (branches.empty()) return false;
  const std::string pointer = failure.path.pointer();
  std::vector<Problem> common;
  bool found = false;
  for (const Problem& problem : branches.front().problems) {
    const bool discriminates = isDiscriminator(problem, pointer);
    const auto same = [&](const Problem& other) {
      return other.pointer == problem.pointer &&
             (discriminates ? isDiscriminator(other, pointer) : other.message == problem.message);
    };
    const bool everywhere =
        std::all_of(branches.begin(), branches.end(), [&](const Branch& branch) {
          return std::any_of(branch.problems.begin(), branch.problems.end(), same);
        });
    if (!everywhere) continue;
    common.push_back(problem);
    if (!discriminates) continue;
    found = true;
    const std::string allowed = allowedIn(branches, problem.pointer, failure, reporter.shape());
    if (!allowed.empty()) common.back().hint = allowed;
  }
  if (!found) return false;
  for (Problem& problem : common) reporter.add(std::move(problem));
  return true;
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
  if (reportDiscriminator(failure, branches, reporter)) return;
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
