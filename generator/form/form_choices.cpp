#include "generator/form/form_choices.h"

#include "generator/form/form_binding.h"

namespace stesura {

Choices::Choices(const FormField& field, const FieldBinding& binding) {
  for (const auto& [text, option] : binding.options) {
    const std::size_t found = find(field, option);
    if (found != kNone) options_.emplace(foldedLabel(text), found);
  }
  if (binding.datum != nullptr) {
    const bool ofItems = binding.datum->items && binding.datum->labels.empty();
    addLabels(field, ofItems ? *binding.datum->items : *binding.datum);
  }
  for (std::size_t at = 0; at < field.options.size(); ++at) {
    options_.emplace(foldedLabel(field.options[at].value), at);
    options_.emplace(foldedLabel(field.options[at].shown), at);
  }
}

void Choices::addLabels(const FormField& field, const Field& datum) {
  for (const auto& [value, title] : datum.labels) {
    if (!value.is_string()) continue;
    const std::string& code = value.get_ref<const std::string&>();
    std::size_t option = kNone;
    for (const std::string* name : {&title, &code}) {
      if (option != kNone || name->empty()) continue;
      const auto mapped = options_.find(foldedLabel(*name));
      option = mapped != options_.end() ? mapped->second : find(field, *name);
    }
    if (option == kNone) continue;
    options_.emplace(foldedLabel(title), option);
    options_.emplace(foldedLabel(code), option);
  }
}

std::size_t Choices::of(std::string_view text) const {
  const auto found = options_.find(foldedLabel(text));
  return found == options_.end() ? kNone : found->second;
}

std::size_t Choices::find(const FormField& field, std::string_view option) {
  const std::string folded = foldedLabel(option);
  for (std::size_t at = 0; at < field.options.size(); ++at) {
    if (foldedLabel(field.options[at].value) == folded || foldedLabel(field.options[at].shown) == folded) return at;
  }
  return kNone;
}

Tick tickOf(std::string_view text) {
  const std::string folded = foldedLabel(text);
  for (const char* yes : {"☒", "☑", "SÌ", "SI", "TRUE", "VERO", "X", "1"}) {
    if (folded == yes) return Tick::on;
  }
  for (const char* no : {"", "☐", "NO", "FALSE", "FALSO", "0", "OFF"}) {
    if (folded == no) return Tick::off;
  }
  return Tick::unclear;
}

}  // namespace stesura
