#include "service/handlers/keys.h"

#include <algorithm>

#include "service/handlers/checked_body.h"
#include "service/handlers/granting.h"
#include "service/handlers/openapi.h"
#include "service/handlers/user_schemas.h"
#include "service/refusal.h"
#include "service/store/moment.h"
#include "service/store/notices.h"

namespace stesura {
namespace {

const std::set<Role> kWho = {Role::amministratore, Role::sistema};
constexpr long kDaySeconds = 86400;
constexpr long kLongestDays = 366;

AuditEntry entryOf(const Request& request, const std::string& action, const std::string& object) {
  return {request.who.id, request.who.agency, action, "chiavi", object, "fatto"};
}

AccessKey lookedAfter(const Services& services, Transaction& transaction, const Request& request) {
  const std::string& id = request.value("id");
  const auto key = isId(id) ? AccessKeys(services.vault).find(transaction, id) : std::nullopt;
  const auto agency = agencyLookedAfter(request.who);
  if (!key || (agency && key->agency != *agency)) throw notFound();
  return *key;
}

Reply listKeys(const Services& services, const Request& request) {
  const Page page = pageOf(request);
  std::vector<std::pair<std::string, Json>> elements;
  services.database.read([&](Transaction& transaction) {
    for (const AccessKey& key :
         AccessKeys(services.vault)
             .list(transaction, agencyLookedAfter(request.who), page.after, page.limit + 1)) {
      elements.emplace_back(key.id, keyJson(key));
    }
  });
  services.audit.record(entryOf(request, "elenca", ""));
  return listReply(page, std::move(elements));
}

Reply readKey(const Services& services, const Request& request) {
  const AccessKey key = services.database.read(
      [&](Transaction& transaction) { return lookedAfter(services, transaction, request); });
  services.audit.record(entryOf(request, "leggi", key.id));
  return jsonReply(keyJson(key));
}

NewAccessKey newKey(const Request& request, const Json& given) {
  NewAccessKey key;
  key.name = given.at("nome");
  key.agency = agencyOfNew(request.who, given);
  for (const Json& role : given.at("ruoli")) key.roles.push_back(role);
  checkRoles(request.who, key.agency, key.roles);
  key.user = given.value("utente", "");
  // Whoever looks after users must not be able to read as one of them.
  if (!key.user.empty() &&
      (key.user != request.who.id || request.who.program || key.agency != request.who.agency)) {
    throw Refusal(RefusalKind::forbidden,
                  "Una chiave che agisce a nome di una persona la crea solo quella persona.");
  }
  const long days = given.value("giorni", kLongestDays - 1);
  key.expiresAt = utcIn(days * kDaySeconds);
  return key;
}

// The key of the first start has done its work once there is another way in for an administrator.
void retireFirstKey(const AccessKeys& keys, Transaction& transaction, const Request& request,
                    const NewAccessKey& made) {
  if (!request.who.program || made.roles != std::vector<std::string>{"sistema"}) return;
  const auto own = keys.find(transaction, request.who.id);
  if (!own || !own->first) return;
  keys.revoke(transaction, own->id);
  appendAudit(transaction, entryOf(request, "revoca", own->id));
}

// A program that reads what operators read, up to class R: those whose persons they are know of it.
void tellTheAgency(Transaction& transaction, const NewAccessKey& made, const std::string& id) {
  const bool reads = std::find(made.roles.begin(), made.roles.end(), "operatore") != made.roles.end();
  if (made.user.empty() && reads) addNotice(transaction, {made.agency, {}, "chiave_di_operatore", "chiavi", id});
}

Reply addKey(const Services& services, const CheckedBody& body, const Request& request) {
  const NewAccessKey wanted = newKey(request, body.of(request));
  const AccessKeys keys(services.vault);
  std::string secret;
  const AccessKey key = services.database.write([&](Transaction& transaction) {
    requireAgency(services.vault, transaction, wanted.agency);
    const MadeAccessKey made = keys.add(transaction, wanted);
    secret = made.secret;
    appendAudit(transaction, entryOf(request, "crea", made.id));
    tellTheAgency(transaction, wanted, made.id);
    retireFirstKey(keys, transaction, request, wanted);
    return *keys.find(transaction, made.id);
  });
  services.keys->forget();
  Json value = keyJson(key);
  value["chiave"] = secret;
  Reply reply = createdReply("/chiavi/" + key.id, value);
  reply.headers.emplace_back("Cache-Control", "no-store");
  return reply;
}

Reply revokeKey(const Services& services, const Request& request) {
  services.database.write([&](Transaction& transaction) {
    const AccessKey key = lookedAfter(services, transaction, request);
    if (AccessKeys(services.vault).revoke(transaction, key.id))
      appendAudit(transaction, entryOf(request, "revoca", key.id));
  });
  services.keys->forget();
  return {204, {}, {}, {}, {}};
}

Json newKeySchema() {
  return objectSchema("Chiave nuova",
                      {{"nome", labelledText("A che cosa serve", 120)},
                       {"ente", agencySchema()},
                       {"ruoli", rolesSchema()},
                       {"utente", idSchema()},
                       {"giorni",
                        {{"type", "integer"},
                         {"title", "Giorni di validità"},
                         {"format", "int32"},
                         {"minimum", 1},
                         {"maximum", kLongestDays}}}},
                      {"nome", "ruoli"});
}

Json madeKeySchema() {
  Json schema = keySchema();
  schema["title"] = "Chiave creata";
  schema["properties"]["chiave"] = labelledText("La chiave: si vede solo adesso", 64);
  schema["required"].push_back("chiave");
  return schema;
}

}  // namespace

void addKeyRoutes(RouteTable& table, const Services& services) {
  const CheckedBody adding(table, "NuovaChiave", newKeySchema());
  table.schemas["Chiave"] = keySchema();
  table.schemas["ChiaveCreata"] = madeKeySchema();
  table.schemas["Chiavi"] = listSchema("Chiave");

  table.routes.push_back(
      {"GET",
       "/chiavi",
       Admission::signedIn,
       kWho,
       [&services](const Request& request) { return listKeys(services, request); },
       {"chiavi",
        "Elenca le chiavi del proprio ente",
        "",
        "Chiavi",
        pageParameters(),
        "",
        {},
        {{200, "Chiavi", "Chiavi", {}, {}}}}});
  table.routes.push_back(
      {"POST",
       "/chiavi",
       Admission::signedIn,
       kWho,
       [&services, adding](const Request& request) { return addKey(services, adding, request); },
       {"creaChiave",
        "Crea una chiave per un programma",
        "La chiave si vede solo in questa risposta. Con «utente» agisce a nome di chi la crea; "
        "senza, è un programma, e non è mai operatore di un caso.",
        "Chiavi",
        {},
        "NuovaChiave",
        {},
        {{201, "Chiave creata", "ChiaveCreata", {}, {"Location"}}}}});
  table.routes.push_back(
      {"GET",
       "/chiavi/{id}",
       Admission::signedIn,
       kWho,
       [&services](const Request& request) { return readKey(services, request); },
       {"chiave",
        "Mostra una chiave, senza il suo segreto",
        "",
        "Chiavi",
        {},
        "",
        {},
        {{200, "Chiave", "Chiave", {}, {}}}}});
  table.routes.push_back(
      {"DELETE",
       "/chiavi/{id}",
       Admission::signedIn,
       kWho,
       [&services](const Request& request) { return revokeKey(services, request); },
       {"revocaChiave",
        "Revoca una chiave, da subito",
        "",
        "Chiavi",
        {},
        "",
        {},
        {{204, "Chiave revocata", "", {}, {}}}}});
}

}  // namespace stesura
