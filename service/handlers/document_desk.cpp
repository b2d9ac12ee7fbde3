#include "service/handlers/document_desk.h"

#include <algorithm>

#include "service/documents/states.h"
#include "service/refusal.h"

namespace stesura {
namespace {

void addText(Json& value, const char* name, const std::string& text) {
  if (!text.empty()) value[name] = text;
}

Json registrationJson(const Registration& registration) {
  Json value = {{"ente", registration.agency}, {"codice_registro", registration.registerCode}, {"numero", registration.number},
                {"data", registration.date}, {"inserito_da", registration.who}, {"inserito_il", registration.when}};
  addText(value, "codice_amministrazione", registration.administrationCode);
  addText(value, "codice_aoo", registration.areaCode);
  addText(value, "ora", registration.time);
  return value;
}

Json changeJson(const StateChange& change) {
  Json value = {{"stato", change.state}, {"chi", change.who}, {"quando", change.when}};
  addText(value, "motivo", change.reason);
  return value;
}

}  // namespace

const std::set<Role>& documentReaders() {
  static const std::set<Role> roles = {Role::operatore, Role::segreteria, Role::comunicazione, Role::amministratore};
  return roles;
}

Json documentBriefly(const DocumentRecord& record) {
  Json value = {{"id", record.id}, {"ente", record.agency}, {"tipo", record.kind}, {"modello", record.layout},
                {"formato", record.format}, {"autore", record.author}, {"classe", record.ceiling}, {"stato", record.state},
                {"versione", record.version}, {"dimensione", record.size}, {"emesso_il", record.issuedAt},
                {"impronta", {{"algoritmo", "SHA-256"}, {"valore", record.sha256}}},
                {"protocolli_inseriti", record.registrations}};
  addText(value, "percorso", record.path);
  addText(value, "rete", record.network);
  addText(value, "incontro", record.meeting);
  addText(value, "bozza", record.draft);
  addText(value, "corregge", record.corrects);
  addText(value, "tipo_correzione", record.correction);
  addText(value, "superato_da", record.supersededBy);
  addText(value, "conservare_fino", record.keepUntil);
  addText(value, "cancellato_il", record.erasedAt);
  addText(value, "autorizzazione_scarto", record.authorisation);
  return value;
}

Json documentWhole(Transaction& transaction, const Services& services, const Identity& who, const DocumentRecord& record) {
  const Documents documents(services.vault);
  Json value = documentBriefly(record);
  value["id_dati"] = record.dataId;
  value["schema_sha256"] = record.schemaSha256;
  value["modello_sha256"] = record.templateSha256;
  value["protocolli"] = Json::array();
  bool registeredHere = false;
  for (const Registration& registration : documents.registrations(transaction, record.id)) {
    registeredHere = registeredHere || registration.agency == record.agency;
    value["protocolli"].push_back(registrationJson(registration));
  }
  // Reasons are free text of the agency: its own people only.
  const bool reasons = who.agency == record.agency && record.erasedAt.empty();
  value["storia"] = Json::array();
  for (const StateChange& change : documents.history(transaction, record, reasons)) value["storia"].push_back(changeJson(change));
  Sight sight(transaction, services.vault, who);
  value["stati_possibili"] = possibleStates({who, record, record.path.empty() ? nullptr : sight.path(record.path), registeredHere});
  return value;
}

Reply documentReply(const Request& request, const Services& services, const std::string& id, int status) {
  const auto [value, changes] = services.database.read([&](Transaction& transaction) {
    const SeenDocument seen = Sight(transaction, services.vault, request.who).document(id);
    return std::pair(documentWhole(transaction, services, request.who, seen.record), seen.record.changes);
  });
  return withEntityTag(request, jsonReply(value, status), entityTag(changes));
}

void noteReading(const Services& services, const Request& request, const char* action, const std::string& document,
                 const char* outcome) {
  services.audit.record({request.who.id, request.who.agency, action, "documenti", document, outcome});
}

void requireKept(const DocumentRecord& record) {
  if (record.erasedAt.empty()) return;
  throw Refusal(RefusalKind::notFound, "Il contenuto di questo documento è stato cancellato: della sua storia resta questa scheda.");
}

}  // namespace stesura
