#include "service/handlers/networks.h"

#include "service/handlers/openapi.h"

namespace stesura {
namespace {

constexpr const char* kTag = "Reti";
constexpr const char* kResource = "reti";

const std::set<Role>& keepers() {
  static const std::set<Role> roles = {Role::segreteria, Role::amministratore, Role::sistema};
  return roles;
}

DataClass ceilingOf(const Identity& who) {
  const bool inside = who.is(Role::operatore) || who.is(Role::segreteria) || who.is(Role::amministratore) || who.is(Role::sistema);
  return inside ? DataClass::internal : DataClass::publishable;
}

void requireAgency(const RegisterDesk& desk, Transaction& transaction, const std::string& agency, const std::string& pointer,
                   std::vector<Problem>& problems) {
  if (desk.registers.find(transaction, Register::agencies, agency)) return;
  problems.push_back({pointer, "Questo ente non è nel registro degli enti.", "Prima si aggiunge l’ente, poi lo si mette nella rete.", "", "", ""});
}

void requireAgencies(const RegisterDesk& desk, Transaction& transaction, const Json& body) {
  std::vector<Problem> problems;
  std::set<std::string> seen;
  requireAgency(desk, transaction, body.at("capofila"), "/capofila", problems);
  for (std::size_t at = 0; at < body.at("membri").size(); ++at) {
    const std::string agency = body.at("membri")[at].at("ente");
    const std::string pointer = "/membri/" + std::to_string(at) + "/ente";
    if (!seen.insert(agency).second) problems.push_back({pointer, "Questo ente compare due volte tra i membri.", "Lasciarne una sola riga.", "", "", ""});
    requireAgency(desk, transaction, agency, pointer, problems);
  }
  if (!problems.empty()) throw Error(ErrorKind::data, "La rete nomina enti che il registro non conosce, o li ripete.", std::move(problems));
}

Reply list(const RegisterDesk& desk, const Request& request) {
  const Page page = pageOf(request);
  std::vector<std::pair<std::string, Json>> elements;
  desk.services.database.read([&](Transaction& transaction) {
    for (const RegisterEntry& entry : desk.registers.list(transaction, Register::networks, {.after = page.after, .limit = page.limit + 1})) {
      elements.emplace_back(entry.id, entryJson(entry, desk.schemas.reduced(Register::networks, entry.body, ceilingOf(request.who))));
    }
  });
  desk.services.audit.record(auditOf(request.who, "elenca", kResource));
  return listReply(page, std::move(elements));
}

Reply read(const RegisterDesk& desk, const Request& request) {
  const RegisterEntry entry = orNotFound(desk.services.database.read([&](Transaction& transaction) {
    return desk.registers.find(transaction, Register::networks, request.value("id"));
  }));
  desk.services.audit.record(auditOf(request.who, "leggi", kResource, entry.id));
  return withEntityTag(request, jsonReply(entryJson(entry, desk.schemas.reduced(Register::networks, entry.body, ceilingOf(request.who)))),
                       entityTag(entry.version));
}

void requireLead(const Identity& who, const std::string& lead) {
  if (who.is(Role::sistema) || (!lead.empty() && who.agency == lead)) return;
  throw Refusal(RefusalKind::forbidden, "Una rete la tiene aggiornata l’ente capofila, o chi amministra il sistema.");
}

Reply create(const RegisterDesk& desk, const Request& request) {
  const Json body = jsonBody(request);
  const std::vector<Problem> warnings = desk.schemas.check(Register::networks, body);
  requireLead(request.who, body.at("capofila"));
  const std::string id = body.at("id");
  const RegisterEntry entry = desk.services.database.write([&](Transaction& transaction) {
    requireAgencies(desk, transaction, body);
    const RegisterEntry made = desk.registers.insert(transaction, Register::networks, "", body, id);
    appendAudit(transaction, auditOf(request.who, "crea", kResource, id));
    return made;
  });
  Json answer = entryJson(entry, body);
  addWarnings(answer, warnings);
  return withEntityTag(request, createdReply("/reti/" + id, answer), entityTag(entry.version));
}

Reply change(const RegisterDesk& desk, const Request& request) {
  const std::string id = request.value("id");
  const Json body = jsonBody(request);
  const std::vector<Problem> warnings = desk.schemas.check(Register::networks, body);
  const RegisterEntry entry = desk.services.database.write([&](Transaction& transaction) {
    const RegisterEntry former = orNotFound(desk.registers.find(transaction, Register::networks, id));
    requireLead(request.who, former.agency);
    requireMatch(request, former.version);
    if (body.at("id") != id) {
      throw Error(ErrorKind::data, "L’identificativo di una rete non si cambia.", {{"/id", "L’identificativo di una rete non si cambia.", "", "", "", ""}});
    }
    requireAgencies(desk, transaction, body);
    const RegisterEntry made = desk.registers.update(transaction, Register::networks, id, former.version, body);
    appendAudit(transaction, auditOf(request.who, "modifica", kResource, id));
    return made;
  });
  Json answer = entryJson(entry, body);
  addWarnings(answer, warnings);
  return withEntityTag(request, jsonReply(answer), entityTag(entry.version));
}

}  // namespace

void addNetworkRoutes(RouteTable& table, const Desk& desk) {
  table.schemas["Rete"] = entrySchema("Una rete del registro.");
  table.schemas["DatiRete"] = registerBodySchema("Dati di una rete", "registro_rete.schema.json");
  table.schemas["ElencoReti"] = listSchema("Rete");
  table.routes.push_back({"GET", "/reti", Admission::signedIn, {}, [desk](const Request& r) { return list(*desk, r); },
                          {"elencoReti", "Elenca le reti", "", kTag, pageParameters(), "", {}, {{200, "Le reti.", "ElencoReti"}}}});
  table.routes.push_back({"POST", "/reti", Admission::signedIn, keepers(), [desk](const Request& r) { return create(*desk, r); },
                          {"nuovaRete", "Aggiunge una rete al registro", "", kTag, {}, "DatiRete", {}, {{201, "La rete è nel registro.", "Rete", {}, {"Location", "ETag"}}}}});
  table.routes.push_back({"GET", "/reti/{id}", Admission::signedIn, {}, [desk](const Request& r) { return read(*desk, r); },
                          {"rete", "Dà una rete", "", kTag, {}, "", {}, {{200, "La rete.", "Rete", {}, {"ETag"}}, {304, "La rete non è cambiata.", "", {}, {"ETag"}}}}});
  table.routes.push_back({"PUT", "/reti/{id}", Admission::signedIn, keepers(), [desk](const Request& r) { return change(*desk, r); },
                          {"modificaRete", "Cambia i dati e i membri di una rete", "", kTag, {}, "DatiRete", {}, {{200, "La rete, cambiata.", "Rete", {}, {"ETag"}}}}});
}

}  // namespace stesura
