#include "service/handlers/meetings.h"

#include <algorithm>

#include "service/handlers/openapi.h"
#include "service/store/moment.h"

namespace stesura {
namespace {

constexpr const char* kTag = "Incontri";
constexpr const char* kResource = "incontri";

const std::set<Role>& keepers() {
  static const std::set<Role> roles = {Role::segreteria, Role::amministratore};
  return roles;
}

DataClass ceilingOf(const Identity& who) {
  const bool inside = who.is(Role::operatore) || who.is(Role::segreteria) || who.is(Role::amministratore);
  return inside ? DataClass::internal : DataClass::publishable;
}

std::string networkOf(const Json& meeting) { return meeting.value("rete", std::string()); }

bool belongsTo(const std::vector<std::string>& networks, const std::string& network) {
  return !network.empty() && std::find(networks.begin(), networks.end(), network) != networks.end();
}

RegisterEntry visibleMeeting(const RegisterDesk& desk, Transaction& transaction, const Request& request) {
  if (!isId(request.value("id"))) throw notFound();
  RegisterEntry entry = orNotFound(desk.registers.find(transaction, Register::meetings, request.value("id")));
  if (entry.agency == request.who.agency) return entry;
  if (!belongsTo(desk.registers.networksOf(transaction, request.who.agency), networkOf(entry.body))) throw notFound();
  return entry;
}

Json answerOf(const RegisterDesk& desk, const Identity& who, const RegisterEntry& entry) {
  Json answer = entryJson(entry, desk.schemas.reduced(Register::meetings, entry.body, ceilingOf(who)));
  // The date may be missing for good: whoever prints the list says so.
  if (!entry.body.contains("data_incontro")) answer["data"] = "data non indicata";
  return answer;
}

// The own ones, or those of one network to which the agency belongs.
Reply list(const RegisterDesk& desk, const Request& request) {
  const Page page = pageOf(request);
  RegisterFilter filter{.network = request.parameter("rete"), .after = page.after, .limit = page.limit + 1};
  std::vector<std::pair<std::string, Json>> elements;
  desk.services.database.read([&](Transaction& transaction) {
    if (filter.network.empty()) {
      filter.agency = request.who.agency;
    } else if (!belongsTo(desk.registers.networksOf(transaction, request.who.agency), filter.network)) {
      throw notFound();
    }
    if (filter.network.empty() && filter.agency.empty()) return;
    for (const RegisterEntry& entry : desk.registers.list(transaction, Register::meetings, filter)) {
      elements.emplace_back(entry.id, answerOf(desk, request.who, entry));
    }
  });
  desk.services.audit.record(auditOf(request.who, "elenca", kResource));
  return listReply(page, std::move(elements));
}

Reply read(const RegisterDesk& desk, const Request& request) {
  const RegisterEntry entry = desk.services.database.read([&](Transaction& transaction) { return visibleMeeting(desk, transaction, request); });
  desk.services.audit.record(auditOf(request.who, "leggi", kResource, entry.id));
  return withEntityTag(request, jsonReply(answerOf(desk, request.who, entry)), entityTag(entry.version));
}

void requireNetwork(const RegisterDesk& desk, Transaction& transaction, const Identity& who, const Json& body) {
  const std::string network = networkOf(body);
  if (network.empty() || belongsTo(desk.registers.networksOf(transaction, who.agency), network)) return;
  throw Error(ErrorKind::data, "L’ente non fa parte di questa rete.",
              {{"/rete", "L’ente non fa parte di questa rete.", "Scegliere una rete di cui l’ente fa parte.", "", "", ""}});
}

Reply create(const RegisterDesk& desk, const Request& request) {
  const Json body = jsonBody(request);
  const std::vector<Problem> warnings = desk.schemas.check(Register::meetings, body);
  const RegisterEntry entry = desk.services.database.write([&](Transaction& transaction) {
    requireNetwork(desk, transaction, request.who, body);
    const RegisterEntry made = desk.registers.insert(transaction, Register::meetings, request.who.agency, body);
    appendAudit(transaction, auditOf(request.who, "crea", kResource, made.id));
    return made;
  });
  Json answer = answerOf(desk, request.who, entry);
  addWarnings(answer, warnings);
  return withEntityTag(request, createdReply("/incontri/" + entry.id, answer), entityTag(entry.version));
}

Reply change(const RegisterDesk& desk, const Request& request) {
  desk.services.database.read([&](Transaction& transaction) { visibleMeeting(desk, transaction, request); });
  const Json body = jsonBody(request);
  const std::vector<Problem> warnings = desk.schemas.check(Register::meetings, body);
  const RegisterEntry entry = desk.services.database.write([&](Transaction& transaction) {
    const RegisterEntry former = visibleMeeting(desk, transaction, request);
    if (former.agency != request.who.agency) {
      throw Refusal(RefusalKind::forbidden, "Un incontro lo cambia l’ente che lo ha messo nel registro.");
    }
    requireMatch(request, former.version);
    requireNetwork(desk, transaction, request.who, body);
    const RegisterEntry made = desk.registers.update(transaction, Register::meetings, former.id, former.version, body);
    appendAudit(transaction, auditOf(request.who, "modifica", kResource, made.id));
    return made;
  });
  Json answer = answerOf(desk, request.who, entry);
  addWarnings(answer, warnings);
  return withEntityTag(request, jsonReply(answer), entityTag(entry.version));
}

}  // namespace

void addMeetingRoutes(RouteTable& table, const Desk& desk) {
  table.schemas["Incontro"] = entrySchema("Un incontro del registro.", {{"data", {{"type", "string"}, {"enum", {"data non indicata"}}}}});
  table.schemas["DatiIncontro"] = registerBodySchema("Dati di un incontro", "registro_incontro.schema.json");
  table.schemas["ElencoIncontri"] = listSchema("Incontro");
  std::vector<Parameter> parameters = pageParameters();
  parameters.push_back({"rete", "Gli incontri di questa rete, invece di quelli del proprio ente.", slugSchema(), false});
  table.routes.push_back({"GET", "/incontri", Admission::signedIn, {}, [desk](const Request& r) { return list(*desk, r); },
                          {"elencoIncontri", "Elenca gli incontri", "", kTag, parameters, "", {}, {{200, "Gli incontri.", "ElencoIncontri"}}}});
  table.routes.push_back({"POST", "/incontri", Admission::signedIn, keepers(), [desk](const Request& r) { return create(*desk, r); },
                          {"nuovoIncontro", "Aggiunge un incontro al registro", "La data può mancare. Lo identificano progetto, attività e posizione.", kTag, {}, "DatiIncontro", {},
                           {{201, "L’incontro è nel registro.", "Incontro", {}, {"Location", "ETag"}}}}});
  table.routes.push_back({"GET", "/incontri/{id}", Admission::signedIn, {}, [desk](const Request& r) { return read(*desk, r); },
                          {"incontro", "Dà un incontro", "", kTag, {}, "", {}, {{200, "L’incontro.", "Incontro", {}, {"ETag"}}, {304, "L’incontro non è cambiato.", "", {}, {"ETag"}}}}});
  table.routes.push_back({"PUT", "/incontri/{id}", Admission::signedIn, keepers(), [desk](const Request& r) { return change(*desk, r); },
                          {"modificaIncontro", "Cambia un incontro del proprio ente", "", kTag, {}, "DatiIncontro", {}, {{200, "L’incontro, cambiato.", "Incontro", {}, {"ETag"}}}}});
}

}  // namespace stesura
