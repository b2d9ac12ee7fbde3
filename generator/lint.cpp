#include "generator/lint.h"

#include <algorithm>
#include <set>

namespace stesura {
namespace {

const Field* fieldAt(const Field& field, std::string_view pattern) {
  const Field* here = &field;
  while (here != nullptr && !pattern.empty()) {
    pattern.remove_prefix(1);
    const std::string_view token = pattern.substr(0, pattern.find('/'));
    pattern.remove_prefix(token.size());
    here = token == "*" ? here->items.get() : here->property(token);
  }
  return here;
}

bool liesBelow(std::string_view pointer, std::string_view ancestor) {
  return pointer.size() > ancestor.size() && pointer.starts_with(ancestor) && pointer[ancestor.size()] == '/';
}

bool isScalar(const Field& field) { return field.properties.empty() && !field.items; }

// A property is shown if a tag prints it, or a section tests it or walks into it.
bool isShown(const std::string& pointer, const std::set<std::string>& used) {
  if (used.contains(pointer)) return true;
  const auto below = used.lower_bound(pointer + "/");
  return below != used.end() && liesBelow(*below, pointer);
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

std::vector<Problem> removedNames(const std::vector<TagUse>& uses, const Projection& projection) {
  std::vector<Problem> problems;
  for (const TagUse& use : uses) {
    if (use.pointer.empty() || projection.keeps(use.pointer)) continue;
    problems.push_back({.pointer = use.pointer,
                        .message = "«" + use.name + "» è tolto da ciò che questo modello può mostrare.",
                        .hint = "Togliere il segnaposto, o cambiare classe_massima, mantieni o riduci in kind.json.",
                        .keyword = "proiezione", .schemaPointer = {}, .place = use.place});
  }
  return problems;
}

std::vector<Problem> bareOptionals(const std::vector<TagUse>& uses, const Field& shape) {
  std::vector<Problem> problems;
  for (const TagUse& use : uses) {
    if (use.kind != TagKind::variable || use.optionalFormat || use.guarded) continue;
    const Field* field = use.pointer.empty() ? nullptr : fieldAt(shape, use.pointer);
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
