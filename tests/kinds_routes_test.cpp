#include <gtest/gtest.h>

#include "tests/drafts_home.h"

namespace stesura {
namespace {

class KindsTest : public ::testing::Test {
 protected:
  Reply post(const std::string& target, const Json& data, std::map<std::string, std::string> headers = {}) {
    return home_.ask(home_.verdi, "POST", target, data, std::move(headers));
  }
  std::int64_t countOf(const char* table) {
    return home_.database().read([&](Transaction& transaction) {
      return transaction.one(std::string("SELECT COUNT(*) FROM ") + table)->integer(0);
    });
  }
  DraftsHome home_;
};

TEST_F(KindsTest, AreListedWithLayoutsAndClasses) {
  const Json list = bodyOf(home_.ask(home_.office, "GET", "/tipi")).at("elementi");
  EXPECT_EQ(list.size(), home_.services().generator.kinds().size());
  const Reply reply = home_.ask(home_.office, "GET", "/tipi/scheda_segnalazione");
  const Json kind = bodyOf(reply);
  EXPECT_EQ(kind.at("modelli").at(0).at("classe_massima"), "H");
  bool found = false;
  for (const Json& field : kind.at("campi")) {
    if (field.at("puntatore") != "/persona/codice") continue;
    found = true;
    EXPECT_EQ(field.at("classe"), "R");
    EXPECT_EQ(field.at("presenza"), "atteso");
    EXPECT_EQ(field.at("precompila"), "/percorso/codice");
  }
  EXPECT_TRUE(found);
  EXPECT_EQ(home_.ask(home_.office, "GET", "/tipi/scheda_segnalazione", nullptr, {{"if-none-match", tagOf(reply)}}).status, 304);
  EXPECT_EQ(home_.ask(home_.office, "GET", "/tipi/inventato").status, 404);
  EXPECT_EQ(home_.ask(home_.office, "GET", "/tipi/..").status, 404);
}

TEST_F(KindsTest, TheSchemaStandsByItself) {
  for (const KindSummary& kind : home_.services().generator.kinds()) {
    const Reply reply = home_.ask(home_.verdi, "GET", "/tipi/" + kind.name + "/schema");
    ASSERT_EQ(reply.status, 200) << kind.name << reply.body;
    const Schema schema = Schema::compile(parseJson(reply.body));
    EXPECT_FALSE(schema.shape().properties.empty()) << kind.name;
    EXPECT_FALSE(schema.validate(Json::object()).valid()) << kind.name;
  }
  const Schema referral = Schema::compile(parseJson(home_.ask(home_.verdi, "GET", "/tipi/scheda_segnalazione/schema").body));
  EXPECT_TRUE(referral.validate(DraftsHome::sheet()).valid());
}

TEST_F(KindsTest, DataAreChecked) {
  const Json good = bodyOf(post("/tipi/scheda_segnalazione/controllo", DraftsHome::sheet()));
  EXPECT_EQ(good.at("valido"), true);
  EXPECT_GT(good.at("completezza").at("percentuale").get<int>(), 90);
  const Json empty = bodyOf(post("/tipi/scheda_segnalazione/controllo", Json::object()));
  EXPECT_EQ(empty.at("valido"), false);
  EXPECT_GT(empty.at("mancanti").size(), 10u);
  EXPECT_EQ(empty.at("completezza").at("presenti"), 0);
  const Reply many = post("/tipi/report_incontro/controllo?modello=fascicolo", {{"documenti", {sampleOf("servizi-in-rete/laboratorio-2015-09-09.json")}}});
  ASSERT_EQ(many.status, 200) << many.body;
  EXPECT_EQ(bodyOf(many).at("valido"), true) << many.body;
  EXPECT_EQ(post("/tipi/report_incontro/controllo?modello=fascicolo", Json::object()).status, 422);
  EXPECT_EQ(post("/tipi/scheda_segnalazione/controllo?modello=inventato", Json::object()).status, 400);
  EXPECT_EQ(post("/tipi/inventato/controllo", Json::object()).status, 404);
  Request text;
  text.method = "POST";
  text.path = "/tipi/scheda_segnalazione/controllo";
  text.mediaType = "text/plain";
  text.body = "{}";
  EXPECT_EQ(home_.ask(text, home_.verdi).status, 415);
}

TEST_F(KindsTest, APreviewStoresAndWritesDownNothing) {
  const std::int64_t audit = countOf("audit"), drafts = countOf("bozza"), documents = countOf("documento");
  const Reply odt = post("/tipi/scheda_segnalazione/anteprima", DraftsHome::sheet());
  ASSERT_EQ(odt.status, 200) << odt.body;
  EXPECT_TRUE(odt.body.starts_with("PK"));
  EXPECT_EQ(odt.mediaType, "application/vnd.oasis.opendocument.text");
  for (const auto& [name, value] : odt.headers) EXPECT_EQ(value.find("Fo"), std::string::npos) << name;
  EXPECT_EQ(countOf("audit"), audit);
  EXPECT_EQ(countOf("bozza"), drafts);
  EXPECT_EQ(countOf("documento"), documents);
  // The same bytes as the engine makes by itself.
  const Document document = home_.services().generator.generate({.kind = "scheda_segnalazione"}, DraftsHome::sheet());
  EXPECT_EQ(odt.body, document.bytes);
}

TEST_F(KindsTest, APreviewOfWhatIsIncompleteMustBeAskedForAsADraft) {
  Json half = DraftsHome::sheet();
  half.erase("motivazione_invio");
  const Reply refused = post("/tipi/scheda_segnalazione/anteprima", half);
  EXPECT_EQ(refused.status, 422);
  EXPECT_EQ(bodyOf(refused).at("problems").at(0).at("puntatore"), "/motivazione_invio");
  EXPECT_EQ(post("/tipi/scheda_segnalazione/anteprima?bozza=true", half).status, 200);
  EXPECT_EQ(post("/tipi/scheda_segnalazione/anteprima?bozza=forse", half).status, 400);
}

TEST_F(KindsTest, TheFormatIsAgreedUpon) {
  const auto typeFor = [&](const std::string& accept) {
    return post("/tipi/scheda_segnalazione/anteprima?modello=minima", DraftsHome::sheet(), {{"accept", accept}});
  };
  EXPECT_EQ(typeFor("*/*").mediaType, "application/vnd.oasis.opendocument.text");
  EXPECT_EQ(typeFor("application/pdf;q=0, */*;q=0.1").mediaType, "application/vnd.oasis.opendocument.text");
  EXPECT_EQ(typeFor("application/*;q=0.5").mediaType, "application/vnd.oasis.opendocument.text");
  EXPECT_EQ(typeFor("text/html").status, 406);
  EXPECT_EQ(typeFor("application/pdf;q=0").status, 406);
  EXPECT_EQ(typeFor(",;q=").status, 406);
  const Reply pdf = typeFor("application/pdf, application/vnd.oasis.opendocument.text;q=0.5");
  EXPECT_EQ(pdf.status, 200) << pdf.body;
  EXPECT_EQ(pdf.mediaType, "application/pdf");
  EXPECT_TRUE(pdf.body.starts_with("%PDF-"));
}

}  // namespace
}  // namespace stesura
