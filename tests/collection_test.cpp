// Layouts over many documents: what they show, and how each document that is wrong is told apart.
#include "generator/collection.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>

#include "generator/digest.h"
#include "tests/collection_home.h"
#include "tests/page_text.h"

namespace stesura {
namespace {

using testing::smallDocument;

class CollectionTest : public ::testing::Test {
 protected:
  CollectionTest() {
    testing::writeCollectionKind(home_);
    restart();
  }
  void restart() {
    generator_ = std::make_unique<Generator>(GeneratorSettings{.home = home_.path(), .program = STESURA_BINARY_DIR});
  }

  Document generate(std::vector<Json> documents, const std::string& layout = "elenco", Json others = nullptr) {
    return generator_->generateCollection({.kind = "prova", .layout = layout}, Collection{std::move(documents), {}, std::move(others)});
  }
  static std::string textOf(const Document& document) { return testing::textOfOdt(document.bytes); }

  // The error of a collection that must be refused.
  Error refusal(std::vector<Json> documents, std::vector<std::string> places = {}, const std::string& layout = "elenco") {
    try {
      generator_->generateCollection({.kind = "prova", .layout = layout}, Collection{std::move(documents), std::move(places), nullptr});
    } catch (const Error& error) {
      return error;
    }
    ADD_FAILURE() << "the collection was taken";
    return Error(ErrorKind::data, "");
  }
  static std::string linesOf(const Error& error) {
    std::string lines = error.sentence();
    for (const Problem& problem : error.problems()) lines += "\n" + problem.pointer + " " + problem.message + " " + problem.hint;
    return lines;
  }

  testing::SmallHome home_;
  std::unique_ptr<Generator> generator_;
};

TEST_F(CollectionTest, ShowsEveryDocumentInTheOrderGiven) {
  const std::string text = textOf(generate({smallDocument("Rossi"), smallDocument("De Prova")}, "elenco", {{"titolo", "Marzo"}}));
  EXPECT_NE(text.find("Marzo"), std::string::npos);
  EXPECT_LT(text.find("1) Comune di Rho, R.,"), text.find("2) Comune di Rho, D. P.,")) << text;
  EXPECT_EQ(text.find("CANARINO"), std::string::npos);
}

TEST_F(CollectionTest, TakesTheListAloneAndTheWholeObject) {
  const Json list = {smallDocument("Rossi"), smallDocument("Neri")};
  const Order order{.kind = "prova", .layout = "elenco"};
  const Document fromParts = generate({list[0], list[1]});
  EXPECT_EQ(generator_->generate(order, list).sha256, fromParts.sha256);
  EXPECT_EQ(generator_->generate(order, {{"documenti", list}}).sha256, fromParts.sha256);
  EXPECT_THROW(generator_->generate(order, smallDocument("Rossi")), Error);
  EXPECT_THROW(generator_->generate(order, Json("testo")), Error);
}

TEST_F(CollectionTest, IsMadeWhateverIsWrongWithAnotherKind) {
  home_.write("templates/guasto/kind.json", "{");
  restart();
  EXPECT_EQ(generator_->kind("prova").name, "prova");
  EXPECT_THROW(generator_->kinds(), Error);
}

TEST_F(CollectionTest, GivesEachDocumentItsFingerprint) {
  const Json document = smallDocument("Rossi");
  const std::string expected = sha256Hex(canonicalJson(document));
  EXPECT_NE(textOf(generate({document})).find(expected), std::string::npos);
  EXPECT_EQ(textOf(generate({document}, "registro")).find(expected), std::string::npos);
}

TEST_F(CollectionTest, KeepsRemovedValuesAndReasonsOutOfEveryByte) {
  Json document = smallDocument("Rossi");
  document["persona"].erase("telefono");
  document["dati_assenti"] = {{"/persona/telefono", "preferisce_non_dirlo"}, {"/note", "non_noto"}};
  const Document made = generate({document, smallDocument("Neri")});
  for (const PackageEntry& entry : readPackage(made.bytes).entries) {
    EXPECT_EQ(entry.bytes.find("CANARINO"), std::string::npos) << entry.name;
    EXPECT_EQ(entry.bytes.find("preferisce"), std::string::npos) << entry.name;
  }
}

TEST_F(CollectionTest, PrintsTheReasonsOfEachDocument) {
  Json first = smallDocument("Rossi"), second = smallDocument("Neri"), third = smallDocument("Verdi");
  for (Json* document : {&first, &second, &third}) (*document)["persona"].erase("telefono");
  first["dati_assenti"] = {{"/persona/telefono", "preferisce_non_dirlo"}};
  third["dati_assenti"] = {{"/persona/telefono", "non_noto"}};
  const std::string text = textOf(generate({first, second, third}, "registro"));
  EXPECT_NE(text.find("Comune di Rho Rossi preferisce non dirlo; \nComune di Rho Neri non rilevato; \n"
                      "Comune di Rho Verdi non noto; "), std::string::npos) << text;
}

TEST_F(CollectionTest, TellsEveryProblemWithItsDocument) {
  Json second = smallDocument("Neri"), third = smallDocument("Verdi");
  second.erase("ente");
  third["persona"]["cognome"] = 7;
  const Error error = refusal({smallDocument("Rossi"), second, third});
  EXPECT_EQ(error.kind(), ErrorKind::data);
  ASSERT_EQ(error.problems().size(), 2u) << linesOf(error);
  EXPECT_EQ(error.problems()[0].pointer, "/documenti/1/ente");
  EXPECT_TRUE(error.problems()[0].message.starts_with("Documento 2: Ente: manca")) << linesOf(error);
  EXPECT_EQ(error.problems()[1].pointer, "/documenti/2/persona/cognome");
  EXPECT_TRUE(error.problems()[1].message.starts_with("Documento 3: Persona › Cognome: deve ")) << linesOf(error);
}

TEST_F(CollectionTest, CallsADocumentByThePlaceItWasGiven) {
  Json second = smallDocument("Neri");
  second.erase("ente");
  const Error error = refusal({smallDocument("Rossi"), second}, {"file 1", "documento 2 (file 7)"});
  EXPECT_TRUE(error.problems().at(0).message.starts_with("Documento 2 (file 7): Ente: manca")) << linesOf(error);
}

TEST_F(CollectionTest, RefusesNoDocumentAtAll) {
  EXPECT_NE(refusal({}).sentence().find("La raccolta è vuota"), std::string::npos);
  EXPECT_NE(refusal({}, {}, "registro").sentence().find("La raccolta è vuota"), std::string::npos);
}

TEST_F(CollectionTest, RefusesDocumentsOfAnotherKindByTheirPosition) {
  Json other = smallDocument("Neri");
  other["tipo_documento"] = "CANARINO";
  const Error error = refusal({smallDocument("Rossi"), other, smallDocument("Verdi"), other});
  ASSERT_EQ(error.problems().size(), 2u) << "nothing else is said of them: " << linesOf(error);
  EXPECT_EQ(error.problems()[0].message, "Documento 2: è un documento di un altro tipo.");
  EXPECT_EQ(error.problems()[1].message, "Documento 4: è un documento di un altro tipo.");
  EXPECT_EQ(linesOf(error).find("CANARINO"), std::string::npos);
}

TEST_F(CollectionTest, RefusesWhatIsNoDocument) {
  const Error error = refusal({smallDocument("Rossi"), Json("CANARINO"), Json::array(), Json()});
  EXPECT_EQ(error.problems().size(), 3u) << linesOf(error);
  EXPECT_EQ(linesOf(error).find("CANARINO"), std::string::npos);
  EXPECT_NE(linesOf(error).find("Documento 2: "), std::string::npos) << linesOf(error);
}

TEST_F(CollectionTest, RefusesTheSameDocumentTwice) {
  Json first = smallDocument("Rossi"), third = smallDocument("Verdi");
  first["id"] = third["id"] = "11111111-1111-5111-8111-111111111111";
  const Error error = refusal({first, smallDocument("Neri"), third});
  ASSERT_EQ(error.problems().size(), 1u);
  EXPECT_EQ(error.problems()[0].message, "Documento 3: ha lo stesso identificativo del documento 1.");
}

TEST_F(CollectionTest, WarnsOfDocumentsThatSayTheSame) {
  const Document made = generate({smallDocument("Rossi"), smallDocument("Rossi")});
  ASSERT_EQ(made.warnings.size(), 1u) << "anonymous sheets may well be alike";
  EXPECT_EQ(made.warnings[0].message, "Documento 2: ha gli stessi dati del documento 1.");
}

TEST_F(CollectionTest, TellsVersionsThatDoNotGoTogether) {
  std::string schema = testing::kListSchema;
  home_.write("schemas/prova.schema.json", R"({"$id": "https://schemi.stesura.example/prova.schema.json",
    "type": "object", "required": ["tipo_documento"], "unevaluatedProperties": false, "properties": {
      "tipo_documento": {"const": "prova"}, "schema_versione": {"type": "string", "x-classe": "P"},
      "ente": {"type": "string", "x-classe": "P"}}})");
  home_.write("templates/prova/elenco.fodt", testing::flatDocument("<text:p>{{#documenti}}{{ente}} {{/documenti}}</text:p>"));
  home_.write("templates/prova/kind.json", R"({"tipo": "prova", "titolo": "Prova", "ruolo": "prova",
    "schema": "prova.schema.json", "modelli": [{"nome": "elenco", "titolo": "Elenco", "file": "elenco.fodt",
    "classe_massima": "P", "raccolta": {"schema": "elenco_prova.schema.json", "elenco": "documenti"}}]})");
  restart();
  const auto version = [](const char* text) {
    return Json{{"tipo_documento", "prova"}, {"schema_versione", text}, {"ente", text}};
  };
  const Document near = generate({version("1.0.0"), version("1.2.0")});
  ASSERT_EQ(near.warnings.size(), 1u);
  EXPECT_EQ(near.warnings[0].message, "Documento 2: la versione dello schema non è quella del documento 1.");
  const Error error = refusal({version("1.0.0"), version("2.0.0"), version("1.0.0"), version("10.0.0")});
  ASSERT_EQ(error.problems().size(), 2u) << linesOf(error);
  EXPECT_TRUE(error.problems()[0].message.starts_with("Documento 2: "));
  EXPECT_TRUE(error.problems()[1].message.starts_with("Documento 4: "));
}

TEST_F(CollectionTest, TakesTwoThousandDocumentsInASecondOrTwo) {
  std::vector<Json> documents;
  for (int i = 0; i < 2000; ++i) documents.push_back(smallDocument("Persona " + std::to_string(i)));
  const auto begin = std::chrono::steady_clock::now();
  const std::string text = textOf(generate(documents));
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(5));
  EXPECT_NE(text.find("2000) Comune di Rho"), std::string::npos);
  documents.resize(3001, smallDocument("Rossi"));
  EXPECT_NE(linesOf(refusal(std::move(documents))).find("3000"), std::string::npos) << "the schema's bound is named";
}

TEST_F(CollectionTest, KeepsOtherDataApartFromTheDocuments) {
  EXPECT_THROW(generate({smallDocument("Rossi")}, "elenco", {{"documenti", Json::array()}}), Error);
  EXPECT_THROW(generate({smallDocument("Rossi")}, "elenco", Json::array()), Error);
  EXPECT_THROW(generate({smallDocument("Rossi")}, "elenco", {{"sconosciuto", 1}}), Error);
  try {
    generate({smallDocument("Rossi")}, "completa");
    ADD_FAILURE() << "a layout of one document took a collection";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::usage);
  }
}

TEST_F(CollectionTest, IsCheckedWithoutBeingMade) {
  Json second = smallDocument("Neri");
  second.erase("ente");
  const CheckResult result = generator_->check("prova", "elenco", Collection{{smallDocument("Rossi"), second}, {}, nullptr});
  ASSERT_EQ(result.report.problems.size(), 1u);
  EXPECT_TRUE(result.report.problems[0].message.starts_with("Documento 2: "));
  EXPECT_GT(result.completeness.applicable, 4u);
}

TEST_F(CollectionTest, IsPrintedAsADraftWithWhatIsMissing) {
  Json second = smallDocument("Neri");
  second.erase("ente");
  const Document draft = generator_->generateCollection({.kind = "prova", .layout = "elenco", .completion = Completion::draft},
                                              Collection{{smallDocument("Rossi"), second}, {}, nullptr});
  EXPECT_NE(textOf(draft).find("BOZZA: mancano"), std::string::npos) << textOf(draft);
  ASSERT_FALSE(draft.warnings.empty());
  EXPECT_TRUE(draft.warnings[0].message.starts_with("Documento 2: Ente: manca"));
}

TEST_F(CollectionTest, HasAnIdOfItsOwnThatFollowsItsDocuments) {
  const std::string one = generate({smallDocument("Rossi")}).id;
  EXPECT_EQ(one, generate({smallDocument("Rossi")}).id);
  EXPECT_NE(one, generate({smallDocument("Neri")}).id);
}

class CollectionSchemaTest : public CollectionTest {
 protected:
  // What lint says of the layout `elenco` with another schema of the list.
  std::string lintWith(const std::string& from, const std::string& to) {
    std::string schema = testing::kListSchema;
    schema.replace(schema.find(from), from.size(), to);
    home_.write("schemas/elenco_prova.schema.json", schema);
    restart();
    std::string all;
    for (const LintResult& result : generator_->lintKinds({"prova"})) {
      for (const LintFinding& finding : result.findings) {
        all += result.subject + " " + finding.problem.pointer + " " + finding.problem.message + "\n";
      }
    }
    return all;
  }
};

TEST_F(CollectionSchemaTest, PassesLint) { EXPECT_EQ(lintWith("Elenco", "Elenco"), ""); }

TEST_F(CollectionSchemaTest, HoldsDocumentsOfItsKind) {
  EXPECT_NE(lintWith(R"({"$ref": "prova.schema.json"})", R"({"type": "object"})").find("non è un elenco di documenti"),
            std::string::npos);
  EXPECT_NE(lintWith(R"("documenti": {"type)", R"("schede": {"type)").find("non è un elenco di documenti"), std::string::npos);
}

TEST_F(CollectionSchemaTest, LowersNoClass) {
  const std::string found = lintWith(R"("title": "Schede",)", R"("title": "Schede", "x-classe": "P",)");
  EXPECT_NE(found.find("abbassa la classe"), std::string::npos) << found;
}

TEST_F(CollectionSchemaTest, IsNamedWhereItIsMissing) {
  std::filesystem::remove(home_.path() / "schemas/elenco_prova.schema.json");
  restart();
  EXPECT_NE(refusal({smallDocument("Rossi")}).sentence().find("Manca lo schema"), std::string::npos);
  EXPECT_NO_THROW(generator_->generate({.kind = "prova", .layout = "completa"}, smallDocument("Rossi")))
      << "layouts of one document do without";
}

TEST_F(CollectionSchemaTest, IsDeclaredInFull) {
  for (const char* wrong : {R"({})", R"({"schema": "elenco_prova.schema.json"})", R"("documenti")",
                            R"({"schema": "../a.json", "elenco": "documenti"})",
                            R"({"schema": "elenco_prova.schema.json", "elenco": "a/b"})",
                            R"({"schema": "elenco_prova.schema.json", "elenco": "documenti", "altro": 1})"}) {
    home_.write("templates/prova/kind.json", std::string(R"({"tipo": "prova", "titolo": "Prova", "ruolo": "prova",
      "schema": "prova.schema.json", "modelli": [{"nome": "elenco", "titolo": "Elenco", "file": "elenco.fodt",
      "classe_massima": "P", "raccolta": )") + wrong + "}]}");
    restart();
    EXPECT_EQ(refusal({smallDocument("Rossi")}).kind(), ErrorKind::templateFile) << wrong;
  }
}

}  // namespace
}  // namespace stesura
