#include "service/handlers/register_desk.h"

#include "service/handlers/openapi.h"

namespace stesura {

const std::string& agencyOf(const Identity& who) {
  if (who.agency.empty()) throw Refusal(RefusalKind::forbidden, "Qui serve chi lavora in un ente.");
  return who.agency;
}

AuditEntry auditOf(const Identity& who, std::string action, std::string resource, std::string object) {
  return {who.id, who.agency, std::move(action), std::move(resource), std::move(object), "fatto"};
}

Json entryJson(const RegisterEntry& entry, Json body) {
  return {{"id", entry.id}, {"ente", entry.agency}, {"versione", entry.version}, {"modificato_il", entry.changedAt}, {"dati", std::move(body)}};
}

void addWarnings(Json& answer, const std::vector<Problem>& warnings) {
  if (!warnings.empty()) answer["avvertenze"] = problemsAsJson(warnings);
}

bool isSlug(const std::string& text) {
  if (text.empty() || text.size() > 64) return false;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    const bool letter = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    if (!letter && (at == 0 || (c != '_' && c != '.' && c != '-'))) return false;
  }
  return true;
}

Json slugSchema() {
  return {{"type", "string"}, {"minLength", 1}, {"maxLength", 64}, {"pattern", "^[a-z0-9][a-z0-9_.-]*$"}};
}

Json warningsSchema() {
  return {{"type", "array"}, {"maxItems", 1000}, {"items", schemaReference("ProblemaDelDato")}};
}

Json entrySchema(const std::string& description, Json moreProperties) {
  Json properties = {{"id", textSchema(64)},
                     {"ente", textSchema(64)},
                     {"versione", {{"type", "integer"}, {"format", "int64"}, {"minimum", 1}, {"maximum", 9007199254740991}}},
                     {"modificato_il", momentSchema()},
                     {"dati", {{"type", "object"}, {"description", "Ciò che chi chiede può vedere della voce."}, {"additionalProperties", true}}},
                     {"avvertenze", warningsSchema()}};
  properties.update(moreProperties);
  return {{"type", "object"}, {"description", description}, {"required", {"id", "ente", "versione", "modificato_il", "dati"}}, {"properties", std::move(properties)}, {"additionalProperties", false}};
}

Json registerBodySchema(const std::string& title, const std::string& file) {
  return {{"type", "object"},
          {"title", title},
          {"description", "Come dice lo schema " + file + " (cartella schemas del programma), che controlla ogni campo."},
          {"additionalProperties", true}};
}

}  // namespace stesura
