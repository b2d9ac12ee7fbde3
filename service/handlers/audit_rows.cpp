#include "service/handlers/audit_rows.h"

#include <charconv>

#include "service/handlers/openapi.h"
#include "service/refusal.h"
#include "service/store/audit.h"

namespace stesura {
namespace {

Json rowJson(const AuditRow& row) {
  return {{"numero", row.number},           {"quando", row.when},
          {"chi", row.entry.who},           {"ente", row.entry.agency},
          {"azione", row.entry.action},     {"risorsa", row.entry.resource},
          {"oggetto", row.entry.object},    {"esito", row.entry.outcome},
          {"catena", row.chain}};
}

// «2026-03-12» or a moment of it in UTC, as far as it is told.
const std::string& momentOf(const std::string& text, const char* name) {
  const std::string shape = "dddd-dd-ddTdd:dd:dd.dddZ";
  const bool whole = text.empty() || text.size() == 10 || text.size() == 20 || text.size() == 24;
  bool good = whole;
  for (std::size_t at = 0; good && at < text.size(); ++at) {
    const char wanted = text.size() == 20 && at == 19 ? 'Z' : shape[at];
    good = wanted == 'd' ? text[at] >= '0' && text[at] <= '9' : text[at] == wanted;
  }
  if (!good) {
    throw Refusal(RefusalKind::malformed, std::string("Il parametro ") + name + " è una data (2026-03-12) o un momento in UTC (2026-03-12T08:30:00Z).");
  }
  return text;
}

std::int64_t numberOf(const std::string& cursor) {
  std::int64_t number = 0;
  const auto end = cursor.data() + cursor.size();
  const auto read = std::from_chars(cursor.data(), end, number);
  if (!cursor.empty() && (read.ptr != end || number < 1)) {
    throw Refusal(RefusalKind::malformed, "Il parametro cursore non viene da una risposta di questo servizio.");
  }
  return number;
}

Reply listRows(const Services& services, const Request& request) {
  const Page page = pageOf(request);
  AuditQuestion question;
  const bool all = request.who.is(Role::sistema);
  question.agency = all ? request.parameter("ente") : request.who.agency;
  if (!all && question.agency.empty()) throw notFound();
  question.who = request.parameter("chi");
  question.action = request.parameter("azione");
  question.resource = request.parameter("risorsa");
  question.object = request.parameter("oggetto");
  question.from = momentOf(request.parameter("dal"), "dal");
  question.until = momentOf(request.parameter("al"), "al");
  question.before = numberOf(page.after);
  question.limit = page.limit + 1;
  std::vector<std::pair<std::string, Json>> elements;
  services.database.read([&](Transaction& transaction) {
    for (const AuditRow& row : auditRows(transaction, question)) elements.emplace_back(std::to_string(row.number), rowJson(row));
  });
  services.audit.record({request.who.id, request.who.agency, "elenca", "audit", "", "fatto"});
  return listReply(page, std::move(elements));
}

Json rowSchema() {
  Json properties = {{"numero", {{"type", "integer"}, {"format", "int64"}, {"minimum", 1}, {"maximum", 9007199254740991}, {"description", "Conta da 1 senza salti."}}},
                     {"quando", {{"type", "string"}, {"format", "date-time"}, {"maxLength", 24}}},
                     {"catena", {{"type", "string"}, {"maxLength", 64}, {"pattern", "^[0-9a-f]{64}$"}, {"description", "Impronta SHA-256 della riga precedente e di questa."}}}};
  for (const char* name : {"chi", "ente", "azione", "risorsa", "oggetto", "esito"}) properties[name] = textSchema(200);
  Json required = Json::array();
  for (const auto& [name, schema] : properties.items()) required.push_back(name);
  return {{"type", "object"}, {"title", "Riga dell’audit"}, {"additionalProperties", false}, {"required", required}, {"properties", properties}};
}

Operation operation() {
  Operation operation;
  operation.id = "righeAudit";
  operation.summary = "Chi ha fatto e chi ha letto che cosa, e quando";
  operation.description =
      "Dalla riga più recente. Chi amministra un ente vede le righe del proprio ente; chi amministra il sistema le vede tutte. "
      "Le righe portano solo identificativi, mai dati personali.";
  operation.tag = "Audit";
  operation.parameters = {
      {"ente", "Solo le righe di questo ente (solo per chi amministra il sistema).", textSchema(64)},
      {"chi", "Solo ciò che ha fatto questo utente o questa chiave.", textSchema(64)},
      {"azione", "Solo questa azione: leggi, crea, modifica, …", textSchema(40)},
      {"risorsa", "Solo questa risorsa: percorsi, documenti, …", textSchema(40)},
      {"oggetto", "Solo ciò che riguarda questo oggetto, per identificativo.", textSchema(200)},
      {"dal", "Da questo giorno o momento (UTC).", textSchema(24)},
      {"al", "Fino a questo giorno o momento (UTC), compreso.", textSchema(24)}};
  for (Parameter& parameter : pageParameters()) operation.parameters.push_back(std::move(parameter));
  operation.answers = {{200, "Le righe.", "RigheAudit", {}, {}}};
  return operation;
}

}  // namespace

void addAuditRoutes(RouteTable& table, const Services& services) {
  table.schemas["RigaAudit"] = rowSchema();
  table.schemas["RigheAudit"] = listSchema("RigaAudit");
  table.routes.push_back({"GET", "/audit", Admission::signedIn, {Role::amministratore, Role::sistema},
                          [&services](const Request& request) { return listRows(services, request); }, operation()});
}

}  // namespace stesura
