#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "service/documents/issuing.h"
#include "service/drafts/prefill.h"
#include "service/store/drafts.h"
#include "tests/drafts_home.h"

namespace stesura {
namespace {

std::string addressOf(const Json& draft) { return "/bozze/" + draft.at("id").get<std::string>(); }
std::map<std::string, std::string> match(const Json& draft) { return {{"if-match", entityTag(draft.at("versione").get<std::int64_t>())}}; }

class DraftsTest : public ::testing::Test {
 protected:
  Reply put(const Identity& who, const Json& draft, const Json& data, std::map<std::string, std::string> headers) {
    return home_.ask(who, "PUT", addressOf(draft), {{"dati", data}}, std::move(headers));
  }
  std::vector<std::string> auditOf(const std::string& object) {
    return home_.database().read([&](Transaction& transaction) {
      std::vector<std::string> actions;
      for (const SqlRow& row : transaction.query("SELECT azione FROM audit WHERE oggetto = $1 ORDER BY numero", {object})) actions.push_back(row.text(0));
      return actions;
    });
  }
  // As if the draft had been written when its schema was another, and `problems` were known.
  void age(const Json& draft, const Json& data) {
    home_.database().write([&](Transaction& transaction) {
      const Drafts drafts(home_.vault());
      DraftRecord record = *drafts.find(transaction, draft.at("id"));
      DraftContent content = drafts.content(transaction, record);
      content.data = data;
      record.schemaSha256 = std::string(64, '0');
      ASSERT_TRUE(drafts.change(transaction, record, content));
    });
  }
  IssuedDocument issue(const Json& data, const std::string& path) {
    return Issuing(home_.services()).issue({.who = home_.verdi, .kind = "scheda_segnalazione", .data = data, .path = path});
  }

  DraftsHome home_;
};

TEST_F(DraftsTest, AReferralComesWithWhatTheRegistersKnow) {
  const Reply reply = home_.ask(home_.verdi, "POST", "/bozze", {{"tipo", "scheda_segnalazione"}, {"percorso", home_.path}});
  ASSERT_EQ(reply.status, 201) << reply.body;
  const Json draft = bodyOf(reply);
  const Json& data = draft.at("dati");
  EXPECT_EQ(data.at("tipo_documento"), "scheda_segnalazione");
  EXPECT_EQ(data.at("schema_versione"), "1.0.0");
  EXPECT_EQ(data.at("data_documento"), todayInRome());
  EXPECT_EQ(data.at("persona").at("cognome"), "Fo");
  EXPECT_EQ(data.at("persona").at("codice"), "P-2026-0001");
  EXPECT_EQ(data.at("ente_produttore").at("id"), "asl-frosinone");
  EXPECT_EQ(data.at("inviante").at("operatore_referente").at("cognome"), "Verdi");
  EXPECT_EQ(data.at("inviante").at("servizio"), "serd_d3d");
  EXPECT_EQ(data.at("destinatario_segnalazione").at("ente").at("denominazione"), "Comune di Alatri");
  EXPECT_EQ(data.at("destinatari"), Json::parse(R"([{"base": "accordo", "dal": "2026-03-12", "riceve": "completa",
    "riferimento": "Protocollo Nautilus", "ente": {"articolo": "il", "denominazione": "Comune di Alatri", "id": "comune-alatri"}}])"));
  EXPECT_EQ(data.at("informativa").at("contatto").at("ufficio"), "Ufficio relazioni con il pubblico");
  const Json& origins = draft.at("origini");
  EXPECT_EQ(origins.at("/persona/cognome").at("da"), "/persona/cognome");
  EXPECT_EQ(origins.at("/persona/cognome").at("registro"), "persone");
  EXPECT_EQ(origins.at("/persona/cognome").at("oggetto"), home_.person);
  EXPECT_EQ(origins.at("/persona/cognome").at("del"), utcNow().substr(0, 10));
  EXPECT_EQ(origins.at("/persona/codice").at("registro"), "percorsi");
  EXPECT_EQ(origins.at("/destinatario_segnalazione/unita").at("registro"), "reti");
  EXPECT_EQ(origins.at("/destinatario_segnalazione/ente/id").at("registro"), "enti");
  EXPECT_EQ(origins.at("/inviante/operatore_referente/cognome").at("registro"), "utenti");
  EXPECT_EQ(origins.at("/tipo_documento").at("registro"), "schema");
  EXPECT_GE(draft.at("completezza").at("percentuale").get<int>(), 90) << draft.at("mancanti").dump(1);
  EXPECT_EQ(draft.at("avvisi"), Json::array());
  EXPECT_EQ(auditOf(home_.person), std::vector<std::string>{"leggi"});
  EXPECT_EQ(auditOf(draft.at("id")), std::vector<std::string>{"crea"});
}

TEST_F(DraftsTest, OtherKindsAreFilledFromPathNetworkAndAgency) {
  const Json global = home_.begin("progetto_globale").at("dati");
  EXPECT_EQ(global.at("persona"), Json::parse(R"({"codice": "P-2026-0001", "cognome": "Fo", "nome_proprio": "Al", "genere": "m"})"));
  EXPECT_EQ(global.at("uti").at("denominazione"), "Unità Territoriale Integrata – UTI A");
  EXPECT_EQ(global.at("equipe").at(0).at("ente").at("id"), "asl-frosinone");
  EXPECT_EQ(global.at("obiettivi").at(1).at("descrizione"), "Patentino per le macchine del verde");
  const Json agreement = bodyOf(home_.ask(home_.office, "POST", "/bozze", {{"tipo", "protocollo_intesa"}, {"rete", "nautilus"}}));
  ASSERT_EQ(agreement.at("dati").at("parti").size(), 3u) << "who left the network is no party";
  EXPECT_EQ(agreement.at("dati").at("parti").at(1).at("ente").at("id"), "asl-frosinone");
  EXPECT_EQ(agreement.at("dati").at("parti").at(0).at("ruolo"), "capofila");
  EXPECT_EQ(agreement.at("dati").at("parti").at(0).at("rappresentante").at("cognome"), "Bianchi");
  EXPECT_EQ(agreement.at("origini").at("/parti/1/ente/id").at("oggetto"), "asl-frosinone");
  const Json traineeship = bodyOf(home_.ask(home_.verdi, "POST", "/bozze", {{"tipo", "progetto_tirocinio"}, {"percorso", home_.path}, {"ente", "comune-alatri"}}));
  EXPECT_EQ(traineeship.at("dati").at("ospitante").at("ente").at("id"), "comune-alatri");
  EXPECT_EQ(traineeship.at("dati").at("promotore").at("ente").at("id"), "asl-frosinone");
  EXPECT_EQ(traineeship.at("dati").at("tirocinante").at("codice_fiscale"), "FOXLAX69T31A123H");
}

TEST_F(DraftsTest, AMeetingIsReportedFromItsRegister) {
  const std::string meeting = home_.database().write([&](Transaction& transaction) {
    const Json body = {{"rete", "nautilus"}, {"progetto", DraftsHome::sheet().at("progetto")}, {"registro", {{"attivita", "UTI"}, {"posizione", 1}}},
                       {"titolo", "Riunione della UTI A"}, {"data_incontro", "2026-03-20"}, {"ordine_giorno", {{{"numero", 1}, {"titolo", "Casi nuovi"}}}}};
    return home_.registers().insert(transaction, Register::meetings, "provincia-frosinone", body).id;
  });
  const Json data = bodyOf(home_.ask(home_.office, "POST", "/bozze", {{"tipo", "report_incontro"}, {"incontro", meeting}})).at("dati");
  EXPECT_EQ(data.at("titolo"), "Riunione della UTI A");
  EXPECT_EQ(data.at("data_incontro"), "2026-03-20");
  EXPECT_EQ(data.at("punti"), Json::parse(R"([{"numero": 1, "titolo": "Casi nuovi"}])"));
  EXPECT_EQ(data.at("progetto").at("codice"), "NAUTILUS");
  Identity outsider = home_.office;
  outsider.agency = "comune-rho";
  EXPECT_EQ(home_.ask(outsider, "POST", "/bozze", {{"tipo", "report_incontro"}, {"incontro", meeting}}).status, 404);
}

TEST_F(DraftsTest, WhatDoesNotFitTheSchemaIsLeftOutAndTold) {
  home_.changePerson("telefono", "chiedere alla sorella");
  const Json draft = home_.begin("scheda_segnalazione");
  EXPECT_FALSE(draft.at("dati").at("persona").contains("telefono"));
  EXPECT_FALSE(draft.at("origini").contains("/persona/telefono"));
  ASSERT_EQ(draft.at("avvisi").size(), 1u) << draft.at("avvisi").dump(1);
  EXPECT_EQ(draft.at("avvisi").at(0).at("puntatore"), "/persona/telefono");
  EXPECT_EQ(draft.at("avvisi").dump().find("sorella"), std::string::npos);
}

TEST_F(DraftsTest, AnonymityKeepsTheNameOut) {
  home_.database().write([&](Transaction& transaction) {
    auto entry = home_.registers().find(transaction, Register::paths, home_.path);
    entry->body["riservatezza"]["anonimato_richiesto"] = true;
    home_.registers().update(transaction, Register::paths, home_.path, entry->version, entry->body);
  });
  const Json data = home_.begin("scheda_segnalazione").at("dati");
  EXPECT_EQ(data.at("persona").at("codice"), "P-2026-0001");
  for (const char* name : {"cognome", "nome_proprio", "codice_fiscale", "data_nascita", "telefono", "residenza"}) {
    EXPECT_FALSE(data.at("persona").contains(name)) << name;
  }
}

TEST_F(DraftsTest, WhoReadsLessIsToldLess) {
  const Prefilled ofColleague = prefill(home_.services(), {home_.neri, "scheda_segnalazione", home_.path, {}, {}, {}});
  EXPECT_EQ(ofColleague.data.at("persona").at("cognome"), "Fo");
  EXPECT_FALSE(ofColleague.data.contains("condizione"));
  EXPECT_FALSE(ofColleague.data.contains("motivazione_invio"));
  EXPECT_FALSE(ofColleague.data.at("inviante").contains("servizio"));
  const Prefilled ofRecipient = prefill(home_.services(), {home_.stranger, "scheda_segnalazione", home_.path, {}, {}, {}});
  EXPECT_FALSE(ofRecipient.data.at("persona").contains("cognome")) << "no case manager was named";
  EXPECT_EQ(ofRecipient.data.at("persona").at("codice"), "P-2026-0001");
  EXPECT_FALSE(ofRecipient.data.contains("situazione"));
}

TEST_F(DraftsTest, AreSeenByThoseWhoseTheyAre) {
  const Json draft = home_.begin("scheda_segnalazione");
  for (const Identity* other : {&home_.neri, &home_.office, &home_.stranger}) {
    EXPECT_EQ(home_.ask(*other, "GET", addressOf(draft)).status, 404);
    EXPECT_EQ(home_.ask(*other, "DELETE", addressOf(draft), nullptr, match(draft)).status, 404);
    EXPECT_EQ(put(*other, draft, Json::object(), match(draft)).status, 404);
    EXPECT_EQ(home_.ask(*other, "POST", addressOf(draft) + "/anteprima").status, 404);
    EXPECT_EQ(home_.ask(*other, "POST", addressOf(draft) + "/aggiornamento", nullptr, match(draft)).status, 404);
    EXPECT_EQ(bodyOf(home_.ask(*other, "GET", "/bozze")).at("elementi"), Json::array());
  }
  EXPECT_EQ(home_.ask(home_.verdi, "GET", "/bozze/" + newId()).body.size(), home_.ask(home_.neri, "GET", addressOf(draft)).body.size());
  EXPECT_EQ(home_.ask(home_.verdi, "GET", "/bozze/non-un-id").status, 404);
  EXPECT_EQ(home_.ask(home_.neri, "POST", "/bozze", {{"tipo", "scheda_segnalazione"}, {"percorso", home_.path}}).status, 403);
  EXPECT_EQ(home_.ask(home_.stranger, "POST", "/bozze", {{"tipo", "scheda_segnalazione"}, {"percorso", home_.path}}).status, 403);
  Identity outsider = home_.neri;
  outsider.agency = "comune-rho";
  EXPECT_EQ(home_.ask(outsider, "POST", "/bozze", {{"tipo", "scheda_segnalazione"}, {"percorso", home_.path}}).status, 404);
  EXPECT_EQ(home_.ask(home_.office, "POST", "/bozze", {{"tipo", "scheda_segnalazione"}}).status, 403);
  // A second operator of the case sees it at once.
  home_.database().write([&](Transaction& transaction) { home_.registers().addOperator(transaction, home_.path, home_.neri.id); });
  EXPECT_EQ(home_.ask(home_.neri, "GET", addressOf(draft)).status, 200);
  EXPECT_EQ(bodyOf(home_.ask(home_.neri, "GET", "/bozze?percorso=" + home_.path)).at("elementi").size(), 1u);
}

TEST_F(DraftsTest, WithoutAPathAreTheirAuthorsAndUpToClassITheOffices) {
  const Json own = bodyOf(home_.ask(home_.verdi, "POST", "/bozze", {{"tipo", "scheda_segnalazione"}}));
  const Json shared = bodyOf(home_.ask(home_.verdi, "POST", "/bozze", {{"tipo", "protocollo_intesa"}}));
  EXPECT_EQ(home_.ask(home_.neri, "GET", addressOf(own)).status, 404);
  EXPECT_EQ(home_.ask(home_.office, "GET", addressOf(own)).status, 404);
  EXPECT_EQ(home_.ask(home_.neri, "GET", addressOf(shared)).status, 404);
  EXPECT_EQ(home_.ask(home_.office, "GET", addressOf(shared)).status, 200);
  EXPECT_EQ(bodyOf(home_.ask(home_.office, "GET", "/bozze")).at("elementi").size(), 1u);
  EXPECT_EQ(bodyOf(home_.ask(home_.verdi, "GET", "/bozze?limite=1")).at("elementi").size(), 1u);
  EXPECT_TRUE(bodyOf(home_.ask(home_.verdi, "GET", "/bozze?limite=1")).contains("successivo"));
  EXPECT_EQ(bodyOf(home_.ask(home_.verdi, "GET", "/bozze?tipo=protocollo_intesa")).at("elementi").size(), 1u);
}

TEST_F(DraftsTest, TheListTellsNothingThatWasWritten) {
  home_.begin("scheda_segnalazione");
  const Reply reply = home_.ask(home_.verdi, "GET", "/bozze");
  EXPECT_EQ(reply.body.find("FOXLAX69T31A123H"), std::string::npos);
  EXPECT_EQ(reply.body.find("dati\""), std::string::npos);
}

TEST_F(DraftsTest, MayBeInvalidAndAreSavedWithTheirProblems) {
  const Json draft = home_.begin("scheda_segnalazione");
  Json data = draft.at("dati");
  data["persona"]["codice_fiscale"] = "RSSMRA79B11C566S";
  data["inventato"] = {1, 2, nullptr};
  const Reply saved = put(home_.verdi, draft, data, match(draft));
  ASSERT_EQ(saved.status, 200) << saved.body;
  EXPECT_EQ(tagOf(saved), "\"2\"");
  EXPECT_EQ(bodyOf(saved).at("dati"), data);
  EXPECT_GE(bodyOf(saved).at("problemi").size(), 2u);
  EXPECT_FALSE(bodyOf(saved).at("origini").contains("/persona/codice_fiscale")) << "it is no longer what the register says";
  EXPECT_TRUE(bodyOf(saved).at("origini").contains("/persona/cognome"));
  EXPECT_EQ(bodyOf(home_.ask(home_.verdi, "GET", addressOf(draft))).at("dati"), data);
}

TEST_F(DraftsTest, ALostUpdateIsTold) {
  const Json draft = home_.begin("scheda_segnalazione");
  EXPECT_EQ(put(home_.verdi, draft, draft.at("dati"), {}).status, 428);
  EXPECT_EQ(put(home_.verdi, draft, draft.at("dati"), match(draft)).status, 200);
  EXPECT_EQ(put(home_.verdi, draft, draft.at("dati"), match(draft)).status, 412);
  EXPECT_EQ(home_.ask(home_.verdi, "DELETE", addressOf(draft), nullptr, match(draft)).status, 412);
  EXPECT_EQ(home_.ask(home_.verdi, "DELETE", addressOf(draft)).status, 428);
  EXPECT_EQ(home_.ask(home_.verdi, "DELETE", addressOf(draft), nullptr, {{"if-match", "\"2\""}}).status, 204);
  EXPECT_EQ(home_.ask(home_.verdi, "GET", addressOf(draft)).status, 404);
}

TEST_F(DraftsTest, OfTwoAtOnceOneIsTooLate) {
  const Json draft = home_.begin("scheda_segnalazione");
  std::atomic<int> saved = 0, late = 0;
  std::vector<std::thread> writers;
  for (int writer = 0; writer < 4; ++writer) {
    writers.emplace_back([&] {
      const int status = put(home_.verdi, draft, draft.at("dati"), match(draft)).status;
      if (status == 200) ++saved;
      if (status == 412) ++late;
    });
  }
  for (std::thread& writer : writers) writer.join();
  EXPECT_EQ(saved, 1);
  EXPECT_EQ(late, 3);
}

TEST_F(DraftsTest, RefusesRequestsThatMakeNoSense) {
  EXPECT_EQ(home_.ask(home_.verdi, "POST", "/bozze", {{"tipo", "verbale_inventato"}}).status, 422);
  EXPECT_EQ(home_.ask(home_.verdi, "POST", "/bozze", {{"tipo", "scheda_segnalazione"}, {"modello", "inventato"}}).status, 422);
  EXPECT_EQ(home_.ask(home_.verdi, "POST", "/bozze", {{"percorso", home_.path}}).status, 422);
  EXPECT_EQ(home_.ask(home_.verdi, "POST", "/bozze", {{"tipo", "scheda_segnalazione"}, {"persona", "x"}}).status, 422);
  EXPECT_EQ(home_.ask(home_.verdi, "POST", "/bozze", {{"tipo", "scheda_segnalazione"}, {"percorso", newId()}}).status, 404);
  EXPECT_EQ(home_.ask(home_.verdi, "POST", "/bozze", {{"tipo", "protocollo_intesa"}, {"rete", "sconosciuta"}}).status, 404);
  EXPECT_EQ(home_.ask(home_.verdi, "POST", "/bozze", {{"tipo", "protocollo_intesa"}, {"ente", "sconosciuto"}}).status, 404);
  const Json draft = home_.begin("scheda_segnalazione");
  EXPECT_EQ(put(home_.verdi, draft, "niente", match(draft)).status, 422);
  Json huge = draft.at("dati");
  huge["note_operatori"] = std::string(5u << 20, 'a');
  EXPECT_EQ(put(home_.verdi, draft, huge, match(draft)).status, 413);
}

TEST_F(DraftsTest, TellWhenARegisterChangedSince) {
  const Json draft = home_.begin("scheda_segnalazione");
  EXPECT_FALSE(draft.at("origini").at("/persona/cognome").contains("nota"));
  home_.changePerson("telefono", "+39 333 5550199");
  const Json later = bodyOf(home_.ask(home_.verdi, "GET", addressOf(draft)));
  EXPECT_EQ(later.at("origini").at("/persona/cognome").at("nota"), "il registro è cambiato dopo");
  EXPECT_EQ(later.at("origini").at("/persona/telefono").at("cambiato_il"), utcNow().substr(0, 10));
  EXPECT_FALSE(later.at("origini").at("/ente_produttore/id").contains("nota"));
}

TEST_F(DraftsTest, ArePrintedWithTheirMark) {
  const Json draft = bodyOf(home_.ask(home_.verdi, "POST", "/bozze", {{"tipo", "scheda_segnalazione"}}));
  const Reply odt = home_.ask(home_.verdi, "POST", addressOf(draft) + "/anteprima?formato=odt&modello=minima");
  ASSERT_EQ(odt.status, 200) << odt.body;
  EXPECT_EQ(odt.mediaType, "application/vnd.oasis.opendocument.text");
  EXPECT_TRUE(odt.body.starts_with("PK"));
  EXPECT_EQ(home_.ask(home_.verdi, "POST", addressOf(draft) + "/anteprima?formato=doc").status, 400);
  EXPECT_EQ(home_.ask(home_.verdi, "POST", addressOf(draft) + "/anteprima", nullptr, {{"accept", "text/html"}}).status, 406);
}

TEST_F(DraftsTest, GoToAnotherOperatorOfTheCase) {
  const Json draft = home_.begin("scheda_segnalazione");
  const auto give = [&](const std::string& user) { return home_.ask(home_.verdi, "POST", addressOf(draft) + "/consegna", {{"utente", user}}, match(draft)).status; };
  EXPECT_EQ(give(home_.neri.id), 409);
  EXPECT_EQ(give(home_.stranger.id), 409);
  EXPECT_EQ(give("nessuno"), 409);
  home_.database().write([&](Transaction& transaction) { home_.registers().addOperator(transaction, home_.path, home_.neri.id); });
  EXPECT_EQ(give(home_.neri.id), 200);
  const Json later = bodyOf(home_.ask(home_.neri, "GET", addressOf(draft)));
  EXPECT_EQ(later.at("affidata_a"), home_.neri.id);
  EXPECT_EQ(later.at("autore"), home_.verdi.id);
  const auto told = home_.database().read([&](Transaction& transaction) {
    return transaction.query("SELECT oggetto FROM avviso WHERE utente = $1 AND che_cosa = $2", {home_.neri.id, std::string("bozza_consegnata")}).size();
  });
  EXPECT_EQ(told, 1u);
  // A draft of no path has nobody to go to.
  const Json own = bodyOf(home_.ask(home_.verdi, "POST", "/bozze", {{"tipo", "scheda_segnalazione"}}));
  EXPECT_EQ(home_.ask(home_.verdi, "POST", addressOf(own) + "/consegna", {{"utente", home_.neri.id}}, match(own)).status, 409);
}

TEST_F(DraftsTest, TakeFromAnEarlierDocumentOfTheSamePersonWhatTheyLack) {
  Json old = DraftsHome::sheet();
  old["ente_produttore"]["id"] = "asl-frosinone";
  const IssuedDocument document = issue(old, home_.path);
  const Json draft = home_.begin("scheda_segnalazione");
  Json data = draft.at("dati");
  for (const char* member : {"situazione", "disponibilita", "condizione", "motivazione_persona", "situazione_giudiziaria", "adesione_al_percorso",
                             "informativa", "luogo"}) data.erase(member);
  data["persona"]["telefono"] = "+39 333 5550100";
  const Json stripped = bodyOf(put(home_.verdi, draft, data, match(draft)));
  const auto again = [&](const Json& from, bool confirmed) {
    return home_.ask(home_.verdi, "POST", addressOf(draft) + "/come-ultima-volta",
                     {{"documento", document.id}, {"conferma_dati_sanitari", confirmed}}, match(from));
  };
  const Reply first = again(stripped, false);
  ASSERT_EQ(first.status, 200) << first.body;
  const Json plain = bodyOf(first);
  EXPECT_EQ(plain.at("dati").at("situazione").at("stato_occupazionale"), "disoccupato");
  EXPECT_EQ(plain.at("dati").at("luogo"), "Alatri");
  EXPECT_EQ(plain.at("dati").at("persona").at("telefono"), "+39 333 5550100") << "what the draft says stays";
  EXPECT_FALSE(plain.at("dati").contains("motivazione_persona"));
  EXPECT_FALSE(plain.at("dati").contains("condizione"));
  EXPECT_FALSE(plain.at("dati").contains("situazione_giudiziaria"));
  for (const char* member : {"id", "numero_segnalazione", "versione", "documento_precedente"}) EXPECT_FALSE(plain.at("dati").contains(member)) << member;
  EXPECT_EQ(plain.at("dati").at("data_documento"), todayInRome());
  EXPECT_FALSE(plain.at("dati").at("informativa").contains("data_consegna"));
  EXPECT_FALSE(plain.at("dati").at("disponibilita").contains("dal"));
  const Json& origin = plain.at("origini").at("/situazione/stato_occupazionale");
  EXPECT_EQ(origin.at("registro"), "documenti");
  EXPECT_EQ(origin.at("oggetto"), document.id);
  EXPECT_EQ(origin.at("nota"), "documento del " + utcNow().substr(0, 10));
  EXPECT_GT(plain.at("copiati").get<int>(), 5);

  const Json confirmed = bodyOf(again(plain, true));
  EXPECT_EQ(confirmed.at("dati").at("motivazione_persona"), old.at("motivazione_persona"));
  EXPECT_EQ(confirmed.at("dati").at("situazione_giudiziaria").at("condizione"), "ex_detenuto");
  EXPECT_FALSE(confirmed.at("dati").at("situazione_giudiziaria").contains("fino_al"));
  EXPECT_EQ(again(plain, true).status, 412);
}

TEST_F(DraftsTest, TakeNothingFromADocumentOfAnotherPerson) {
  std::string other;
  home_.database().write([&](Transaction& transaction) {
    const std::string person = home_.registers().insert(transaction, Register::persons, "asl-frosinone", {{"cognome", "De Prova"}, {"nome_proprio", "Niccolò"}}).id;
    other = home_.addPath(transaction, person, home_.verdi.id);
  });
  const IssuedDocument document = issue(DraftsHome::sheet(), other);
  const Json draft = home_.begin("scheda_segnalazione");
  const auto ask = [&](const Json& from, const std::string& id) {
    return home_.ask(home_.verdi, "POST", addressOf(from) + "/come-ultima-volta", {{"documento", id}}, match(from)).status;
  };
  EXPECT_EQ(ask(draft, document.id), 409);
  EXPECT_EQ(ask(draft, newId()), 404);
  EXPECT_EQ(ask(bodyOf(home_.ask(home_.verdi, "POST", "/bozze", {{"tipo", "scheda_segnalazione"}})), document.id), 409);
}

TEST_F(DraftsTest, OfAnOlderSchemaAreMigratedOrRefusedInWords) {
  const Json draft = home_.begin("scheda_segnalazione");
  age(draft, draft.at("dati"));
  const Json fitting = bodyOf(home_.ask(home_.verdi, "GET", addressOf(draft)));
  EXPECT_EQ(fitting.at("aggiornata"), true);
  EXPECT_EQ(home_.ask(home_.verdi, "POST", addressOf(draft) + "/anteprima").status, 200);

  Json old = draft.at("dati");
  old["stato_civile"] = "celibe";
  old["persona"]["patenti"] = {"B", "K"};
  age(draft, old);
  const Json shown = bodyOf(home_.ask(home_.verdi, "GET", addressOf(draft)));
  EXPECT_EQ(shown.at("dati"), old) << "reading loses nothing";
  EXPECT_GE(shown.at("da_aggiornare").size(), 2u);
  const Reply refused = put(home_.verdi, draft, old, match(shown));
  EXPECT_EQ(refused.status, 409);
  EXPECT_GE(bodyOf(refused).at("problems").size(), 2u);
  EXPECT_EQ(refused.body.find("celibe"), std::string::npos);
  EXPECT_EQ(home_.ask(home_.verdi, "POST", addressOf(draft) + "/anteprima").status, 409);

  const Json renewed = bodyOf(home_.ask(home_.verdi, "POST", addressOf(draft) + "/aggiornamento", nullptr, match(shown)));
  EXPECT_EQ(renewed.at("messi_da_parte"), Json::parse(R"({"/persona/patenti/1": "K", "/stato_civile": "celibe"})"));
  EXPECT_EQ(renewed.at("dati").at("persona").at("patenti"), Json::parse(R"(["B"])"));
  EXPECT_FALSE(renewed.contains("da_aggiornare"));
  EXPECT_EQ(put(home_.verdi, draft, renewed.at("dati"), match(renewed)).status, 200);
  EXPECT_EQ(bodyOf(home_.ask(home_.verdi, "GET", addressOf(draft))).at("messi_da_parte").size(), 2u);
}

TEST_F(DraftsTest, LieSealed) {
  const Json draft = home_.begin("scheda_segnalazione");
  home_.database().read([&](Transaction& transaction) {
    const auto row = transaction.one("SELECT contenuto, ambito FROM bozza WHERE id = $1", {draft.at("id").get<std::string>()});
    EXPECT_EQ(row->bytes(0).find("cognome"), std::string::npos);  // long enough that no cipher text holds it by chance
    EXPECT_EQ(row->text(1), "percorso/" + home_.path);
  });
  // With the key of its path erased nobody can read it any more.
  home_.database().write([&](Transaction& transaction) { home_.vault().erase(transaction, "percorso/" + home_.path); });
  EXPECT_EQ(home_.ask(home_.verdi, "GET", addressOf(draft)).status, 404);
}

}  // namespace
}  // namespace stesura
