#include "service/handlers/users.h"

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

AuditEntry entryOf(const Request& request, const std::string& action, const std::string& object) {
  return {request.who.id, request.who.agency, action, "utenti", object, "fatto"};
}

// In the order of the roles, whatever the order given.
std::vector<std::string> rolesOf(const Json& given) {
  std::set<Role> roles;
  for (const Json& role : given.at("ruoli")) roles.insert(roleFromName(role.get<std::string>()));
  std::vector<std::string> names;
  for (const Role role : roles) names.emplace_back(roleName(role));
  return names;
}

User lookedAfter(const Services& services, Transaction& transaction, const Request& request) {
  const std::string& id = request.value("id");
  const auto user = isId(id) ? Users(services.vault).find(transaction, id) : std::nullopt;
  const auto agency = agencyLookedAfter(request.who);
  if (!user || (agency && user->agency != *agency)) throw notFound();
  return *user;
}

Reply userReply(const Request& request, const User& user) {
  return withEntityTag(request, jsonReply(userJson(user)), entityTag(user.version));
}

Reply listUsers(const Services& services, const Request& request) {
  const Page page = pageOf(request);
  auto agency = agencyLookedAfter(request.who);
  const std::string wanted = request.parameter("ente");
  if (!wanted.empty()) {
    if (agency && *agency != wanted) throw notFound();
    agency = wanted;
  }
  std::vector<std::pair<std::string, Json>> elements;
  services.database.read([&](Transaction& transaction) {
    for (const User& user :
         Users(services.vault).list(transaction, agency, page.after, page.limit + 1)) {
      elements.emplace_back(user.id, userJson(user));
    }
  });
  services.audit.record(entryOf(request, "elenca", ""));
  return listReply(page, std::move(elements));
}

Reply readUser(const Services& services, const Request& request) {
  const User user = services.database.read(
      [&](Transaction& transaction) { return lookedAfter(services, transaction, request); });
  services.audit.record(entryOf(request, "leggi", user.id));
  return userReply(request, user);
}

// "" where none is given; throws Error{data} for one that is not good enough.
std::string hashOfGiven(const Services& services, const Json& given, const std::string& login) {
  if (!given.contains("password")) return {};
  const std::string password = given.at("password");
  std::vector<Problem> problems = passwordProblems(password, login, "/password");
  if (!problems.empty())
    throw Error(ErrorKind::data, "La password non va bene.", std::move(problems));
  const PasswordGate::Turn turn = services.passwords->enter();
  return turn.hash(password);
}

bool holds(const std::vector<std::string>& roles, const std::string& role) {
  return std::find(roles.begin(), roles.end(), role) != roles.end();
}

// Whoever looks after users could make one who reads of persons, or come in as one of them. It cannot
// be ruled out where somebody must do it; but it does not happen behind the back of the agency.
void tellTheAgency(Transaction& transaction, const User& user, const char* what) {
  if (!user.agency.empty()) addNotice(transaction, {user.agency, {}, what, "utenti", user.id});
}

Reply addUser(const Services& services, const CheckedBody& body, const Request& request) {
  const Json given = body.of(request);
  const std::string agency = agencyOfNew(request.who, given);
  const std::vector<std::string> roles = rolesOf(given);
  checkRoles(request.who, agency, roles);
  const std::string login = loginOf(given.at("nome_utente").get<std::string>());
  if (login.empty()) {
    throw Error(ErrorKind::data, "Il nome utente non va bene.",
                {{"/nome_utente",
                  "Il nome utente ha caratteri non ammessi.",
                  "Usare da 3 a 64 lettere senza accenti, cifre e i segni . _ - + @",
                  {},
                  {},
                  {}}});
  }
  const std::string hash = hashOfGiven(services, given, login);
  const Users users(services.vault);
  const User user = services.database.write([&](Transaction& transaction) {
    requireAgency(services.vault, transaction, agency);
    const auto id = users.add(
        transaction, {agency, login, roles, given.value("profilo", Json::object()), hash, true});
    if (!id)
      throw Refusal(RefusalKind::conflict, "Questo nome utente è già usato: sceglierne un altro.");
    appendAudit(transaction, entryOf(request, "crea", *id));
    const User made = *users.find(transaction, *id);
    if (holds(roles, "operatore")) tellTheAgency(transaction, made, "operatore_aggiunto");
    return made;
  });
  Reply reply = createdReply("/utenti/" + user.id, userJson(user));
  reply.headers.emplace_back("ETag", entityTag(user.version));
  return reply;
}

// An agency (and the system) keeps somebody who can let others in; nobody raises themselves.
void checkChange(const Services& services, Transaction& transaction, const Identity& who,
                 const User& before, const User& after) {
  if (before.id == who.id && before.roles != after.roles) {
    throw Refusal(RefusalKind::forbidden, "I propri ruoli li cambia qualcun altro.");
  }
  for (const std::string role : {"amministratore", "sistema"}) {
    const bool stops =
        before.active && holds(before.roles, role) && !(after.active && holds(after.roles, role));
    if (stops && Users(services.vault).isLastWith(transaction, before, role)) {
      throw Refusal(RefusalKind::conflict,
                    "È l’ultimo amministratore attivo: prima nominarne un altro.");
    }
  }
}

Reply changeUser(const Services& services, const CheckedBody& body, const Request& request) {
  const Json given = body.of(request);
  const User known = services.database.read(
      [&](Transaction& transaction) { return lookedAfter(services, transaction, request); });
  requireMatch(request, known.version);
  const std::string hash = hashOfGiven(services, given, known.login);
  const Users users(services.vault);
  const User changed = services.database.write([&](Transaction& transaction) {
    const User before = lookedAfter(services, transaction, request);
    requireMatch(request, before.version);
    User after = before;
    after.roles = rolesOf(given);
    after.active = given.at("attivo").get<bool>();
    after.profile = given.at("profilo");
    checkRoles(request.who, before.agency, after.roles);
    checkChange(services, transaction, request.who, before, after);
    users.change(transaction, after);
    if (!hash.empty()) users.setPassword(transaction, after.id, hash, true);
    const bool becomes = after.active && !(before.active && holds(before.roles, "operatore")) && holds(after.roles, "operatore");
    if (becomes) tellTheAgency(transaction, after, "operatore_aggiunto");
    if (!hash.empty() && holds(after.roles, "operatore")) tellTheAgency(transaction, after, "password_reimpostata");
    appendAudit(transaction, entryOf(request, "modifica", after.id));
    return *users.find(transaction, after.id);
  });
  services.keys->forget();
  return userReply(request, changed);
}

Json newUserSchema() {
  return objectSchema("Utente nuovo",
                      {{"nome_utente", labelledText("Nome utente", 64, 3)},
                       {"ente", agencySchema()},
                       {"ruoli", rolesSchema()},
                       {"profilo", profileSchema()},
                       {"password", labelledText("Password iniziale: chi entra la cambia", 512)}},
                      {"nome_utente", "ruoli"});
}

Json changedUserSchema() {
  return objectSchema("Utente modificato",
                      {{"ruoli", rolesSchema()},
                       {"attivo", {{"type", "boolean"}}},
                       {"profilo", profileSchema()},
                       {"password", labelledText("Password nuova: chi entra la cambia", 512)}},
                      {"ruoli", "attivo", "profilo"});
}

}  // namespace

void addUserRoutes(RouteTable& table, const Services& services) {
  const CheckedBody adding(table, "NuovoUtente", newUserSchema());
  const CheckedBody changing(table, "ModificaUtente", changedUserSchema());
  table.schemas["Utente"] = userSchema();
  table.schemas["Utenti"] = listSchema("Utente");
  std::vector<Parameter> paging = pageParameters();
  paging.push_back({"ente", "Solo quelli di un ente", agencySchema()});

  table.routes.push_back(
      {"GET",
       "/utenti",
       Admission::signedIn,
       kWho,
       [&services](const Request& request) { return listUsers(services, request); },
       {"utenti",
        "Elenca gli utenti del proprio ente",
        "",
        "Utenti",
        paging,
        "",
        {},
        {{200, "Utenti", "Utenti", {}, {}}}}});
  table.routes.push_back(
      {"POST",
       "/utenti",
       Admission::signedIn,
       kWho,
       [&services, adding](const Request& request) { return addUser(services, adding, request); },
       {"creaUtente",
        "Aggiunge un utente",
        "La password iniziale va cambiata al primo accesso.",
        "Utenti",
        {},
        "NuovoUtente",
        {},
        {{201, "Utente aggiunto", "Utente", {}, {"Location", "ETag"}}}}});
  table.routes.push_back(
      {"GET",
       "/utenti/{id}",
       Admission::signedIn,
       kWho,
       [&services](const Request& request) { return readUser(services, request); },
       {"utente",
        "Mostra un utente",
        "",
        "Utenti",
        {},
        "",
        {},
        {{200, "Utente", "Utente", {}, {"ETag"}}, {304, "Non è cambiato.", "", {}, {"ETag"}}}}});
  table.routes.push_back({"PUT",
                          "/utenti/{id}",
                          Admission::signedIn,
                          kWho,
                          [&services, changing](const Request& request) {
                            return changeUser(services, changing, request);
                          },
                          {"modificaUtente",
                           "Cambia ruoli, profilo, stato o password di un utente",
                           "Con ruoli o stato diversi le sue sessioni si chiudono.",
                           "Utenti",
                           {},
                           "ModificaUtente",
                           {},
                           {{200, "Utente modificato", "Utente", {}, {"ETag"}}}}});
}

}  // namespace stesura
