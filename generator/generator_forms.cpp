// What a Generator does with PDF forms beside filling them.
#include <algorithm>
#include <set>

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

Error noSuchForm(const Kind& kind) {
  return Error(ErrorKind::data, "Il file non è nessuno dei moduli PDF di «" + kind.name + "»: i suoi campi hanno altri nomi.");
}

}  // namespace

std::vector<ProposedBinding> Generator::proposeForm(std::string_view pdf, std::string_view kindName) const {
  const auto kind = parts_->catalogue.kind(kindName);
  TakenForm taken = takeIn(pdf);
  return proposeBindings(taken.description, wordsOf(*taken.pdf), kind->schema.shape());
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
    if (shared <= most) continue;
    most = shared;
    best = std::move(compiled);
    read.layout = layout.name;
  }
  if (!layoutName.empty()) kind->layout(layoutName);  // tells of one that does not exist
  if (!best) throw noSuchForm(*kind);
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
