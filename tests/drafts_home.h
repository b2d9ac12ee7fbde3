// A service with two agencies, a network, operators, a person and a path, all from the samples.
#pragma once

#include <fstream>
#include <iterator>

#include "service/store/moment.h"
#include "service/store/registers.h"
#include "service/store/users.h"
#include "tests/service_home.h"

namespace stesura {

inline Json sampleOf(const std::string& file) {
  std::ifstream stream(STESURA_SOURCE_DIR "/samples/" + file);
  return parseJson(std::string((std::istreambuf_iterator<char>(stream)), std::istreambuf_iterator<char>()));
}

class DraftsHome : public ServiceHome {
 public:
  DraftsHome() {
    database().write([&](Transaction& transaction) {
      for (const char* id : {"asl-frosinone", "comune-alatri", "provincia-frosinone"}) addAgency(transaction, id);
      registers().insert(transaction, Register::networks, "provincia-frosinone", networkBody(), "nautilus");
      verdi = addUser(transaction, "giuseppe.verdi", "asl-frosinone", {"operatore"}, "Giuseppe", "Verdi");
      neri = addUser(transaction, "anna.neri", "asl-frosinone", {"operatore"}, "Anna", "Neri");
      office = addUser(transaction, "maria.bianchi", "asl-frosinone", {"segreteria"}, "Maria", "Bianchi");
      stranger = addUser(transaction, "mario.rossi", "comune-alatri", {"operatore", "segreteria"}, "Mario", "Rossi");
      person = registers().insert(transaction, Register::persons, "asl-frosinone", personBody()).id;
      path = addPath(transaction, person, verdi.id);
    });
  }

  Registers registers() const { return Registers(vault()); }

  std::string addPath(Transaction& transaction, const std::string& whose, const std::string& operatorId) {
    const std::string id = registers().insert(transaction, Register::paths, "asl-frosinone", pathBody(whose)).id;
    registers().addOperator(transaction, id, operatorId);
    registers().addRecipient(transaction, id, {"comune-alatri", {}, "completa", "accordo", "Protocollo Nautilus", "2026-03-12", {}});
    return id;
  }
  void changePerson(const std::string& member, const Json& value) {
    database().write([&](Transaction& transaction) {
      auto entry = registers().find(transaction, Register::persons, person);
      entry->body[member] = value;
      registers().update(transaction, Register::persons, person, entry->version, entry->body);
    });
  }
  // A new draft of the path by Verdi.
  Json begin(const std::string& kind) { return bodyOf(ask(verdi, "POST", "/bozze", {{"tipo", kind}, {"percorso", path}})); }

  static Json sheet() { return sampleOf("nautilus/segnalazione-completa.json"); }
  static Json personBody() {
    Json body = sheet().at("persona");
    body.erase("codice");
    for (const char* member : {"tutela", "situazione", "disponibilita", "caregiver"}) body[member] = sheet().at(member);
    return body;
  }
  static Json pathBody(const std::string& whose) {
    Json body = {{"persona", whose}, {"rete", "nautilus"}, {"fasi", {{{"fase", "invio"}, {"dal", "2026-03-01"}}}}};
    for (const char* member : {"origine", "tipo_percorso", "urgenza", "inviante", "riservatezza", "condizione", "situazione_giudiziaria",
                               "effetti_sui_compiti", "adattamenti", "motivazione_invio", "motivazione_persona", "obiettivi", "informativa",
                               "sintesi_senza_dati_sanitari", "punti_forza", "criticita", "servizi_attivi", "progetti_in_corso", "allegati"}) {
      body[member] = sheet().at(member);
    }
    body["inviante"].erase("operatore_referente");
    return body;
  }

  Identity verdi, neri, office, stranger;
  std::string person, path;

 private:
  void addAgency(Transaction& transaction, const std::string& id) {
    for (const Json& known : sampleOf("registers/enti.json")) {
      if (known.at("id") != id) continue;
      Json body = known;
      body.erase("reti");
      body["rappresentante_legale"] = {{"nome_proprio", "Maria"}, {"cognome", "Bianchi"}, {"qualifica", "direttrice generale"}};
      registers().insert(transaction, Register::agencies, id, body, id);
      return;
    }
    FAIL() << id << " is no agency of the samples";
  }
  static Json networkBody() {
    return {{"id", "nautilus"}, {"denominazione", "Nautilus"}, {"capofila", "provincia-frosinone"}, {"progetto", sheet().at("progetto")},
            {"regole_rete", sheet().at("regole_rete")},
            {"destinatario_segnalazione", {{"ente", "comune-alatri"}, {"unita", "Unità Territoriale Integrata – UTI A"}, {"territorio", "Distretto A"}}},
            {"territori", {{{"denominazione", "Distretto A"}, {"tipo", "distretto"}}}},
            {"membri", {{{"ente", "provincia-frosinone"}, {"ruoli", {"capofila"}}}, {{"ente", "asl-frosinone"}, {"ruoli", {"segnalante"}}},
                        {{"ente", "comune-alatri"}, {"ruoli", {"partner"}}}, {{"ente", "comune-rho"}, {"al", "2020-12-31"}}}}};
  }
  Identity addUser(Transaction& transaction, const std::string& login, const std::string& agency, const std::vector<std::string>& roles,
                   const std::string& name, const std::string& surname) {
    const Json profile = {{"nome_proprio", name}, {"cognome", surname}, {"qualifica", "educatore professionale"},
                          {"telefono", "+39 0775 555141"}, {"email", login + "@asl-frosinone.example"}};
    Identity who{*Users(vault()).add(transaction, {agency, login, roles, profile, {}, false}), agency, {}, false};
    for (const std::string& role : roles) who.roles.insert(roleFromName(role));
    return who;
  }
};

inline std::string tagOf(const Reply& reply) {
  for (const auto& [name, value] : reply.headers) {
    if (name == "ETag") return value;
  }
  return {};
}

}  // namespace stesura
