#include "generator/lint.h"

#include <algorithm>
#include <set>

#include "generator/schema/field_place.h"

namespace stesura {
namespace {

bool liesBelow(std::string_view pointer, std::string_view ancestor) {
  return pointer.size() > ancestor.size() && pointer.starts_with(ancestor) && pointer[ancestor.size()] == '/';
}

// The derived value at or above a pattern; null if it is none.
const Derivation::Use* derivedAt(const std::vector<Derivation::Use>& derived, const std::string& pattern) {
  for (const Derivation::Use& value : derived) {
    if (pattern == value.pattern || liesBelow(pattern, value.pattern)) return &value;
  }
  return nullptr;
}

// An object that holds derived values, and may hold nothing else.
bool isAboveDerived(const std::vector<Derivation::Use>& derived, const std::string& pattern) {
  return std::any_of(derived.begin(), derived.end(), [&](const Derivation::Use& value) {
    return liesBelow(value.pattern, pattern) && value.removed.empty();
  });
}

bool isScalar(const Field& field) { return field.properties.empty() && !field.items; }

// A property is shown if a tag prints it, or a section tests it or walks into it.
bool isShown(const std::string& pointer, const std::set<std::string>& used) {
  if (used.contains(pointer)) return true;
  const auto below = used.lower_bound(pointer + "/");
  return below != used.end() && liesBelow(*below, pointer);
}

bool hasFormat(const TagUse& use, std::string_view format) {
  std::string_view rest = use.formats;
  while (!rest.empty()) {
    std::string_view one = rest.substr(0, rest.find('|'));
    rest.remove_prefix(std::min(rest.size(), one.size() + 1));
    while (one.starts_with(' ')) one.remove_prefix(1);
    while (one.ends_with(' ')) one.remove_suffix(1);
    if (lowerAscii(one) == format) return true;
  }
  return false;
}

bool isConstant(const Field& field) { return field.labels.size() == 1; }

void collectUnshown(const Field& parent, const std::set<std::string>& used, std::vector<Problem>& problems) {
  for (const auto& [key, member] : parent.properties) {
    if (member->presence != Presence::required || member->technical || isConstant(*member)) continue;
    if (!isShown(member->pointer, used)) {
      problems.push_back({.pointer = member->pointer,
                          .message = "«" + member->title + "» è obbligatorio ma nessun modello lo mostra.",
                          .hint = "Mostrarlo in un modello, o segnare la proprietà con x-tecnico.",
                          .keyword = "mostrato", .schemaPointer = {}, .place = {}});
    } else if (!isScalar(*member) && !used.contains(member->pointer)) {
      collectUnshown(*member, used, problems);
    }
  }
}

}  // namespace

std::vector<Problem> removedNames(const std::vector<TagUse>& uses, const Projection& projection,
                                  const Derivation& derivation) {
  const std::vector<Derivation::Use> derived = derivation.uses();
  std::vector<Problem> problems;
  for (const TagUse& use : uses) {
    if (use.pointer.empty()) continue;
    const Derivation::Use* value = derivedAt(derived, use.pointer);
    if (value == nullptr && (projection.keeps(use.pointer) || isAboveDerived(derived, use.pointer))) continue;
    if (value != nullptr && value->removed.empty()) continue;
    const std::string about = "«" + use.name + "» ";
    Problem problem{.pointer = use.pointer,
                    .message = about + "è tolto da ciò che questo modello può mostrare.",
                    .hint = "Togliere il segnaposto, o cambiare classe_massima, mantieni o riduci in kind.json.",
                    .keyword = "proiezione", .schemaPointer = {}, .place = use.place};
    if (value != nullptr) {
      problem.message = about + "è calcolato da dati che questo modello non può mostrare («" + value->removed + "»).";
    }
    problems.push_back(std::move(problem));
  }
  return problems;
}

std::vector<Problem> removedInputs(const RuleSet& rules, const Projection& projection, const Derivation& derivation) {
  const std::vector<Derivation::Use> derived = derivation.uses();
  std::vector<Problem> problems;
  for (const RuleSet::Use& rule : rules.uses()) {
    for (const std::string& input : rule.inputs) {
      const Derivation::Use* value = derivedAt(derived, input);
      const bool there = value == nullptr ? projection.keeps(input) || isAboveDerived(derived, input)
                                          : value->removed.empty();
      if (there) continue;
      problems.push_back({.pointer = rule.pointer,
                          .message = "la regola «" + rule.name + "» guarda un dato che il modello non può mostrare («" +
                                     input + "»)",
                          .hint = "Metterla fra le regole del tipo, che vedono tutti i dati.",
                          .keyword = "proiezione", .schemaPointer = {}, .place = {}});
    }
  }
  return problems;
}

std::vector<Problem> chartsWithoutTable(const std::vector<TagUse>& uses) {
  std::vector<Problem> problems;
  for (const TagUse& use : uses) {
    if (use.formats.find("grafico") == std::string::npos || use.pointer.empty()) continue;
    const bool hasTable = std::any_of(uses.begin(), uses.end(), [&](const TagUse& other) {
      return other.pointer == use.pointer + "/righe" || liesBelow(other.pointer, use.pointer + "/righe");
    });
    if (hasTable) continue;
    problems.push_back({.pointer = use.pointer,
                        .message = "il grafico «" + use.name + "» non ha accanto la tabella delle sue cifre.",
                        .hint = "Aggiungere una tabella con {{#" + use.name + ".righe}}…{{/" + use.name + ".righe}}.",
                        .keyword = "grafico", .schemaPointer = {}, .place = use.place});
  }
  return problems;
}

bool needsDerived(const std::vector<TagUse>& uses, const Derivation& derivation, const RuleSet& rules) {
  if (derivation.empty()) return false;
  const std::vector<Derivation::Use> derived = derivation.uses();
  const auto needs = [&](const std::string& pointer) {
    return !pointer.empty() && (derivedAt(derived, pointer) != nullptr || isAboveDerived(derived, pointer));
  };
  if (std::any_of(uses.begin(), uses.end(), [&](const TagUse& use) { return needs(use.pointer); })) return true;
  for (const RuleSet::Use& rule : rules.uses()) {
    if (std::any_of(rule.inputs.begin(), rule.inputs.end(), needs)) return true;
  }
  return false;
}

std::set<std::string> usedDerived(const std::vector<TagUse>& uses, const Derivation& derivation, const RuleSet& rules) {
  const std::vector<Derivation::Use> derived = derivation.uses();
  std::set<std::string> used;
  const auto use = [&](const std::string& pointer) {
    if (const Derivation::Use* value = derivedAt(derived, pointer)) used.insert(value->pointer);
  };
  for (const TagUse& tag : uses) use(tag.pointer);
  for (const RuleSet::Use& rule : rules.uses()) {
    for (const std::string& input : rule.inputs) use(input);
  }
  for (const Derivation::Use& value : derived) {
    for (const std::string& input : value.inputs) use(input);
  }
  return used;
}

std::vector<Problem> unusedDerived(const std::vector<Derivation::Use>& all, const std::set<std::string>& used) {
  std::vector<Problem> problems;
  std::set<std::string> told;
  for (const Derivation::Use& value : all) {
    if (used.contains(value.pointer) || !told.insert(value.pointer).second) continue;
    problems.push_back({.pointer = value.pointer,
                        .message = "il valore derivato «" + value.pattern + "» non serve a nessun modello e a nessuna regola.",
                        .hint = "Toglierlo, o mostrarlo in un modello.",
                        .keyword = "derivati", .schemaPointer = {}, .place = {}});
  }
  return problems;
}

std::vector<Problem> mutePictures(const std::vector<TagUse>& uses, const Field& shape) {
  std::vector<Problem> problems;
  for (const TagUse& use : uses) {
    const Field* field = use.pointer.empty() ? nullptr : fieldAtPattern(shape, use.pointer);
    if (use.kind != TagKind::variable || field == nullptr || !hasFormat(use, "immagine")) continue;
    const Field* text = field->property("testo_alternativo");
    if (text != nullptr && text->presence == Presence::required) continue;
    problems.push_back({.pointer = use.pointer,
                        .message = "«" + use.name + "» è un'immagine che può restare senza testo alternativo.",
                        .hint = "Nello schema rendere obbligatorio «testo_alternativo», o usare "
                                "definizioni.schema.json#/$defs/immagine.",
                        .keyword = "immagine", .schemaPointer = {}, .place = use.place});
  }
  return problems;
}

std::vector<Problem> bareOptionals(const std::vector<TagUse>& uses, const Field& shape) {
  std::vector<Problem> problems;
  for (const TagUse& use : uses) {
    if (use.kind != TagKind::variable || use.optionalFormat || use.guarded) continue;
    const Field* field = use.pointer.empty() ? nullptr : fieldAtPattern(shape, use.pointer);
    if (field == nullptr || field->presence != Presence::optional || field->everRequired) continue;
    problems.push_back({.pointer = use.pointer,
                        .message = "«" + use.name + "» è facoltativo: se manca si stampa «non rilevato».",
                        .hint = "Scrivere {{" + use.name + "|facoltativo}}, o racchiuderlo in {{#" + use.name + "}}…{{/" +
                                use.name + "}}.",
                        .keyword = "facoltativo", .schemaPointer = {}, .place = use.place});
  }
  return problems;
}

std::vector<Problem> unshownProperties(const std::vector<TagUse>& uses, const Field& shape) {
  std::set<std::string> used;
  for (const TagUse& use : uses) used.insert(use.pointer);
  std::vector<Problem> problems;
  collectUnshown(shape, used, problems);
  return problems;
}

}  // namespace stesura
