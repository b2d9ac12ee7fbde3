#include "generator/merge/present.h"

#include <algorithm>
#include <charconv>
#include <utility>

#include "generator/merge/italian.h"
#include "generator/spelling.h"

namespace stesura {

namespace {

constexpr const char* kTicked = "☒";
constexpr const char* kUnticked = "☐";
constexpr std::size_t kMostDigits = 20;

DateStyle dateStyle(ValueFormat format) {
  if (format == ValueFormat::longForm) return DateStyle::estesa;
  return format == ValueFormat::shortForm ? DateStyle::breve : DateStyle::automatic;
}

// The code of a scalar as an argument names it: `si`, `3`, `true`.
std::string codeOf(const Json& value) {
  if (value.is_string()) return value.get<std::string>();
  if (value.is_boolean()) return value.get<bool>() ? "true" : "false";
  return decimalText(value).value_or("");
}

// At the start of a sentence.
void capitalise(std::string& text, std::size_t start) {
  std::size_t end = start;
  if (start < text.size()) nextCodePoint(text, end);
  const std::string first = upperCase(std::string_view(text).substr(start, end - start));
  text.replace(start, end - start, first);
}

bool isCode(const Json& value, const std::string& argument) {
  const std::string code = codeOf(value);
  if (value.is_boolean()) {
    const std::string asked = lowerAscii(argument);
    return asked == code || (value.get<bool>() ? asked == "sì" || asked == "si" : asked == "no");
  }
  return code == argument;
}

}  // namespace

bool mayBeList(const Field& field) {
  return (field.types & kTypeArray) != 0 || (field.types == 0 && field.items != nullptr);
}

bool mayBeObject(const Field& field) {
  return (field.types & kTypeObject) != 0 || (field.types == 0 && !field.properties.empty());
}

bool mayBeScalar(const Field& field) {
  if (field.types == 0) return field.items == nullptr && field.properties.empty();
  return (field.types & ~static_cast<unsigned>(kTypeArray | kTypeObject)) != 0;
}

Presenter::Presenter(Presentation presentation, const Field* field)
    : presentation_(std::move(presentation)), field_(field), whole_(field) {
  if (field_ != nullptr && mayBeList(*field_) && !mayBeScalar(*field_))
    field_ = field_->items.get();
  if (field_ != nullptr) {
    const std::string& format = field_->format;
    if (format == "date" || format == "data-parziale") nature_ = Nature::date;
    if (format == "time") nature_ = Nature::time;
    if (format == "date-time") nature_ = Nature::dateTime;
    for (const auto& [value, title] : field_->labels) {
      if (value.is_string()) labels_.emplace(value.get_ref<const std::string&>(), &title);
    }
  }
  if (presentation_.format == ValueFormat::agreed)
    words_ = std::make_shared<const AgreedWords>(presentation_.argument);
  plainText_ = presentation_.format == ValueFormat::automatic && !presentation_.upper &&
               !presentation_.capital &&
               !presentation_.list && nature_ == Nature::plain && labels_.empty();
}

const std::string* Presenter::labelOf(const Json& value) const {
  if (field_ == nullptr || field_->labels.empty()) return nullptr;
  if (value.is_string()) {
    const auto found = labels_.find(value.get_ref<const std::string&>());
    return found == labels_.end() || found->second->empty() ? nullptr : found->second;
  }
  for (const auto& [code, title] : field_->labels) {
    if (code == value && !title.empty()) return &title;
  }
  return nullptr;
}

std::string Presenter::presentMoment(const Json& value, std::string& text) const {
  if (!value.is_string()) return "non è una data o un'ora";
  const std::string& typed = value.get_ref<const std::string&>();
  if (const auto moment = romeMoment(typed)) {
    const auto zone = moment->offset.empty() ? std::string() : " (" + moment->offset + ")";
    const auto date = italianDate(moment->date, dateStyle(presentation_.format));
    if (presentation_.format == ValueFormat::time)
      text += moment->time + zone;
    else if (presentation_.format == ValueFormat::shortForm)
      text += *date;
    else
      text += *date + ", ore " + moment->time + zone;
    return "";
  }
  if (presentation_.format == ValueFormat::time || nature_ == Nature::time) {
    const auto time = italianTime(typed);
    if (!time) return "non è un'ora";
    text += *time;
    return "";
  }
  const auto date = italianDate(typed, dateStyle(presentation_.format));
  if (!date) return "non è una data";
  text += *date;
  return "";
}

std::string Presenter::presentNumber(const Json& value, std::string& text) const {
  auto decimal = decimalText(value);
  if (!decimal) return "non è un numero";
  if (presentation_.format == ValueFormat::euro) {
    text += italianEuro(*decimal);
    return "";
  }
  if (!presentation_.argument.empty()) {
    decimal = roundDecimal(*decimal, static_cast<std::size_t>(std::stoul(presentation_.argument)));
  }
  text += italianNumber(*decimal, Grouping::on);
  return "";
}

std::string Presenter::presentCheckbox(const Json& value, std::string& text) const {
  bool ticked = false;
  if (presentation_.argument.empty()) {
    if (!value.is_boolean()) return "non è un sì o un no";
    ticked = value.get<bool>();
  } else if (value.is_array()) {
    ticked = std::any_of(value.begin(), value.end(),
                         [&](const Json& item) { return isCode(item, presentation_.argument); });
  } else {
    ticked = isCode(value, presentation_.argument);
  }
  text += ticked ? kTicked : kUnticked;
  return "";
}

std::string Presenter::presentCode(const Json& value, std::string& text) const {
  if (value.is_structured() || value.is_null()) return "non è un valore semplice";
  text += value.is_number() ? italianNumber(codeOf(value), Grouping::off) : codeOf(value);
  return "";
}

std::string Presenter::presentAutomatic(const Json& value, std::string& text) const {
  if (const std::string* label = labelOf(value)) {
    text += *label;
    return "";
  }
  if (value.is_boolean()) {
    text += value.get<bool>() ? "sì" : "no";
    return "";
  }
  // A text that a schema does not hold to its format (draft, no schema) is shown as it stands.
  if (value.is_string() && nature_ != Nature::plain && presentMoment(value, text).empty())
    return "";
  return presentCode(value, text);
}

std::string Presenter::presentItem(const Json& value, std::string& text) const {
  switch (presentation_.format) {
    case ValueFormat::automatic:
      return presentAutomatic(value, text);
    case ValueFormat::longForm:
    case ValueFormat::shortForm:
    case ValueFormat::time:
      return presentMoment(value, text);
    case ValueFormat::euro:
    case ValueFormat::number:
      return presentNumber(value, text);
    case ValueFormat::checkbox:
      return presentCheckbox(value, text);
    case ValueFormat::code:
    case ValueFormat::clauses:  // the compiler of templates puts the articles there
    case ValueFormat::markdown:  // a writer takes it; what comes here has no markup
    case ValueFormat::qr:
      return presentCode(value, text);
    case ValueFormat::picture:
    case ValueFormat::chart:
      return "è una figura, non un testo";
    case ValueFormat::articulated:
      return presentArticulated(value, text);
    case ValueFormat::agreed:
      return presentAgreed(value, text);
    case ValueFormat::yesNo:
      if (!value.is_boolean()) return "non è un sì o un no";
      text += value.get<bool>() ? "sì" : "no";
      return "";
    case ValueFormat::label:
      if (const std::string* label = labelOf(value)) {
        text += *label;
        return "";
      }
      return "non è fra i valori che hanno un'etichetta";
  }
  return "";
}

std::string Presenter::present(const Json& value, std::string& text) const {
  std::string wrong;
  const std::size_t start = text.size();
  if (presentation_.list) {
    if (!value.is_array()) return "non è un elenco";
    for (std::size_t at = 0; at < value.size() && wrong.empty(); ++at) {
      if (at > 0) text += at + 1 == value.size() ? " e " : ", ";
      wrong = presentItem(value[at], text);
    }
  } else {
    wrong = presentItem(value, text);
  }
  if (wrong.empty() && presentation_.upper) {
    const std::string capitals = upperCase(std::string_view(text).substr(start));
    text.replace(start, std::string::npos, capitals);
  }
  if (wrong.empty() && presentation_.capital) capitalise(text, start);
  return wrong;
}

// A picture or a chart is an object whose members the shared definitions name.
std::vector<Problem> Presenter::figureMisfits(const std::string& name,
                                              const std::string& place) const {
  const auto has = [&](std::string_view key) { return whole_->property(key) != nullptr; };
  const bool picture = presentation_.format == ValueFormat::picture;
  const char* noun = picture ? "un'immagine" : "un grafico";
  const char* format = picture ? "immagine" : "grafico";
  const bool figure = picture ? has("contenuto")
                              : has("tipo") && (has("serie") || has("attivita"));
  // An object of which nothing is declared may hold anything.
  if (!mayBeObject(*whole_) || (!whole_->properties.empty() && !figure)) {
    return {templateProblem(
        std::string("Il formato «") + format + "» vuole " + noun + ", ma «" + name + "» non lo è.",
        std::string("Nello schema: definizioni.schema.json#/$defs/") + format + ".", place)};
  }
  if (picture && figure && !has("testo_alternativo")) {
    return {templateProblem("L'immagine «" + name + "» non ha un testo alternativo.",
                            "Aggiungere allo schema «testo_alternativo», obbligatorio: chi non vede "
                            "l'immagine ne ascolta il testo.",
                            place)};
  }
  return {};
}

std::string Presenter::absent(std::string_view reason) const {
  std::string text;
  if (presentation_.format == ValueFormat::articulated) {
    text = articulated(presentation_.preposition, "", "");
    if (presentation_.argument.empty()) text += reason;
  } else if (presentation_.format == ValueFormat::agreed) {
    text = words_->form(WordGender::unknown, WordNumber::singular);
  } else {
    return std::string(reason);
  }
  if (presentation_.upper) text = upperCase(text);
  if (presentation_.capital) capitalise(text, 0);
  return text;
}

std::vector<Problem> Presenter::misfits(const std::string& name, const std::string& place) const {
  std::vector<Problem> problems;
  const auto refuse = [&](std::string message, std::string hint) {
    problems.push_back(templateProblem(std::move(message), std::move(hint), place));
  };
  const std::string& argument = presentation_.argument;
  if (presentation_.format == ValueFormat::number && !argument.empty()) {
    std::size_t digits = kMostDigits + 1;
    const auto read = std::from_chars(argument.data(), argument.data() + argument.size(), digits);
    if (read.ptr != argument.data() + argument.size() || digits > kMostDigits) {
      refuse("Dopo «numero:» va quante cifre decimali mostrare.", "Per esempio «numero:2».");
    }
  }
  if (asksGrammar(presentation_)) {
    grammarMisfits(name, place, problems);
    return problems;
  }
  if (whole_ == nullptr || whole_->types == 0) return problems;
  if (presentation_.format == ValueFormat::picture || presentation_.format == ValueFormat::chart)
    return figureMisfits(name, place);
  const bool listed =
      presentation_.list || (presentation_.format == ValueFormat::checkbox && !argument.empty());
  if (presentation_.list && !mayBeList(*whole_)) {
    refuse("Il formato «elenco» vuole un elenco, ma «" + name + "» non lo è.",
           "Togliere «|elenco».");
    return problems;
  }
  if (!mayBeScalar(*whole_) && !(listed && mayBeList(*whole_))) {
    const bool list = mayBeList(*whole_);
    refuse("«" + name + "» è " + (list ? "un elenco" : "un insieme di campi") +
               ", non un valore che si possa scrivere.",
           list
               ? "Usare una sezione: {{#" + name + "}}…{{/" + name +
                     "}}, o «|elenco» se i valori sono semplici."
               : "Indicare quale campo, per esempio «" + name + "." +
                     (whole_->properties.empty() ? "…" : whole_->properties.begin()->first) + "».");
    return problems;
  }
  if (field_ == nullptr || field_->types == 0) return problems;
  if (!mayBeScalar(*field_)) {
    refuse("Gli elementi di «" + name + "» non sono valori semplici.",
           "Usare una sezione: {{#" + name + "}}…{{/" + name + "}}.");
    return problems;
  }
  const auto wants = [&](unsigned types, const char* what) {
    if ((field_->types & types) == 0) {
      refuse("Il formato non si adatta a «" + name + "», che non è " + what + ".",
             "Cambiare formato o campo.");
    }
  };
  const bool formatless = field_->format.empty();
  switch (presentation_.format) {
    case ValueFormat::longForm:
    case ValueFormat::shortForm:
      wants(kTypeString, "una data");
      if (!formatless && nature_ != Nature::date && nature_ != Nature::dateTime &&
          problems.empty()) {
        refuse("Il formato non si adatta a «" + name + "», che non è una data.",
               "Cambiare formato o campo.");
      }
      break;
    case ValueFormat::time:
      wants(kTypeString, "un'ora");
      if (!formatless && nature_ != Nature::time && nature_ != Nature::dateTime &&
          problems.empty()) {
        refuse("Il formato non si adatta a «" + name + "», che non è un'ora.",
               "Cambiare formato o campo.");
      }
      break;
    case ValueFormat::euro:
    case ValueFormat::number:
      wants(kTypeInteger | kTypeNumber, "un numero");
      break;
    case ValueFormat::yesNo:
      wants(kTypeBoolean, "un sì o un no");
      break;
    case ValueFormat::checkbox:
      if (argument.empty()) {
        wants(kTypeBoolean, "un sì o un no");
      } else if (!field_->labels.empty()) {
        std::vector<std::string> codes;
        for (const auto& [code, title] : field_->labels) codes.push_back(codeOf(code));
        const bool known =
            std::any_of(field_->labels.begin(), field_->labels.end(),
                        [&](const auto& label) { return isCode(label.first, argument); });
        const std::string nearest =
            nearestName(argument, std::vector<std::string_view>(codes.begin(), codes.end()));
        if (!known) {
          refuse("«" + argument + "» non è fra i valori previsti per «" + name + "».",
                 nearest.empty() ? "Controllare i codici nello schema."
                                 : "Forse intendevi «" + nearest + "»?");
        }
      }
      break;
    case ValueFormat::label:
      if (field_->labels.empty()) {
        refuse("I valori di «" + name + "» non hanno etichette.", "Togliere «|etichetta».");
      }
      break;
    case ValueFormat::clauses:
      refuse("«|clausole» vale soltanto nel testo, per un elenco di clausole.", "Togliere «|clausole».");
      break;
    case ValueFormat::markdown:
      wants(kTypeString, "un testo");
      break;
    case ValueFormat::automatic:
    case ValueFormat::code:
    case ValueFormat::qr:
    case ValueFormat::picture:
    case ValueFormat::chart:
    case ValueFormat::articulated:
    case ValueFormat::agreed:
      break;
  }
  return problems;
}

}  // namespace stesura
