// A small world for questions of access: two networks, five agencies, their people and their papers,
// made through the routes themselves.
#pragma once

#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "service/store/moment.h"
#include "tests/service_home.h"

namespace stesura {

// Those who ask. Agencies: the sender of a referral; its recipient; one that received no longer;
// another of the same network; one of another network.
inline constexpr const char* kSender = "asl-frosinone";
inline constexpr const char* kRecipient = "comune-alatri";
inline constexpr const char* kRevoked = "provincia-frosinone";
inline constexpr const char* kNeighbour = "centro-impiego-frosinone";
inline constexpr const char* kStranger = "asst-rhodense";

class AccessWorld {
 public:
  AccessWorld() {
    addAgencies();
    addPeople();
    addPaths();
    addPapers();
  }

  // «op», «cm», …; "no" is nobody.
  const Identity& who(const std::string& name) const { return people_.at(name); }
  // Ids of what there is: «percorso», «bozza», «documento», …
  const std::string& id(const std::string& name) const { return ids_.at(name); }
  bool knows(const std::string& name) const { return ids_.contains(name); }
  ServiceHome& home() { return home_; }

  // A new draft of the path, document, key …: for what can be taken away only once.
  std::string make(const std::string& name) {
    if (name == "bozza") return made("op", "/bozze", {{"tipo", "scheda_segnalazione"}, {"percorso", id("percorso")}});
    if (name == "chiave") return made("am", "/chiavi", {{"nome", "gestionale"}, {"ruoli", {"operatore"}}});
    if (name == "lavoro") return made("op", "/lavori", {{"tipo", "scheda_segnalazione"}, {"percorsi", {id("percorso")}}}, 202);
    if (name == "persona") return made("op", "/persone", {{"cognome", "Prova"}, {"nome_proprio", "Fatima"}});
    if (name == "percorso") return made("op", "/percorsi", {{"persona", make("persona")}, {"fasi", phases()}});
    throw std::invalid_argument(name);
  }

  Json data(const std::string& sample) {
    std::ifstream stream(std::string(STESURA_SOURCE_DIR) + "/samples/" + sample);
    std::stringstream text;
    text << stream.rdbuf();
    Json value = parseJson(text.str());
    value.erase("id");
    return value;
  }
  Json referral() {
    return {{"tipo", "scheda_segnalazione"}, {"modello", "completa"}, {"percorso", id("percorso")}, {"dati", data("nautilus/segnalazione-completa.json")}};
  }
  Json guideline() {
    Json guide = data("job-for-all/linee-operative.json");
    guide["ente_produttore"]["id"] = kSender;
    return {{"tipo", "linee_operative"}, {"rete", "nautilus"}, {"dati", guide}};
  }
  Json meeting() {
    const Json report = data("servizi-in-rete/laboratorio-2015-09-09.json");
    return {{"rete", "nautilus"}, {"titolo", report.at("titolo")}, {"progetto", report.at("progetto")}, {"registro", report.at("registro")}};
  }
  static Json phases() { return {{{"fase", "invio"}, {"dal", "2026-01-10"}}}; }
  static Json agency(const std::string& id) {
    return {{"id", id}, {"denominazione", "Ente " + id}, {"tipo", "comune"}, {"pubblica_amministrazione", true}};
  }
  static Json network(const std::string& id, const std::string& lead, const std::vector<std::string>& members) {
    Json list = Json::array();
    for (const std::string& member : members) list.push_back({{"ente", member}});
    return {{"id", id}, {"denominazione", "Rete " + id}, {"capofila", lead}, {"membri", list}};
  }

 private:
  Json ask(const std::string& who, const std::string& method, const std::string& target, const Json& body, int expected) {
    const Reply reply = home_.ask(people_.at(who), method, target, body);
    EXPECT_EQ(reply.status, expected) << who << ": " << method << " " << target << " " << reply.body;
    return reply.body.empty() ? Json::object() : bodyOf(reply);
  }
  std::string made(const std::string& who, const std::string& target, const Json& body, int expected = 201) {
    return ask(who, "POST", target, body, expected).value("id", "");
  }

  void addAgencies() {
    people_["no"] = {};
    people_["si"] = {newId(), "", {Role::sistema}, false};
    for (const char* each : {kSender, kRecipient, kRevoked, kNeighbour, kStranger}) ask("si", "POST", "/enti", agency(each), 201);
    ask("si", "POST", "/reti", network("nautilus", kSender, {kSender, kRecipient, kRevoked, kNeighbour}), 201);
    ask("si", "POST", "/reti", network("in-lav", kStranger, {kStranger}), 201);
  }

  void addPerson(const std::string& name, const std::string& agency, Role role) {
    const Json body = {{"nome_utente", "utente-" + name}, {"ente", agency}, {"ruoli", {roleName(role)}}};
    people_[name] = {made("si", "/utenti", body), agency, {role}, false};
    ids_["utente-" + name] = people_[name].id;
  }
  void addPeople() {
    addPerson("op", kSender, Role::operatore);
    addPerson("o2", kSender, Role::operatore);
    addPerson("se", kSender, Role::segreteria);
    addPerson("co", kSender, Role::comunicazione);
    addPerson("am", kSender, Role::amministratore);
    addPerson("cm", kRecipient, Role::operatore);
    addPerson("ro", kRecipient, Role::operatore);
    addPerson("ra", kRecipient, Role::amministratore);
    addPerson("rv", kRevoked, Role::operatore);
    addPerson("fa", kNeighbour, Role::operatore);
    addPerson("fn", kStranger, Role::operatore);
    ids_["chiave"] = make("chiave");
    people_["pr"] = {ids_["chiave"], kSender, {Role::operatore}, true};
  }

  void share(const std::string& agency, const std::string& manager) {
    const std::string path = "/percorsi/" + id("percorso") + "/destinatari";
    ask("op", "POST", path, {{"ente", agency}, {"riceve", "completa"}, {"base", "norma"}, {"riferimento", "L. 328/2000"}}, 201);
    ask(manager, "PUT", path + "/" + agency + "/case-manager", {{"utente", people_.at(manager).id}}, 200);
  }
  void addPaths() {
    const Json person = {{"cognome", "Verdi"}, {"nome_proprio", "Giuseppe"}, {"codice_fiscale", "VRDGPP78L01D810H"}};
    ids_["persona"] = made("op", "/persone", person);
    ids_["percorso"] = made("op", "/percorsi", {{"persona", id("persona")}, {"rete", "nautilus"}, {"fasi", phases()}});
    share(kRecipient, "cm");
    share(kRevoked, "rv");
    ask("op", "POST", "/percorsi/" + id("percorso") + "/destinatari/" + kRevoked + "/revoca", nullptr, 200);
  }

  // The layout that everybody has, as the agency's own.
  std::string uploaded() {
    std::ifstream stream(std::string(STESURA_SOURCE_DIR) + "/templates/scheda_segnalazione/minima.fodt");
    std::stringstream text;
    text << stream.rdbuf();
    Request request;
    request.method = "POST";
    request.path = "/modelli";
    request.query = {{"tipo", "scheda_segnalazione"}, {"modello", "minima"}};
    request.mediaType = "application/vnd.oasis.opendocument.text-flat-xml";
    request.body = text.str();
    const Reply reply = home_.ask(request, people_.at("am"));
    EXPECT_EQ(reply.status, 201) << reply.body;
    return bodyOf(reply).value("id", "");
  }

  void addPapers() {
    ids_["incontro"] = made("se", "/incontri", meeting());
    ids_["modello"] = uploaded();
    ids_["bozza"] = make("bozza");
    ids_["documento"] = made("op", "/documenti", referral());
    ids_["linee"] = made("se", "/documenti", guideline());
    ids_["segnalazione"] = made("op", "/segnalazioni", {{"documento", id("documento")}, {"destinatario", kRecipient}});
    ids_["lavoro"] = make("lavoro");
  }

  ServiceHome home_;
  std::map<std::string, Identity> people_;
  std::map<std::string, std::string> ids_;
};

}  // namespace stesura
