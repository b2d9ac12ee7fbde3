// What a Generator does with PDF forms beside filling them.
#include <algorithm>
#include <map>
#include <set>

#include "generator/form/form_labels.h"
#include "generator/form/form_reading.h"
#include "generator/form/intake.h"
#include "generator/form/page_words.h"
#include "generator/form/proposal.h"
#include "generator/form_compiler.h"
#include "generator/generator_parts.h"
#include "generator/identity.h"

namespace stesura {
namespace {

// How many fields two forms share by name, of those that the layout fills.
std::size_t sharedFields(const FormDescription& filled, const FormTemplate& layout) {
  std::set<std::string> names;
  for (const FormField& field : filled.fields) names.insert(field.name);
  std::size_t shared = 0;
  for (const FieldBinding& binding : layout.bindings()) {
    if (names.contains(layout.description().fields[binding.field].name)) ++shared;
  }
  return shared;
}

// With half of the fields another form would be read as this one, its values as other data.
bool isLikelyThis(std::size_t shared, const FormTemplate& layout) { return shared > 0 && 2 * shared >= layout.bindings().size(); }

Error notThisForm(const Kind& kind, std::string_view layoutName) {
  if (layoutName.empty()) {
    return Error(ErrorKind::data, "Il file non è nessuno dei moduli PDF di «" + kind.name + "»: i suoi campi hanno altri nomi.");
  }
  const Layout& layout = kind.layout(layoutName);
  const std::string subject = "Il modello «" + layout.name + "» ";
  if (!layout.isForm()) return Error(ErrorKind::usage, subject + "non è un modulo PDF: non ha campi da leggere.");
  return Error(ErrorKind::data, "Il file non è il modulo di «" + layout.name + "»: gli mancano quasi tutti i suoi campi.");
}

// Whether every document has the datum: it is required, and so is all that it stands in.
bool isAlwaysThere(const Field& shape, std::string_view dottedName) {
  const Field* field = &shape;
  while (field != nullptr && !dottedName.empty()) {
    const std::size_t end = std::min(dottedName.find('.'), dottedName.size());
    field = field->property(dottedName.substr(0, end));
    if (field == nullptr || field->presence != Presence::required) return false;
    dottedName.remove_prefix(std::min(end + 1, dottedName.size()));
  }
  return field != nullptr;
}

// The tags of a text, each with «|facoltativo» where the schema does not require the datum: in a form
// of somebody else's an empty field says as much as «non rilevato», and has room for it.
std::string withoutAbsences(std::string text, const Field& shape) {
  constexpr std::string_view kOptional = "|facoltativo";
  for (std::size_t begin = 0; (begin = text.find("{{", begin)) != std::string::npos;) {
    const std::size_t end = text.find("}}", begin);
    if (end == std::string::npos) break;
    const std::string tag = text.substr(begin + 2, end - begin - 2);
    begin = end;
    if (isAlwaysThere(shape, tag.substr(0, tag.find('|'))) || tag.find("casella") != std::string::npos) continue;
    text.insert(end, kOptional);
    begin += kOptional.size();
  }
  return text;
}

}  // namespace

std::vector<ProposedBinding> Generator::proposeForm(std::string_view pdf, std::string_view kindName) const {
  const auto kind = parts_->catalogue.kind(kindName);
  TakenForm taken = takeIn(pdf);
  const Field& shape = kind->schema.shape();
  std::vector<ProposedBinding> bindings = proposeBindings(taken.description, wordsOf(*taken.pdf), shape);
  for (ProposedBinding& binding : bindings) binding.text = withoutAbsences(std::move(binding.text), shape);
  return bindings;
}

std::vector<std::string> formLabels(std::string_view pdf) {
  TakenForm taken = takeIn(pdf);
  std::map<std::string, std::string> labels;
  for (ProposedBinding& binding : proposeBindings(taken.description, wordsOf(*taken.pdf), Field())) {
    labels.emplace(binding.field, std::move(binding.label));
  }
  std::vector<std::string> found;
  for (const FormField& field : taken.description.fields) found.push_back(labels[field.name]);
  return found;
}

FormData Generator::readForm(std::string_view pdf, std::string_view kindName, std::string_view layoutName) const {
  const auto kind = parts_->catalogue.kind(kindName);
  const FormDescription filled = describeForm(pdf);
  std::shared_ptr<const CompiledLayout> best;
  FormData read;
  std::size_t most = 0;
  for (const Layout& layout : kind->layouts) {
    if (!layout.isForm() || (!layoutName.empty() && layout.name != layoutName)) continue;
    auto compiled = parts_->catalogue.layout(*kind, layout);
    const std::size_t shared = sharedFields(filled, *compiled->form);
    if (shared <= most || !isLikelyThis(shared, *compiled->form)) continue;
    most = shared;
    best = std::move(compiled);
    read.layout = layout.name;
  }
  if (!best) throw notThisForm(*kind, layoutName);
  FormReading reading = stesura::readForm(filled, *best->form, &kind->schema.shape());
  read.data = std::move(reading.data);
  read.warnings = std::move(reading.warnings);
  for (const auto& [name, value] : kind->presets.items()) {
    if (!read.data.contains(name)) read.data[name] = value;
  }
  read.check = check(kindName, read.data);
  return read;
}

std::string Generator::compileForm(std::string_view kindName, std::string_view layoutName) {
  const auto kind = parts_->catalogue.kind(kindName);
  const Layout& layout = kind->layout(layoutName);
  if (layout.collection || layout.odt().empty()) {
    throw Error(ErrorKind::usage, layout.collection ? "Un modello di raccolta non diventa un modulo: ha righe senza fine."
                                                    : "Il modello «" + layout.name + "» è già un modulo PDF e non ha una sorgente in ODT.");
  }
  const std::string odt = layout.isForm() ? templateParts(layout).at("sorgente") : readTemplate(layout);
  const Projection projection(kind->schema.shape(), layout.rules);
  const BoundLanguage language = bindLanguage(*kind, layout, projection);
  return compileFormFrom(odt, language.shape(projection), [&](std::string_view page) {
    return parts_->pdf.make(page, {.issueDate = "2000-01-01", .title = layout.title, .identifier = kind->name + '/' + layout.name});
  });
}

}  // namespace stesura
