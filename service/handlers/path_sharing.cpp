#include <algorithm>

#include "service/handlers/openapi.h"
#include "service/handlers/path_view.h"
#include "service/handlers/paths.h"
#include "service/store/moment.h"
#include "service/store/notices.h"

namespace stesura {
namespace {

constexpr const char* kTag = "Percorsi";
constexpr const char* kResource = "percorsi";

const std::set<Role>& operators() {
  static const std::set<Role> roles = {Role::operatore};
  return roles;
}

const std::set<Role>& namers() {
  static const std::set<Role> roles = {Role::operatore, Role::amministratore};
  return roles;
}

bool contains(const std::vector<std::string>& list, const std::string& value) {
  return std::find(list.begin(), list.end(), value) != list.end();
}

Error invalid(const std::string& sentence, const std::string& pointer, const std::string& hint) {
  return Error(ErrorKind::data, sentence, {{pointer, sentence, hint, "", "", ""}});
}

// The text of a member of a body that has only known members; "" where it may be left out.
std::string textOf(const Json& body, const std::string& key) {
  if (!body.contains(key)) return {};
  if (!body[key].is_string()) throw invalid("Qui serve un testo.", "/" + key, "");
  return body[key].get<std::string>();
}

void requireOnly(const Json& body, const std::vector<std::string>& known) {
  for (const auto& [key, value] : body.items()) {
    if (!contains(known, key)) throw invalid("Questo campo non è previsto.", pointerJoin("", key), "Toglierlo.");
  }
}

bool isDay(const std::string& text) {
  static const Schema schema = Schema::compile({{"type", "string"}, {"format", "date"}});
  return schema.validate(text).valid();
}

PathRecipient recipientOf(const Json& body) {
  requireOnly(body, {"ente", "riceve", "base", "riferimento", "dal"});
  PathRecipient recipient;
  recipient.agency = textOf(body, "ente");
  recipient.receives = textOf(body, "riceve");
  recipient.basis = textOf(body, "base");
  recipient.reference = textOf(body, "riferimento");
  recipient.from = textOf(body, "dal");
  if (!contains({"completa", "minima", "solo_lavoro"}, recipient.receives)) {
    throw invalid("Manca che cosa riceve l’ente.", "/riceve", "Scrivere completa, minima o solo_lavoro.");
  }
  if (!contains({"norma", "accordo", "consenso"}, recipient.basis)) {
    throw invalid("Manca la base della comunicazione.", "/base", "Scrivere norma, accordo o consenso.");
  }
  if (recipient.reference.empty() || recipient.reference.size() > 1200) {
    throw invalid("Manca il riferimento alla norma, all’accordo o al consenso.", "/riferimento", "Scriverlo in 300 caratteri al massimo.");
  }
  if (recipient.from.empty()) recipient.from = todayInRome();
  if (!isDay(recipient.from)) throw invalid("La data non è valida.", "/dal", "Scriverla come 2026-03-12.");
  return recipient;
}

// Professional secrecy (L. 119/2001) comes before every basis.
void requireNoSecrecy(const RegisterDesk& desk, Transaction& transaction, const std::string& path) {
  const RegisterEntry entry = orNotFound(desk.registers.find(transaction, Register::paths, path));
  const Json* secrecy = findPointer(entry.body, "/riservatezza/segreto_professionale");
  if (secrecy && *secrecy == "opposto") {
    throw Refusal(RefusalKind::conflict, "Il segreto professionale è opposto: questo percorso non si comunica a nessuno.");
  }
}

Reply addRecipient(const RegisterDesk& desk, const Request& request) {
  const std::string id = request.value("id");
  desk.services.database.read([&](Transaction& transaction) { changeablePath(desk, transaction, request.who, id); });
  const PathRecipient recipient = recipientOf(jsonBody(request));
  const Json answer = desk.services.database.write([&](Transaction& transaction) {
    changeablePath(desk, transaction, request.who, id);
    requireNoSecrecy(desk, transaction, id);
    if (!desk.registers.find(transaction, Register::agencies, recipient.agency)) {
      throw invalid("Questo ente non è nel registro degli enti.", "/ente", "Scegliere un ente del registro.");
    }
    desk.registers.addRecipient(transaction, id, recipient);
    addNotice(transaction, {recipient.agency, "", "percorso_comunicato", kResource, id});
    appendAudit(transaction, auditOf(request.who, "comunica", kResource, id));
    return pathJson(desk, transaction, request.who, id);
  });
  return withEntityTag(request, createdReply("/percorsi/" + id, answer), entityTag(answer["versione"]));
}

Reply revoke(const RegisterDesk& desk, const Request& request) {
  const std::string id = request.value("id"), agency = request.value("ente");
  const Json answer = desk.services.database.write([&](Transaction& transaction) {
    const VisiblePath visible = changeablePath(desk, transaction, request.who, id);
    if (!desk.registers.revokeRecipient(transaction, id, agency)) throw notFound();
    addNotice(transaction, {agency, "", "comunicazione_revocata", kResource, id});
    appendAudit(transaction, auditOf(request.who, "revoca", kResource, id));
    return pathJson(desk, transaction, request.who, visible.facts.id);
  });
  return withEntityTag(request, jsonReply(answer), entityTag(answer["versione"]));
}

// An active operator of the agency, or a problem at `pointer`.
void requireOperator(const RegisterDesk& desk, Transaction& transaction, const std::string& agency,
                     const std::string& user, const std::string& pointer) {
  const std::optional<User> found = desk.users.find(transaction, user);
  if (!found || found->agency != agency || !found->active || !contains(found->roles, "operatore")) {
    throw invalid("Questa persona non è tra gli operatori attivi dell’ente.", pointer, "Scegliere un operatore dell’ente.");
  }
}

const PathRecipient& ownRecipient(const PathFacts& facts, const Identity& who, const std::string& agency) {
  const std::string today = todayInRome();
  for (const PathRecipient& recipient : facts.recipients) {
    if (recipient.agency == agency && who.agency == agency && recipientInForce(recipient, today)) return recipient;
  }
  throw notFound();
}

// An amministratore never reads class H: naming oneself would be the way to it.
Refusal notToOneself() {
  return {RefusalKind::forbidden, "Chi amministra l’ente non affida un percorso a sé stesso."};
}

// Nor through a key of their own: behind a program nobody knows who stands. Who works on a case is
// decided by a person.
void requirePerson(const Identity& who) {
  if (who.program) throw Refusal(RefusalKind::forbidden, "Chi segue un percorso lo decide una persona: non un programma.");
}

Reply nameCaseManager(const RegisterDesk& desk, const Request& request) {
  const Identity& who = request.who;
  const std::string id = request.value("id"), agency = request.value("ente");
  if (!isId(id)) throw notFound();
  return desk.services.database.write([&](Transaction& transaction) {
    const PathFacts facts = orNotFound(desk.registers.path(transaction, id));
    const PathRecipient& recipient = ownRecipient(facts, who, agency);
    requirePerson(who);
    const Json body = jsonBody(request);
    requireOnly(body, {"utente"});
    const std::string user = textOf(body, "utente");
    // Whoever follows the case hands it over; a free place is taken by oneself; the rest is the administrator's.
    const bool itself = who.is(Role::operatore) && (recipient.caseManager == who.id || (recipient.caseManager.empty() && user == who.id));
    if (!itself && !who.is(Role::amministratore)) {
      throw Refusal(RefusalKind::forbidden, "Il case manager c’è già: lo cambia lui stesso, o chi amministra l’ente.");
    }
    if (!itself && user == who.id) throw notToOneself();
    requireOperator(desk, transaction, agency, user, "/utente");
    desk.registers.nameCaseManager(transaction, id, agency, user);
    if (!recipient.caseManager.empty() && recipient.caseManager != user) {
      addNotice(transaction, {agency, recipient.caseManager, "percorso_passato", kResource, id});
    }
    addNotice(transaction, {agency, user, "percorso_affidato", kResource, id});
    addNotice(transaction, {facts.agency, "", "case_manager_indicato", kResource, id});
    appendAudit(transaction, auditOf(who, "affida", kResource, id));
    return jsonReply({{"percorso", id}, {"ente", agency}, {"case_manager", user}});
  });
}

std::vector<std::string> usersOf(const Json& body, const char* key) {
  std::vector<std::string> users;
  if (!body.contains(key)) return users;
  const std::string pointer = std::string("/") + key;
  if (!body[key].is_array() || body[key].size() > 20) throw invalid("Qui serve un elenco di utenti, 20 al massimo.", pointer, "");
  for (const Json& user : body[key]) {
    if (!user.is_string()) throw invalid("Qui serve un elenco di identificativi di utenti.", pointer, "");
    users.push_back(user.get<std::string>());
  }
  return users;
}

// The operators themselves, or their administrator where they are away.
void requireHandover(const Identity& who, const PathFacts& facts) {
  if (mayChangePath(who, facts) || (who.agency == facts.agency && who.is(Role::amministratore))) return;
  throw Refusal(RefusalKind::forbidden, "Gli operatori di un percorso li cambia chi lo segue, o chi amministra l’ente.");
}

Reply handOver(const RegisterDesk& desk, const Request& request) {
  const std::string id = request.value("id");
  const Json answer = desk.services.database.write([&](Transaction& transaction) {
    const PathFacts facts = visiblePath(desk, transaction, request.who, id).facts;
    requireHandover(request.who, facts);
    requirePerson(request.who);
    const Json body = jsonBody(request);
    requireOnly(body, {"aggiungi", "togli"});
    const std::vector<std::string> added = usersOf(body, "aggiungi"), removed = usersOf(body, "togli");
    const bool fromOutside = !mayChangePath(request.who, facts);
    if (fromOutside && contains(added, request.who.id)) throw notToOneself();
    std::set<std::string> left(facts.operators.begin(), facts.operators.end());
    for (std::size_t at = 0; at < added.size(); ++at) {
      requireOperator(desk, transaction, facts.agency, added[at], "/aggiungi/" + std::to_string(at));
      left.insert(added[at]);
    }
    for (std::size_t at = 0; at < removed.size(); ++at) {
      if (left.erase(removed[at]) == 0) throw invalid("Questa persona non segue il percorso.", "/togli/" + std::to_string(at), "");
    }
    if (left.empty()) {
      throw Refusal(RefusalKind::conflict, "Un percorso non resta senza chi lo segue: indicare anche chi subentra.");
    }
    for (const std::string& user : added) {
      desk.registers.addOperator(transaction, id, user);
      addNotice(transaction, {facts.agency, user, "percorso_affidato", kResource, id});
    }
    for (const std::string& user : removed) {
      desk.registers.removeOperator(transaction, id, user);
      addNotice(transaction, {facts.agency, user, "percorso_passato", kResource, id});
    }
    // Nobody comes to a case behind the back of those who work on it.
    for (const std::string& user : facts.operators) {
      if (fromOutside && !contains(removed, user)) addNotice(transaction, {facts.agency, user, "operatori_cambiati", kResource, id});
    }
    appendAudit(transaction, auditOf(request.who, "passa", kResource, id));
    const PathFacts now = orNotFound(desk.registers.path(transaction, id));
    return Json{{"percorso", id}, {"operatori", now.operators}, {"versione", now.version}};
  });
  return withEntityTag(request, jsonReply(answer), entityTag(answer["versione"]));
}

void addSchemas(RouteTable& table) {
  table.schemas["CaseManager"] = {{"type", "object"},
                                  {"required", {"percorso", "ente", "case_manager"}},
                                  {"properties", {{"percorso", idSchema()}, {"ente", slugSchema()}, {"case_manager", textSchema(64)}}},
                                  {"additionalProperties", false}};
  table.schemas["NuovoCaseManager"] = {{"type", "object"}, {"required", {"utente"}}, {"properties", {{"utente", textSchema(64)}}}, {"additionalProperties", false}};
  const Json users = {{"type", "array"}, {"maxItems", 20}, {"items", textSchema(64)}};
  table.schemas["PassaggioOperatori"] = {{"type", "object"}, {"properties", {{"aggiungi", users}, {"togli", users}}}, {"additionalProperties", false}};
  table.schemas["OperatoriDelPercorso"] = {{"type", "object"},
                                           {"required", {"percorso", "operatori", "versione"}},
                                           {"properties",
                                            {{"percorso", idSchema()},
                                             {"operatori", {{"type", "array"}, {"maxItems", 1000}, {"items", textSchema(64)}}},
                                             {"versione", {{"type", "integer"}, {"format", "int64"}, {"minimum", 1}, {"maximum", 9007199254740991}}}}},
                                           {"additionalProperties", false}};
}

}  // namespace

void addPathSharingRoutes(RouteTable& table, const Desk& desk) {
  addSchemas(table);
  table.routes.push_back({"POST", "/percorsi/{id}/destinatari", Admission::signedIn, operators(), [desk](const Request& r) { return addRecipient(*desk, r); },
                          {"nuovoDestinatario", "Comunica un percorso a un altro ente, con la sua base", "L’ente riceve un avviso.", kTag, {}, "NuovoDestinatario", {},
                           {{201, "Il percorso, con il nuovo destinatario.", "Percorso", {}, {"Location", "ETag"}}}}});
  table.routes.push_back({"POST", "/percorsi/{id}/destinatari/{ente}/revoca", Admission::signedIn, operators(), [desk](const Request& r) { return revoke(*desk, r); },
                          {"revocaDestinatario", "Revoca la comunicazione di un percorso a un ente", "Vale subito; l’ente riceve un avviso.", kTag, {}, "", {},
                           {{200, "Il percorso, senza quel destinatario.", "Percorso", {}, {"ETag"}}}}});
  table.routes.push_back({"PUT", "/percorsi/{id}/destinatari/{ente}/case-manager", Admission::signedIn, namers(), [desk](const Request& r) { return nameCaseManager(*desk, r); },
                          {"caseManager", "Indica chi, nell’ente che riceve, segue il percorso", "", kTag, {}, "NuovoCaseManager", {}, {{200, "Chi segue il percorso.", "CaseManager"}}}});
  table.routes.push_back({"POST", "/percorsi/{id}/operatori", Admission::signedIn, namers(), [desk](const Request& r) { return handOver(*desk, r); },
                          {"passaggioOperatori", "Passa un percorso da un operatore a un altro", "L’ultimo non lascia senza chi subentra; entrambi ricevono un avviso.", kTag, {}, "PassaggioOperatori", {},
                           {{200, "Chi segue ora il percorso.", "OperatoriDelPercorso", {}, {"ETag"}}}}});
}

}  // namespace stesura
