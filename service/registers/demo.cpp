#include "service/registers/demo.h"

#include <map>

#include "generator/schema_files.h"
#include "service/registers/register_schemas.h"
#include "service/store/access_keys.h"
#include "service/store/cipher.h"
#include "service/store/demo_mark.h"
#include "service/store/moment.h"
#include "service/store/password.h"
#include "service/store/registers.h"
#include "service/store/users.h"

namespace stesura {
namespace {

constexpr const char* kKeyName = "dimostrazione";
constexpr long kKeySeconds = 24 * 60 * 60;

// Loads everything within one transaction.
class Loader {
 public:
  Loader(const Services& services, Transaction& transaction)
      : folder_(services.home / "samples" / "registers"), transaction_(transaction), schemas_(services.home),
        registers_(services.vault), users_(services.vault) {}

  void load() {
    loadAgencies();
    for (const Json& network : read("reti.json")) insert(Register::networks, "", network, network.at("id"));
    for (const Json& user : read("utenti.json")) loadUser(user);
    for (const Json& person : read("persone.json")) {
      persons_[person.at("id")] = insert(Register::persons, person.at("ente"), person.at("dati"));
    }
    for (const Json& path : read("percorsi.json")) loadPath(path);
    for (const Json& meeting : read("incontri.json")) insert(Register::meetings, meeting.at("ente"), meeting.at("dati"));
  }

 private:
  Json read(const char* name) const {
    return readConfiguration(folder_ / name, "Mancano i dati di esempio.", "I dati di esempio");
  }

  std::string insert(Register which, const std::string& agency, const Json& body, const std::string& id = {}) {
    schemas_.check(which, body);
    return registers_.insert(transaction_, which, agency, body, id).id;
  }

  void loadAgencies() {
    for (Json agency : read("enti.json")) {
      agency.erase("reti");  // told by the networks
      const std::string id = agency.at("id");
      insert(Register::agencies, id, agency, id);
    }
  }

  void loadUser(const Json& user) {
    const NewUser made{user.at("ente"), user.at("login"), user.at("ruoli"), user.at("profilo"), "", false};
    const std::optional<std::string> id = users_.add(transaction_, made);
    if (!id) throw Error(ErrorKind::surroundings, "Un utente di esempio compare due volte.");
    userIds_[made.login] = *id;
  }

  void loadPath(const Json& path) {
    Json body = path.at("dati");
    body["persona"] = persons_.at(path.at("persona"));
    const std::string id = insert(Register::paths, path.at("ente"), body);
    for (const Json& login : path.at("operatori")) registers_.addOperator(transaction_, id, userIds_.at(login));
    for (const Json& recipient : path.at("destinatari")) {
      const std::string manager = recipient.value("case_manager", std::string());
      PathRecipient made{recipient.at("ente"), manager.empty() ? "" : userIds_.at(manager), recipient.at("riceve"),
                         recipient.at("base"), recipient.at("riferimento"), recipient.at("dal"), ""};
      if (recipient.value("revocato", false)) made.revokedAt = utcNow();
      registers_.addRecipient(transaction_, id, made);
    }
  }

  std::filesystem::path folder_;
  Transaction& transaction_;
  RegisterSchemas schemas_;
  Registers registers_;
  Users users_;
  std::map<std::string, std::string> persons_, userIds_;  // sample name -> id
};

// Easy to copy by hand; 100 random bits.
std::string randomPassword() {
  constexpr std::string_view kLetters = "abcdefghijkmnpqrstuvwxyz23456789";
  std::string password;
  for (const char byte : randomBytes(20)) {
    if (password.size() % 6 == 5) password += '-';
    password += kLetters[static_cast<unsigned char>(byte) % kLetters.size()];
  }
  return password;
}

void revokeFormerKeys(Transaction& transaction, const AccessKeys& keys) {
  std::string after;
  while (true) {
    const std::vector<AccessKey> page = keys.list(transaction, std::nullopt, after, 200);
    for (const AccessKey& key : page) {
      if (key.name == kKeyName && key.revokedAt.empty()) keys.revoke(transaction, key.id);
    }
    if (page.size() < 200) return;
    after = page.back().id;
  }
}

std::vector<DemoUser> admitUsers(const Services& services, Transaction& transaction, const std::string& hash) {
  const Users users(services.vault);
  const AccessKeys keys(services.vault);
  revokeFormerKeys(transaction, keys);
  std::vector<DemoUser> admitted;
  for (const User& user : users.list(transaction, std::nullopt, "", 200)) {
    if (!user.active || user.agency.empty()) continue;
    users.setPassword(transaction, user.id, hash, false);
    const MadeAccessKey key = keys.add(transaction, {kKeyName, user.agency, user.roles, user.id, utcIn(kKeySeconds), false});
    admitted.push_back({user.login, user.agency, user.roles,
                        user.profile.value("nome_proprio", std::string()) + " " + user.profile.value("cognome", std::string()), key.secret});
  }
  return admitted;
}

}  // namespace

Demo openDemo(const Services& services) {
  PasswordGate gate;
  Demo demo{randomPassword(), {}};
  const std::string hash = gate.enter().hash(demo.password);
  services.database.write([&](Transaction& transaction) {
    if (!isDemo(transaction)) {
      if (!isUntouched(transaction)) {
        throw Error(ErrorKind::usage, "Questi dati sono già in uso: --demo vuole una cartella nuova, tutta sua.");
      }
      markDemo(transaction);
      Loader(services, transaction).load();
      appendAudit(transaction, {"sistema", "", "carica", "dimostrazione", "", "fatto"});
    }
    demo.users = admitUsers(services, transaction, hash);
  });
  services.keys->forget();
  return demo;
}

void refuseDemo(Database& database) {
  if (!database.read([](Transaction& transaction) { return isDemo(transaction); })) return;
  throw Error(ErrorKind::usage, "Questa cartella contiene i dati di esempio: si apre solo con --demo. Per il lavoro vero usarne un’altra.");
}

}  // namespace stesura
