#include <gtest/gtest.h>

#include <chrono>
#include <thread>

#include "service/documents/erasing.h"
#include "service/documents/housekeeping.h"
#include "service/refusal.h"
#include "service/store/document_lists.h"
#include "tests/document_home.h"

namespace stesura {
namespace {

void execute(DocumentHome& home, const std::string& sql, std::vector<SqlValue> values = {}) {
  home.database().write([&](Transaction& transaction) { transaction.execute(sql, values); });
}

std::string keptUntilOf(DocumentHome& home, const std::string& id) {
  return bodyOf(home.ask(home.caseOperator, "GET", "/documenti/" + id))["conservare_fino"];
}

TEST(DocumentBytes, ThatWereTamperedWithAreNotHandedOut) {
  DocumentHome home;
  const std::string other = home.issue(home.caseOperator, home.referralOrder("copia_persona"));
  const std::vector<std::string> changes = {
      "UPDATE documento_parte SET sigillato = X'01020304' WHERE documento = $1 AND che = 'contenuto'",
      "DELETE FROM documento_parte WHERE documento = $1 AND che = 'contenuto'",
      "UPDATE documento SET sha256 = '" + std::string(64, 'a') + "' WHERE id = $1",
      "UPDATE documento_parte SET sigillato = (SELECT sigillato FROM documento_parte WHERE documento = '" + other +
          "' AND che = 'contenuto') WHERE documento = $1 AND che = 'contenuto'",
      "INSERT INTO documento_parte (documento, che, numero, sigillato) VALUES ($1, 'contenuto', 1, X'00')",
  };
  for (const std::string& change : changes) {
    const std::string id = home.issue(home.caseOperator, home.referralOrder());
    execute(home, change, {id});
    const Reply reply = home.ask(home.caseOperator, "GET", "/documenti/" + id + "/contenuto");
    EXPECT_EQ(reply.status, 500) << change;
    EXPECT_NE(reply.body.find("non corrisponde più alla sua impronta"), std::string::npos) << reply.body;
    EXPECT_EQ(home.count("SELECT COUNT(*) FROM audit WHERE oggetto = '" + id + "' AND esito = 'manomesso'"), 1);
  }
  execute(home, "DELETE FROM documento_parte WHERE documento = $1 AND che = 'dati'", {other});
  EXPECT_EQ(home.ask(home.caseOperator, "GET", "/documenti/" + other + "/dati").status, 500);
  EXPECT_EQ(home.ask(home.caseOperator, "GET", "/documenti/" + other + "/contenuto").status, 200);
}

TEST(Retention, ErasesWhatNobodyRegisteredAndNeverTheRest) {
  DocumentHome home;
  const std::string loose = home.issue(home.caseOperator, home.referralOrder());
  const std::string registered = home.issue(home.caseOperator, home.referralOrder("copia_persona"));
  const std::string longer = home.issue(home.secretary, DocumentHome::guidelinesOrder());
  EXPECT_EQ(home.ask(home.caseOperator, "POST", "/documenti/" + registered + "/protocolli", DocumentHome::protocol("0000123")).status, 201);
  const std::string later = keptUntilOf(home, loose);
  EXPECT_EQ(purgeDocuments(home.database(), later, false).erased, 0u);  // the last day is still kept
  // Past the ten years of a referral, before the forty of guidelines.
  const std::string then = "2049-01-01";
  const Purged rehearsed = purgeDocuments(home.database(), then, true);
  EXPECT_EQ(rehearsed.erased, 1u);
  EXPECT_EQ(rehearsed.kept, std::vector<std::string>{registered});
  EXPECT_EQ(home.ask(home.caseOperator, "GET", "/documenti/" + loose + "/contenuto").status, 200);
  EXPECT_EQ(purgeDocuments(home.database(), then, false).erased, 1u);
  EXPECT_EQ(purgeDocuments(home.database(), then, false).erased, 0u);
  const Reply gone = home.ask(home.caseOperator, "GET", "/documenti/" + loose + "/contenuto");
  EXPECT_EQ(gone.status, 404);
  EXPECT_NE(gone.body.find("è stato cancellato"), std::string::npos);
  EXPECT_EQ(home.ask(home.caseOperator, "GET", "/documenti/" + loose + "/dati").status, 404);
  EXPECT_TRUE(bodyOf(home.ask(home.caseOperator, "GET", "/documenti/" + loose)).contains("cancellato_il"));
  EXPECT_EQ(home.count("SELECT COUNT(*) FROM documento_parte WHERE documento = '" + loose + "'"), 0);
  EXPECT_EQ(home.count("SELECT COUNT(*) FROM audit WHERE oggetto = '" + loose + "' AND azione = 'cancella'"), 1);
  EXPECT_EQ(home.ask(home.caseOperator, "GET", "/documenti/" + registered + "/contenuto").status, 200);
  EXPECT_EQ(home.ask(home.secretary, "GET", "/documenti/" + longer + "/contenuto").status, 200);
}

TEST(Disposal, WantsTheAuthorisationAndTheEndOfItsTime) {
  DocumentHome home;
  const std::string id = home.issue(home.caseOperator, home.referralOrder());
  const std::string target = "/documenti/" + id + "/scarto";
  const Json authorised = {{"autorizzazione", "Prot. 123/2036"}};
  EXPECT_EQ(home.ask(home.administrator, "POST", target, authorised).status, 409);  // not registered
  EXPECT_EQ(home.ask(home.caseOperator, "POST", "/documenti/" + id + "/protocolli", DocumentHome::protocol("0000123")).status, 201);
  EXPECT_EQ(home.ask(home.administrator, "POST", target, authorised).status, 409);  // still to be kept
  execute(home, "UPDATE documento SET conservare_fino = '2020-01-01' WHERE id = $1", {id});
  EXPECT_EQ(home.ask(home.caseOperator, "POST", target, authorised).status, 403);
  EXPECT_EQ(home.ask(home.stranger, "POST", target, authorised).status, 404);
  EXPECT_EQ(home.ask(home.administrator, "POST", target, Json::object()).status, 422);
  EXPECT_EQ(home.ask(home.administrator, "POST", target, {{"autorizzazione", "<script>"}}).status, 422);
  EXPECT_EQ(home.ask(home.administrator, "POST", target, authorised).status, 204);
  EXPECT_EQ(home.ask(home.administrator, "POST", target, authorised).status, 409);
  const Json record = bodyOf(home.ask(home.caseOperator, "GET", "/documenti/" + id));
  EXPECT_EQ(record["autorizzazione_scarto"], "Prot. 123/2036");
  EXPECT_EQ(home.ask(home.caseOperator, "GET", "/documenti/" + id + "/contenuto").status, 404);
}

TEST(Erasing, OfAPathIsRefusedWhereARegisteredDocumentNeedsItsKey) {
  DocumentHome home;
  const std::string id = home.issue(home.caseOperator, home.referralOrder());
  EXPECT_EQ(home.ask(home.caseOperator, "POST", "/documenti/" + id + "/protocolli", DocumentHome::protocol("0000123")).status, 201);
  const Reply refused = home.ask(home.caseOperator, "DELETE", "/percorsi/" + home.path);
  EXPECT_EQ(refused.status, 409);
  EXPECT_NE(refused.body.find("documento registrato"), std::string::npos);
  EXPECT_EQ(home.count("SELECT COUNT(*) FROM audit WHERE azione = 'cancella' AND esito = 'rifiutato' AND oggetto = '" + home.path + "'"), 1);
  EXPECT_EQ(home.ask(home.administrator, "DELETE", "/persone/" + home.person).status, 409);
  EXPECT_EQ(home.ask(home.caseOperator, "GET", "/documenti/" + id + "/contenuto").status, 200);
  execute(home, "UPDATE documento SET conservare_fino = '2020-01-01' WHERE id = $1", {id});
  EXPECT_EQ(home.ask(home.administrator, "POST", "/documenti/" + id + "/scarto", {{"autorizzazione", "123/2036"}}).status, 204);
  EXPECT_EQ(home.ask(home.administrator, "DELETE", "/persone/" + home.person).status, 204);
}

std::string beginDraft(DocumentHome& home) {
  const Reply begun = home.ask(home.caseOperator, "POST", "/bozze", {{"tipo", "scheda_segnalazione"}, {"percorso", home.path}});
  EXPECT_EQ(begun.status, 201) << begun.body;
  return bodyOf(begun)["id"];
}

TEST(IssuingADraft, TakesItsDataAndWhatItIsOf) {
  DocumentHome home;
  const std::string draft = beginDraft(home);
  const auto write = [&] {
    const std::string version = DocumentHome::etagOf(home.ask(home.caseOperator, "GET", "/bozze/" + draft));
    const Reply written = home.ask(home.caseOperator, "PUT", "/bozze/" + draft, {{"dati", DocumentHome::referral()}}, {{"if-match", version}});
    EXPECT_EQ(written.status, 200) << written.body;
  };
  write();
  const Reply first = home.ask(home.caseOperator, "POST", "/documenti", {{"bozza", draft}});
  ASSERT_EQ(first.status, 201) << first.body;
  const Json record = bodyOf(first);
  EXPECT_EQ(record["percorso"], home.path);
  EXPECT_EQ(record["bozza"], draft);
  EXPECT_EQ(record["tipo"], "scheda_segnalazione");
  const Reply again = home.ask(home.caseOperator, "POST", "/documenti", {{"bozza", draft}});
  EXPECT_EQ(again.status, 200);
  EXPECT_EQ(bodyOf(again)["id"], record["id"]);
  EXPECT_EQ(home.ask(home.stranger, "POST", "/documenti", {{"bozza", draft}}).status, 404);
  EXPECT_EQ(home.ask(home.caseOperator, "POST", "/documenti", {{"bozza", draft}, {"percorso", home.path}}).status, 422);
  write();
  const Reply corrected = home.ask(home.caseOperator, "POST", "/documenti", {{"bozza", draft}, {"corregge", record["id"]}});
  EXPECT_EQ(corrected.status, 201) << corrected.body;
  EXPECT_EQ(bodyOf(corrected)["versione"], 2);
  const Reply later = home.ask(home.caseOperator, "POST", "/documenti", {{"bozza", draft}, {"modello", "copia_persona"}}, {{"prefer", "respond-async"}});
  EXPECT_EQ(later.status, 202) << later.body;
}

TEST(Retention, ErasesDraftsThatNobodyTouchesForAYear) {
  DocumentHome home;
  const std::string old = beginDraft(home), recent = beginDraft(home);
  execute(home, "UPDATE bozza SET modificata_il = '2020-01-01T00:00:00.000Z' WHERE id = $1", {old});
  EXPECT_EQ(purgeDocuments(home.database(), todayInRome(), true).drafts, 1u);
  EXPECT_EQ(home.ask(home.caseOperator, "GET", "/bozze/" + old).status, 200);
  EXPECT_EQ(purgeDocuments(home.database(), todayInRome(), false).drafts, 1u);
  EXPECT_EQ(home.ask(home.caseOperator, "GET", "/bozze/" + old).status, 404);
  EXPECT_EQ(home.ask(home.caseOperator, "GET", "/bozze/" + recent).status, 200);
}

TEST(Erasing, OfAPersonTakesTheKeysOfTheirPaths) {
  DocumentHome home;
  const std::string id = home.issue(home.caseOperator, home.referralOrder());
  beginDraft(home);
  for (const Identity& other : {home.member, home.stranger}) {
    EXPECT_EQ(home.ask(other, "DELETE", "/percorsi/" + home.path).status, 404);
    EXPECT_EQ(home.ask(other, "DELETE", "/persone/" + home.person).status, 404);
  }
  EXPECT_EQ(home.ask(home.colleague, "DELETE", "/percorsi/" + home.path).status, 403);
  EXPECT_EQ(home.ask(home.colleague, "DELETE", "/persone/" + home.person).status, 403);
  EXPECT_EQ(home.ask(home.caseManager, "DELETE", "/percorsi/" + home.path).status, 403);
  EXPECT_EQ(home.ask(home.caseOperator, "DELETE", "/persone/" + home.person).status, 204);
  EXPECT_EQ(home.count("SELECT COUNT(*) FROM documento_parte"), 0);
  EXPECT_EQ(home.count("SELECT COUNT(*) FROM bozza"), 0);
  EXPECT_EQ(home.count("SELECT COUNT(*) FROM chiave WHERE ambito LIKE 'percorso/%' OR ambito LIKE 'persona/%'"), 0);
  EXPECT_EQ(home.ask(home.caseOperator, "GET", "/documenti/" + id + "/contenuto").status, 404);
  EXPECT_EQ(home.count("SELECT COUNT(*) FROM audit WHERE azione = 'cancella' AND esito = 'fatto'"), 2);
  EXPECT_EQ(home.ask(home.caseOperator, "DELETE", "/persone/" + home.person).status, 404);
  EXPECT_EQ(home.ask(home.caseOperator, "DELETE", "/percorsi/x").status, 404);
}

// Rows only, without bytes: what a list has to go through.
void addRecords(DocumentHome& home, std::size_t count) {
  home.database().write([&](Transaction& transaction) {
    DocumentRecord record;
    for (std::size_t at = 0; at < count; ++at) {
      transaction.execute(
          "INSERT INTO documento (id, ente, tipo, modello, formato, percorso, rete, incontro, bozza, bozza_versione, autore, classe, "
          "ambito, stato, modifiche, versione, corregge, correzione, superato_da, dati_id, sha256, dimensione, schema_sha256, "
          "modello_sha256, emesso_il, conservare_fino, protocolli, cancellato_il, autorizzazione) VALUES ($1, $2, 't', 'm', 'odt', $3, "
          "'', '', '', 0, 'altri', $4, '', 'generato', 1, 1, '', '', '', '', $5, 0, '', '', $6, '', 0, '', '')",
          {newId(), std::string(at % 3 == 0 ? "asl-frosinone" : "ente-x"), std::string(at % 2 == 0 ? newId() : ""),
           std::string(at % 2 == 0 ? "H" : "P"), std::string(64, '0'), utcNow()});
    }
  });
}

// Copies of those records, twice as many each time: quicker than one by one.
void doubleRecords(DocumentHome& home, int times) {
  home.database().write([&](Transaction& transaction) {
    for (; times > 0; --times) {
      transaction.execute(
          "INSERT INTO documento SELECT substr(id, 1, 24) || lower(hex(randomblob(6))), ente, tipo, modello, formato, percorso, rete, "
          "incontro, bozza, bozza_versione, autore, classe, ambito, stato, modifiche, versione, corregge, correzione, superato_da, "
          "dati_id, sha256, dimensione, schema_sha256, modello_sha256, emesso_il, conservare_fino, protocolli, cancellato_il, "
          "autorizzazione FROM documento WHERE modello = 'm'");
    }
  });
}

double millisecondsOfAList(DocumentHome& home, const Identity& who) {
  double best = 1e9;
  for (int i = 0; i < 5; ++i) {
    const auto start = std::chrono::steady_clock::now();
    EXPECT_EQ(home.ask(who, "GET", "/documenti").status, 200);
    best = std::min(best, std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count());
  }
  return best;
}

TEST(DocumentLists, GoByIndexHoweverManyThereAre) {
  DocumentHome home;
  home.issue(home.caseOperator, home.referralOrder());
  addRecords(home, 1000);
  const double few = millisecondsOfAList(home, home.caseOperator);
  doubleRecords(home, 7);
  EXPECT_GT(home.count("SELECT COUNT(*) FROM documento"), 100000);
  const double many = millisecondsOfAList(home, home.caseOperator);
  RecordProperty("ms_1000", std::to_string(few));
  RecordProperty("ms_100000", std::to_string(many));
  EXPECT_LT(many, 3 * few + 20) << few << " ms with 1,000, " << many << " ms with 100,000";
  EXPECT_LT(millisecondsOfAList(home, home.administrator), 3 * few + 20);
  EXPECT_EQ(bodyOf(home.ask(home.caseOperator, "GET", "/documenti?tipo=scheda_segnalazione"))["elementi"].size(), 1u);
  const DocumentFilter plain{"", "", newId(), 51}, filtered{"t", "firmato", newId(), 51};
  home.database().read([&](Transaction& transaction) {
    for (const DocumentSource source : {DocumentSource::agency, DocumentSource::agencyWithoutPath, DocumentSource::network, DocumentSource::author,
                                        DocumentSource::path, DocumentSource::cases, DocumentSource::received, DocumentSource::managed}) {
      const bool byClass = source == DocumentSource::agency || source == DocumentSource::agencyWithoutPath || source == DocumentSource::network || source == DocumentSource::received;
      for (const DocumentFilter& filter : {plain, filtered}) {
        auto [sql, values] = documentListSql({source, "x", byClass ? "P" : ""}, filter);
        for (const SqlRow& row : transaction.query("EXPLAIN QUERY PLAN " + sql, values)) {
          EXPECT_FALSE(row.text(3).starts_with("SCAN")) << row.text(3) << " of " << sql;
        }
      }
    }
  });
}

// A machine that starts with its clock in 2099 must not erase everything.
TEST(Retention, ErasesNothingWhenTheClockHasLeapt) {
  EXPECT_FALSE(leapt("", "2026-11-22"));
  EXPECT_FALSE(leapt("2025-11-22", "2026-11-22"));
  EXPECT_FALSE(leapt("2026-11-22", "2026-11-21"));
  EXPECT_TRUE(leapt("2025-11-22", "2026-11-23"));
  DocumentHome home;
  const std::string id = home.issue(home.caseOperator, home.referralOrder());
  execute(home, "UPDATE documento SET conservare_fino = '2020-01-01' WHERE id = $1", {id});
  const std::string left = "SELECT COUNT(*) FROM documento WHERE cancellato_il = ''";
  execute(home, "UPDATE audit SET quando = '2019-06-01T08:00:00.000Z'");
  {
    const Housekeeping housekeeping(home.services());
    std::this_thread::sleep_for(std::chrono::milliseconds(500));
    EXPECT_EQ(home.count(left), 1);
    EXPECT_NE(home.services().metrics->text().find("stesura_orologio_avanti 1"), std::string::npos);
  }
  execute(home, "UPDATE audit SET quando = $1", {utcNow()});
  const Housekeeping housekeeping(home.services());
  for (int tries = 0; tries < 500 && home.count(left) == 1; ++tries) std::this_thread::sleep_for(std::chrono::milliseconds(20));
  EXPECT_EQ(home.count(left), 0);
}

}  // namespace
}  // namespace stesura
