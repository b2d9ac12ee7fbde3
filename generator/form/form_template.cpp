#include "generator/form/form_template.h"

#include <algorithm>
#include <utility>

#include "generator/form/form_binding.h"
#include "generator/form/form_base.h"
#include "generator/form/form_choices.h"
#include "generator/form/form_filling.h"
#include "generator/form/intake.h"

namespace stesura {

struct FormTemplate::Compiled {
  FormDescription description;
  BoundForm bound;
  std::vector<Choices> choices;  // same index as the bindings; empty where nothing is chosen
  PreparedFaces faces;
  FormBase fillable, flattened;

  explicit Compiled(const FormFonts& fonts) : faces(fonts) {}
};

namespace {

// Tool tips for fields that have none: what their datum is called.
std::vector<std::string> labelsOf(const FormDescription& description, const BoundForm& bound) {
  std::vector<std::string> labels;
  for (const FormField& field : description.fields) labels.push_back(field.name);
  for (const FieldBinding& binding : bound.bindings) {
    if (binding.datum != nullptr) labels[binding.field] = binding.datum->title;
  }
  return labels;
}

}  // namespace

FormTemplate::FormTemplate(std::unique_ptr<const Compiled> compiled) : compiled_(std::move(compiled)) {}
FormTemplate::FormTemplate(FormTemplate&&) noexcept = default;
FormTemplate& FormTemplate::operator=(FormTemplate&&) noexcept = default;
FormTemplate::~FormTemplate() = default;

FormTemplate FormTemplate::compile(std::string_view pdf, const FormMap& map, const Field& shape, const FormFonts& fonts) {
  auto compiled = std::make_unique<Compiled>(fonts);
  TakenForm taken = takeIn(pdf);
  compiled->description = taken.description;
  compiled->bound = bindForm(taken.description, map, shape);
  for (const FieldBinding& binding : compiled->bound.bindings) {
    compiled->choices.emplace_back(compiled->description.fields[binding.field], binding);
  }
  enterFaces(taken, compiled->faces);
  const std::vector<std::string> labels = labelsOf(compiled->description, compiled->bound);
  compiled->fillable = prepareBase(std::move(taken), compiled->faces, labels, map.title, FormOutput::fillable);
  compiled->flattened = prepareBase(takeIn(pdf), compiled->faces, labels, map.title, FormOutput::flattened);
  return FormTemplate(std::move(compiled));
}

const FormDescription& FormTemplate::description() const { return compiled_->description; }
const std::vector<FieldBinding>& FormTemplate::bindings() const { return compiled_->bound.bindings; }
const std::vector<TagUse>& FormTemplate::uses() const { return compiled_->bound.program.uses(); }
bool FormTemplate::isPdfA() const { return compiled_->fillable.pdfA; }

std::size_t FormTemplate::roomOf(std::size_t field) const {
  constexpr std::size_t kLongest = 20000;  // characters; more than any page holds
  // Letters as frequent as in Italian prose, so that an ordinary text of that length fits.
  constexpr std::string_view kOrdinary = "la persona chiede un lavoro vicino a casa e ha bisogno di aiuto per cominciare ";
  if (compiled_->description.fields[field].type != FormFieldType::text) return 0;
  std::string text;
  while (text.size() < kLongest) text += kOrdinary;
  std::size_t room = kLongest;
  for (const PreparedWidget& widget : compiled_->fillable.fields[field].widgets) {
    Palette palette(compiled_->faces);
    std::string drawn;
    const Lettering lettering = setLetters(text, widget.room, palette, drawn);
    if (!lettering.fits) room = std::min(room, lettering.fitting);
  }
  return room;
}

FilledForm FormTemplate::fill(const FormOrder& order) const {
  const FormBase& base = order.output == FormOutput::fillable ? compiled_->fillable : compiled_->flattened;
  return fillForm({compiled_->description, compiled_->bound, compiled_->choices, compiled_->faces, base}, order);
}

}  // namespace stesura
