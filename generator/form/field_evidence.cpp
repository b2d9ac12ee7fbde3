#include "generator/form/field_evidence.h"

#include <algorithm>

#include "generator/form/form_terms.h"

namespace stesura {
namespace {

bool holds(const std::vector<std::string>& terms, std::string_view term) {
  return std::find(terms.begin(), terms.end(), term) != terms.end();
}

void addContext(FieldEvidence& evidence, const std::vector<std::string>& terms, double weight) {
  for (const std::string& term : terms) {
    double& kept = evidence.context[term];
    kept = std::max(kept, weight);
  }
}

// Of a sentence before the box the last words name it.
std::string tail(const std::string& text, std::size_t words) {
  std::size_t at = text.size();
  for (std::size_t count = 0; count < words && at != 0 && at != std::string::npos; ++count) at = text.rfind(' ', at - 1);
  return at == std::string::npos || at == 0 ? text : text.substr(at + 1);
}

// «il», «dal», «n.»: words that only go on with what the line spoke of.
bool isConnective(const std::vector<std::string>& words) {
  static const std::vector<std::string> kWords = {"il", "a", "in", "di", "data", "li", "lo", "la", "e", "al", "dal", "prov", "n", "nr", "num", "cap", "provincia", "numero", "presso", "c", "p", "del"};
  return std::all_of(words.begin(), words.end(), [](const std::string& word) {
    return std::find(kWords.begin(), kWords.end(), word) != kWords.end();
  });
}

// What the fields before spoke of: «nato a … il …», «residente in … via … n. …».
class Topic {
 public:
  void apply(FieldEvidence& evidence, std::vector<std::string>& label, const std::vector<std::string>& words, bool sameLine) {
    const bool connective = isConnective(words);
    const bool place = holds(label, "residenza") || holds(label, "domicilio");
    if (place && label.size() == 1 && words.size() > 1 && (words.back() == "a" || words.back() == "in")) label.push_back("comune");
    // «Luogo …, data …» at the end is when the document was written.
    if (sameLine && label.size() == 1 && label[0] == "data" && holds(last_, "luogo") && last_.size() == 1) label.push_back("documento");
    keepRole(evidence, label);
    if (label.size() == 1 && label[0] == "numero" && holds(last_, "indirizzo")) label = {"civico"};
    std::vector<std::string> now;
    for (const char* term : {"nascita", "residenza", "domicilio", "permesso", "iscritto", "iscrizione", "verbale", "decreto", "legge68", "legge104", "invalidita", "rilasciato", "sede"}) {
      if (holds(label, term)) now.push_back(term);
    }
    if (!now.empty()) {
      topic_ = now;
    } else if (connective && sameLine) {
      addContext(evidence, topic_.empty() ? last_ : topic_, 0.9);
      if (holds(label, "data") && holds(topic_, "nascita")) label.push_back("nascita");
    } else if (holds(label, "indirizzo") || holds(label, "civico") || holds(label, "cap") || holds(label, "provincia") || holds(label, "comune")) {
      addContext(evidence, topic_, sameLine ? 0.8 : 0.6);
    } else {
      topic_.clear();
    }
    last_ = label;
  }
  // «nato a … (…)»
  std::vector<std::string> inBrackets() const {
    return holds(last_, "comune") ? std::vector<std::string>{"provincia"} : std::vector<std::string>{};
  }
  void clear() {
    topic_.clear();
    roles_.clear();
    last_.clear();
  }

 private:
  // «Operatore: cognome … nome … telefono …»: the person stays until another thing is asked.
  void keepRole(FieldEvidence& evidence, const std::vector<std::string>& label) {
    std::vector<std::string> now;
    std::copy_if(label.begin(), label.end(), std::back_inserter(now), isRole);
    const bool personal = std::any_of(label.begin(), label.end(), [](const std::string& term) {
      static const std::vector<std::string> kOfPersons = {"nome", "cognome", "telefono", "email", "pec", "qualifica", "codicefiscale"};
      return holds(kOfPersons, term);
    });
    if (!now.empty()) roles_ = now;
    else if (personal) addContext(evidence, roles_, 0.7);
    else roles_.clear();
  }

  std::vector<std::string> topic_{}, last_{}, roles_{};
};

// The last part of a full name names the datum, the parts before what it belongs to.
void addName(FieldEvidence& evidence, const std::string& name) {
  const auto dot = name.rfind('.');
  const std::vector<std::string> own = termsOfName(dot == std::string::npos ? name : name.substr(dot + 1));
  if (!own.empty()) evidence.direct.push_back({own, 0.8});
  if (dot != std::string::npos) addContext(evidence, termsOfName(name.substr(0, dot)), 0.8);
}

std::vector<std::vector<std::string>> optionTermsOf(const FormField& field, const FieldSurroundings& surroundings) {
  std::vector<std::vector<std::string>> terms;
  if (field.type == FormFieldType::radio) {
    for (std::size_t i = 0; i < field.widgets.size(); ++i) {
      std::vector<std::string> words;
      if (i < surroundings.widgetLabels.size()) words = plainWords(surroundings.widgetLabels[i]);
      if (words.empty()) words = plainWords(field.widgets[i].onState);
      terms.push_back(std::move(words));
    }
    return terms;
  }
  for (const FormOption& option : field.options) terms.push_back(plainWords(option.shown.empty() ? option.value : option.shown));
  return terms;
}

}  // namespace

std::vector<FieldEvidence> evidenceOf(const FormDescription& form, const std::vector<FieldSurroundings>& surroundings) {
  std::vector<FieldEvidence> result;
  Topic topic;
  std::string heading;
  for (std::size_t index = 0; index < form.fields.size(); ++index) {
    const FormField& field = form.fields[index];
    if (field.type == FormFieldType::button || field.type == FormFieldType::signature) continue;
    const FieldSurroundings& around = surroundings[index];
    FieldEvidence evidence;
    evidence.field = index;
    evidence.repeated = around.repeated;
    const bool radio = field.type == FormFieldType::radio;
    std::string label = radio ? around.group : around.label;
    evidence.label = !field.toolTip.empty() ? field.toolTip : !label.empty() ? label : field.name;
    if (around.heading != heading) topic.clear(), heading = around.heading;
    label = tail(label, field.type == FormFieldType::checkBox ? 14 : 8);
    if (label.size() > 2 && label[0] == '%') label.erase(0, 1);  // the unit of the field before
    std::vector<std::string> terms = termsOf(label);
    const std::vector<std::string> printed = plainWords(around.label);
    if (printed == std::vector<std::string>{"si"} || printed == std::vector<std::string>{"no"}) evidence.answer = printed[0];
    if (label == "(") terms = topic.inBrackets();
    if (terms.size() > 5 && field.type != FormFieldType::checkBox) terms = termsOf(tail(label, 5));
    topic.apply(evidence, terms, plainWords(label), around.sameLine);
    if (const std::vector<std::string> tip = termsOf(field.toolTip); !tip.empty()) evidence.direct.push_back({tip, 1.05});
    if (!terms.empty()) evidence.direct.push_back({terms, 1});
    if (const std::vector<std::string> second = termsOf(tail(around.second, 6)); !second.empty()) {
      evidence.direct.push_back({second, terms.empty() ? 0.9 : 0.7});
    }
    addName(evidence, field.name);
    addContext(evidence, termsOf(around.heading), 0.8);
    addContext(evidence, termsOf(around.outer), 0.5);
    evidence.group = termsOf(tail(around.group, 10));
    if (!radio) addContext(evidence, evidence.group, 0.7);
    evidence.dateWanted = !field.dateFormat.empty();
    evidence.optionTerms = optionTermsOf(field, around);
    result.push_back(std::move(evidence));
  }
  return result;
}

}  // namespace stesura
