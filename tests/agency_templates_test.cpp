// /modelli: what an agency brings is checked, tried, switched on, and used for its own documents only.

#include <gtest/gtest.h>

#include "generator/digest.h"
#include "service/documents/issuing.h"
#include "service/refusal.h"
#include "service/store/moment.h"
#include "service/store/agency_templates.h"
#include "service/store/documents.h"
#include "service/templates/agency_layouts.h"
#include "tests/letterhead_fixture.h"
#include "tests/odt_text.h"
#include "tests/sample_set.h"
#include "tests/service_home.h"

namespace stesura {
namespace {

constexpr const char* kOdt = "application/vnd.oasis.opendocument.text";
constexpr const char* kFlat = "application/vnd.oasis.opendocument.text-flat-xml";

Identity who(const std::string& agency, Role role) { return {newId(), agency, {role}, false}; }

bool holds(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

std::string headerOf(const Reply& reply, const std::string& name) {
  for (const auto& [known, value] : reply.headers) {
    if (known == name) return value;
  }
  return {};
}

class AgencyTemplatesTest : public ::testing::Test {
 protected:
  Reply upload(const Identity& asker, const std::string& bytes, std::map<std::string, std::string> query = {},
               const std::string& mediaType = kOdt) {
    Request request;
    request.method = "POST";
    request.path = "/modelli";
    request.query = std::move(query);
    request.mediaType = mediaType;
    request.body = bytes;
    return home_.ask(request, asker);
  }

  Json uploaded(const std::string& bytes, std::map<std::string, std::string> query = {}, const std::string& mediaType = kOdt) {
    const Reply reply = upload(admin_, bytes, std::move(query), mediaType);
    EXPECT_EQ(reply.status, 201) << reply.body;
    return reply.status == 201 ? bodyOf(reply) : Json::object();
  }

  Reply change(const Identity& asker, const std::string& method, const std::string& id, const std::string& below,
               std::string tag = {}) {
    if (tag.empty()) tag = headerOf(home_.ask(admin_, "GET", "/modelli/" + id), "ETag");
    return home_.ask(asker, method, "/modelli/" + id + below, nullptr, {{"if-match", tag}});
  }

  static testing::Sample sampleOf(const std::string& name) {
    for (testing::Sample& sample : testing::everySample()) {
      if (sample.name == name) return sample;
    }
    ADD_FAILURE() << "no sample " << name;
    return {};
  }

  ServiceHome home_;
  Identity admin_ = who("asl-frosinone", Role::amministratore);
  Identity operator_ = who("asl-frosinone", Role::operatore);
  Identity foreign_ = who("nautilus", Role::amministratore);
};

TEST_F(AgencyTemplatesTest, AreStoredInTrialAndSealed) {
  const std::string paper = testing::letterhead();
  const Json first = uploaded(paper, {{"nome", "Carta del servizio"}});
  EXPECT_EQ(first["genere"], "carta");
  EXPECT_EQ(first["stato"], "in_prova");
  EXPECT_EQ(first["numero"], 1);
  EXPECT_EQ(first["nome"], "Carta del servizio");
  EXPECT_EQ(first["impronta"], sha256Hex(paper));
  const Json second = uploaded(testing::guideLetterhead(), {}, kFlat);
  EXPECT_EQ(second["numero"], 2);
  EXPECT_EQ(second["nome"], "Carta intestata");
  const Reply bytes = home_.ask(admin_, "GET", "/modelli/" + first["id"].get<std::string>() + "/contenuto");
  EXPECT_EQ(bytes.status, 200);
  EXPECT_EQ(bytes.mediaType, kOdt);
  EXPECT_EQ(bytes.body, paper);
  home_.database().read([&](Transaction& transaction) {
    for (const SqlRow& row : transaction.query("SELECT descrizione, contenuto FROM modello_ente")) {
      EXPECT_FALSE(holds(row.bytes(0), "Carta del servizio"));
      EXPECT_FALSE(holds(row.bytes(1), "content.xml"));
    }
  });
  EXPECT_EQ(upload(admin_, paper).status, 409) << "the same again";
}

TEST_F(AgencyTemplatesTest, AreRefusedWithTheirPlaceOnThePage) {
  testing::LetterheadParts parts;
  parts.header = "<style:header><text:p>Ente di {{nome}}" + testing::logo("Pictures/logo.png", "") + "</text:p></style:header>";
  const Reply reply = upload(admin_, testing::letterhead(parts));
  EXPECT_EQ(reply.status, 422);
  const Json problems = bodyOf(reply)["problems"];
  ASSERT_EQ(problems.size(), 2u) << reply.body;
  EXPECT_TRUE(holds(problems[0]["posto"].get<std::string>(), "Ente di")) << reply.body;
  EXPECT_EQ(upload(admin_, "non è un documento").status, 422);
  EXPECT_EQ(upload(admin_, "{}", {}, "application/json").status, 415);
  EXPECT_EQ(upload(admin_, std::string((5u << 20) + 1, 'x')).status, 413);
  EXPECT_EQ(upload(admin_, testing::letterhead(), {{"modello", "minima"}}).status, 400);
  EXPECT_EQ(upload(admin_, testing::letterhead(), {{"tipo", "inesistente"}}).status, 400);
  EXPECT_EQ(upload(admin_, testing::letterhead(), {{"nome", std::string(101, 'a')}}).status, 400);
  EXPECT_TRUE(bodyOf(home_.ask(admin_, "GET", "/modelli"))["elementi"].empty());
}

TEST_F(AgencyTemplatesTest, OwnLayoutsNeverShowMoreThanTheLayout) {
  const std::map<std::string, std::string> minima = {{"tipo", "scheda_segnalazione"}, {"modello", "minima"}};
  const Reply refused = upload(admin_, testing::flatOdt("<text:p>{{persona.cognome}}</text:p>"), minima, kFlat);
  EXPECT_EQ(refused.status, 422) << refused.body;
  EXPECT_TRUE(holds(refused.body, "persona.cognome")) << refused.body;
  const std::map<std::string, std::string> full = {{"tipo", "scheda_segnalazione"}, {"modello", "completa"}};
  const Json taken = uploaded(testing::flatOdt("<text:p>{{persona.cognome}}</text:p>"), full, kFlat);
  EXPECT_EQ(taken["genere"], "modello");
  EXPECT_EQ(taken["modello"], "completa");
  const Reply unknown = upload(admin_, testing::flatOdt("<text:p>{{persona.cognme}}</text:p>"), full, kFlat);
  EXPECT_TRUE(holds(unknown.body, "persona.cognome")) << unknown.body;
}

TEST_F(AgencyTemplatesTest, AreAnotherAgencysNothing) {
  const std::string id = uploaded(testing::letterhead())["id"];
  for (const char* below : {"", "/contenuto"}) {
    const Reply foreign = home_.ask(foreign_, "GET", "/modelli/" + id + below);
    EXPECT_EQ(foreign.status, 404);
    EXPECT_EQ(foreign.body.size(), home_.ask(foreign_, "GET", "/modelli/" + newId() + below).body.size());
  }
  EXPECT_EQ(change(foreign_, "POST", id, "/attivazione", "\"1\"").status, 404);
  EXPECT_EQ(change(foreign_, "DELETE", id, "/attivazione", "\"1\"").status, 404);
  EXPECT_EQ(change(foreign_, "DELETE", id, "", "\"1\"").status, 404);
  EXPECT_EQ(home_.ask(foreign_, "POST", "/modelli/" + id + "/anteprima", {{"tipo", "report_incontro"}}).status, 404);
  EXPECT_TRUE(bodyOf(home_.ask(foreign_, "GET", "/modelli"))["elementi"].empty());
  EXPECT_EQ(home_.ask(admin_, "GET", "/modelli/carta").status, 404);
  // Whoever works with them sees what is on, and changes nothing.
  EXPECT_EQ(home_.ask(operator_, "GET", "/modelli/" + id).status, 404);
  EXPECT_EQ(change(admin_, "POST", id, "/attivazione").status, 200);
  EXPECT_EQ(home_.ask(operator_, "GET", "/modelli/" + id).status, 200);
  EXPECT_EQ(bodyOf(home_.ask(operator_, "GET", "/modelli"))["elementi"].size(), 1u);
  EXPECT_EQ(upload(operator_, testing::guideLetterhead(), {}, kFlat).status, 403);
  EXPECT_EQ(change(operator_, "DELETE", id, "/attivazione").status, 403);
  EXPECT_EQ(home_.ask({newId(), "", {Role::sistema}, false}, "GET", "/modelli").status, 403);
}

TEST_F(AgencyTemplatesTest, AreSwitchedOnOneAtATime) {
  const std::string first = uploaded(testing::letterhead())["id"], second = uploaded(testing::guideLetterhead(), {}, kFlat)["id"];
  const auto state = [&](const std::string& id) { return bodyOf(home_.ask(admin_, "GET", "/modelli/" + id))["stato"]; };
  EXPECT_EQ(home_.ask(admin_, "POST", "/modelli/" + first + "/attivazione").status, 428);
  EXPECT_EQ(change(admin_, "POST", first, "/attivazione", "\"7\"").status, 412);
  EXPECT_EQ(change(admin_, "POST", first, "/attivazione").status, 200);
  EXPECT_EQ(state(first), "attivo");
  EXPECT_EQ(change(admin_, "POST", second, "/attivazione").status, 200);
  EXPECT_EQ(state(first), "dismesso");
  EXPECT_EQ(state(second), "attivo");
  EXPECT_EQ(change(admin_, "DELETE", second, "").status, 409) << "in use";
  EXPECT_EQ(change(admin_, "DELETE", second, "/attivazione").status, 200);
  EXPECT_EQ(change(admin_, "DELETE", second, "/attivazione").status, 409);
  EXPECT_EQ(state(second), "dismesso");
  EXPECT_EQ(change(admin_, "POST", first, "/attivazione").status, 200) << "back to a former one";
  EXPECT_EQ(change(admin_, "DELETE", second, "").status, 204);
  EXPECT_EQ(home_.ask(admin_, "GET", "/modelli/" + second).status, 404);
  const auto actions = home_.database().read([&](Transaction& transaction) {
    std::string all;
    for (const SqlRow& row : transaction.query("SELECT azione FROM audit WHERE risorsa = 'modelli' AND azione IN ('crea', 'attiva', 'disattiva', 'cancella') ORDER BY numero")) {
      all += row.text(0) + " ";
    }
    return all;
  });
  EXPECT_EQ(actions, "crea crea attiva attiva disattiva attiva cancella ");
}

TEST_F(AgencyTemplatesTest, AreBounded) {
  home_.database().write([&](Transaction& transaction) {
    AgencyTemplate entry;
    entry.agency = admin_.agency;
    entry.mediaType = kOdt;
    for (int at = 0; at < AgencyTemplates::kMostVersions; ++at) {
      entry.sha256 = sha256Hex(std::to_string(at));
      AgencyTemplates(home_.vault()).add(transaction, entry, "x");
    }
  });
  const Reply full = upload(admin_, testing::letterhead());
  EXPECT_EQ(full.status, 409);
  EXPECT_TRUE(holds(full.body, "50 versioni"));
  EXPECT_EQ(upload(foreign_, testing::letterhead()).status, 201) << "each agency has its own";
}

TEST_F(AgencyTemplatesTest, AreTriedWithDataOfTheRequest) {
  const testing::Sample sample = sampleOf("workshop-conclusivo");
  const std::string id = uploaded(testing::letterhead())["id"];
  const Reply odt = home_.ask(admin_, "POST", "/modelli/" + id + "/anteprima",
                              {{"tipo", sample.kind}, {"formato", "odt"}, {"dati", sample.data}});
  ASSERT_EQ(odt.status, 200) << odt.body;
  EXPECT_EQ(odt.mediaType, kOdt);
  EXPECT_TRUE(holds(testing::pageText(odt.body, "styles.xml"), "Ente di prova"));
  EXPECT_TRUE(holds(testing::pageText(odt.body, "styles.xml"), "BOZZA"));
  const Reply pdf = home_.ask(admin_, "POST", "/modelli/" + id + "/anteprima", {{"tipo", sample.kind}});
  EXPECT_EQ(pdf.status, 200) << pdf.body.substr(0, 500);
  EXPECT_EQ(pdf.mediaType, "application/pdf");
  EXPECT_EQ(home_.ask(admin_, "POST", "/modelli/" + id + "/anteprima", Json::object()).status, 400) << "which kind";
  EXPECT_EQ(home_.ask(admin_, "POST", "/modelli/" + id + "/anteprima", {{"tipo", sample.kind}, {"altro", 1}}).status, 422);
}

TEST_F(AgencyTemplatesTest, AreUsedForTheAgencysOwnDocumentsOnly) {
  const testing::Sample sample = sampleOf("workshop-conclusivo");
  const std::string id = uploaded(testing::letterhead())["id"];
  ASSERT_EQ(change(admin_, "POST", id, "/attivazione").status, 200);
  const auto own = [&](const std::string& agency) {
    return home_.database().read([&](Transaction& transaction) {
      return ownLayoutOf(home_.services(), transaction, agency, sample.kind, "");
    });
  };
  EXPECT_NE(own("asl-frosinone"), nullptr);
  EXPECT_EQ(own("asl-frosinone"), own("asl-frosinone")) << "compiled once";
  EXPECT_EQ(own("nautilus"), nullptr);
  Order order{.kind = sample.kind};
  order.ownLayout = own("asl-frosinone");
  EXPECT_TRUE(holds(testing::pageText(home_.services().generator.generate(order, sample.data).bytes, "styles.xml"), "Ente di prova"));
}

TEST_F(AgencyTemplatesTest, MakeTheDocumentsThatAreIssuedAndAreKeptWithThem) {
  const testing::Sample sample = sampleOf("workshop-conclusivo");
  const std::string paper = testing::letterhead();
  ASSERT_EQ(change(admin_, "POST", uploaded(paper)["id"], "/attivazione").status, 200);
  IssueOrder order;
  order.who = who("asl-frosinone", Role::segreteria);
  order.kind = sample.kind;
  order.data = sample.data;
  order.data["ente_produttore"]["id"] = "asl-frosinone";
  const IssuedDocument issued = Issuing(home_.services()).issue(order);
  home_.database().read([&](Transaction& transaction) {
    const Documents documents(home_.vault());
    const auto record = documents.find(transaction, issued.id);
    ASSERT_TRUE(record.has_value());
    std::string bytes;
    const std::size_t count = documents.partCount(transaction, *record, DocumentPart::content);
    for (std::size_t at = 0; at < count; ++at) bytes += documents.part(transaction, *record, DocumentPart::content, at, count);
    EXPECT_EQ(sha256Hex(bytes), issued.sha256);
    EXPECT_TRUE(holds(testing::pageText(bytes, "styles.xml"), "Ente di prova"));
    const auto files = documents.material(transaction, record->templateSha256);
    ASSERT_TRUE(files.contains("carta"));
    EXPECT_EQ(files.at("carta"), paper);
    EXPECT_FALSE(files.at("").empty());
  });
}

TEST_F(AgencyTemplatesTest, ThatNoLongerCompileAreRefusedByName) {
  // As after a change of the schema: what is stored names a value that there is not.
  const testing::Sample sample = sampleOf("workshop-conclusivo");
  const std::string layout = home_.services().generator.kind(sample.kind).layouts.front().name;
  const std::string bytes = testing::flatOdt("<text:p>{{valore_di_una_volta}}</text:p>");
  home_.database().write([&](Transaction& transaction) {
    const AgencyTemplates templates(home_.vault());
    AgencyTemplate entry;
    entry.agency = "asl-frosinone";
    entry.kind = sample.kind;
    entry.layout = layout;
    entry.mediaType = kFlat;
    entry.sha256 = sha256Hex(bytes);
    entry.name = "Vecchio";
    templates.activate(transaction, templates.add(transaction, entry, bytes));
  });
  try {
    home_.database().read([&](Transaction& transaction) {
      return ownLayoutOf(home_.services(), transaction, "asl-frosinone", sample.kind, "");
    });
    FAIL() << "the standard layout must not be used in its place";
  } catch (const Refusal& refusal) {
    EXPECT_EQ(refusal.refusal(), RefusalKind::conflict);
    EXPECT_TRUE(holds(refusal.sentence(), sample.kind + "/" + layout)) << refusal.sentence();
    EXPECT_TRUE(holds(refusal.sentence(), "versione 1")) << refusal.sentence();
    ASSERT_FALSE(refusal.problems().empty());
  }
  const auto unusable = unusableTemplates(home_.services());
  ASSERT_EQ(unusable.size(), 1u);
  EXPECT_EQ(unusable[0].entry.layout, layout);
  EXPECT_EQ(unusable[0].entry.agency, "asl-frosinone");
}

}  // namespace
}  // namespace stesura
