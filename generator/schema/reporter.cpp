#include "generator/schema/reporter.h"

#include "generator/schema/hints.h"
#include "generator/schema/labels.h"
#include "generator/spelling.h"

namespace stesura {
namespace {

struct Words {
  std::string message;  // predicate, or a whole sentence if it begins with a capital
  std::string hint;
};

std::string counted(const Json& number, const char* one, const char* many) {
  return numberWords(number) + " " + (number.get<double>() == 1 ? one : many);
}

std::vector<std::string> namesOf(const Field* field) {
  std::vector<std::string> names;
  if (field == nullptr) return names;
  for (const auto& [name, property] : field->properties) names.push_back(name);
  return names;
}

std::vector<std::pair<Json, std::string>> labelled(const Json& values, const Field* field) {
  std::vector<std::pair<Json, std::string>> result;
  for (const Json& value : values) {
    std::string label;
    if (field != nullptr) {
      for (const auto& [known, title] : field->labels) {
        if (known == value) label = title;
      }
    }
    result.emplace_back(value, label);
  }
  return result;
}

std::string typeHint(unsigned allowed, const Json& value) {
  if (value.is_null()) return "Indicare un valore, oppure togliere la proprietà.";
  if (value.is_string() && (allowed & (kTypeNumber | kTypeInteger)))
    return "Scrivere il numero senza virgolette, con il punto per i decimali.";
  if (value.is_string() && (allowed & kTypeBoolean))
    return "Scrivere true o false senza virgolette.";
  if (value.is_primitive() && (allowed & kTypeString)) return "Scriverlo fra virgolette.";
  if (!value.is_array() && (allowed & kTypeArray))
    return "Racchiuderlo fra parentesi quadre, anche se è uno solo.";
  if (value.is_number_float() && (allowed & kTypeInteger)) return "Togliere i decimali.";
  return {};
}

Words typeWordsFor(const Failure& failure, const Field*) {
  const unsigned allowed = failure.node.type->allowed;
  return {"deve essere " + typeWords(allowed) + ".", typeHint(allowed, failure.value)};
}

Words valueWordsFor(const Failure& failure, const Field* field, std::string_view keyword) {
  const Json& allowed = keyword == "const" ? Json::array({*failure.node.type->constant})
                                           : *failure.node.type->enumeration;
  return {"il valore non è fra quelli ammessi.", allowedValues(labelled(allowed, field))};
}

Words numberWordsFor(const Failure& failure, std::string_view keyword) {
  const NumberRules& rules = *failure.node.number;
  if (keyword == "minimum")
    return {"è troppo piccolo.", "Indicare almeno " + numberWords(*rules.minimum) + "."};
  if (keyword == "maximum")
    return {"è troppo grande.", "Indicare al massimo " + numberWords(*rules.maximum) + "."};
  if (keyword == "exclusiveMinimum")
    return {"è troppo piccolo.",
            "Indicare un numero maggiore di " + numberWords(*rules.exclusiveMinimum) + "."};
  if (keyword == "exclusiveMaximum")
    return {"è troppo grande.",
            "Indicare un numero minore di " + numberWords(*rules.exclusiveMaximum) + "."};
  return {"non è fra i numeri ammessi.",
          "Indicare un multiplo di " + numberWords(*rules.multipleOf) + "."};
}

std::string patternHint(const Shape& shape, const Failure& failure, const Field* field) {
  const auto text = [&failure](const char* keyword) -> std::string {
    const auto found = failure.node.source->find(keyword);
    return found != failure.node.source->end() && found->is_string() ? found->get<std::string>()
                                                                     : "";
  };
  const auto examples = failure.node.source->find("examples");
  if (examples != failure.node.source->end() && examples->is_array() && !examples->empty() &&
      examples->front().is_string())
    return "Per esempio: " + examples->front().get<std::string>() + ".";
  if (const std::string description = text("description"); !description.empty()) return description;
  if (field != nullptr && (!field->labels.empty() || !field->format.empty()))
    return instruction(shape, field);
  return "Forma prevista: " + text("pattern");
}

Words stringWordsFor(const Shape& shape, const Failure& failure, const Field* field,
                     std::string_view keyword) {
  const StringRules& rules = *failure.node.string;
  const auto& text = failure.value.get_ref<const std::string&>();
  if (keyword == "minLength") {
    if (text.empty()) return {"è vuoto.", instruction(shape, field)};
    return {"è troppo corto.",
            "Indicare almeno " + counted(*rules.minLength, "carattere", "caratteri") + "."};
  }
  if (keyword == "maxLength") {
    return {"è troppo lungo.", "Al massimo " + counted(*rules.maxLength, "carattere", "caratteri") +
                                   "; ora sono " + std::to_string(failure.first) + "."};
  }
  if (keyword == "pattern")
    return {"non ha la forma prevista.", patternHint(shape, failure, field)};
  const Format& format = *rules.format;
  if (text.empty()) return {"è vuoto.", std::string(format.hint)};
  const std::string_view advice = format.advice ? format.advice(text) : std::string_view{};
  return {std::string(format.message), std::string(advice.empty() ? format.hint : advice)};
}

Words arrayWordsFor(const Failure& failure, std::string_view keyword) {
  const ArrayRules& rules = *failure.node.array;
  if (keyword == "minItems") {
    if (failure.value.empty() && *rules.minItems == 1)
      return {"l'elenco è vuoto.", "Indicare almeno un elemento."};
    return {"ci sono troppo pochi elementi.", "Indicarne almeno " + numberWords(*rules.minItems) +
                                                  "; ora sono " +
                                                  std::to_string(failure.value.size()) + "."};
  }
  if (keyword == "maxItems") {
    return {"ci sono troppi elementi.", "Al massimo " + numberWords(*rules.maxItems) +
                                            "; ora sono " + std::to_string(failure.value.size()) +
                                            "."};
  }
  if (keyword == "uniqueItems") {
    const auto [low, high] = std::minmax(failure.first, failure.second);
    return {"gli elementi n. " + std::to_string(low + 1) + " e n. " + std::to_string(high + 1) +
                " sono uguali.",
            "Lasciarne uno solo."};
  }
  const std::string what = rules.contains->title;
  const std::string kind = what.empty() ? "del tipo previsto" : "«" + what + "»";
  if (keyword == "maxContains")
    return {"ci sono troppi elementi " + kind + ".",
            "Al massimo " + numberWords(*rules.maxContains) + "."};
  if (keyword == "minContains")
    return {"ci sono troppo pochi elementi " + kind + ".",
            "Indicarne almeno " + numberWords(*rules.minContains) + "."};
  return {"manca un elemento " + kind + ".", "Indicarne almeno uno."};
}

Words objectWordsFor(const Failure& failure, std::string_view keyword) {
  const ObjectRules& rules = *failure.node.object;
  if (keyword == "minProperties")
    return {"ci sono troppo pochi dati.",
            "Indicare almeno " + counted(*rules.minProperties, "proprietà", "proprietà") + "."};
  if (keyword == "maxProperties")
    return {"ci sono troppi dati.",
            "Indicare al massimo " + counted(*rules.maxProperties, "proprietà", "proprietà") + "."};
  return {"il nome di questa proprietà non è ammesso.",
          "Correggere il nome, o togliere la proprietà."};
}

Words negationWords(const Failure& failure, const Field* field) {
  const Node& negated = *failure.node.inPlace->negated;
  if (negated.object && !negated.object->required.empty()) {
    std::vector<std::string> titles;
    for (const std::string& name : negated.object->required) {
      const std::string title = titleOf(field, name);
      titles.push_back("«" + (title.empty() ? name : title) + "»");
    }
    if (titles.size() == 1) return {titles[0] + " qui non va indicato.", "Togliere la proprietà."};
    return {enumerate(titles) + " non vanno indicati insieme.", "Lasciarne uno solo."};
  }
  return {"il valore non è ammesso.",
          negated.title.empty() ? "" : "Non è ammesso: " + negated.title + "."};
}

Words unknownWords(const Failure& failure, const Field* owner) {
  const std::vector<std::string> known = namesOf(owner);
  if (failure.name != nullptr) {
    const std::string near = nearestName(*failure.name, {known.begin(), known.end()});
    if (!near.empty() && near != *failure.name)
      return {"c'è una proprietà che lo schema non prevede.", "Forse si intendeva «" + near + "»."};
    if (!near.empty())
      return {"c'è una proprietà che in questo caso non va indicata.", "Togliere la proprietà."};
    return {"c'è una proprietà che lo schema non prevede.",
            "Togliere la proprietà, o correggerne il nome."};
  }
  return {"c'è un elemento in più.", "Togliere l'elemento."};
}

Words wordsFor(const Shape& shape, const Failure& failure, const Field* field) {
  const std::string_view keyword = failure.keyword;
  if (keyword == "type") return typeWordsFor(failure, field);
  if (keyword == "const" || keyword == "enum") return valueWordsFor(failure, field, keyword);
  if (keyword == "minLength" || keyword == "maxLength" || keyword == "pattern" ||
      keyword == "format")
    return stringWordsFor(shape, failure, field, keyword);
  if (keyword == "minItems" || keyword == "maxItems" || keyword == "uniqueItems" ||
      keyword == "contains" || keyword == "minContains" || keyword == "maxContains")
    return arrayWordsFor(failure, keyword);
  if (keyword == "minProperties" || keyword == "maxProperties" || keyword == "propertyNames")
    return objectWordsFor(failure, keyword);
  if (keyword == "not") return negationWords(failure, field);
  if (keyword == "oneOf")
    return {"corrisponde a più di una delle forme ammesse.", "Lasciare i dati di una sola."};
  if (keyword == "false") return {"qui non va indicato.", "Togliere il valore."};
  return numberWordsFor(failure, keyword);
}

std::string sentence(const std::string& label, const std::string& predicate) {
  return (label.empty() ? "Documento" : label) + ": " + predicate;
}

std::string keywordPlace(const Failure& failure) {
  const std::string_view keyword = failure.keyword;
  if (keyword == "false") return failure.node.place;
  return pointerJoin(failure.node.place, keyword);
}

std::string textOf(const Node& node, const char* keyword) {
  const auto found = node.source->find(keyword);
  return found != node.source->end() && found->is_string() ? found->get<std::string>() : "";
}

// A schema may bring its own sentence (`x-messaggio`) and the norm it stands on (`x-norma`).
Problem inItsOwnWords(const Node& node, Problem problem) {
  const std::string message = textOf(node, "x-messaggio");
  const std::string norm = textOf(node, "x-norma");
  if (!message.empty()) problem.message = message;
  if (!norm.empty()) problem.hint = "Norma: " + norm + ".";
  return problem;
}

}  // namespace

void Reporter::add(const Failure& failure) {
  if (problems_.size() > max_) return;
  const std::string_view keyword = failure.keyword;
  const std::string pointer = failure.path.pointer();
  const std::string keywordAt = keywordPlace(failure);
  if (keyword == "required" || keyword == "dependentRequired") {
    const Field* owner = fieldAt(shape_, failure.path);
    const Field* missing = owner == nullptr ? nullptr : owner->property(*failure.name);
    const std::string own = missing == nullptr ? *failure.name : missing->title;
    std::string hint = instruction(shape_, missing);
    if (failure.because != nullptr) {
      const std::string cause = titleOf(owner, *failure.because);
      hint = "Va indicato insieme a «" + (cause.empty() ? *failure.because : cause) + "». " + hint;
    }
    add(inItsOwnWords(failure.node, {pointerJoin(pointer, *failure.name),
                                     joinLabels(labelAt(shape_, failure.path), own) + ": manca.",
                                     hint, failure.keyword, keywordAt, ""}));
    return;
  }
  if (keyword == "additionalProperties" || keyword.starts_with("unevaluated")) {
    const Words words = unknownWords(failure, fieldAt(shape_, *failure.path.parent));
    add({pointer, sentence(labelAt(shape_, *failure.path.parent), words.message), words.hint,
         failure.keyword, keywordAt, ""});
    return;
  }
  const Words words = wordsFor(shape_, failure, fieldAt(shape_, failure.path));
  add(inItsOwnWords(failure.node,
                    {pointer, sentence(labelAt(shape_, failure.path), words.message), words.hint,
                     keyword == "false" ? "false" : failure.keyword, keywordAt, ""}));
}

void Reporter::add(Problem problem) {
  if (problems_.size() > max_) return;
  if (!known_.emplace(problem.pointer, problem.message).second) return;
  problems_.push_back(std::move(problem));
}

std::vector<Problem> Reporter::take() {
  if (problems_.size() > max_) {
    problems_.resize(max_);
    problems_.push_back(
        {"", "Documento: ci sono altri problemi oltre a questi " + std::to_string(max_) + ".",
         "Correggere questi e ricontrollare.", "", "", ""});
  }
  known_.clear();
  return std::move(problems_);
}

}  // namespace stesura
