#include "generator/schema/labels.h"

namespace stesura {

std::string joinLabels(std::string_view parent, std::string_view own) {
  std::string label(parent);
  if (!parent.empty() && !own.empty()) label += " › ";
  return label.append(own);
}

std::string titleOf(const Field* parent, std::string_view key) {
  const Field* field = parent == nullptr ? nullptr : parent->property(key);
  return field == nullptr ? std::string{} : field->title;
}

std::string labelAt(const Shape& shape, const Path& path) {
  const Field* field = shape.root.get();
  std::string label;
  for (const Path* step : path.steps()) {
    const std::string position = " n. " + std::to_string(step->index + 1);
    if (step->key == nullptr) {
      label += label.empty() ? "Elemento" + position : position;
      field = field == nullptr ? nullptr : field->items.get();
      continue;
    }
    field = field == nullptr ? nullptr : field->property(*step->key);
    label = joinLabels(label, field == nullptr ? "voce" + position : field->title);
  }
  return label;
}

const Field* fieldAt(const Shape& shape, const Path& path) {
  const Field* field = shape.root.get();
  for (const Path* step : path.steps()) {
    if (field == nullptr) return nullptr;
    field = step->key == nullptr ? field->items.get() : field->property(*step->key);
  }
  return field;
}

}  // namespace stesura
