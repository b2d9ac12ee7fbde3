#include "generator/form_lint.h"

#include <set>
#include <utility>

#include "generator/form/form_choices.h"

namespace stesura {
namespace {

constexpr std::size_t kMostNamed = 5;

LintFinding finding(LintFinding::Level level, std::string pointer, std::string message, std::string hint, const FormField& field) {
  Problem problem;
  problem.pointer = std::move(pointer);
  problem.message = std::move(message);
  problem.hint = std::move(hint);
  problem.keyword = "campi";
  problem.place = "campo «" + field.name + "»";
  return {level, std::move(problem)};
}

std::set<std::string> namedIn(const FormMap& map) {
  std::set<std::string> names;
  for (const FormMapEntry& entry : map.fields) names.insert(entry.field);
  for (const FormRepeat& repeat : map.repeats) {
    for (const auto& row : repeat.rows) {
      for (const FormMapEntry& entry : row) names.insert(entry.field);
    }
  }
  return names;
}

bool canBeFilled(const FormField& field) {
  return field.type != FormFieldType::button && field.type != FormFieldType::signature && !field.readOnly && !field.widgets.empty();
}

void addUnbound(const FormTemplate& form, const FormMap& map, std::vector<LintFinding>& findings) {
  std::set<std::size_t> bound;
  for (const FieldBinding& binding : form.bindings()) bound.insert(binding.field);
  const std::set<std::string> named = namedIn(map);
  const auto& fields = form.description().fields;
  for (std::size_t at = 0; at < fields.size(); ++at) {
    if (bound.contains(at) || named.contains(fields[at].name) || !canBeFilled(fields[at])) continue;
    findings.push_back(finding(LintFinding::Level::warning, {}, "Il campo «" + fields[at].name + "» non si riempie con nessun dato.",
                               "Collegarlo alla voce «campi» di kind.json, o scrivervi null se resta vuoto apposta.", fields[at]));
  }
}

bool offersChoice(FormFieldType type) {
  return type == FormFieldType::radio || type == FormFieldType::comboBox || type == FormFieldType::listBox;
}

void addUnoffered(const FieldBinding& binding, const FormField& field, std::vector<LintFinding>& findings) {
  if (!offersChoice(field.type) || binding.datum == nullptr || field.editable) return;
  const Field& datum = binding.datum->items && binding.datum->labels.empty() ? *binding.datum->items : *binding.datum;
  const Choices choices(field, binding);
  std::string list;
  std::size_t missing = 0;
  for (const auto& [value, title] : datum.labels) {
    if (!value.is_string()) continue;
    const std::string& code = value.get_ref<const std::string&>();
    if (choices.of(title) != Choices::kNone || choices.of(code) != Choices::kNone) continue;
    if (missing++ < kMostNamed) list += (list.empty() ? "«" : ", «") + (title.empty() ? code : title) + "»";
  }
  if (missing == 0) return;
  if (missing > kMostNamed) list += " e altri " + std::to_string(missing - kMostNamed);
  findings.push_back(finding(LintFinding::Level::error, binding.tag ? binding.tag->pointer : std::string(),
                             "Il campo «" + field.name + "» non offre " + list + ".",
                             "Indicare alla voce «opzioni» del campo quale opzione del modulo corrisponde.", field));
}

// Told once for a datum, whose rows are alike.
void addNarrow(const FormTemplate& form, const FieldBinding& binding, std::set<std::string>& told, std::vector<LintFinding>& findings) {
  const FormField& field = form.description().fields[binding.field];
  if (field.type != FormFieldType::text || binding.datum == nullptr || binding.datum->maxLength == 0) return;
  if (!binding.datum->labels.empty() || !binding.datum->format.empty()) return;
  const std::size_t room = form.roomOf(binding.field);
  if (room >= binding.datum->maxLength || !told.insert(binding.tag->pointer).second) return;
  findings.push_back(finding(LintFinding::Level::warning, binding.tag->pointer,
                             "«" + binding.datum->title + "» può avere " + std::to_string(binding.datum->maxLength) +
                                 " caratteri, ma nel campo «" + field.name + "» ce ne stanno circa " + std::to_string(room) + ", se non va a capo.",
                             "Un testo che non ci sta sarà rifiutato. In un modulo proprio, allargare il campo.", field));
}

}  // namespace

std::vector<LintFinding> lintForm(const FormTemplate& form, const FormMap& map) {
  std::vector<LintFinding> findings;
  addUnbound(form, map, findings);
  std::set<std::string> told;
  for (const FieldBinding& binding : form.bindings()) {
    addUnoffered(binding, form.description().fields[binding.field], findings);
    addNarrow(form, binding, told, findings);
  }
  return findings;
}

}  // namespace stesura
