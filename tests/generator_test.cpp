#include "generator/generator.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <thread>

#include "generator/digest.h"
#include "generator/odf/package.h"
#include "tests/form_file.h"
#include "tests/sample_set.h"
#include "tests/small_home.h"

namespace stesura {
namespace {

class GeneratorTest : public ::testing::Test {
 protected:
  GeneratorTest() {
    testing::writeSmallKind(home_);
    generator_ = std::make_unique<Generator>(GeneratorSettings{.home = home_.path(), .program = STESURA_BINARY_DIR});
  }

  Document generate(const std::string& layout, const Json& data, Completion completion = Completion::issued) {
    return generator_->generate({.kind = "prova", .layout = layout, .completion = completion}, data);
  }
  static std::string contentOf(const Document& document) { return readPackage(document.bytes).find("content.xml")->bytes; }
  // Every part of the package, inflated, in one string.
  static std::string everythingOf(const Document& document) {
    std::string all;
    for (const PackageEntry& entry : readPackage(document.bytes).entries) all += entry.bytes;
    return all;
  }

  testing::SmallHome home_;
  std::unique_ptr<Generator> generator_;
  const Json data_ = Json::parse(R"({"tipo_documento": "prova", "data_documento": "2026-03-12", "ente": "Comune di Rho",
    "persona": {"cognome": "De Prova", "data_nascita": "1999-08-09", "codice": "RHO-7", "telefono": "02 1234567",
                "condizione": "schizofrenia"},
    "servizi": [{"nome": "NIL", "referente": "Esempio"}, {"nome": "CPI"}], "note": "Sede accessibile."})");
};

TEST_F(GeneratorTest, MergesValidDataIntoTheLayout) {
  const Document document = generate("completa", data_);
  EXPECT_NE(contentOf(document).find("Comune di Rho De Prova 09/08/1999"), std::string::npos);
  EXPECT_NE(contentOf(document).find("<text:p>NIL: Esempio; </text:p><text:p>CPI: ; </text:p>"), std::string::npos);
  EXPECT_EQ(document.sha256.size(), 64u);
  EXPECT_EQ(document.templateSha256.size(), 64u);
}

TEST_F(GeneratorTest, LetsNoRemovedValueReachAnyByte) {
  const std::string everything = everythingOf(generate("ridotta", data_));
  for (const char* removed : {"schizofrenia", "De Prova", "1999-08-09", "09/08/1999", "02 1234567", "Esempio"}) {
    EXPECT_EQ(everything.find(removed), std::string::npos) << removed;
  }
  EXPECT_NE(everything.find("D. P. 1999 RHO-7 Sede accessibile."), std::string::npos);
}

TEST_F(GeneratorTest, TellsWhatALayoutShowsOfTheData) {
  EXPECT_EQ(generator_->shown("prova", "ridotta", data_)["persona"], Json::parse(R"({"cognome": "D. P.", "data_nascita": "1999", "codice": "RHO-7"})"));
  EXPECT_EQ(generator_->shown("prova", "completa", data_), data_);
  EXPECT_THROW(generator_->shown("prova", "altro", data_), Error);
}

TEST_F(GeneratorTest, GivesTheVeryMaterialsThatItsDigestsAreOf) {
  const Document document = generate("completa", data_);
  const Materials materials = generator_->materials("prova", "completa");
  EXPECT_EQ(materials.schemaSha256, document.schemaSha256);
  EXPECT_EQ(materials.templateSha256, document.templateSha256);
  EXPECT_EQ(sha256Hex(materials.templateBytes), document.templateSha256);
  EXPECT_TRUE(materials.schemas.contains("prova.schema.json"));
  home_.write("schemas/prova.schema.json", "{}");
  EXPECT_THROW(generator_->materials("prova", "completa"), Error);
}

TEST(GeneratorOfTheRealKinds, GivesTheClausesThatItsDigestsAreOf) {
  const Generator generator(GeneratorSettings{.home = STESURA_SOURCE_DIR, .program = STESURA_BINARY_DIR});
  const Materials materials = generator.materials("protocollo_intesa", "provinciale");
  EXPECT_TRUE(materials.clauses.contains("cabina_regia.md"));
  EXPECT_NE(sha256Hex(materials.templateBytes), materials.templateSha256);
}

TEST_F(GeneratorTest, RefusesInvalidDataWithEveryProblem) {
  Json data = data_;
  data.erase("ente");
  data["persona"]["cognome"] = 7;
  try {
    generate("completa", data);
    FAIL() << "invalid data were merged";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::data);
    EXPECT_EQ(error.problems().size(), 2u);
    EXPECT_EQ(error.sentence(), "I dati non sono validi: ci sono 2 problemi.");
  }
}

TEST_F(GeneratorTest, MakesOnlyTheLayoutThatIsMeantForTheData) {
  testing::SmallHome home;
  testing::writeSmallKind(home);
  std::string manifest = testing::readWhole(home.path() / "templates/prova/kind.json");
  const std::string first = "\"nome\": \"completa\",";
  ASSERT_NE(manifest.find(first), std::string::npos);
  manifest.replace(manifest.find(first), first.size(), first + R"("quando": {"campo": "/note", "presente": true},)");
  home.write("templates/prova/kind.json", manifest);
  Generator generator({.home = home.path(), .program = STESURA_BINARY_DIR});
  Json data = {{"tipo_documento", "prova"}, {"ente", "Comune"}, {"persona", {{"cognome", "Rossi"}}}};
  const Document other = generator.generate({.kind = "prova"}, data);
  EXPECT_EQ(other.sha256, generator.generate({.kind = "prova", .layout = "ridotta"}, data).sha256);
  EXPECT_EQ(generator.layoutsFor("prova", data), std::vector<std::string>{"ridotta"});
  try {
    generator.generate({.kind = "prova", .layout = "completa"}, data);
    FAIL() << "a layout that is not meant for the data was made";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::data);
    EXPECT_EQ(error.problems().at(0).hint, "Modelli adatti: «ridotta».");
    EXPECT_EQ(std::string(error.sentence()).find("Rossi"), std::string::npos);
  }
  // Of a draft nobody knows yet what it will hold.
  generator.generate({.kind = "prova", .layout = "completa", .completion = Completion::draft}, data);
  data["note"] = "n";
  EXPECT_EQ(generator.layoutFor("prova", data), "completa");
  generator.generate({.kind = "prova", .layout = "completa"}, data);
}

TEST_F(GeneratorTest, GivesTheSameBytesForTheSameOrder) {
  EXPECT_EQ(generate("completa", data_).bytes, generate("completa", data_).bytes);
  Generator another({.home = home_.path(), .program = STESURA_BINARY_DIR});
  EXPECT_EQ(another.generate({.kind = "prova", .layout = "completa"}, data_).bytes, generate("completa", data_).bytes);
}

TEST_F(GeneratorTest, KeepsTheIdOfTheDataOrDerivesOne) {
  Json data = data_;
  const std::string derived = generate("completa", data).id;
  EXPECT_EQ(derived.size(), 36u);
  EXPECT_EQ(derived[14], '5');
  EXPECT_EQ(generate("ridotta", data).id, derived);
  data["id"] = "8d364a26-8b08-535f-8a9e-d93bc5aa3f54";
  EXPECT_EQ(generate("completa", data).id, "8d364a26-8b08-535f-8a9e-d93bc5aa3f54");
}

TEST_F(GeneratorTest, PrintsTheReasonOfAnAbsentValue) {
  Json data = data_;
  data["persona"].erase("telefono");
  EXPECT_NE(contentOf(generate("completa", data)).find("non rilevato"), std::string::npos);
  data["dati_assenti"] = {{"/persona/telefono", "preferisce_non_dirlo"}};
  EXPECT_NE(contentOf(generate("completa", data)).find("preferisce non dirlo"), std::string::npos);
}

TEST_F(GeneratorTest, PrintsAnIncompleteDraftAndMarksIt) {
  const Json data = Json::parse(R"({"tipo_documento": "prova", "persona": {"telefono": 7}, "inventato": true})");
  const Document document = generate("completa", data, Completion::draft);
  const std::string everything = everythingOf(document);
  EXPECT_NE(everything.find("BOZZA: mancano 5 dati"), std::string::npos);
  EXPECT_FALSE(document.warnings.empty());
  EXPECT_EQ(everythingOf(generate("completa", data_)).find("BOZZA"), std::string::npos);
}

// Neither breaks «type»: the schema knows these values by their alternatives only.
TEST_F(GeneratorTest, PrintsADraftWithListsWhereOneValueIsMeant) {
  std::ifstream file(home_.path() / "schemas/prova.schema.json");
  Json schema = Json::parse(file);
  Json& telephone = schema["properties"]["persona"]["properties"]["telefono"];
  telephone.erase("type");
  telephone["enum"] = {"casa", "ufficio"};
  home_.write("schemas/prova.schema.json", schema.dump());
  for (const char* value : {R"(["casa"])", R"({"casa": "ufficio"})", "[]", "{}"}) {
    Json data = data_;
    data["persona"]["telefono"] = Json::parse(value);
    EXPECT_NE(contentOf(generate("completa", data, Completion::draft)).find("non rilevato"),
              std::string::npos)
        << value;
  }
}

TEST_F(GeneratorTest, PrintsADraftOfNothingAtAll) {
  EXPECT_NE(everythingOf(generate("completa", Json::object(), Completion::draft)).find("BOZZA"), std::string::npos);
  EXPECT_THROW(generate("completa", Json::array(), Completion::draft), Error);
}

TEST_F(GeneratorTest, RefusesATemplateThatNamesWhatItMayNotShow) {
  home_.write("templates/prova/ridotta.fodt", testing::flatDocument("<text:p>{{persona.condizione}}</text:p>"));
  try {
    generate("ridotta", data_);
    FAIL() << "a removed path was named";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::templateFile);
    EXPECT_EQ(error.problems().at(0).pointer, "/persona/condizione");
  }
}

TEST_F(GeneratorTest, RefusesATemplateThatIsNotWhatItsNameSays) {
  home_.write("templates/prova/ridotta.fodt", "%PDF-1.7\n");
  EXPECT_THROW(generate("ridotta", data_), Error);
  std::ifstream file(home_.path() / "templates/prova/kind.json");
  std::string manifest((std::istreambuf_iterator<char>(file)), {});
  manifest.replace(manifest.find("ridotta.fodt"), 12, "ridotta.pdf");
  home_.write("templates/prova/kind.json", manifest);
  home_.write("templates/prova/ridotta.pdf", testing::flatDocument("<text:p>{{ente}}</text:p>"));
  const Generator fresh(GeneratorSettings{.home = home_.path(), .program = STESURA_BINARY_DIR});
  const std::string form = testing::formFixture("comune.pdf");
  for (const char* layout : {"", "ridotta"}) {
    try {
      fresh.readForm(form, "prova", layout);
      FAIL() << "an ODT was read as a form";
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::templateFile);
      EXPECT_EQ(error.sentence(), "Il file del modello «ridotta» si chiama .pdf ma non è un PDF.");
    }
  }
}

TEST_F(GeneratorTest, RefusesADateThatIsNone) {
  EXPECT_THROW(generator_->generate({.kind = "prova", .issueDate = "2026-02-30"}, data_), Error);
}

TEST_F(GeneratorTest, NeverMixesTwoPersonsAcrossThreads) {
  std::vector<std::string> surnames = {"Primo", "Secondo", "Terzo", "Quarto"};
  std::vector<std::thread> threads;
  std::vector<int> mixed(surnames.size(), 0);
  for (std::size_t own = 0; own < surnames.size(); ++own) {
    threads.emplace_back([&, own] {
      Json data = data_;
      data["persona"]["cognome"] = surnames[own];
      for (int i = 0; i < 50; ++i) {
        const std::string content = contentOf(generate("completa", data));
        for (std::size_t other = 0; other < surnames.size(); ++other) {
          const bool there = content.find(surnames[other]) != std::string::npos;
          if (there != (other == own)) ++mixed[own];
        }
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(mixed, std::vector<int>(surnames.size(), 0));
}

TEST_F(GeneratorTest, RendersAnyTemplateWithAnyData) {
  const std::string text = testing::flatDocument("<text:p>{{a}} {{#b}}{{c}},{{/b}}</text:p>");
  const Document document =
      generator_->render(text, Json::parse(R"({"a": "uno", "b": [{"c": 1}, {"c": 2}]})"), OutputFormat::odt, "2026-03-12");
  EXPECT_NE(contentOf(document).find("uno 1,2,"), std::string::npos);
  EXPECT_THROW(generator_->render(text, Json::parse(R"({"a": "uno"})"), OutputFormat::odt, ""), Error);
  EXPECT_THROW(generator_->render(text, Json::parse(R"({"a": "uno", "b": [{"c": 1}, {}]})"), OutputFormat::odt, ""), Error);
}

TEST_F(GeneratorTest, MakesAPdfWithItsDataInside) {
  const Order order{.kind = "prova", .layout = "completa", .format = OutputFormat::pdf};
  const Document document = generator_->generate(order, data_);
  EXPECT_TRUE(document.bytes.starts_with("%PDF-"));
  const Json embedded = Json::parse(extractData(document.bytes));
  EXPECT_EQ(embedded, data_);
  Order bare = order;
  bare.embeddedData = EmbeddedData::without;
  EXPECT_THROW(extractData(generator_->generate(bare, data_).bytes), Error);
}

TEST_F(GeneratorTest, NamesTheFieldWhoseCharacterNoFontHas) {
  Json data = data_;
  data["ente"] = "Comune 🦀";
  const Order order{.kind = "prova", .layout = "completa", .format = OutputFormat::pdf};
  try {
    generator_->generate(order, data);
    FAIL() << "a box was printed";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::data);
    EXPECT_EQ(error.problems().at(0).pointer, "/ente");
    EXPECT_NE(error.problems().at(0).message.find("U+1F980"), std::string::npos);
  }
}

TEST_F(GeneratorTest, LintIsContentWithTheSmallKind) {
  for (const LintResult& result : generator_->lintKinds({})) {
    for (const LintFinding& finding : result.findings) {
      EXPECT_NE(finding.level, LintFinding::Level::error) << result.subject << ": " << finding.problem.message;
    }
  }
}

TEST_F(GeneratorTest, LintFindsWhatIsWrongInALayout) {
  home_.write("templates/prova/completa.fodt",
              testing::flatDocument("<text:p>{{persona.congome}} {{persona}} {{#ente}}x{{/ente}}</text:p>"));
  home_.write("templates/prova/ridotta.fodt",
              testing::flatDocument("<text:p>{{persona.condizione}} {{note}}</text:p><text:p>{{ente}}</text:p>"));
  const std::vector<LintResult> results = generator_->lintKinds({"prova"});
  ASSERT_GE(results.size(), 2u);
  EXPECT_EQ(results[0].subject, "prova/completa");
  EXPECT_EQ(results[0].findings.size(), 3u);
  EXPECT_NE((results[0].findings[0].problem.message + results[0].findings[0].problem.hint).find("cognome"), std::string::npos);
  ASSERT_EQ(results[1].findings.size(), 3u) << results[1].findings.back().problem.message;
  EXPECT_EQ(results[1].findings[0].problem.pointer, "/persona/condizione");
  EXPECT_EQ(results[1].findings[2].level, LintFinding::Level::warning);
  EXPECT_EQ(results[1].findings[2].problem.pointer, "/note");
}

TEST_F(GeneratorTest, LintNamesARequiredPropertyThatNoLayoutShows) {
  home_.write("templates/prova/completa.fodt", testing::flatDocument("<text:p>{{ente}}</text:p>"));
  home_.write("templates/prova/ridotta.fodt", testing::flatDocument("<text:p>{{ente}}</text:p>"));
  const std::vector<LintResult> results = generator_->lintKinds({"prova"});
  ASSERT_EQ(results.back().subject, "prova");
  ASSERT_EQ(results.back().findings.size(), 1u);
  EXPECT_EQ(results.back().findings[0].problem.pointer, "/persona");
}

}  // namespace
}  // namespace stesura
