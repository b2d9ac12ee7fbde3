// A service with two agencies, a network, a path, and the people who may ask for its documents.
#pragma once

#include <fstream>
#include <string>

#include "service/store/moment.h"
#include "service/store/registers.h"
#include "service/store/users.h"
#include "tests/service_home.h"

namespace stesura {

// A copy of one member of an answer: what a loop may go over.
inline Json memberOf(const Reply& reply, const char* name) { return bodyOf(reply)[name]; }

class DocumentHome : public ServiceHome {
 public:
  DocumentHome() {
    database().write([&](Transaction& transaction) {
      const Registers registers(vault());
      for (const char* agency : {"asl-frosinone", "comune-alatri", "comune-frosinone"}) {
        registers.insert(transaction, Register::agencies, agency, agencyBody(agency), agency);
      }
      registers.insert(transaction, Register::networks, "asl-frosinone",
                       {{"denominazione", "Nautilus"}, {"capofila", "asl-frosinone"},
                        {"membri", {{{"ente", "asl-frosinone"}}, {{"ente", "comune-alatri"}}, {{"ente", "comune-frosinone"}}}}},
                       "nautilus");
      person = registers.insert(transaction, Register::persons, "asl-frosinone",
                                {{"cognome", "Verdini"}, {"nome_proprio", "Prova"}, {"data_nascita", "1985-03-12"}}).id;
      path = registers.insert(transaction, Register::paths, "asl-frosinone",
                              {{"persona", person}, {"rete", "nautilus"}, {"fasi", {{{"fase", "invio"}, {"dal", "2026-03-01"}}}}}).id;
      registers.addOperator(transaction, path, caseOperator.id);
      registers.addRecipient(transaction, path, {"comune-alatri", "", "completa", "accordo", "Protocollo", "2026-03-12", ""});
      registers.nameCaseManager(transaction, path, "comune-alatri", caseManager.id);
    });
  }

  static Json sample(const std::string& name) {
    std::ifstream stream(std::string(STESURA_SOURCE_DIR) + "/samples/" + name);
    return parseJson(std::string((std::istreambuf_iterator<char>(stream)), std::istreambuf_iterator<char>()));
  }
  // The complete referral of the path's agency.
  static Json referral() { return sample("nautilus/segnalazione-completa.json"); }
  // Guidelines (class P), as if the agency of the path had written them.
  static Json guidelines() {
    Json data = sample("job-for-all/linee-operative.json");
    data["ente_produttore"] = referral()["ente_produttore"];
    return data;
  }
  // A questionnaire (class I) of the same agency.
  static Json questionnaire() {
    Json data = sample("nautilus/gradimento-datore.json");
    data["ente_produttore"] = referral()["ente_produttore"];
    return data;
  }

  Json referralOrder(const std::string& layout = "completa") const {
    return {{"tipo", "scheda_segnalazione"}, {"modello", layout}, {"dati", referral()}, {"percorso", path}};
  }
  static Json guidelinesOrder() { return {{"tipo", "linee_operative"}, {"dati", guidelines()}, {"rete", "nautilus"}}; }

  // The id of a document that somebody issued.
  std::string issue(const Identity& who, const Json& order) {
    const Reply reply = ask(who, "POST", "/documenti", order);
    EXPECT_EQ(reply.status, 201) << reply.body;
    return reply.status == 201 ? bodyOf(reply)["id"].get<std::string>() : std::string();
  }
  Reply move(const Identity& who, const std::string& id, const std::string& to, const std::string& reason = {}) {
    const Reply record = ask(caseOperator, "GET", "/documenti/" + id);
    Json body = {{"a", to}};
    if (!reason.empty()) body["motivo"] = reason;
    return ask(who, "POST", "/documenti/" + id + "/stato", body, {{"if-match", etagOf(record)}});
  }
  static std::string etagOf(const Reply& reply) {
    for (const auto& [name, value] : reply.headers) {
      if (name == "ETag") return value;
    }
    return {};
  }
  static Json protocol(const std::string& number) {
    return {{"codice_registro", "REG"}, {"numero", number}, {"data", todayInRome()}};
  }
  std::int64_t count(const std::string& sql) {
    return database().read([&](Transaction& transaction) { return transaction.one(sql)->integer(0); });
  }

  std::string person, path;
  const Identity caseOperator{newId(), "asl-frosinone", {Role::operatore}, false};
  const Identity colleague{newId(), "asl-frosinone", {Role::operatore}, false};
  const Identity program{newId(), "asl-frosinone", {Role::operatore}, true};
  const Identity secretary{newId(), "asl-frosinone", {Role::segreteria}, false};
  const Identity communicator{newId(), "asl-frosinone", {Role::comunicazione}, false};
  const Identity administrator{newId(), "asl-frosinone", {Role::amministratore}, false};
  const Identity caseManager{newId(), "comune-alatri", {Role::operatore}, false};
  const Identity receiver{newId(), "comune-alatri", {Role::operatore}, false};
  const Identity receivingSecretary{newId(), "comune-alatri", {Role::segreteria}, false};
  const Identity member{newId(), "comune-frosinone", {Role::operatore}, false};
  const Identity stranger{newId(), "comuni-insieme", {Role::operatore, Role::segreteria, Role::amministratore}, false};
  const Identity system{newId(), "", {Role::sistema}, false};

 private:
  static Json agencyBody(const std::string& id) {
    for (const Json& agency : sample("registers/enti.json")) {
      if (agency["id"] == id) return agency;
    }
    ADD_FAILURE() << id;
    return Json::object();
  }
};

}  // namespace stesura
