// What happens to a document after it was issued: states, registration numbers, disposal, erasing.
#include <algorithm>

#include "service/documents/erasing.h"
#include "service/documents/states.h"
#include "service/handlers/document_desk.h"
#include "service/handlers/openapi.h"
#include "service/refusal.h"
#include "service/store/moment.h"

namespace stesura {
namespace {

constexpr const char* kTag = "Documenti";

bool only(const std::string& text, const char* allowed, std::size_t least, std::size_t most) {
  return text.size() >= least && text.size() <= most && text.find_first_not_of(allowed) == std::string::npos;
}

constexpr const char* kDigits = "0123456789";
constexpr const char* kCode = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-";

bool isDay(const std::string& text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return false;
  for (const std::size_t at : {0u, 1u, 2u, 3u, 5u, 6u, 8u, 9u}) {
    if (text[at] < '0' || text[at] > '9') return false;
  }
  const int year = std::stoi(text.substr(0, 4)), month = std::stoi(text.substr(5, 2)), day = std::stoi(text.substr(8, 2));
  constexpr int kDays[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  if (month < 1 || month > 12 || day < 1) return false;
  const bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
  return day <= kDays[month - 1] + (month == 2 && leap ? 1 : 0);
}

bool isTime(const std::string& text) {
  if (text.size() != 8 || text[2] != ':' || text[5] != ':') return false;
  if (!only(text.substr(0, 2) + text.substr(3, 2) + text.substr(6, 2), kDigits, 6, 6)) return false;
  return text.substr(0, 2) < "24" && text.substr(3, 2) < "60" && text.substr(6, 2) < "60";
}

std::string textOf(const Json& body, const char* name, std::vector<Problem>& problems, std::size_t most) {
  const auto found = body.find(name);
  if (found == body.end()) return {};
  if (found->is_string() && found->get_ref<const std::string&>().size() <= most) return found->get<std::string>();
  problems.push_back({std::string("/") + name, "Qui serve un testo di al massimo " + std::to_string(most) + " caratteri.", {}, {}, {}, {}});
  return {};
}

void onlyKnown(const Json& body, const std::set<std::string>& known, std::vector<Problem>& problems) {
  for (const auto& [name, value] : body.items()) {
    if (!known.contains(name)) problems.push_back({"", "C’è una voce che qui non è prevista: toglierla.", {}, {}, {}, {}});
  }
}

void finish(std::vector<Problem> problems, const char* sentence) {
  if (!problems.empty()) throw Error(ErrorKind::data, sentence, std::move(problems));
}

bool registeredBy(Transaction& transaction, const Documents& documents, const DocumentRecord& record, const std::string& agency) {
  const auto list = documents.registrations(transaction, record.id);
  return std::any_of(list.begin(), list.end(), [&](const Registration& each) { return each.agency == agency; });
}

Reply moved(const Request& request, const Services& services) {
  const Json body = jsonBody(request);
  std::vector<Problem> problems;
  onlyKnown(body, {"a", "motivo"}, problems);
  const std::string to = textOf(body, "a", problems, 20);
  const std::string reason = textOf(body, "motivo", problems, 1000);
  const auto& states = documentStates();
  if (std::find(states.begin(), states.end(), to) == states.end()) {
    problems.push_back({"/a", "Indicare lo stato a cui passare: in_firma, firmato, registrato, pubblicato o annullato.", {}, {}, {}, {}});
  }
  finish(std::move(problems), "Il passaggio di stato non va bene.");
  const std::string& id = request.value("id");
  services.database.write([&](Transaction& transaction) {
    const Documents documents(services.vault);
    Sight sight(transaction, services.vault, request.who);
    const DocumentRecord record = sight.document(id).record;
    requireMatch(request, record.changes);
    requireKept(record);
    requireMove({request.who, record, record.path.empty() ? nullptr : sight.path(record.path),
                 registeredBy(transaction, documents, record, record.agency)}, to, reason);
    documents.moveTo(transaction, record, {to, request.who.id, utcNow(), reason});
    appendAudit(transaction, {request.who.id, request.who.agency, "stato", "documenti", id, to});
  });
  return documentReply(request, services, id);
}

Registration registrationOf(const Request& request, const DocumentRecord& record) {
  const Json body = jsonBody(request);
  std::vector<Problem> problems;
  onlyKnown(body, {"ente", "codice_amministrazione", "codice_aoo", "codice_registro", "numero", "data", "ora"}, problems);
  Registration entered;
  entered.agency = textOf(body, "ente", problems, 64);
  entered.administrationCode = textOf(body, "codice_amministrazione", problems, 20);
  entered.areaCode = textOf(body, "codice_aoo", problems, 20);
  entered.registerCode = textOf(body, "codice_registro", problems, 16);
  entered.number = textOf(body, "numero", problems, 20);
  entered.date = textOf(body, "data", problems, 10);
  entered.time = textOf(body, "ora", problems, 8);
  const auto require = [&](bool good, const char* pointer, const char* message) {
    if (!good) problems.push_back({pointer, message, {}, {}, {}, {}});
  };
  require(only(entered.registerCode, kCode, 1, 16), "/codice_registro", "Il codice del registro ha da 1 a 16 lettere, cifre, punti o trattini.");
  require(only(entered.number, kDigits, 7, 20), "/numero", "Il numero di protocollo ha almeno 7 cifre, con gli zeri davanti.");
  require(entered.administrationCode.empty() || only(entered.administrationCode, kCode, 1, 20), "/codice_amministrazione", "Il codice dell’amministrazione ha lettere, cifre, punti o trattini.");
  require(entered.areaCode.empty() || only(entered.areaCode, kCode, 1, 20), "/codice_aoo", "Il codice dell’AOO ha lettere, cifre, punti o trattini.");
  require(entered.time.empty() || isTime(entered.time), "/ora", "L’ora si scrive come 09:30:00.");
  if (!isDay(entered.date)) require(false, "/data", "La data si scrive come 2026-03-12.");
  else if (entered.date > todayInRome()) require(false, "/data", "La data di registrazione è nel futuro.");
  else if (entered.date < record.issuedAt.substr(0, 10)) require(false, "/data", "La data di registrazione viene prima di quella in cui il documento è stato emesso.");
  finish(std::move(problems), "Il numero di protocollo non va bene.");
  if (entered.agency.empty()) entered.agency = request.who.agency;
  if (entered.agency != request.who.agency) throw Refusal(RefusalKind::forbidden, "Ogni ente inserisce i numeri del proprio registro.");
  entered.who = request.who.id;
  entered.when = utcNow();
  return entered;
}

Reply registered(const Request& request, const Services& services) {
  const std::string& id = request.value("id");
  services.database.write([&](Transaction& transaction) {
    const Documents documents(services.vault);
    const DocumentRecord record = Sight(transaction, services.vault, request.who).document(id).record;
    const Registration entered = registrationOf(request, record);
    requireKept(record);
    if (record.state == "annullato") throw Refusal(RefusalKind::conflict, "Il documento è annullato: non si registra più.");
    if (!documents.addRegistration(transaction, record, entered)) {
      throw Refusal(RefusalKind::conflict, "Questo numero è già di un documento nello stesso registro e anno, o il documento ha già un numero di questo registro.");
    }
    appendAudit(transaction, {request.who.id, request.who.agency, "protocolla", "documenti", id, "fatto"});
  });
  Reply reply = documentReply(request, services, id, 201);
  reply.headers.emplace_back("Location", "/documenti/" + id);
  return reply;
}

Reply disposed(const Request& request, const Services& services) {
  const Json body = jsonBody(request);
  std::vector<Problem> problems;
  onlyKnown(body, {"autorizzazione"}, problems);
  const std::string authorisation = textOf(body, "autorizzazione", problems, 80);
  if (problems.empty() && !only(authorisation, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.,/- ", 3, 80)) {
    problems.push_back({"/autorizzazione", "Manca il numero dell’autorizzazione allo scarto, con lettere, cifre, barre e trattini.",
                        "Chiederla alla soprintendenza archivistica (D.Lgs. 42/2004, art. 21).", {}, {}, {}});
  }
  finish(std::move(problems), "Lo scarto non va bene.");
  disposeDocument(services, request.who, request.value("id"), authorisation);
  return {204, {}, {}, {}, {}};
}

Route post(const char* pattern, std::set<Role> roles, std::function<Reply(const Request&)> handler, Operation operation) {
  operation.tag = kTag;
  return {"POST", pattern, Admission::signedIn, std::move(roles), std::move(handler), std::move(operation)};
}

}  // namespace

void addDocumentStateRoutes(RouteTable& table, const Services& services) {
  table.routes.push_back(post("/documenti/{id}/stato", {Role::operatore, Role::segreteria, Role::comunicazione},
                              [&services](const Request& request) { return moved(request, services); },
                              {.id = "statoDelDocumento", .summary = "Porta il documento a un altro stato",
                               .description = "Chi può, e da dove a dove, lo dice docs/stati-dei-documenti.md; la scheda elenca gli stati possibili per chi chiede.",
                               .bodySchema = "PassaggioDiStato",
                               .answers = {{200, "La scheda, nel nuovo stato.", "Documento", {}, {"ETag"}}},
                               .precondition = Precondition::ifMatch}));
  table.routes.push_back(post("/documenti/{id}/protocolli", {Role::operatore, Role::segreteria},
                              [&services](const Request& request) { return registered(request, services); },
                              {.id = "protocolloDelDocumento", .summary = "Inserisce il numero che il registro del proprio ente ha dato al documento",
                               .bodySchema = "NuovoProtocollo",
                               .answers = {{201, "La scheda, con il numero.", "Documento", {}, {"ETag", "Location"}}}}));
  table.routes.push_back(post("/documenti/{id}/scarto", {Role::amministratore},
                              [&services](const Request& request) { return disposed(request, services); },
                              {.id = "scartoDelDocumento", .summary = "Scarta un documento registrato, con il numero dell’autorizzazione",
                               .description = "Solo dopo la fine del tempo di conservazione. Byte e dati sono cancellati; la scheda resta.",
                               .bodySchema = "NuovoScarto", .answers = {{204, "Fatto.", "", {}, {}}}}));
  table.routes.push_back({"DELETE", "/percorsi/{id}", Admission::signedIn, {Role::operatore, Role::amministratore},
                          [&services](const Request& request) { erasePath(services, request.who, request.value("id")); return Reply{204, {}, {}, {}, {}}; },
                          {"cancellazioneDelPercorso", "Cancella la chiave dei dati di un percorso: non si potranno più leggere",
                           "Rifiutata se un documento registrato ne ha bisogno.", "Percorsi", {}, "", {}, {{204, "Fatto.", "", {}, {}}}}});
  table.routes.push_back({"DELETE", "/persone/{id}", Admission::signedIn, {Role::operatore, Role::amministratore},
                          [&services](const Request& request) { erasePerson(services, request.who, request.value("id")); return Reply{204, {}, {}, {}, {}}; },
                          {"cancellazioneDellaPersona", "Cancella la chiave dei dati di una persona e dei suoi percorsi",
                           "Rifiutata se un documento registrato ne ha bisogno.", "Persone", {}, "", {}, {{204, "Fatto.", "", {}, {}}}}});
}

}  // namespace stesura
