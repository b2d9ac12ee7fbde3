#include "generator/schema/hints.h"

#include <algorithm>

#include "generator/schema/progress.h"

namespace stesura {
namespace {

constexpr std::size_t kMostValues = 12;
constexpr std::size_t kMostNames = 8;

// The constraints of all schemas of a field, the first that states each.
struct Constraints {
  std::optional<double> minLength, maxLength, minItems;
  const Json* minimum = nullptr;
  const Json* maximum = nullptr;
  const Json* example = nullptr;
  std::string description;
};

void gather(const Node& node, Constraints& found) {
  const auto first = [](auto& slot, const auto& value) {
    if (!slot && value) slot = value;
  };
  if (node.string) {
    first(found.minLength, node.string->minLength);
    first(found.maxLength, node.string->maxLength);
  }
  if (node.number) {
    first(found.minimum, node.number->minimum);
    first(found.maximum, node.number->maximum);
  }
  if (node.array) first(found.minItems, node.array->minItems);
  const auto examples = node.source->find("examples");
  if (!found.example && examples != node.source->end() && examples->is_array() &&
      !examples->empty())
    found.example = &examples->front();
}

std::string lengthWords(const Constraints& found) {
  const auto words = [](double count) {
    return numberWords(count) + (count == 1 ? " carattere" : " caratteri");
  };
  const double least = found.minLength.value_or(0);
  if (found.maxLength && least == *found.maxLength) return "Indicare " + words(least);
  if (found.maxLength && least > 1)
    return "Indicare da " + numberWords(least) + " a " + words(*found.maxLength);
  if (found.maxLength) return "Indicare un testo di al massimo " + words(*found.maxLength);
  if (least > 1) return "Indicare un testo di almeno " + words(least);
  return "Indicare un testo";
}

std::string rangeWords(const Constraints& found, const std::string& what) {
  if (found.minimum && found.maximum)
    return "Indicare " + what + " da " + numberWords(*found.minimum) + " a " +
           numberWords(*found.maximum);
  if (found.minimum) return "Indicare " + what + " da " + numberWords(*found.minimum) + " in su";
  if (found.maximum) return "Indicare " + what + " fino a " + numberWords(*found.maximum);
  return "Indicare " + what;
}

std::string objectWords(const Field& field) {
  std::vector<std::string> titles;
  for (const auto& [name, property] : field.properties) {
    if (property->presence == Presence::required) titles.push_back(property->title);
  }
  if (titles.empty() || titles.size() > kMostNames) return "Indicare i suoi dati";
  return "Indicare almeno: " + enumerate(titles);
}

std::string withExample(const std::string& text, const Json* example) {
  if (example == nullptr || !example->is_primitive() || example->is_null()) return text + ".";
  const std::string shown = example->is_string() ? example->get<std::string>() : example->dump();
  return text + ", per esempio " + shown + ".";
}

}  // namespace

std::string numberWords(const Json& number) {
  std::string words = canonicalJson(number);
  std::replace(words.begin(), words.end(), '.', ',');
  return words;
}

std::string enumerate(const std::vector<std::string>& words, std::string_view last) {
  std::string text;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (i > 0 && i + 1 == words.size()) {
      text.append(" ").append(last).append(" ");
    } else if (i > 0) {
      text += ", ";
    }
    text += words[i];
  }
  return text;
}

std::string typeWords(unsigned types) {
  std::vector<std::string> words;
  if (types & kTypeString) words.emplace_back("un testo");
  if (types & kTypeNumber) {
    words.emplace_back("un numero");
  } else if (types & kTypeInteger) {
    words.emplace_back("un numero intero");
  }
  if (types & kTypeBoolean) words.emplace_back("true o false");
  if (types & kTypeArray) words.emplace_back("un elenco");
  if (types & kTypeObject) words.emplace_back("un oggetto");
  if (types & kTypeNull) words.emplace_back("null");
  return enumerate(words, "oppure");
}

std::string valueWords(const Json& value, std::string_view label) {
  if (value.is_structured()) return label.empty() ? "un valore composto" : std::string(label);
  const std::string own = value.is_string() ? value.get<std::string>() : value.dump();
  std::string words = value.is_string() ? "«" + own + "»" : own;
  if (!label.empty() && label != own) words.append(" (").append(label).append(")");
  return words;
}

std::string allowedValues(const std::vector<std::pair<Json, std::string>>& labels) {
  std::vector<std::string> words;
  for (const auto& [value, label] : labels) {
    if (words.size() == kMostValues) break;
    words.push_back(valueWords(value, label));
  }
  if (labels.size() == 1) return "È ammesso soltanto " + words.front() + ".";
  if (labels.size() > words.size()) {
    const std::size_t more = labels.size() - words.size();
    words.push_back(more == 1 ? "un altro" : "altri " + std::to_string(more));
    return "Valori ammessi: " + enumerate(words) + ".";
  }
  return "Valori ammessi: " + enumerate(words, "oppure") + ".";
}

std::string instruction(const Shape& shape, const Field* field) {
  if (field == nullptr) return {};
  if (!field->labels.empty()) return allowedValues(field->labels);
  if (const Format* format = findFormat(field->format)) return std::string(format->hint);
  Constraints found;
  if (const auto nodes = shape.nodes.find(field); nodes != shape.nodes.end()) {
    for (const Node* node : nodes->second) gather(*node, found);
  }
  if (field->is(kTypeString)) return withExample(lengthWords(found), found.example);
  if (field->is(kTypeInteger))
    return withExample(rangeWords(found, "un numero intero"), found.example);
  if (field->is(kTypeInteger | kTypeNumber))
    return withExample(rangeWords(found, "un numero"), found.example);
  if (field->is(kTypeBoolean)) return "Indicare true (sì) o false (no).";
  if (field->is(kTypeArray)) {
    const double least = found.minItems.value_or(0);
    if (least <= 1) return least == 1 ? "Indicare almeno un elemento." : "Indicare un elenco.";
    return "Indicare almeno " + numberWords(least) + " elementi.";
  }
  if (field->is(kTypeObject)) return objectWords(*field) + ".";
  if (field->types != 0) return "Indicare " + typeWords(field->types) + ".";
  return "Indicare un valore.";
}

}  // namespace stesura
