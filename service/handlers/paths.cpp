#include "service/handlers/paths.h"

#include <algorithm>

#include "service/handlers/openapi.h"
#include "service/handlers/path_view.h"
#include "service/store/moment.h"

namespace stesura {
namespace {

constexpr const char* kTag = "Percorsi";
constexpr const char* kResource = "percorsi";

const std::set<Role>& readers() {
  static const std::set<Role> roles = {Role::operatore, Role::segreteria, Role::amministratore};
  return roles;
}

const std::set<Role>& operators() {
  static const std::set<Role> roles = {Role::operatore};
  return roles;
}

// One of the texts, or "" where none was given.
std::string choiceOf(const Request& request, const std::string& name, const std::vector<std::string>& choices) {
  const std::string given = request.parameter(name);
  if (given.empty() || std::find(choices.begin(), choices.end(), given) != choices.end()) return given;
  std::string all;
  for (const std::string& choice : choices) all += (all.empty() ? "" : ", ") + choice;
  throw Refusal(RefusalKind::malformed, "Il parametro " + name + " è uno di questi: " + all + ".");
}

PathFilter filterOf(const Request& request, const Page& page) {
  PathFilter filter;
  filter.agency = agencyOf(request.who);
  if (request.who.is(Role::operatore)) filter.receivingOn = todayInRome();
  filter.network = request.parameter("rete");
  filter.phase = choiceOf(request, "fase", {"invio", "valutazione", "progettazione", "attuazione", "monitoraggio"});
  const std::string state = choiceOf(request, "stato", {"aperti", "chiusi"});
  if (!state.empty()) filter.open = state == "aperti";
  if (choiceOf(request, "seguiti", {"da_me"}) == "da_me") filter.operatorId = request.who.id;
  filter.person = request.parameter("persona");
  filter.after = page.after;
  filter.limit = page.limit + 1;
  return filter;
}

Reply list(const RegisterDesk& desk, const Request& request) {
  const Page page = pageOf(request);
  PathFilter filter = filterOf(request, page);
  // Which paths are of one person is class R: operators of the own agency only.
  if (!filter.person.empty()) {
    if (!request.who.is(Role::operatore) || !isId(filter.person)) throw notFound();
    filter.receivingOn.clear();
  }
  std::vector<std::pair<std::string, Json>> elements;
  desk.services.database.read([&](Transaction& transaction) {
    for (const PathFacts& facts : desk.registers.paths(transaction, filter)) elements.emplace_back(facts.id, pathBriefly(facts));
  });
  desk.services.audit.record(auditOf(request.who, "elenca", kResource, filter.person));
  return listReply(page, std::move(elements));
}

std::vector<Problem> checkPath(const RegisterDesk& desk, const Json& body) {
  std::vector<Problem> warnings = desk.schemas.check(Register::paths, body);
  std::vector<Problem> problems = phaseProblems(body, todayInRome());
  if (!problems.empty()) throw Error(ErrorKind::data, "Le date delle fasi non stanno in ordine.", std::move(problems));
  return warnings;
}

// Person and network must be ones that the agency knows and belongs to.
void requireReferences(const RegisterDesk& desk, Transaction& transaction, const Identity& who, const Json& body) {
  std::vector<Problem> problems;
  const auto person = desk.registers.find(transaction, Register::persons, body.at("persona"));
  if (!person || person->agency != who.agency) {
    problems.push_back({"/persona", "Questa persona non è nel registro dell’ente.", "Prima si aggiunge la persona, poi si apre il percorso.", "", "", ""});
  }
  if (body.contains("rete")) {
    const std::vector<std::string> networks = desk.registers.networksOf(transaction, who.agency);
    if (std::find(networks.begin(), networks.end(), body.at("rete").get<std::string>()) == networks.end()) {
      problems.push_back({"/rete", "L’ente non fa parte di questa rete.", "Scegliere una rete di cui l’ente fa parte.", "", "", ""});
    }
  }
  if (!problems.empty()) throw Error(ErrorKind::data, "Il percorso nomina ciò che il registro non conosce.", std::move(problems));
}

Reply create(const RegisterDesk& desk, const Request& request) {
  const Identity& who = request.who;
  if (who.program) throw Refusal(RefusalKind::forbidden, "Un percorso lo apre una persona, che poi lo segue: non un programma.");
  const Json body = jsonBody(request);
  const std::vector<Problem> warnings = checkPath(desk, body);
  Json answer = desk.services.database.write([&](Transaction& transaction) {
    requireReferences(desk, transaction, who, body);
    const RegisterEntry made = desk.registers.insert(transaction, Register::paths, who.agency, body);
    desk.registers.addOperator(transaction, made.id, who.id);
    appendAudit(transaction, auditOf(who, "crea", kResource, made.id));
    return pathJson(desk, transaction, who, made.id);
  });
  addWarnings(answer, warnings);
  return withEntityTag(request, createdReply("/percorsi/" + answer["id"].get<std::string>(), answer), entityTag(answer["versione"]));
}

Reply read(const RegisterDesk& desk, const Request& request) {
  const Json answer = desk.services.database.read([&](Transaction& transaction) {
    return pathJson(desk, transaction, request.who, request.value("id"));
  });
  desk.services.audit.record(auditOf(request.who, "leggi", kResource, request.value("id")));
  return withEntityTag(request, jsonReply(answer), entityTag(answer["versione"]));
}

Reply change(const RegisterDesk& desk, const Request& request) {
  const std::string id = request.value("id");
  // Whoever may not change it does not learn what is wrong with the data either.
  desk.services.database.read([&](Transaction& transaction) { changeablePath(desk, transaction, request.who, id); });
  const Json body = jsonBody(request);
  const std::vector<Problem> warnings = checkPath(desk, body);
  Json answer = desk.services.database.write([&](Transaction& transaction) {
    const VisiblePath visible = changeablePath(desk, transaction, request.who, id);
    requireMatch(request, visible.facts.version);
    if (body.at("persona") != visible.facts.person) {
      throw Error(ErrorKind::data, "La persona di un percorso non si cambia.", {{"/persona", "La persona di un percorso non si cambia.", "Aprire un percorso nuovo.", "", "", ""}});
    }
    requireReferences(desk, transaction, request.who, body);
    desk.registers.update(transaction, Register::paths, id, visible.facts.version, body);
    appendAudit(transaction, auditOf(request.who, "modifica", kResource, id));
    return pathJson(desk, transaction, request.who, id);
  });
  addWarnings(answer, warnings);
  return withEntityTag(request, jsonReply(answer), entityTag(answer["versione"]));
}

std::vector<Parameter> listParameters() {
  std::vector<Parameter> parameters = pageParameters();
  parameters.push_back({"rete", "Solo i percorsi di questa rete.", slugSchema(), false});
  parameters.push_back({"fase", "Solo i percorsi in questa fase.", {{"type", "string"}, {"enum", {"invio", "valutazione", "progettazione", "attuazione", "monitoraggio"}}}, false});
  parameters.push_back({"stato", "Solo i percorsi aperti, o solo quelli chiusi.", {{"type", "string"}, {"enum", {"aperti", "chiusi"}}}, false});
  parameters.push_back({"seguiti", "Solo i percorsi che chi chiede segue.", {{"type", "string"}, {"enum", {"da_me"}}}, false});
  parameters.push_back({"persona", "Solo i percorsi di questa persona del proprio ente.", idSchema(), false});
  return parameters;
}

}  // namespace

std::vector<Problem> phaseProblems(const Json& path, const std::string& today) {
  std::vector<Problem> problems;
  const auto complain = [&](const std::string& pointer, const char* message, const char* hint) {
    problems.push_back({pointer, message, hint, "", "", ""});
  };
  std::string last;  // nothing may lie before this day
  std::string former;
  const Json& phases = path.at("fasi");
  for (std::size_t at = 0; at < phases.size(); ++at) {
    const std::string pointer = "/fasi/" + std::to_string(at);
    const std::string from = phases[at].at("dal"), to = phases[at].value("al", std::string());
    if (phases[at].at("fase") == former) complain(pointer + "/fase", "La stessa fase compare due volte di seguito.", "Lasciarne una sola, con il suo periodo intero.");
    if (from < last) complain(pointer + "/dal", "Questa fase comincia prima che la precedente cominci o finisca.", "Mettere le fasi in ordine di tempo.");
    if (from > today) complain(pointer + "/dal", "Questa fase comincia in un giorno che deve ancora venire.", "Scriverla quando comincia.");
    if (!to.empty() && to < from) complain(pointer + "/al", "Questa fase finisce prima di cominciare.", "Controllare le due date.");
    last = to.empty() ? from : to;
    former = phases[at].at("fase");
  }
  const std::string closed = path.value("chiuso_il", std::string());
  if (!closed.empty() && closed < last) complain("/chiuso_il", "Il percorso si chiude prima della fine della sua ultima fase.", "Controllare le date.");
  if (closed > today) complain("/chiuso_il", "Il percorso si chiude in un giorno che deve ancora venire.", "Scriverlo quando si chiude.");
  return problems;
}

void addPathRoutes(RouteTable& table, const Desk& desk) {
  addPathSchemas(table);
  table.routes.push_back({"GET", "/percorsi", Admission::signedIn, readers(), [desk](const Request& r) { return list(*desk, r); },
                          {"elencoPercorsi", "Elenca i percorsi del proprio ente e quelli che riceve", "", kTag, listParameters(), "", {}, {{200, "I percorsi.", "ElencoPercorsi"}}}});
  table.routes.push_back({"POST", "/percorsi", Admission::signedIn, operators(), [desk](const Request& r) { return create(*desk, r); },
                          {"nuovoPercorso", "Apre un percorso di una persona del proprio ente", "Chi lo apre lo segue. Il codice lo dà il servizio.", kTag, {}, "DatiPercorso", {},
                           {{201, "Il percorso è aperto.", "Percorso", {}, {"Location", "ETag"}}}}});
  table.routes.push_back({"GET", "/percorsi/{id}", Admission::signedIn, readers(), [desk](const Request& r) { return read(*desk, r); },
                          {"percorso", "Dà un percorso, fino alla classe che chi chiede può vedere", "", kTag, {}, "", {},
                           {{200, "Il percorso.", "Percorso", {}, {"ETag"}}, {304, "Il percorso non è cambiato.", "", {}, {"ETag"}}}}});
  table.routes.push_back({"PUT", "/percorsi/{id}", Admission::signedIn, readers(), [desk](const Request& r) { return change(*desk, r); },
                          {"modificaPercorso", "Cambia un percorso che si segue: fasi, dati per la segnalazione", "", kTag, {}, "DatiPercorso", {}, {{200, "Il percorso, cambiato.", "Percorso", {}, {"ETag"}}}}});
}

}  // namespace stesura
