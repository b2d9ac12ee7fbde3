#include "service/handlers/check_view.h"

#include "service/handlers/openapi.h"

namespace stesura {
namespace {

Json countSchema(int maximum) {
  return {{"type", "integer"}, {"format", "int32"}, {"minimum", 0}, {"maximum", maximum}};
}

Json listOf(const char* component, int most) {
  return {{"type", "array"}, {"maxItems", most}, {"items", schemaReference(component)}};
}

}  // namespace

Json completenessAsJson(std::size_t present, std::size_t applicable) {
  return {{"presenti", present}, {"applicabili", applicable}, {"percentuale", applicable == 0 ? 100 : 100 * present / applicable}};
}

Json checkAsJson(const CheckResult& check, const std::vector<Problem>& also) {
  Json missing = Json::array();
  for (const MissingValue& value : check.completeness.missing) {
    missing.push_back({{"puntatore", value.pointer}, {"etichetta", value.label},
                       {"presenza", value.presence == Presence::required ? "obbligatorio" : "atteso"}});
  }
  std::vector<Problem> warnings = check.report.warnings;
  warnings.insert(warnings.end(), also.begin(), also.end());
  return {{"mancanti", std::move(missing)},
          {"completezza", completenessAsJson(check.completeness.present, check.completeness.applicable)},
          {"problemi", problemsAsJson(check.report.problems)},
          {"avvisi", problemsAsJson(warnings)}};
}

void addCheckSchemas(RouteTable& table) {
  table.schemas["DatoMancante"] = {
      {"type", "object"},
      {"description", "Un dato obbligatorio o atteso che manca."},
      {"required", {"puntatore", "etichetta", "presenza"}},
      {"properties", {{"puntatore", textSchema(2000)}, {"etichetta", textSchema(2000)},
                      {"presenza", {{"type", "string"}, {"enum", {"obbligatorio", "atteso"}}, {"maxLength", 12}}}}}};
  table.schemas["Completezza"] = {
      {"type", "object"},
      {"description", "Quanti dei dati che servono ci sono, dopo le condizioni dello schema."},
      {"required", {"presenti", "applicabili", "percentuale"}},
      {"properties", {{"presenti", countSchema(1000000)}, {"applicabili", countSchema(1000000)}, {"percentuale", countSchema(100)}}}};
}

Json checkProperties() {
  return {{"mancanti", listOf("DatoMancante", 10000)},
          {"completezza", schemaReference("Completezza")},
          {"problemi", listOf("ProblemaDelDato", 10000)},
          {"avvisi", listOf("ProblemaDelDato", 10000)}};
}

Json anyData() {
  return {{"type", "object"}, {"description", "I dati di un documento, come li dice lo schema del suo tipo."}, {"maxProperties", 1000}};
}

}  // namespace stesura
