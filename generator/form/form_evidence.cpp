#include "generator/form/form_evidence.h"

#include <algorithm>
#include <set>
#include <utility>

#include "generator/merge/present.h"
#include "generator/merge/recognise.h"
#include "generator/merge/typed_text.h"

namespace stesura {

namespace {

bool isList(const Field& field) { return mayBeList(field) && !mayBeScalar(field); }

std::string titleOf(const FormEvidence& evidence) {
  const Field& datum = *evidence.binding->datum;
  return "«" + (datum.title.empty() ? evidence.field->name : datum.title) + "»";
}

Problem warningAt(const FormEvidence& evidence, std::string message, std::string hint) {
  Problem problem;
  problem.message = std::move(message);
  problem.hint = std::move(hint);
  problem.place = placeOf(*evidence.field);
  return problem;
}

// What one field says.
struct Statement {
  const FormEvidence* from;
  std::string text{};  // as it stands there
  std::optional<Json> value{};
  std::optional<std::string> absence{};
  bool told = true;  // the presentation tells the value
  bool unticked = false;
};

bool ofOneValue(const Presentation& presentation) {
  return presentation.format == ValueFormat::checkbox && !presentation.argument.empty();
}

// «☒», «x», «sì».
bool isTick(const std::string& text) {
  Presentation box;
  box.format = ValueFormat::checkbox;
  return recognise(text, box, Field{}) == Json(true);
}

bool isTicked(const FormField& field) {
  return std::any_of(field.values.begin(), field.values.end(), [&](const std::string& value) {
    if (field.type == FormFieldType::text || field.type == FormFieldType::comboBox) return isTick(value);
    return value != "Off";
  });
}

// A box that is on or off and says no more.
bool isPlainBox(const FormEvidence& evidence) {
  const FormField& field = *evidence.field;
  if (field.type != FormFieldType::checkBox || !evidence.binding->options.empty()) return false;
  if ((evidence.binding->datum->types & kTypeBoolean) == 0 && evidence.binding->presentation.format != ValueFormat::checkbox)
    return false;
  std::set<std::string> states;
  for (const FormWidget& widget : field.widgets) states.insert(widget.onState);
  return states.size() < 2;
}

// What a person reads where the file keeps `value`.
const std::string& shownFor(const FormField& field, const std::string& value) {
  for (const FormOption& option : field.options) {
    if (option.value == value) return option.shown;
  }
  return value;
}

void addDistinct(std::vector<Json>& values, Json value) {
  if (std::find(values.begin(), values.end(), value) == values.end()) values.push_back(std::move(value));
}

class Judge {
 public:
  explicit Judge(const std::vector<FormEvidence>& evidence) : evidence_(evidence) {}

  Verdict judge() {
    for (const FormEvidence& evidence : evidence_) hear(evidence);
    countTicks();
    settle();
    return std::move(verdict_);
  }

 private:
  void hear(const FormEvidence& evidence) {
    const Presentation& presentation = evidence.binding->presentation;
    const Field& datum = *evidence.binding->datum;
    if (ofOneValue(presentation)) {
      boxes_.push_back(&evidence);
    } else if (isPlainBox(evidence)) {
      const bool ticked = isTicked(*evidence.field);
      statements_.push_back({.from = &evidence, .value = Json(ticked), .unticked = !ticked});
    } else if (evidence.field->type == FormFieldType::text) {
      if (!evidence.field->values.empty()) hearText(evidence, evidence.field->values.front(), presentation, datum);
    } else if (evidence.field->type != FormFieldType::button && evidence.field->type != FormFieldType::signature) {
      hearChoice(evidence);
    }
  }

  void hearText(const FormEvidence& evidence, const std::string& text, const Presentation& presentation, const Field& datum) {
    Statement statement = understood(evidence, text, presentation, datum);
    if (statement.value || !statement.absence || !statement.absence->empty()) statements_.push_back(std::move(statement));
  }

  static Statement understood(const FormEvidence& evidence, const std::string& text, const Presentation& presentation,
                              const Field& datum) {
    Statement statement{.from = &evidence, .text = text};
    statement.told = isRecognisable(presentation, datum);
    statement.absence = absenceIn(text);
    // A value of the schema may be called «non noto» too.
    if (!statement.absence || !datum.labels.empty()) statement.value = recognise(text, presentation, datum);
    return statement;
  }

  void hearChoice(const FormEvidence& evidence) {
    const FieldBinding& binding = *evidence.binding;
    std::vector<std::string> chosen;
    for (const std::string& value : evidence.field->values) {
      if (value != "Off" && !foldedText(value).empty()) chosen.push_back(value);
    }
    const bool list = isList(*binding.datum);
    if (chosen.empty() && !binding.options.empty() && evidence.field->type == FormFieldType::checkBox) chosen = offOf(binding);
    if (chosen.empty()) return;
    if (chosen.size() > 1 && !list) {
      warn(evidence, "In " + titleOf(evidence) + " sono scelte più voci, ma il dato ne vuole una sola.");
      return;
    }
    Statement whole{.from = &evidence, .text = shownFor(*evidence.field, chosen.front())};
    if (list) whole.value = Json::array();
    for (const std::string& value : chosen) {
      Statement one = optionStatement(evidence, value);
      if (!list) {
        whole.value = std::move(one.value);
        whole.absence = std::move(one.absence);
      } else if (whole.value && one.value) {
        whole.value->push_back(std::move(*one.value));
      } else {
        whole.value.reset();
      }
    }
    if (whole.value || !whole.absence || !whole.absence->empty()) statements_.push_back(std::move(whole));
  }

  // A check box whose empty state stands for a value too.
  static std::vector<std::string> offOf(const FieldBinding& binding) {
    const bool named = std::any_of(binding.options.begin(), binding.options.end(),
                                   [](const auto& option) { return option.second == "Off"; });
    return named ? std::vector<std::string>{"Off"} : std::vector<std::string>{};
  }

  static Statement optionStatement(const FormEvidence& evidence, const std::string& value) {
    const FieldBinding& binding = *evidence.binding;
    const std::string& shown = shownFor(*evidence.field, value);
    Statement statement{.from = &evidence, .text = shown};
    for (const std::string& option : {value, shown}) {
      std::vector<Json> values = valuesOfOption(binding, option);
      if (values.size() > 1) return statement;
      if (!values.empty()) {
        statement.value = std::move(values.front());
        return statement;
      }
    }
    const bool list = isList(*binding.datum);
    Presentation presentation = binding.presentation;
    presentation.list = false;
    const Field* datum = list ? binding.datum->items.get() : binding.datum;
    if (datum == nullptr) return statement;
    for (const std::string& text : {shown, value}) {
      statement = understood(evidence, text, presentation, *datum);
      if (statement.value || statement.absence) return statement;
    }
    return statement;
  }

  // «casella:codice»: the boxes of one datum together.
  void countTicks() {
    std::vector<Json> ticked;
    const FormEvidence* first = nullptr;
    for (const FormEvidence* box : boxes_) {
      const auto value = tickedValue(box->binding->presentation.argument, *box->binding->datum);
      if (!value || !isTicked(*box->field)) continue;
      addDistinct(ticked, *value);
      if (first == nullptr) first = box;
    }
    if (first == nullptr) return;
    if (isList(*first->binding->datum)) {
      statements_.push_back({.from = first, .value = inSchemaOrder(ticked, *first->binding->datum)});
    } else if (ticked.size() == 1) {
      statements_.push_back({.from = first, .value = ticked.front()});
    } else {
      warn(*first, "Per " + titleOf(*first) + " sono segnate più caselle, ma se ne può scegliere una sola.");
      undecided_ = true;
    }
  }

  static Json inSchemaOrder(std::vector<Json> values, const Field& list) {
    const auto rank = [&](const Json& value) {
      const auto& labels = list.items->labels;
      return std::find_if(labels.begin(), labels.end(), [&](const auto& label) { return label.first == value; }) - labels.begin();
    };
    if (list.items) std::stable_sort(values.begin(), values.end(), [&](const Json& a, const Json& b) { return rank(a) < rank(b); });
    return values;
  }

  void settle() {
    const Statement* chosen = nullptr;
    for (const bool told : {true, false}) {
      for (const Statement& statement : statements_) {
        if (!statement.value || statement.told != told) continue;
        if (chosen == nullptr) chosen = &statement;
      }
    }
    for (const Statement& statement : statements_) {
      if (chosen != nullptr && !undecided_ && !agrees(statement, *chosen)) {
        warn(*statement.from, titleOf(*statement.from) + " compare in più campi con valori diversi.");
        undecided_ = true;
      }
      if (!statement.value && !statement.absence) explain(statement, chosen != nullptr);
      if (statement.absence && verdict_.absence.empty()) verdict_.absence = *statement.absence;
    }
    if (chosen == nullptr || undecided_) {
      if (undecided_) verdict_.absence.clear();
      return;
    }
    verdict_.absence.clear();
    verdict_.value = chosen->value;
    verdict_.unticked = chosen->unticked;
    if (!chosen->told && chosen->value->is_number()) {
      warn(*chosen->from, titleOf(*chosen->from) + " è letto come è mostrato, cioè arrotondato.", "Se serve, indicare il numero intero di decimali.");
    }
  }

  // Whether a statement may be of the chosen value: it is, or shows like it, or says nothing readable.
  static bool agrees(const Statement& statement, const Statement& chosen) {
    if (statement.absence && !statement.value) return true;
    if (statement.value && *statement.value == *chosen.value) return true;
    if (!statement.value && statement.told) return true;
    std::string shown;
    const Presenter presenter(statement.from->binding->presentation, statement.from->binding->datum);
    return presenter.present(*chosen.value, shown).empty() && foldedText(shown) == foldedText(statement.text);
  }

  void explain(const Statement& statement, bool known) {
    const FormEvidence& from = *statement.from;
    if (statement.told) {
      const bool ofChoice = from.field->type != FormFieldType::text;
      warn(from, ofChoice ? "La scelta fatta in " + titleOf(from) + " non corrisponde a un solo valore previsto."
                          : "Quel che è scritto in " + titleOf(from) + " non è " +
                                expectedText(from.binding->presentation, *from.binding->datum) + ".");
    } else if (!known) {
      warn(from, "Da come " + titleOf(from) + " è scritto sul modulo il dato non si ricava con certezza.");
    }
  }

  void warn(const FormEvidence& evidence, std::string message, std::string hint = "Indicare il dato a mano.") {
    verdict_.warnings.push_back(warningAt(evidence, std::move(message), std::move(hint)));
  }

  const std::vector<FormEvidence>& evidence_;
  std::vector<const FormEvidence*> boxes_;
  std::vector<Statement> statements_;
  bool undecided_ = false;
  Verdict verdict_;
};

}  // namespace

std::vector<Json> valuesOfOption(const FieldBinding& binding, const std::string& option) {
  std::vector<Json> values;
  const bool list = isList(*binding.datum);
  Presentation presentation = binding.presentation;
  presentation.list = false;
  const Field* datum = list ? binding.datum->items.get() : binding.datum;
  if (datum == nullptr) return values;
  for (const auto& [text, named] : binding.options) {
    if (named != option) continue;
    if (auto value = recognise(text, presentation, *datum)) addDistinct(values, std::move(*value));
  }
  return values;
}

Verdict judge(const std::vector<FormEvidence>& evidence) { return Judge(evidence).judge(); }

bool holdsSomething(const FormField& field) {
  if (field.type == FormFieldType::button || field.type == FormFieldType::signature) return false;
  const bool box = field.type == FormFieldType::checkBox || field.type == FormFieldType::radio;
  return std::any_of(field.values.begin(), field.values.end(), [&](const std::string& value) {
    return box ? value != "Off" && !value.empty() : absenceIn(value) != "";
  });
}

std::string placeOf(const FormField& field) { return "campo «" + field.name + "»"; }

}  // namespace stesura
