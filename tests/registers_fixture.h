// A service with two agencies that share a network, a third one outside, and their people.
#pragma once

#include <gtest/gtest.h>

#include <string>

#include "service/store/registers.h"
#include "service/store/users.h"
#include "tests/service_home.h"

namespace stesura {

class RegistersHome : public ::testing::Test {
 protected:
  RegistersHome() {
    system_ = {"amministratrice", "", {Role::sistema}, false};
    for (const char* id : {"asl-frosinone", "provincia-frosinone", "comune-rho"}) addAgency(id);
    anna_ = addUser("asl-frosinone", "anna", {"operatore"});
    mario_ = addUser("asl-frosinone", "mario", {"operatore"});
    desk_ = addUser("asl-frosinone", "segreteria.asl", {"segreteria"});
    press_ = addUser("asl-frosinone", "stampa.asl", {"comunicazione"});
    chief_ = addUser("asl-frosinone", "capo.asl", {"amministratore"});
    maria_ = addUser("provincia-frosinone", "maria", {"operatore"});
    niccolo_ = addUser("provincia-frosinone", "niccolo", {"operatore"});
    lead_ = addUser("provincia-frosinone", "capo.provincia", {"amministratore"});
    stranger_ = addUser("comune-rho", "al", {"operatore"});
    program_ = {"chiave-1", "asl-frosinone", {Role::operatore}, true};
    const Json network = {{"id", "nautilus"}, {"denominazione", "Nautilus"}, {"capofila", "provincia-frosinone"},
                          {"membri", {{{"ente", "provincia-frosinone"}, {"ruoli", {"capofila"}}}, {{"ente", "asl-frosinone"}}}}};
    EXPECT_EQ(home_.ask(lead_, "POST", "/reti", network).status, 201);
  }

  void addAgency(const std::string& id) {
    const Json agency = {{"id", id}, {"denominazione", "Ente " + id}, {"articolo", "l'"}, {"tipo", "altro"}, {"pubblica_amministrazione", true}};
    EXPECT_EQ(home_.ask(system_, "POST", "/enti", agency).status, 201);
  }

  Identity addUser(const std::string& agency, const std::string& login, std::vector<std::string> roles) {
    Identity who{"", agency, {}, false};
    for (const std::string& role : roles) who.roles.insert(roleFromName(role));
    who.id = home_.database().write([&](Transaction& t) { return *Users(home_.vault()).add(t, {agency, login, roles}); });
    return who;
  }

  static Json mariaBianchi() {
    return {{"cognome", "Bianchi"}, {"nome_proprio", "Maria"}, {"codice_fiscale", "BNCMRA92S65E897L"},
            {"telefono", "+39 333 5550112"}, {"tutela", {{"misura_attiva", false}}}};
  }
  std::string addPerson(const Identity& who, const Json& person = mariaBianchi()) {
    const Reply reply = home_.ask(who, "POST", "/persone", person);
    EXPECT_EQ(reply.status, 201) << reply.body;
    return bodyOf(reply).at("id");
  }
  static Json pathOf(const std::string& person) {
    return {{"persona", person}, {"rete", "nautilus"}, {"fasi", {{{"fase", "invio"}, {"dal", "2026-03-01"}}}},
            {"inviante", {{"servizio", "cps_csm"}, {"in_carico_dal", "2019"}}},
            {"motivazione_invio", "Testo riservato di prova."}};
  }
  std::string addPath(const Identity& who, const std::string& person) {
    const Reply reply = home_.ask(who, "POST", "/percorsi", pathOf(person));
    EXPECT_EQ(reply.status, 201) << reply.body;
    return bodyOf(reply).at("id");
  }
  void share(const std::string& path, const std::string& receives = "completa") {
    const Json recipient = {{"ente", "provincia-frosinone"}, {"riceve", receives}, {"base", "consenso"}, {"riferimento", "Consenso scritto"}};
    const Reply reply = home_.ask(anna_, "POST", "/percorsi/" + path + "/destinatari", recipient);
    EXPECT_EQ(reply.status, 201) << reply.body;
  }
  int statusOf(const Identity& who, const std::string& method, const std::string& target, const Json& body = nullptr,
               std::map<std::string, std::string> headers = {}) {
    return home_.ask(who, method, target, body, std::move(headers)).status;
  }
  static std::string header(const Reply& reply, const std::string& name) {
    for (const auto& [known, value] : reply.headers) {
      if (known == name) return value;
    }
    return {};
  }

  ServiceHome home_;
  Identity system_, anna_, mario_, desk_, press_, chief_, maria_, niccolo_, lead_, stranger_, program_;
};

}  // namespace stesura
