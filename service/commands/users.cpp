// `stesura user …`: the users of the service, for whoever looks after its machine.
#include <iostream>
#include <memory>

#include "service/commands/commands.h"
#include "service/commands/exit_code.h"
#include "service/commands/report_text.h"
#include "service/commands/store_options.h"
#include "service/commands/typed_password.h"
#include "service/handlers/granting.h"
#include "service/handlers/user_schemas.h"
#include "service/store/password.h"
#include "service/store/sign_in.h"
#include "service/store/users.h"

namespace stesura {
namespace {

struct UserOptions {
  StoreOptions store{};
  std::string login{};
  std::string agency{};
  std::vector<std::string> roles{};
  std::string firstName{}, lastName{};
  bool withoutPassword = false;
  bool asJson = false;
};

// Whoever has the data folder and its key may do what the administrator of the system may.
Identity machine() { return {"sistema", "", {Role::sistema}, false}; }

AuditEntry entryOf(const std::string& action, const std::string& user) {
  return {"sistema", "", action, "utenti", user, "fatto"};
}

std::string loginGiven(const UserOptions& options) {
  const std::string login = loginOf(options.login);
  if (!login.empty()) return login;
  throw Error(ErrorKind::usage,
              "Il nome utente non va bene: usare da 3 a 64 lettere senza accenti, cifre e i segni "
              ". _ - + @");
}

std::string hashOfTyped(const std::string& login) {
  const std::string password = typedPassword();
  std::vector<Problem> problems = passwordProblems(password, login, "");
  if (!problems.empty())
    throw Error(ErrorKind::usage, "La password non va bene.", std::move(problems));
  PasswordGate gate;
  return gate.enter().hash(password);
}

std::vector<std::string> rolesGiven(const std::vector<std::string>& given) {
  std::set<Role> roles;
  for (const std::string& name : given) {
    try {
      roles.insert(roleFromName(name));
    } catch (const std::invalid_argument&) {
      throw Error(ErrorKind::usage,
                  "Il ruolo non si conosce: è operatore, segreteria, comunicazione, amministratore "
                  "o sistema.");
    }
  }
  std::vector<std::string> names;
  for (const Role role : roles) names.emplace_back(roleName(role));
  return names;
}

User namedUser(Transaction& transaction, const Vault& vault, const std::string& login) {
  auto user = Users(vault).findLogin(transaction, login);
  if (!user) throw Error(ErrorKind::usage, "Non c’è un utente con questo nome.");
  return *user;
}

int addUser(const UserOptions& options) {
  NewUser user;
  user.login = loginGiven(options);
  user.agency = options.agency;
  user.roles = rolesGiven(options.roles);
  checkRoles(machine(), user.agency, user.roles);
  if (!options.firstName.empty()) user.profile["nome_proprio"] = options.firstName;
  if (!options.lastName.empty()) user.profile["cognome"] = options.lastName;
  const auto store = openStore(options.store, Opening::orMake);
  store->database().read(
      [&](Transaction& transaction) { requireAgency(store->vault(), transaction, user.agency); });
  if (!options.withoutPassword) user.passwordHash = hashOfTyped(user.login);
  const std::string id = store->database().write([&](Transaction& transaction) {
    const auto made = Users(store->vault()).add(transaction, user);
    if (!made)
      throw Error(ErrorKind::usage, "Questo nome utente è già usato: sceglierne un altro.");
    appendAudit(transaction, entryOf("crea", *made));
    return *made;
  });
  std::cout << id << '\n';
  if (!options.withoutPassword) std::cerr << "Al primo accesso dovrà cambiare la password.\n";
  return kExitDone;
}

void printUser(const User& user) {
  std::cout << user.id << "  " << printable(user.login) << "  "
            << (user.agency.empty() ? "(sistema)" : user.agency) << "  " << joinedRoles(user.roles)
            << (user.active ? "" : "  disattivato")
            << (user.hasOneTimeCodes ? "  codici temporanei" : "") << '\n';
}

int listUsers(const UserOptions& options) {
  const auto store = openStore(options.store, Opening::existing);
  constexpr std::size_t kAtATime = 200;
  const auto agency = options.agency.empty() ? std::optional<std::string>() : options.agency;
  Json all = Json::array();
  std::string after;
  while (true) {
    const std::vector<User> users = store->database().read([&](Transaction& transaction) {
      return Users(store->vault()).list(transaction, agency, after, kAtATime);
    });
    for (const User& user : users) {
      if (options.asJson)
        all.push_back(userJson(user));
      else
        printUser(user);
    }
    if (users.size() < kAtATime) break;
    after = users.back().id;
  }
  store->audit().record(entryOf("elenca", ""));
  if (options.asJson) std::cout << jsonText(all);
  return kExitDone;
}

int setPassword(const UserOptions& options) {
  const std::string login = loginGiven(options);
  const auto store = openStore(options.store, Opening::existing);
  store->database().read(
      [&](Transaction& transaction) { namedUser(transaction, store->vault(), login); });
  const std::string hash = hashOfTyped(login);
  store->database().write([&](Transaction& transaction) {
    const User user = namedUser(transaction, store->vault(), login);
    Users(store->vault()).setPassword(transaction, user.id, hash, true);
    SignIn(store->vault()).forgive(transaction, login, SignIn::Forgiven::all);
    appendAudit(transaction, entryOf("modifica", user.id));
  });
  std::cerr << "Al primo accesso dovrà cambiare la password.\n";
  return kExitDone;
}

int disable(const UserOptions& options) {
  const std::string login = loginGiven(options);
  const auto store = openStore(options.store, Opening::existing);
  store->database().write([&](Transaction& transaction) {
    User user = namedUser(transaction, store->vault(), login);
    user.active = false;
    Users(store->vault()).change(transaction, user);
    appendAudit(transaction, entryOf("modifica", user.id));
  });
  std::cerr << "Non può più entrare. Le sue chiavi valgono al più altri dieci secondi.\n";
  return kExitDone;
}

int resetCodes(const UserOptions& options) {
  const std::string login = loginGiven(options);
  const auto store = openStore(options.store, Opening::existing);
  store->database().write([&](Transaction& transaction) {
    const User user = namedUser(transaction, store->vault(), login);
    SignIn(store->vault()).endCodes(transaction, user.id);
    appendAudit(transaction, entryOf("modifica", user.id));
  });
  std::cerr << "I codici temporanei non sono più chiesti.\n";
  return kExitDone;
}

using Work = int (*)(const UserOptions&);

CLI::App* subcommand(CLI::App& group, const CommandContext& context, const char* name,
                     const char* summary, const std::shared_ptr<UserOptions>& options, Work work) {
  CLI::App* command = group.add_subcommand(name, summary);
  declareStoreOptions(*command, options->store);
  command->callback(
      [options, context, work] { context.chosen = [options, work] { return work(*options); }; });
  return command;
}

}  // namespace

void addUser(const CommandContext& context) {
  const auto options = std::make_shared<UserOptions>();
  CLI::App* group = context.program.add_subcommand("user", "Gestisce gli utenti del servizio");
  group->require_subcommand(1);
  CLI::App* add = subcommand(*group, context, "add",
                             "Aggiunge un utente; la password si scrive quando viene chiesta",
                             options, addUser);
  add->add_option("--ente", options->agency,
                  "Identificativo dell’ente; niente per il ruolo sistema")
      ->type_name("ENTE");
  add->add_option("--ruolo", options->roles,
                  "operatore, segreteria, comunicazione, amministratore o sistema (ripetibile)")
      ->type_name("RUOLO")
      ->take_all()
      ->expected(1)
      ->required();
  add->add_option("--nome", options->firstName, "Nome proprio")->type_name("TESTO");
  add->add_option("--cognome", options->lastName, "Cognome")->type_name("TESTO");
  add->add_flag("--senza-password", options->withoutPassword,
                "Entra solo da un proxy di fiducia (SPID, CIE)");
  CLI::App* list = subcommand(*group, context, "list", "Elenca gli utenti", options, listUsers);
  list->add_option("--ente", options->agency, "Solo quelli di un ente")->type_name("ENTE");
  list->add_flag("--json", options->asJson, "Risposta in JSON, per i programmi");
  CLI::App* password =
      subcommand(*group, context, "password", "Dà una password nuova, da cambiare al primo accesso",
                 options, setPassword);
  CLI::App* disabling =
      subcommand(*group, context, "disable", "Toglie l’accesso a un utente", options, disable);
  CLI::App* codes = subcommand(*group, context, "totp-reset",
                               "Toglie i codici temporanei a chi li ha persi", options, resetCodes);
  for (CLI::App* command : {add, password, disabling, codes}) {
    command->add_option("nome_utente", options->login, "Nome utente")
        ->type_name("NOME_UTENTE")
        ->required();
  }
  group->footer(
      "Esempio:\n  stesura user add m.bianchi --ente asl-frosinone --ruolo operatore --data dati");
}

}  // namespace stesura
