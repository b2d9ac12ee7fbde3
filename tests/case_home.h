// A service with two agencies, their people, and a path that one communicates to the other.
#pragma once

#include <fstream>
#include <sstream>
#include <string>

#include "service/documents/issuing.h"
#include "service/store/registers.h"
#include "service/store/users.h"
#include "tests/service_home.h"

namespace stesura {

inline constexpr const char* kSendingAgency = "asl-frosinone";
inline constexpr const char* kReceivingAgency = "comune-alatri";
inline constexpr const char* kOtherAgency = "provincia-frosinone";

inline Json sampleJson(const std::string& name) {
  std::ifstream stream(std::string(STESURA_SOURCE_DIR) + "/samples/" + name);
  std::stringstream text;
  text << stream.rdbuf();
  return parseJson(text.str());
}

class CaseHome : public ServiceHome {
 public:
  // A user who can be looked up, so that rights are found again when a job runs.
  Identity person(const std::string& agency, const std::vector<std::string>& roles) {
    NewUser user;
    user.agency = agency;
    user.login = "u" + std::to_string(++logins_);
    user.roles = roles;
    Identity who;
    who.id = *database().write([&](Transaction& transaction) { return Users(vault()).add(transaction, user); });
    who.agency = agency;
    for (const std::string& role : roles) who.roles.insert(roleFromName(role));
    return who;
  }

  // The path of a sample person, with these operators.
  std::string path(const std::vector<Identity>& operators, const Json& more = Json::object()) {
    return database().write([&](Transaction& transaction) {
      const Registers registers(vault());
      const auto someone = registers.insert(transaction, Register::persons, kSendingAgency,
                                            {{"cognome", "Verdi"}, {"nome_proprio", "Giuseppe"}});
      Json body = {{"persona", someone.id}, {"fasi", {{{"fase", "invio"}, {"dal", "2026-01-10"}}}}};
      body.update(more);
      const std::string id = registers.insert(transaction, Register::paths, kSendingAgency, body).id;
      for (const Identity& each : operators) registers.addOperator(transaction, id, each.id);
      return id;
    });
  }

  void communicate(const std::string& pathId, const std::string& agency, const std::string& receives = "completa") {
    database().write([&](Transaction& transaction) {
      PathRecipient recipient;
      recipient.agency = agency;
      recipient.receives = receives;
      recipient.basis = "accordo";
      recipient.reference = "Protocollo d’intesa";
      recipient.from = "2026-01-10";
      Registers(vault()).addRecipient(transaction, pathId, recipient);
    });
  }
  void revoke(const std::string& pathId, const std::string& agency) {
    database().write([&](Transaction& transaction) { Registers(vault()).revokeRecipient(transaction, pathId, agency); });
  }

  // A referral sheet of the path.
  std::string sheet(const Identity& who, const std::string& pathId, const std::string& layout = "completa",
                    const Json& more = Json::object(), const std::string& corrects = {}) {
    IssueOrder order;
    order.who = who;
    order.kind = "scheda_segnalazione";
    order.layout = layout;
    order.path = pathId;
    order.corrects = corrects;
    order.data = sampleJson("nautilus/segnalazione-completa.json");
    order.data.erase("id");
    order.data.update(more);
    return Issuing(services()).issue(order).id;
  }

 private:
  int logins_ = 0;
};

}  // namespace stesura
