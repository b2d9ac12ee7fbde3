#include "service/handlers/persons.h"

#include "service/access.h"
#include "service/handlers/openapi.h"
#include "service/registers/code_filling.h"
#include "service/store/moment.h"

namespace stesura {
namespace {

constexpr const char* kTag = "Persone";
constexpr const char* kResource = "persone";

const std::set<Role>& operators() {
  static const std::set<Role> roles = {Role::operatore};
  return roles;
}

std::string codeOf(const Json& person) { return person.value("codice_fiscale", std::string()); }

DataClass ceilingOf(const RegisterDesk& desk, Transaction& transaction, const Identity& who, const std::string& person) {
  const auto followed = desk.registers.paths(transaction, {.agency = who.agency, .person = person, .operatorId = who.id, .limit = 1});
  return orNotFound(readablePerson(who, who.agency, !followed.empty()));
}

RegisterEntry ownPerson(const RegisterDesk& desk, Transaction& transaction, const Request& request) {
  if (!isId(request.value("id"))) throw notFound();
  RegisterEntry entry = orNotFound(desk.registers.find(transaction, Register::persons, request.value("id")));
  if (entry.agency != request.who.agency) throw notFound();
  return entry;
}

// What a list tells: enough to choose, no more.
Json briefly(const RegisterEntry& entry) {
  Json brief = {{"id", entry.id}, {"versione", entry.version}, {"modificato_il", entry.changedAt}};
  for (const char* key : {"cognome", "nome_proprio", "data_nascita"}) {
    if (entry.body.contains(key)) brief[key] = entry.body[key];
  }
  return brief;
}

struct Checked {
  Json body;
  Filled filled;
  std::vector<Problem> warnings;
};

Checked checkedBody(const RegisterDesk& desk, const Request& request) {
  Checked checked{jsonBody(request), {}, {}};
  checked.filled = fillFromCode(checked.body, desk.places, todayInRome());
  checked.warnings = desk.schemas.check(Register::persons, checked.body);
  checked.warnings.insert(checked.warnings.end(), checked.filled.doubts.begin(), checked.filled.doubts.end());
  return checked;
}

Json answerOf(const RegisterEntry& entry, const Json& visible, const Checked& checked) {
  Json answer = entryJson(entry, visible);
  if (!checked.filled.pointers.empty()) answer["compilati_dal_codice_fiscale"] = checked.filled.pointers;
  addWarnings(answer, checked.warnings);
  return answer;
}

Reply duplicateReply(const Request& request, const std::string& existing) {
  Reply reply = problemReply(409, "Questa persona è già nel registro dell’ente.",
                             {{"", "Questa persona è già nel registro dell’ente, con l’identificativo " + existing + ".",
                               "Usare la voce che c’è già. Se è un’altra persona con lo stesso nome e la stessa data di nascita, scrivere il codice fiscale di entrambe.",
                               "", "", ""}}, request.id);
  reply.headers.emplace_back("Link", "</persone/" + existing + ">; rel=\"duplicate\"");
  return reply;
}

Reply list(const RegisterDesk& desk, const Request& request) {
  const Page page = pageOf(request);
  std::vector<std::pair<std::string, Json>> elements;
  desk.services.database.read([&](Transaction& transaction) {
    for (const RegisterEntry& entry : desk.registers.list(
             transaction, Register::persons, {.agency = agencyOf(request.who), .after = page.after, .limit = page.limit + 1})) {
      elements.emplace_back(entry.id, briefly(entry));
    }
  });
  desk.services.audit.record(auditOf(request.who, "elenca", kResource));
  return listReply(page, std::move(elements));
}

Reply search(const RegisterDesk& desk, const Request& request) {
  Json body = jsonBody(request);
  if (body.size() != 1 || !body.contains("codice_fiscale") || !body["codice_fiscale"].is_string() ||
      body["codice_fiscale"].get_ref<const std::string&>().size() > 32) {
    throw Error(ErrorKind::data, "Si cerca per codice fiscale esatto.",
                {{"/codice_fiscale", "Manca il codice fiscale da cercare.", "Scrivere i 16 caratteri del codice fiscale, e nient’altro.", "", "", ""}});
  }
  fillFromCode(body, desk.places, todayInRome());  // as it is kept
  Json found = {{"elementi", Json::array()}};
  desk.services.database.write([&](Transaction& transaction) {
    const auto id = desk.registers.personWithCode(transaction, agencyOf(request.who), body["codice_fiscale"]);
    if (id) found["elementi"].push_back(briefly(*desk.registers.find(transaction, Register::persons, *id)));
    appendAudit(transaction, auditOf(request.who, "cerca", kResource, id.value_or("")));
  });
  return jsonReply(found);
}

Reply create(const RegisterDesk& desk, const Request& request) {
  const Checked checked = checkedBody(desk, request);
  std::string existing;
  const auto entry = desk.services.database.write([&](Transaction& transaction) -> std::optional<RegisterEntry> {
    existing = duplicateOf(desk, transaction, agencyOf(request.who), checked.body);
    if (!existing.empty()) return std::nullopt;
    RegisterEntry made = desk.registers.insert(transaction, Register::persons, request.who.agency, checked.body);
    appendAudit(transaction, auditOf(request.who, "crea", kResource, made.id));
    return made;
  });
  if (!entry) return duplicateReply(request, existing);
  return withEntityTag(request, createdReply("/persone/" + entry->id, answerOf(*entry, checked.body, checked)), entityTag(entry->version));
}

Reply read(const RegisterDesk& desk, const Request& request) {
  Json visible;
  const RegisterEntry entry = desk.services.database.read([&](Transaction& transaction) {
    RegisterEntry found = ownPerson(desk, transaction, request);
    visible = desk.schemas.reduced(Register::persons, found.body, ceilingOf(desk, transaction, request.who, found.id));
    return found;
  });
  desk.services.audit.record(auditOf(request.who, "leggi", kResource, entry.id));
  return withEntityTag(request, jsonReply(entryJson(entry, visible)), entityTag(entry.version));
}

Reply change(const RegisterDesk& desk, const Request& request) {
  // Whoever may not see the person does not learn what is wrong with the data either.
  desk.services.database.read([&](Transaction& transaction) { ownPerson(desk, transaction, request); });
  const Checked checked = checkedBody(desk, request);
  std::string existing;
  Json visible;
  const auto entry = desk.services.database.write([&](Transaction& transaction) -> std::optional<RegisterEntry> {
    const RegisterEntry former = ownPerson(desk, transaction, request);
    requireMatch(request, former.version);
    const DataClass ceiling = ceilingOf(desk, transaction, request.who, former.id);
    if (desk.schemas.reduced(Register::persons, former.body, ceiling) != former.body) {
      throw Refusal(RefusalKind::forbidden, "Questa voce contiene dati che qui non si vedono: la cambia chi segue un percorso della persona.");
    }
    existing = duplicateOf(desk, transaction, request.who.agency, checked.body, former.id);
    if (!existing.empty()) return std::nullopt;
    RegisterEntry made = desk.registers.update(transaction, Register::persons, former.id, former.version, checked.body);
    visible = desk.schemas.reduced(Register::persons, checked.body, ceiling);
    appendAudit(transaction, auditOf(request.who, "modifica", kResource, made.id));
    return made;
  });
  if (!entry) return duplicateReply(request, existing);
  return withEntityTag(request, jsonReply(answerOf(*entry, visible, checked)), entityTag(entry->version));
}

void addSchemas(RouteTable& table) {
  const Json pointers = {{"type", "array"}, {"maxItems", 10}, {"items", textSchema(100)}};
  table.schemas["Persona"] = entrySchema("Una persona del registro del proprio ente.", {{"compilati_dal_codice_fiscale", pointers}});
  table.schemas["DatiPersona"] = registerBodySchema("Dati di una persona", "registro_persona.schema.json");
  const Json version = {{"type", "integer"}, {"format", "int64"}, {"minimum", 1}, {"maximum", 9007199254740991}};
  table.schemas["PersonaInElenco"] = {{"type", "object"},
                                      {"required", {"id", "versione", "modificato_il"}},
                                      {"properties",
                                       {{"id", idSchema()}, {"versione", version}, {"modificato_il", momentSchema()}, {"cognome", textSchema(80)},
                                        {"nome_proprio", textSchema(80)}, {"data_nascita", daySchema()}}},
                                      {"additionalProperties", false}};
  table.schemas["ElencoPersone"] = listSchema("PersonaInElenco");
  table.schemas["RicercaPersona"] = {{"type", "object"}, {"required", {"codice_fiscale"}}, {"properties", {{"codice_fiscale", textSchema(32)}}}, {"additionalProperties", false}};
}

}  // namespace

std::string duplicateOf(const RegisterDesk& desk, Transaction& transaction, const std::string& agency,
                        const Json& person, const std::string& except) {
  const std::string code = codeOf(person);
  if (!code.empty()) {
    const auto same = desk.registers.personWithCode(transaction, agency, code);
    if (same && *same != except) return *same;
  }
  for (const std::string& id : desk.registers.personsBornAs(transaction, agency, person)) {
    if (id == except) continue;
    const auto other = desk.registers.find(transaction, Register::persons, id);
    // Two codes that differ are two persons, whatever their names.
    if (other && (code.empty() || codeOf(other->body).empty())) return id;
  }
  return {};
}

void addPersonRoutes(RouteTable& table, const Desk& desk) {
  addSchemas(table);
  table.routes.push_back({"GET", "/persone", Admission::signedIn, operators(), [desk](const Request& r) { return list(*desk, r); },
                          {"elencoPersone", "Elenca le persone del proprio ente", "", kTag, pageParameters(), "", {}, {{200, "Le persone.", "ElencoPersone"}}}});
  table.routes.push_back({"POST", "/persone", Admission::signedIn, operators(), [desk](const Request& r) { return create(*desk, r); },
                          {"nuovaPersona", "Aggiunge una persona al registro del proprio ente",
                           "Il codice fiscale compila data, sesso e luogo di nascita che mancano. Chi c’è già: 409, con l’identificativo della voce.", kTag, {}, "DatiPersona", {},
                           {{201, "La persona è nel registro.", "Persona", {}, {"Location", "ETag"}}}}});
  table.routes.push_back({"POST", "/persone/ricerca", Admission::signedIn, operators(), [desk](const Request& r) { return search(*desk, r); },
                          {"ricercaPersona", "Cerca una persona per codice fiscale esatto", "", kTag, {}, "RicercaPersona", {}, {{200, "La persona, se c’è.", "ElencoPersone"}}}});
  table.routes.push_back({"GET", "/persone/{id}", Admission::signedIn, operators(), [desk](const Request& r) { return read(*desk, r); },
                          {"persona", "Dà una persona", "", kTag, {}, "", {}, {{200, "La persona.", "Persona", {}, {"ETag"}}, {304, "La persona non è cambiata.", "", {}, {"ETag"}}}}});
  table.routes.push_back({"PUT", "/persone/{id}", Admission::signedIn, operators(), [desk](const Request& r) { return change(*desk, r); },
                          {"modificaPersona", "Cambia i dati di una persona", "", kTag, {}, "DatiPersona", {}, {{200, "La persona, cambiata.", "Persona", {}, {"ETag"}}}}});
}

}  // namespace stesura
