#include "service/documents/issuing.h"

#include <gtest/gtest.h>

#include <thread>

#include "generator/digest.h"
#include "service/documents/metadata.h"
#include "service/documents/retention.h"
#include "service/refusal.h"
#include "tests/document_home.h"

namespace stesura {
namespace {

std::string headerOf(const Reply& reply, const std::string& name) {
  for (const auto& [known, value] : reply.headers) {
    if (known == name) return value;
  }
  return {};
}

std::string wholeBody(const Reply& reply) {
  if (!reply.more) return reply.body;
  std::string all;
  for (std::string chunk; reply.more(chunk);) all += chunk;
  return all;
}

TEST(Issuing, StoresBytesDataAndWhatMadeThem) {
  DocumentHome home;
  const Reply reply = home.ask(home.caseOperator, "POST", "/documenti", home.referralOrder());
  ASSERT_EQ(reply.status, 201) << reply.body;
  const Json record = bodyOf(reply);
  const std::string id = record["id"];
  EXPECT_EQ(headerOf(reply, "Location"), "/documenti/" + id);
  EXPECT_EQ(record["stato"], "generato");
  EXPECT_EQ(record["classe"], "H");
  EXPECT_EQ(record["versione"], 1);
  EXPECT_EQ(record["stati_possibili"], Json::parse(R"(["in_firma", "annullato"])"));

  const Reply content = home.ask(home.caseOperator, "GET", "/documenti/" + id + "/contenuto");
  EXPECT_EQ(content.status, 200);
  EXPECT_EQ(content.mediaType, "application/vnd.oasis.opendocument.text");
  EXPECT_EQ(sha256Hex(wholeBody(content)), record["impronta"]["valore"]);
  EXPECT_EQ(headerOf(content, "Content-Disposition"), "attachment; filename=\"scheda-segnalazione-" + id.substr(28) + ".odt\"");
  EXPECT_EQ(home.ask(home.caseOperator, "GET", "/documenti/" + id + "/contenuto", nullptr, {{"if-none-match", headerOf(content, "ETag")}}).status, 304);

  EXPECT_EQ(bodyOf(home.ask(home.caseOperator, "GET", "/documenti/" + id + "/dati"))["dati"], DocumentHome::referral());
  const Reply layout = home.ask(home.caseOperator, "GET", "/documenti/" + id + "/modello");
  EXPECT_EQ(sha256Hex(layout.body), record["modello_sha256"]);
  const Json schema = bodyOf(home.ask(home.caseOperator, "GET", "/documenti/" + id + "/schema"));
  EXPECT_EQ(schema["sha256"], record["schema_sha256"]);
  std::set<std::string> files;
  for (const Json& file : schema["file"]) files.insert(file["denominazione"]);
  EXPECT_TRUE(files.contains("scheda_segnalazione.schema.json") && files.contains("definizioni.schema.json"));
}

TEST(Issuing, LeavesNothingPersonalInTheClear) {
  DocumentHome home;
  home.issue(home.caseOperator, home.referralOrder());
  const auto cells = home.database().read([](Transaction& transaction) {
    std::string all;
    for (const char* table : {"documento", "documento_storia", "audit"}) {
      const auto columns = transaction.query(std::string("SELECT name FROM pragma_table_info('") + table + "')");
      for (const SqlRow& column : columns) {
        for (const SqlRow& row : transaction.query("SELECT CAST(" + column.text(0) + " AS TEXT) FROM " + table)) all += row.text(0) + '\n';
      }
    }
    for (const SqlRow& row : transaction.query("SELECT sigillato FROM documento_parte")) all += row.bytes(0);
    return all;
  });
  const Json data = DocumentHome::referral();
  for (const char* pointer : {"/persona/codice_fiscale", "/persona/luogo_nascita", "/oggetto", "/inviante/operatore/cognome", "/destinatario_segnalazione/ente/denominazione"}) {
    const Json* value = findPointer(data, pointer);
    if (value == nullptr || value->get_ref<const std::string&>().size() < 6) continue;
    EXPECT_EQ(cells.find(value->get<std::string>()), std::string::npos) << pointer;
  }
}

TEST(Issuing, KeepsEachMaterialOnce) {
  DocumentHome home;
  home.issue(home.caseOperator, home.referralOrder());
  const std::int64_t once = home.count("SELECT COUNT(*) FROM materiale");
  home.issue(home.caseOperator, home.referralOrder());
  EXPECT_EQ(home.count("SELECT COUNT(*) FROM materiale"), once);
  EXPECT_EQ(home.count("SELECT COUNT(*) FROM documento"), 2);
}

TEST(Issuing, RefusesWhatTheOrderMayNotSay) {
  DocumentHome home;
  const auto status = [&](Json order) { return home.ask(home.caseOperator, "POST", "/documenti", order).status; };
  Json order = home.referralOrder();
  order["dati"]["stato"] = "firmato";  // what lives beside the data
  EXPECT_EQ(status(order), 422);
  order = home.referralOrder();
  order["dati"]["ente_produttore"]["id"] = "comune-alatri";
  const Reply other = home.ask(home.caseOperator, "POST", "/documenti", order);
  EXPECT_EQ(other.status, 422);
  EXPECT_EQ(bodyOf(other)["problems"][0]["puntatore"], "/ente_produttore/id");
  order = home.referralOrder();
  order["colore"] = 1;
  EXPECT_EQ(status(order), 422);
  order = home.referralOrder();
  order["formato"] = "doc";
  EXPECT_EQ(status(order), 422);
  EXPECT_EQ(status({{"tipo", "scheda_segnalazione"}}), 422);
  EXPECT_EQ(status({{"bozza", newId()}, {"dati", Json::object()}}), 422);
  EXPECT_EQ(status({{"bozza", newId()}}), 404);
  EXPECT_EQ(status({{"tipo", "lettera"}, {"dati", Json::object()}}), 400);
  order = home.referralOrder("sconosciuto");
  EXPECT_EQ(status(order), 400);
  for (const char* member : {"percorso", "incontro", "corregge"}) {
    order = home.referralOrder();
    order[member] = newId();
    EXPECT_EQ(status(order), 404) << member;
    order[member] = "../../etc/passwd";
    EXPECT_EQ(status(order), 404) << member;
  }
  order = DocumentHome::guidelinesOrder();
  order["rete"] = "rete-di-altri";
  EXPECT_EQ(status(order), 404);
  EXPECT_EQ(home.count("SELECT COUNT(*) FROM documento"), 0);
  EXPECT_EQ(home.count("SELECT COUNT(*) FROM audit WHERE azione = 'emetti'"), 0);
}

TEST(Issuing, IsForThoseWhoWorkOnThePath) {
  DocumentHome home;
  const auto status = [&](const Identity& who) { return home.ask(who, "POST", "/documenti", home.referralOrder()).status; };
  EXPECT_EQ(status(home.colleague), 403);
  EXPECT_EQ(status(home.program), 403);
  EXPECT_EQ(status(home.secretary), 403);
  EXPECT_EQ(status(home.communicator), 403);
  EXPECT_EQ(status(home.administrator), 403);
  EXPECT_EQ(status(home.caseManager), 403);
  EXPECT_EQ(status(home.member), 404);
  EXPECT_EQ(status(home.stranger), 404);
  Json loose = home.referralOrder();
  loose.erase("percorso");
  EXPECT_EQ(home.ask(home.secretary, "POST", "/documenti", loose).status, 403);
  EXPECT_EQ(home.ask(home.secretary, "POST", "/documenti", DocumentHome::guidelinesOrder()).status, 201);
}

TEST(Issuing, WarnsOfRecipientsThatThePathDoesNotHave) {
  DocumentHome home;
  const Json record = bodyOf(home.ask(home.caseOperator, "POST", "/documenti", home.referralOrder()));
  std::vector<std::string> pointers;
  for (const Json& warning : record["avvertenze"]) {
    if (warning["puntatore"].get<std::string>().starts_with("/destinatari")) pointers.push_back(warning["puntatore"]);
  }
  // Of three recipients in the data the path has the first in force.
  EXPECT_EQ(pointers, (std::vector<std::string>{"/destinatari/1", "/destinatari/2"}));
}

TEST(Issuing, IssuesAVersionOfADraftOnce) {
  DocumentHome home;
  const Issuing issuing(home.services());
  IssueOrder order;
  order.who = home.caseOperator;
  order.kind = "scheda_segnalazione";
  order.layout = "completa";
  order.data = DocumentHome::referral();
  order.path = home.path;
  order.draft = newId();
  order.draftVersion = 3;
  int told = 0;
  const auto along = [&](Transaction&, const IssuedDocument&) { ++told; };
  const IssuedDocument first = issuing.issue(order, along);
  const IssuedDocument again = issuing.issue(order, along);
  EXPECT_EQ(first.id, again.id);
  EXPECT_TRUE(again.before);
  EXPECT_EQ(told, 2);
  order.draftVersion = 4;
  EXPECT_NE(issuing.issue(order).id, first.id);
  order.layout = "copia_persona";
  const std::string copy = issuing.issue(order).id;
  EXPECT_NE(copy, first.id);
  order.layout = "completa";
  order.draftVersion = 3;
  order.corrects = first.id;
  EXPECT_NE(issuing.issue(order).id, first.id);
}

TEST(Issuing, IssuesADraftOnceThoughManyAskAtTheSameTime) {
  DocumentHome home;
  const Issuing issuing(home.services());
  IssueOrder order;
  order.who = home.caseOperator;
  order.kind = "scheda_segnalazione";
  order.data = DocumentHome::referral();
  order.path = home.path;
  order.draft = newId();
  std::vector<std::string> ids(4);
  std::vector<std::thread> threads;
  for (std::string& id : ids) threads.emplace_back([&] { id = issuing.issue(order).id; });
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(std::set<std::string>(ids.begin(), ids.end()).size(), 1u);
  EXPECT_EQ(home.count("SELECT COUNT(*) FROM documento"), 1);
}

TEST(Issuing, StoresNothingWhereWhatComesAlongFails) {
  DocumentHome home;
  const Issuing issuing(home.services());
  IssueOrder order;
  order.who = home.caseOperator;
  order.kind = "linee_operative";
  order.data = DocumentHome::guidelines();
  const auto failing = [](Transaction&, const IssuedDocument&) { throw Refusal(RefusalKind::conflict, "No."); };
  EXPECT_THROW(issuing.issue(order, failing), Refusal);
  for (const char* table : {"documento", "documento_parte", "documento_storia", "materiale"}) {
    EXPECT_EQ(home.count(std::string("SELECT COUNT(*) FROM ") + table), 0) << table;
  }
}

TEST(Issuing, LeavesNothingHalfOnAFullDisk) {
  DocumentHome home;
  home.issue(home.caseOperator, home.referralOrder());
  const auto limit = [&](const std::string& pages) {
    home.database().read([&](Transaction& transaction) { transaction.query("PRAGMA max_page_count = " + pages); });
  };
  limit(std::to_string(home.count("PRAGMA page_count") + 3));
  const Reply full = home.ask(home.caseOperator, "POST", "/documenti", home.referralOrder("copia_persona"));
  EXPECT_EQ(full.status, 507) << full.body;
  limit("1000000");
  EXPECT_EQ(home.count("SELECT COUNT(*) FROM documento"), 1);
  EXPECT_EQ(home.count("SELECT COUNT(DISTINCT documento) FROM documento_parte"), 1);
  EXPECT_EQ(home.count("SELECT COUNT(*) FROM audit WHERE azione = 'emetti'"), 1);
  home.issue(home.caseOperator, home.referralOrder("copia_persona"));
}

TEST(Issuing, MakesACorrectionThatNamesTheFormer) {
  DocumentHome home;
  const std::string first = home.issue(home.caseOperator, home.referralOrder());
  const Reply before = home.ask(home.caseOperator, "GET", "/documenti/" + first + "/contenuto");
  Json order = home.referralOrder();
  order["corregge"] = first;
  order["tipo_correzione"] = "integrazione";
  order.erase("percorso");  // taken from the former
  const std::string second = home.issue(home.caseOperator, order);
  const Json corrected = bodyOf(home.ask(home.caseOperator, "GET", "/documenti/" + second));
  EXPECT_EQ(corrected["versione"], 2);
  EXPECT_EQ(corrected["corregge"], first);
  EXPECT_EQ(corrected["percorso"], home.path);
  const Json former = bodyOf(home.ask(home.caseOperator, "GET", "/documenti/" + first));
  EXPECT_EQ(former["superato_da"], second);
  EXPECT_EQ(former["stato"], "generato");
  EXPECT_EQ(home.ask(home.caseOperator, "GET", "/documenti/" + first + "/contenuto").body, before.body);
  EXPECT_EQ(home.ask(home.caseOperator, "POST", "/documenti", order).status, 409);  // only the newest is corrected
  order["corregge"] = second;
  EXPECT_EQ(bodyOf(home.ask(home.caseOperator, "POST", "/documenti", order))["versione"], 3);
  Json otherKind = DocumentHome::guidelinesOrder();
  otherKind["corregge"] = home.issue(home.caseOperator, home.referralOrder());
  EXPECT_EQ(home.ask(home.caseOperator, "POST", "/documenti", otherKind).status, 409);
}

TEST(Issuing, HandsOutWhatIsToBeSignedAsItWasStored) {
  DocumentHome home;
  Json data = DocumentHome::sample("reti-di-lavoro/adesione-latina.json");
  data["ente_produttore"] = DocumentHome::referral()["ente_produttore"];
  const Json order = {{"tipo", "atto_adesione"}, {"formato", "pdf"}, {"dati", data}, {"rete", "nautilus"}};
  const std::string id = home.issue(home.secretary, order);
  const Json record = memberOf(home.ask(home.secretary, "GET", "/documenti/" + id), "impronta");
  const std::string first = wholeBody(home.ask(home.secretary, "GET", "/documenti/" + id + "/contenuto"));
  EXPECT_EQ(sha256Hex(first), record["valore"]);
  EXPECT_EQ(signatureFieldsOf(first).size(), 2u);
  // Bytes that no layout would make: they come back because nothing is made anew.
  const std::string frozen = first + "\n% come la prima volta\n";
  std::string other;
  home.database().write([&](Transaction& transaction) {
    const Documents documents(home.vault());
    DocumentRecord stored = *documents.find(transaction, id);
    stored.id = other = newId();
    stored.sha256 = sha256Hex(frozen);
    stored.size = static_cast<std::int64_t>(frozen.size());
    documents.add(transaction, stored, frozen, "{}");
  });
  for (int asked = 0; asked < 2; ++asked) {
    EXPECT_EQ(wholeBody(home.ask(home.secretary, "GET", "/documenti/" + id + "/contenuto")), first);
    EXPECT_EQ(wholeBody(home.ask(home.secretary, "GET", "/documenti/" + other + "/contenuto")), frozen);
  }
}

TEST(Issuing, ReadsALargeDocumentPieceByPiece) {
  DocumentHome home;
  const std::string id = home.issue(home.caseOperator, DocumentHome::guidelinesOrder());
  std::string bytes;
  for (std::size_t at = 0; at < 3 * Documents::kPartBytes + 17; ++at) bytes += static_cast<char>(at * 31 >> 3);
  std::string large;
  home.database().write([&](Transaction& transaction) {
    const Documents documents(home.vault());
    DocumentRecord record = *documents.find(transaction, id);
    record.id = large = newId();
    record.sha256 = sha256Hex(bytes);
    record.size = static_cast<std::int64_t>(bytes.size());
    documents.add(transaction, record, bytes, std::string(Documents::kPartBytes + 5, ' ') + "{}");
  });
  const Reply reply = home.ask(home.caseOperator, "GET", "/documenti/" + large + "/contenuto");
  ASSERT_TRUE(reply.more);
  EXPECT_EQ(wholeBody(reply), bytes);
  EXPECT_EQ(bodyOf(home.ask(home.colleague, "GET", "/documenti/" + large + "/dati"))["dati"], Json::object());
}

TEST(Metadata, BearTheNamesOfTheAnnexAndFollowOurSchema) {
  DocumentHome home;
  const std::string first = home.issue(home.caseOperator, home.referralOrder());
  EXPECT_EQ(home.ask(home.caseOperator, "POST", "/documenti/" + first + "/protocolli", DocumentHome::protocol("0000123")).status, 201);
  Json order = home.referralOrder();
  order["corregge"] = first;
  const std::string second = home.issue(home.caseOperator, order);
  for (const std::string& id : {first, second}) {
    const Reply xml = home.ask(home.caseOperator, "GET", "/documenti/" + id + "/metadati", nullptr, {{"accept", "application/xml"}});
    EXPECT_EQ(xml.mediaType, "application/xml");
    const DataFolder folder;
    std::ofstream(folder.path() / "metadati.xml") << xml.body;
    const std::string command = std::string("xmllint --noout --schema ") + STESURA_SOURCE_DIR + "/tests/fixtures/service/metadati.xsd " +
                                (folder.path() / "metadati.xml").string() + " 2>" + (folder.path() / "esito").string();
    std::ifstream told(folder.path() / "esito");
    EXPECT_EQ(std::system(command.c_str()), 0) << xml.body;
  }
  const Json read = bodyOf(home.ask(home.caseOperator, "GET", "/documenti/" + second + "/metadati"));
  const Json& document = read["metadati"]["DocumentoAmministrativoInformatico"];
  EXPECT_EQ(document["IdDoc"]["Identificativo"], second);
  EXPECT_EQ(document["ChiaveDescrittiva"]["Oggetto"], DocumentHome::referral()["oggetto"]);
  EXPECT_EQ(document["Riservato"], true);
  EXPECT_EQ(document["TracciatureModificheDocumento"][0]["TipoModifica"], "Rettifica");
  EXPECT_EQ(document["TempoDiConservazione"], 10);
  EXPECT_EQ(home.ask(home.caseOperator, "GET", "/documenti/" + second + "/metadati", nullptr, {{"accept", "text/csv"}}).status, 406);
}

TEST(Metadata, EscapeWhatXmlDoesNotBear) {
  const nlohmann::ordered_json value = {{"A", {{"B", "<&>\x01 è"}, {"C", {1, true}}}}};
  EXPECT_EQ(metadataXml(value), "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<A>\n  <B>&lt;&amp;&gt;  è</B>\n  <C>1</C>\n  <C>true</C>\n</A>\n");
}

TEST(Retention, CountsYearsFromTheDayOfIssue) {
  EXPECT_EQ(keptUntil("2026-03-12", 10), "2036-03-12");
  EXPECT_EQ(keptUntil("2028-02-29", 1), "2029-02-28");
  EXPECT_EQ(keptUntil("2028-02-29", 4), "2032-02-29");
  EXPECT_EQ(keptUntil("2026-03-12", 0), "");
  EXPECT_EQ(keptUntil("2026-03-12", 9999), "");
  EXPECT_EQ(retentionOf({{"tempo_conservazione_anni", 30}}, 10), 30u);
  EXPECT_EQ(retentionOf(Json::object(), 10), 10u);
  EXPECT_EQ(retentionOf(Json::array(), 0), 0u);
  EXPECT_EQ(retentionOf({{"tempo_conservazione_anni", -3}}, 10), 10u);
}

}  // namespace
}  // namespace stesura
