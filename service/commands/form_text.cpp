#include "service/commands/form_text.h"

#include <cmath>
#include <iomanip>
#include <ostream>
#include <string>

#include "service/commands/report_text.h"

namespace stesura {
namespace {

constexpr double kSure = 0.75;  // a proposal below it is to be looked at

const char* typeName(FormFieldType type) {
  switch (type) {
    case FormFieldType::text: return "testo";
    case FormFieldType::checkBox: return "casella";
    case FormFieldType::radio: return "scelta";
    case FormFieldType::comboBox: return "elenco a discesa";
    case FormFieldType::listBox: return "elenco";
    case FormFieldType::button: return "pulsante";
    case FormFieldType::signature: return "firma";
  }
  return "";
}

double tenths(double points) { return std::round(points * 10) / 10; }

std::string admits(const FormField& field) {
  std::string text;
  const auto add = [&text](const std::string& what) { text += (text.empty() ? "" : ", ") + what; };
  if (field.multiline) add("più righe");
  if (field.maxLength > 0) add("al più " + counted(field.maxLength, "carattere", "caratteri"));
  if (field.comb) add("un carattere per casella");
  if (!field.dateFormat.empty()) add("data «" + field.dateFormat + "»");
  if (field.editable) add("anche testo libero");
  if (field.multiple) add("anche più voci");
  if (field.readOnly) add("non modificabile");
  if (field.required) add("obbligatorio");
  if (field.widgets.size() > 1) add(counted(field.widgets.size(), "riquadro", "riquadri"));
  std::string options;
  for (const FormOption& option : field.options) {
    options += (options.empty() ? "" : " | ") + option.shown;
    if (option.value != option.shown) options += " (" + option.value + ")";
  }
  if (!options.empty()) add("opzioni: " + options);
  return text;
}

}  // namespace

void printFields(std::ostream& out, const FormDescription& form, const std::vector<std::string>& labels) {
  for (std::size_t at = 0; at < form.fields.size(); ++at) {
    const FormField& field = form.fields[at];
    const std::string label = at < labels.size() ? labels[at] : field.toolTip;
    const std::string page = field.widgets.empty() ? "-" : std::to_string(field.widgets.front().page + 1);
    out << "pag. " << page << "  " << typeName(field.type) << "  «" << printable(field.name) << "»";
    if (!label.empty() && label != field.name) out << "  " << printable(label);
    const std::string more = admits(field);
    if (!more.empty()) out << "  [" << printable(more) << "]";
    out << '\n';
  }
  out << counted(form.fields.size(), "campo", "campi") << " in " << counted(form.pages, "pagina", "pagine") << ".\n";
  for (const std::string& removed : form.removed) out << "avviso: il modulo contiene " << removed << ": nel modulo compilato non ci sarà.\n";
}

Json fieldsJson(const FormDescription& form, bool withValues) {
  Json fields = Json::array();
  for (const FormField& field : form.fields) {
    Json widgets = Json::array();
    for (const FormWidget& widget : field.widgets) {
      Json one = {{"pagina", widget.page + 1},
                  {"rettangolo", {tenths(widget.left), tenths(widget.bottom), tenths(widget.right), tenths(widget.top)}}};
      if (!widget.onState.empty()) one["stato"] = widget.onState;
      widgets.push_back(std::move(one));
    }
    Json options = Json::array();
    for (const FormOption& option : field.options) options.push_back({{"valore", option.value}, {"mostrato", option.shown}});
    Json one = {{"nome", field.name}, {"tipo", typeName(field.type)}, {"suggerimento", field.toolTip}, {"riquadri", std::move(widgets)}};
    if (!options.empty()) one["opzioni"] = std::move(options);
    if (field.maxLength > 0) one["lunghezza_massima"] = field.maxLength;
    if (!field.dateFormat.empty()) one["formato_data"] = field.dateFormat;
    for (const auto& [key, holds] : {std::pair{"piu_righe", field.multiline}, std::pair{"pettine", field.comb},
                                     std::pair{"testo_libero", field.editable}, std::pair{"piu_voci", field.multiple},
                                     std::pair{"sola_lettura", field.readOnly}, std::pair{"obbligatorio", field.required}}) {
      if (holds) one[key] = true;
    }
    if (withValues) one["valori"] = field.values;
    fields.push_back(std::move(one));
  }
  return {{"pagine", form.pages}, {"tolti", form.removed}, {"campi", std::move(fields)}};
}

std::string bindingsText(const std::vector<ProposedBinding>& bindings) {
  nlohmann::ordered_json fields = nlohmann::ordered_json::object();
  for (const ProposedBinding& binding : bindings) {
    nlohmann::ordered_json& entry = fields[binding.field];
    if (binding.text.empty()) continue;
    if (binding.options.empty()) {
      entry = binding.text;
      continue;
    }
    entry["valore"] = binding.text;
    for (const auto& [code, option] : binding.options) entry["opzioni"][code] = option;
  }
  return nlohmann::ordered_json{{"campi", std::move(fields)}}.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
}

void printBindings(std::ostream& out, const std::vector<ProposedBinding>& bindings) {
  std::size_t bound = 0;
  for (const ProposedBinding& binding : bindings) bound += binding.text.empty() ? 0 : 1;
  out << "Campi con una proposta: " << bound << " di " << bindings.size() << ".\n";
  for (const ProposedBinding& binding : bindings) {
    if (!binding.text.empty() && binding.confidence >= kSure) continue;
    out << "  da guardare: «" << printable(binding.field) << "»";
    if (!binding.label.empty()) out << " (" << printable(binding.label) << ")";
    if (binding.text.empty()) out << ": nessuna proposta\n";
    else out << ": " << printable(binding.text) << ", sicurezza " << std::lround(binding.confidence * 100) << " %\n";
  }
}

}  // namespace stesura
