#include "generator/kind.h"

#include <gtest/gtest.h>

#include "tests/small_home.h"

namespace stesura {
namespace {

class KindTest : public ::testing::Test {
 protected:
  KindTest() { testing::writeSmallKind(home_); }
  Error failure(const std::string& name) const {
    try {
      readKind(home_.path(), name);
    } catch (const Error& error) {
      return error;
    }
    return Error(ErrorKind::surroundings, "nessun errore");
  }
  testing::SmallHome home_;
};

TEST_F(KindTest, IsReadFromItsFolder) {
  const Kind kind = readKind(home_.path(), "prova");
  EXPECT_EQ(kind.title, "Scheda di prova");
  EXPECT_EQ(kind.role, "prova");
  ASSERT_EQ(kind.layouts.size(), 2u);
  EXPECT_EQ(kind.layouts[1].rules.ceiling, DataClass::internal);
  EXPECT_TRUE(kind.layouts[0].embedsData);
  EXPECT_EQ(kind.layout("").name, "completa");
  EXPECT_EQ(kind.layout("ridotta").name, "ridotta");
}

TEST_F(KindTest, NamesTheNearestKindAndLayout) {
  const Error unknown = failure("provva");
  EXPECT_EQ(unknown.kind(), ErrorKind::usage);
  EXPECT_EQ(unknown.problems().at(0).hint, "Forse intendevi «prova»?");
  try {
    readKind(home_.path(), "prova").layout("completo");
    FAIL() << "an unknown layout was found";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::usage);
    EXPECT_EQ(error.problems().at(0).hint, "Forse intendevi «completa»?");
  }
}

TEST_F(KindTest, TellsHowLongItsDocumentsAreKept) {
  EXPECT_EQ(readKind(home_.path(), "prova").retentionYears, 0u);
  home_.write("templates/prova/kind.json", R"({"tipo": "prova", "titolo": "P", "ruolo": "prova", "schema": "prova.schema.json",
    "conservazione_anni": 0, "modelli": []})");
  const Error error = failure("prova");
  ASSERT_FALSE(error.problems().empty());
  EXPECT_EQ(error.problems()[0].pointer, "/conservazione_anni");
  EXPECT_EQ(readKind(STESURA_SOURCE_DIR, "scheda_segnalazione").retentionYears, 10u);
}

TEST_F(KindTest, ChoosesTheLayoutThatIsMeantForTheData) {
  const auto write = [&](const std::string& first, const std::string& second) {
    home_.write("templates/prova/kind.json", R"({"tipo": "prova", "titolo": "P", "ruolo": "prova", "schema": "prova.schema.json",
      "modelli": [{"nome": "annotata", "titolo": "A", "file": "completa.fodt", "classe_massima": "H")" + first + R"(},
                  {"nome": "altra", "titolo": "B", "file": "completa.fodt", "classe_massima": "H")" + second + "}]}");
  };
  write(R"(, "quando": {"campo": "/note", "presente": true})", "");
  const Kind kind = readKind(home_.path(), "prova");
  const Json noted = {{"note", "sì"}}, bare = Json::object();
  EXPECT_EQ(kind.layoutFor("", noted).name, "annotata");
  EXPECT_EQ(kind.layoutFor("", bare).name, "altra");
  EXPECT_EQ(kind.layoutFor("annotata", bare).name, "annotata");
  EXPECT_FALSE(kind.suits(kind.layouts[0], bare));
  EXPECT_TRUE(kind.suits(kind.layouts[1], noted));
  EXPECT_EQ(kind.layout("").name, "annotata");

  write(R"(, "quando": {"campo": "/note", "uguale": "a"})", R"(, "quando": {"campo": "/note", "uguale": "b"})");
  EXPECT_EQ(readKind(home_.path(), "prova").layoutFor("", bare).name, "annotata") << "the first where none is meant";

  write("", R"(, "quando": {"campo": "/notte", "presente": true})");
  const Error error = failure("prova");
  ASSERT_EQ(error.problems().size(), 1u);
  EXPECT_TRUE(error.problems()[0].pointer.starts_with("/modelli/1/quando")) << error.problems()[0].pointer;

  write("", R"(, "quando": {"campo": "/note", "presente": true}, "raccolta": {"schema": "prova.schema.json", "elenco": "documenti"})");
  EXPECT_EQ(failure("prova").problems().at(0).pointer, "/modelli/1/quando");
}

TEST_F(KindTest, NeverLeavesItsHome) {
  EXPECT_EQ(failure("../prova").kind(), ErrorKind::usage);
  EXPECT_EQ(failure("").kind(), ErrorKind::usage);
}

TEST_F(KindTest, TellsEveryMistakeOfTheManifest) {
  home_.write("templates/prova/kind.json", R"({"tipo": "altro", "titolo": "", "schema": "prova.schema.json", "extra": 1,
    "modelli": [{"nome": "a", "titolo": "A", "file": "../fuori.fodt", "classe_massima": "X",
                 "riduci": {"/persona/cognome": "metà"}, "mantieni": ["persona"]}]})");
  const Error error = failure("prova");
  EXPECT_EQ(error.kind(), ErrorKind::templateFile);
  std::vector<std::string> pointers;
  for (const Problem& problem : error.problems()) pointers.push_back(problem.pointer);
  for (const char* pointer : {"/tipo", "/titolo", "/ruolo", "/extra", "/modelli/0/file", "/modelli/0/classe_massima",
                              "/modelli/0/mantieni", "/modelli/0/riduci/~1persona~1cognome"}) {
    EXPECT_NE(std::find(pointers.begin(), pointers.end(), pointer), pointers.end()) << pointer;
  }
}

TEST_F(KindTest, TellsWhichSchemaIsMissingOrBroken) {
  home_.write("schemas/prova.schema.json", "{");
  EXPECT_EQ(failure("prova").kind(), ErrorKind::templateFile);
  std::filesystem::remove(home_.path() / "schemas/prova.schema.json");
  EXPECT_NE(failure("prova").sentence().find("prova.schema.json"), std::string::npos);
}

TEST_F(KindTest, DigestCoversEveryDocumentTheSchemaReaches) {
  home_.write("schemas/comune.schema.json",
              R"({"$id": "https://schemi.stesura.example/comune.schema.json", "$defs": {"nota": {"type": "string"}}})");
  home_.write("schemas/prova.schema.json",
              R"({"$id": "https://schemi.stesura.example/prova.schema.json", "type": "object",
                  "properties": {"persona": {"properties": {"cognome": {"type": "string"}, "data_nascita": {"type": "string"}}},
                                 "nota": {"$ref": "comune.schema.json#/$defs/nota"}}})");
  const std::string before = readKind(home_.path(), "prova").schemaSha256;
  home_.write("schemas/comune.schema.json",
              R"({"$id": "https://schemi.stesura.example/comune.schema.json", "$defs": {"nota": {"type": "number"}}})");
  EXPECT_NE(readKind(home_.path(), "prova").schemaSha256, before);
}

}  // namespace
}  // namespace stesura
