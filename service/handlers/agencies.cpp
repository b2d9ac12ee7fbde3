#include "service/handlers/agencies.h"

#include "service/handlers/openapi.h"

namespace stesura {
namespace {

constexpr const char* kTag = "Enti";
constexpr const char* kResource = "enti";

const std::set<Role>& keepers() {
  static const std::set<Role> roles = {Role::segreteria, Role::amministratore, Role::sistema};
  return roles;
}

// Communicators see what may be published, the others also what is internal.
DataClass ceilingOf(const Identity& who) {
  const bool inside = who.is(Role::operatore) || who.is(Role::segreteria) || who.is(Role::amministratore) || who.is(Role::sistema);
  return inside ? DataClass::internal : DataClass::publishable;
}

Reply list(const RegisterDesk& desk, const Request& request) {
  const Page page = pageOf(request);
  RegisterFilter filter;
  filter.network = request.parameter("rete");
  filter.after = page.after;
  filter.limit = page.limit + 1;
  std::vector<std::pair<std::string, Json>> elements;
  desk.services.database.read([&](Transaction& transaction) {
    for (const RegisterEntry& entry : desk.registers.list(transaction, Register::agencies, filter)) {
      elements.emplace_back(entry.id, entryJson(entry, desk.schemas.reduced(Register::agencies, entry.body, ceilingOf(request.who))));
    }
  });
  desk.services.audit.record(auditOf(request.who, "elenca", kResource));
  return listReply(page, std::move(elements));
}

Reply read(const RegisterDesk& desk, const Request& request) {
  const RegisterEntry entry = orNotFound(desk.services.database.read([&](Transaction& transaction) {
    return desk.registers.find(transaction, Register::agencies, request.value("id"));
  }));
  desk.services.audit.record(auditOf(request.who, "leggi", kResource, entry.id));
  return withEntityTag(request, jsonReply(entryJson(entry, desk.schemas.reduced(Register::agencies, entry.body, ceilingOf(request.who)))),
                       entityTag(entry.version));
}

Reply create(const RegisterDesk& desk, const Request& request) {
  const Json body = jsonBody(request);
  const std::vector<Problem> warnings = desk.schemas.check(Register::agencies, body);
  const std::string id = body.at("id").get<std::string>();
  const RegisterEntry entry = desk.services.database.write([&](Transaction& transaction) {
    if (!mayAddAgencies(desk, transaction, request.who)) {
      throw Refusal(RefusalKind::forbidden, "Un ente lo aggiunge al registro chi guida una rete, o chi amministra il sistema.");
    }
    const RegisterEntry made = desk.registers.insert(transaction, Register::agencies, id, body, id);
    appendAudit(transaction, auditOf(request.who, "crea", kResource, made.id));
    return made;
  });
  Json answer = entryJson(entry, body);
  addWarnings(answer, warnings);
  return withEntityTag(request, createdReply("/enti/" + id, answer), entityTag(entry.version));
}

Reply change(const RegisterDesk& desk, const Request& request) {
  const std::string id = request.value("id");
  const Json body = jsonBody(request);
  const std::vector<Problem> warnings = desk.schemas.check(Register::agencies, body);
  const RegisterEntry entry = desk.services.database.write([&](Transaction& transaction) {
    const RegisterEntry former = orNotFound(desk.registers.find(transaction, Register::agencies, id));
    if (request.who.agency != id && !request.who.is(Role::sistema)) {
      throw Refusal(RefusalKind::forbidden, "I dati di un ente li cambia l’ente stesso, o chi amministra il sistema.");
    }
    requireMatch(request, former.version);
    if (body.at("id") != id) {
      throw Error(ErrorKind::data, "L’identificativo di un ente non si cambia.", {{"/id", "L’identificativo di un ente non si cambia.", "", "", "", ""}});
    }
    const RegisterEntry made = desk.registers.update(transaction, Register::agencies, id, former.version, body);
    appendAudit(transaction, auditOf(request.who, "modifica", kResource, id));
    return made;
  });
  Json answer = entryJson(entry, body);
  addWarnings(answer, warnings);
  return withEntityTag(request, jsonReply(answer), entityTag(entry.version));
}

}  // namespace

bool mayAddAgencies(const RegisterDesk& desk, Transaction& transaction, const Identity& who) {
  if (who.is(Role::sistema)) return true;
  if (who.agency.empty() || !(who.is(Role::segreteria) || who.is(Role::amministratore))) return false;
  return !desk.registers.list(transaction, Register::networks, {.agency = who.agency, .limit = 1}).empty();
}

void addAgencyRoutes(RouteTable& table, const Desk& desk) {
  table.schemas["Ente"] = entrySchema("Un ente del registro.");
  table.schemas["DatiEnte"] = registerBodySchema("Dati di un ente", "registro_ente.schema.json");
  table.schemas["ElencoEnti"] = listSchema("Ente");
  std::vector<Parameter> parameters = pageParameters();
  parameters.push_back({"rete", "Solo gli enti che oggi fanno parte di questa rete.", slugSchema(), false});
  table.routes.push_back({"GET", "/enti", Admission::signedIn, {}, [desk](const Request& r) { return list(*desk, r); },
                          {"elencoEnti", "Elenca gli enti", "", kTag, parameters, "", {}, {{200, "Gli enti.", "ElencoEnti"}}}});
  table.routes.push_back({"POST", "/enti", Admission::signedIn, keepers(), [desk](const Request& r) { return create(*desk, r); },
                          {"nuovoEnte", "Aggiunge un ente al registro", "", kTag, {}, "DatiEnte", {}, {{201, "L’ente è nel registro.", "Ente", {}, {"Location", "ETag"}}}}});
  table.routes.push_back({"GET", "/enti/{id}", Admission::signedIn, {}, [desk](const Request& r) { return read(*desk, r); },
                          {"ente", "Dà un ente", "", kTag, {}, "", {}, {{200, "L’ente.", "Ente", {}, {"ETag"}}, {304, "L’ente non è cambiato.", "", {}, {"ETag"}}}}});
  table.routes.push_back({"PUT", "/enti/{id}", Admission::signedIn, keepers(), [desk](const Request& r) { return change(*desk, r); },
                          {"modificaEnte", "Cambia i dati di un ente", "", kTag, {}, "DatiEnte", {}, {{200, "L’ente, cambiato.", "Ente", {}, {"ETag"}}}}});
}

}  // namespace stesura
