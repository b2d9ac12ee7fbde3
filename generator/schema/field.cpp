#include "generator/schema/field.h"

#include <stdexcept>

namespace stesura {
namespace {

// Beyond what parseJson() lets through; a deeper value is known as it is, but not what it holds.
constexpr std::size_t kMaxDepth = 100;

unsigned typeOf(const Json& value) {
  switch (value.type()) {
    case Json::value_t::null:
      return kTypeNull;
    case Json::value_t::boolean:
      return kTypeBoolean;
    case Json::value_t::number_integer:
    case Json::value_t::number_unsigned:
      return kTypeInteger;
    case Json::value_t::number_float:
      return kTypeNumber | kTypeInteger;
    case Json::value_t::string:
      return kTypeString;
    case Json::value_t::array:
      return kTypeArray;
    default:
      return kTypeObject;
  }
}

// Without a schema an article or a gender among the data speaks for itself.
std::shared_ptr<const GrammarKeys> grammarOf(const Json& object) {
  const bool article = object.contains("articolo"), gender = object.contains("genere");
  if (!article && !gender) return nullptr;
  GrammarKeys keys;
  const bool agency = object.contains("denominazione");
  for (const char* key : {"denominazione", "nome_proprio", "cognome"}) {
    if (agency == (key[0] == 'd') && object.contains(key)) keys.name.emplace_back(key);
  }
  if (article || agency) keys.article = "articolo";
  keys.gender = "genere";
  return std::make_shared<const GrammarKeys>(std::move(keys));
}

void learn(Field& field, const Json& value, std::size_t depth) {
  field.types |= typeOf(value);
  field.dataClass = DataClass::publishable;
  if (depth > kMaxDepth) return;
  if (value.is_object()) {
    if (!field.grammar) field.grammar = grammarOf(value);
    for (const auto& [key, child] : value.items()) {
      auto& known = field.properties[key];
      if (!known) {
        known = std::make_unique<Field>();
        known->name = known->title = key;
        known->pointer = pointerJoin(field.pointer, key);
      }
      learn(*known, child, depth + 1);
    }
  } else if (value.is_array()) {
    for (const Json& child : value) {
      if (!field.items) {
        field.items = std::make_unique<Field>();
        field.items->pointer = field.pointer + "/*";
      }
      learn(*field.items, child, depth + 1);
    }
  }
}

constexpr std::string_view kClassNames = "PIRGH";

void moveTo(Field& field, const std::string& pointer) {
  field.pointer = pointer;
  for (auto& [key, member] : field.properties) moveTo(*member, pointerJoin(pointer, key));
  if (field.items) moveTo(*field.items, pointer + "/*");
}

}  // namespace

const Field* Field::property(std::string_view key) const {
  const auto found = properties.find(key);
  return found == properties.end() ? nullptr : found->second.get();
}

const Field* Field::find(std::string_view dottedName) const {
  const Field* field = this;
  while (field != nullptr) {
    const std::size_t dot = dottedName.find('.');
    field = field->property(dottedName.substr(0, dot));
    if (dot == std::string_view::npos) return field;
    dottedName.remove_prefix(dot + 1);
  }
  return nullptr;
}

std::unique_ptr<Field> inferShape(const Json& data) {
  auto shape = std::make_unique<Field>();
  learn(*shape, data, 0);
  return shape;
}

std::unique_ptr<Field> copyField(const Field& field) {
  auto copy = std::make_unique<Field>();
  copy->name = field.name;
  copy->pointer = field.pointer;
  copy->title = field.title;
  copy->format = field.format;
  copy->mediaType = field.mediaType;
  copy->types = field.types;
  copy->maxLength = field.maxLength;
  copy->maxItems = field.maxItems;
  copy->dataClass = field.dataClass;
  copy->presence = field.presence;
  copy->everRequired = field.everRequired;
  copy->absences = field.absences;
  copy->technical = field.technical;
  copy->prefill = field.prefill;
  copy->grammar = field.grammar;
  copy->labels = field.labels;
  for (const auto& [key, member] : field.properties) copy->properties.emplace(key, copyField(*member));
  if (field.items) copy->items = copyField(*field.items);
  return copy;
}

std::unique_ptr<Field> copyField(const Field& field, const std::string& pointer) {
  auto copy = copyField(field);
  moveTo(*copy, pointer);
  return copy;
}

std::string_view className(DataClass dataClass) {
  return kClassNames.substr(static_cast<std::size_t>(dataClass), 1);
}

DataClass classFromName(std::string_view name) {
  const std::size_t index = name.size() == 1 ? kClassNames.find(name) : std::string_view::npos;
  if (index == std::string_view::npos) throw std::invalid_argument("classe sconosciuta");
  return static_cast<DataClass>(index);
}

}  // namespace stesura
