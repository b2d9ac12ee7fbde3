#include "generator/merge/agreement.h"
#include "generator/merge/present.h"

namespace stesura {

namespace {

constexpr const char* kBlankLine = "__________";  // for a name that a draft lacks

const GrammarKeys& keysOf(const Field* field) {
  static const GrammarKeys kNone;
  return field == nullptr || !field->grammar ? kNone : *field->grammar;
}

}  // namespace

bool asksGrammar(const Presentation& presentation) {
  return presentation.format == ValueFormat::articulated ||
         presentation.format == ValueFormat::agreed;
}

std::string Presenter::presentArticulated(const Json& value, std::string& text) const {
  if (!value.is_object()) return "non è un ente né una persona";
  const WordAgreement agreement = agreementOf(value, keysOf(field_));
  const bool alone = !presentation_.argument.empty();
  text += articulated(presentation_.preposition, agreement.article, agreement.name);
  if (!alone) text += agreement.name.empty() ? kBlankLine : agreement.name;
  return "";
}

std::string Presenter::presentAgreed(const Json& value, std::string& text) const {
  if (!value.is_structured()) return "non è un ente, una persona o un elenco";
  const WordAgreement agreement = value.is_array() ? agreementOfAll(value, keysOf(field_))
                                               : agreementOf(value, keysOf(field_));
  text += words_->form(agreement.gender, agreement.number);
  return "";
}

void Presenter::grammarMisfits(const std::string& name, const std::string& place,
                               std::vector<Problem>& problems) const {
  const auto refuse = [&](std::string message, std::string hint) {
    problems.push_back(templateProblem(std::move(message), std::move(hint), place));
  };
  const bool agrees = presentation_.format == ValueFormat::agreed;
  if (agrees && !words_->wrong().empty()) return refuse(words_->wrong(), words_->hint());
  if (!agrees && !presentation_.argument.empty() && presentation_.argument != "solo") {
    return refuse("Dopo i due punti di un articolo o di una preposizione può stare soltanto «solo».",
                  "«di:solo» scrive la preposizione senza il nome.");
  }
  if (whole_ == nullptr || (whole_->types == 0 && !whole_->grammar)) return;
  const bool list = mayBeList(*whole_) && !mayBeObject(*whole_);
  if (agrees && presentation_.list)
    return refuse("«concorda» e «elenco» non stanno insieme.", "Togliere «|elenco».");
  if (!agrees && list && !presentation_.list) {
    return refuse("«" + name + "» è un elenco.",
                  "Aggiungere «|elenco», o usare una sezione: {{#" + name + "}}…{{/" + name + "}}.");
  }
  if (presentation_.list && !mayBeList(*whole_)) {
    return refuse("Il formato «elenco» vuole un elenco, ma «" + name + "» non lo è.",
                  "Togliere «|elenco».");
  }
  if (field_ == nullptr) return;
  if (!field_->grammar) {
    return refuse("«" + name + "» non dice come si accordano le parole: non ha articolo né genere.",
                  "Usare il formato su un ente o su una persona; nello schema li segna "
                  "«x-grammatica».");
  }
  const GrammarKeys& keys = *field_->grammar;
  for (const std::string& key : keys.name) {
    if (field_->property(key) == nullptr)
      refuse("Il nome di «" + name + "» sarebbe in «" + key + "», che non esiste.",
             "Correggere «x-grammatica» nello schema.");
  }
  if (!agrees && presentation_.preposition == Preposition::none && keys.article.empty()) {
    refuse("«" + name + "» non prende l’articolo.", "Scrivere il nome senza formato.");
  }
  if (!agrees && presentation_.argument.empty() && keys.name.empty()) {
    refuse("Di «" + name + "» non si sa quale sia il nome.",
           "Aggiungere «nome» a «x-grammatica» nello schema, o usare «:solo».");
  }
  const bool maybePlural = list || !keys.article.empty();
  if (agrees && maybePlural && words_->form(WordGender::masculine, WordNumber::plural).empty()) {
    refuse("«" + name + "» può essere plurale, e di queste parole il plurale non si conosce.",
           "Scrivere quattro forme: «marito/moglie/mariti/mogli».");
  }
}

}  // namespace stesura
