// `stesura key …`: the keys with which programs come in, for whoever looks after the machine.
#include <iostream>
#include <memory>

#include "service/commands/commands.h"
#include "service/commands/exit_code.h"
#include "service/commands/report_text.h"
#include "service/commands/store_options.h"
#include "service/handlers/granting.h"
#include "service/handlers/user_schemas.h"
#include "service/store/access_keys.h"
#include "service/store/moment.h"
#include "service/store/users.h"

namespace stesura {
namespace {

constexpr long kDaySeconds = 86400;
constexpr int kLongestDays = 366;

struct KeyOptions {
  StoreOptions store{};
  std::string name{}, agency{}, user{}, id{};
  std::vector<std::string> roles{};
  int days = 365;
  bool asJson = false;
};

AuditEntry entryOf(const std::string& action, const std::string& key) {
  return {"sistema", "", action, "chiavi", key, "fatto"};
}

void checkKnownRoles(const std::vector<std::string>& roles) {
  try {
    for (const std::string& role : roles) static_cast<void>(roleFromName(role));
  } catch (const std::invalid_argument&) {
    throw Error(ErrorKind::usage,
                "Il ruolo non si conosce: è operatore, segreteria, comunicazione, amministratore o "
                "sistema.");
  }
}

int addAccessKey(const KeyOptions& options) {
  checkKnownRoles(options.roles);
  const auto store = openStore(options.store, Opening::orMake);
  const MadeAccessKey made = store->database().write([&](Transaction& transaction) {
    NewAccessKey key{
        options.name, options.agency, options.roles, "", utcIn(options.days * kDaySeconds), false};
    if (!options.user.empty()) {
      const auto user = Users(store->vault()).findLogin(transaction, loginOf(options.user));
      if (!user) throw Error(ErrorKind::usage, "Non c’è un utente con questo nome.");
      key.user = user->id;
      key.agency = user->agency;
    }
    checkRoles({"sistema", "", {Role::sistema}, false}, key.agency, key.roles);
    requireAgency(store->vault(), transaction, key.agency);
    const MadeAccessKey added = AccessKeys(store->vault()).add(transaction, key);
    appendAudit(transaction, entryOf("crea", added.id));
    return added;
  });
  std::cout << made.secret << '\n';
  std::cerr << "La chiave " << made.id << " si vede solo adesso: conservarla.\n";
  return kExitDone;
}

void printKey(const AccessKey& key) {
  const char* state = !key.revokedAt.empty()      ? "  revocata"
                      : key.expiresAt <= utcNow() ? "  scaduta"
                                                  : "";
  std::cout << key.id << "  " << printable(key.name) << "  "
            << (key.agency.empty() ? "(sistema)" : key.agency) << "  " << joinedRoles(key.roles)
            << "  fino al " << key.expiresAt.substr(0, 10) << state << '\n';
}

int listAccessKeys(const KeyOptions& options) {
  const auto store = openStore(options.store, Opening::existing);
  constexpr std::size_t kAtATime = 200;
  const auto agency = options.agency.empty() ? std::optional<std::string>() : options.agency;
  Json all = Json::array();
  std::string after;
  while (true) {
    const std::vector<AccessKey> keys = store->database().read([&](Transaction& transaction) {
      return AccessKeys(store->vault()).list(transaction, agency, after, kAtATime);
    });
    for (const AccessKey& key : keys) {
      if (options.asJson)
        all.push_back(keyJson(key));
      else
        printKey(key);
    }
    if (keys.size() < kAtATime) break;
    after = keys.back().id;
  }
  store->audit().record(entryOf("elenca", ""));
  if (options.asJson) std::cout << jsonText(all);
  return kExitDone;
}

int revokeAccessKey(const KeyOptions& options) {
  const auto store = openStore(options.store, Opening::existing);
  store->database().write([&](Transaction& transaction) {
    const AccessKeys keys(store->vault());
    if (!isId(options.id) || !keys.find(transaction, options.id)) {
      throw Error(ErrorKind::usage,
                  "Non c’è una chiave con questo identificativo: vederli con stesura key list.");
    }
    if (keys.revoke(transaction, options.id))
      appendAudit(transaction, entryOf("revoca", options.id));
  });
  std::cerr << "Revocata. Nel servizio in funzione vale al più altri dieci secondi.\n";
  return kExitDone;
}

using Work = int (*)(const KeyOptions&);

CLI::App* subcommand(CLI::App& group, const CommandContext& context, const char* name,
                     const char* summary, const std::shared_ptr<KeyOptions>& options, Work work) {
  CLI::App* command = group.add_subcommand(name, summary);
  declareStoreOptions(*command, options->store);
  command->callback(
      [options, context, work] { context.chosen = [options, work] { return work(*options); }; });
  return command;
}

}  // namespace

void addKey(const CommandContext& context) {
  const auto options = std::make_shared<KeyOptions>();
  CLI::App* group = context.program.add_subcommand(
      "key", "Gestisce le chiavi dei programmi che usano il servizio");
  group->require_subcommand(1);
  CLI::App* add = subcommand(*group, context, "add", "Crea una chiave e la mostra, una volta sola",
                             options, addAccessKey);
  add->add_option("--nome", options->name, "A che cosa serve")->type_name("TESTO")->required();
  add->add_option("--ente", options->agency,
                  "Identificativo dell’ente; niente per il ruolo sistema")
      ->type_name("ENTE");
  add->add_option("--ruolo", options->roles,
                  "operatore, segreteria, comunicazione, amministratore o sistema (ripetibile)")
      ->type_name("RUOLO")
      ->take_all()
      ->expected(1)
      ->required();
  add->add_option("--utente", options->user, "Nome utente della persona per cui agisce")
      ->type_name("NOME_UTENTE");
  add->add_option("--giorni", options->days, "Giorni di validità; di solito 365")
      ->type_name("N")
      ->check(CLI::Range(1, kLongestDays));
  CLI::App* list = subcommand(*group, context, "list", "Elenca le chiavi, senza il loro segreto",
                              options, listAccessKeys);
  list->add_option("--ente", options->agency, "Solo quelle di un ente")->type_name("ENTE");
  list->add_flag("--json", options->asJson, "Risposta in JSON, per i programmi");
  CLI::App* revoke =
      subcommand(*group, context, "revoke", "Revoca una chiave", options, revokeAccessKey);
  revoke->add_option("id", options->id, "Identificativo della chiave")->type_name("ID")->required();
  group->footer(
      "Esempio:\n  stesura key add --nome gestionale --ente asl-frosinone --ruolo operatore --data "
      "dati");
}

}  // namespace stesura
