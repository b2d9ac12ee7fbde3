// Collections through the program: many files, what is wrong with them, samples and batches of
// them.
#include <nlohmann/json.hpp>

#include "program_fixture.h"
#include "tests/collection_home.h"

namespace stesura::testing {
namespace {

class CollectionProgram : public Program {
 protected:
  CollectionProgram() { writeCollectionKind(home_); }
  std::string document(const std::string& name, const std::string& surname) const {
    return folder_.write(name, smallDocument(surname).dump());
  }
};

TEST_F(CollectionProgram, MakesOneDocumentOfManyFilesAndLists) {
  const std::string one = document("uno.json", "Rossi");
  const std::string list =
      folder_.write("altri.json", Json({smallDocument("Neri"), smallDocument("Verdi")}).dump());
  const std::string others = folder_.write("dati.json", R"({"titolo": "Marzo"})");
  const Ran ran = stesura(
      {"generate", "prova", one, list, "--layout", "elenco", "--dati", others, "-o", "e.odt"});
  EXPECT_EQ(ran.exitCode, 0) << ran.err;
  EXPECT_TRUE(folder_.has("e.odt"));
  const std::string whole = folder_.write(
      "tutto.json",
      Json({{"titolo", "Marzo"},
            {"documenti", {smallDocument("Rossi"), smallDocument("Neri"), smallDocument("Verdi")}}})
          .dump());
  EXPECT_EQ(stesura({"generate", "prova", whole, "--layout", "elenco", "-o", "t.odt"}).exitCode, 0);
  EXPECT_EQ(folder_.read("t.odt"), folder_.read("e.odt")) << "however the documents came";
}

TEST_F(CollectionProgram, TellsEachFileThatIsNoJsonByItsPosition) {
  const std::string one = document("uno.json", "Rossi");
  const std::string broken = folder_.write("rotto.json", R"({"ente": "CANARINO)");
  const std::string empty = folder_.write("vuoto.json", "");
  const Ran ran = stesura({"generate", "prova", one, broken, empty, "--layout", "elenco"});
  EXPECT_EQ(ran.exitCode, 1);
  EXPECT_TRUE(holds(ran.err, "File 2: ")) << ran.err;
  EXPECT_TRUE(holds(ran.err, "File 3: ")) << ran.err;
  EXPECT_FALSE(holds(ran.err, kCanary)) << ran.err;
  EXPECT_FALSE(folder_.has("prova-elenco.odt"));
}

TEST_F(CollectionProgram, TellsEachDocumentThatIsWrongByItsPosition) {
  const std::string one = document("uno.json", "Rossi");
  Json bad = smallDocument("Neri"), foreign = smallDocument("Verdi");
  bad.erase("ente");
  foreign["tipo_documento"] = "CANARINO";
  const std::string list =
      folder_.write("altri.json", Json({smallDocument("Bianchi"), bad}).dump());
  const Ran ran = stesura({"generate", "prova", one, list, "--layout", "elenco"});
  EXPECT_EQ(ran.exitCode, 1);
  EXPECT_TRUE(holds(ran.err, "Documento 3 (file 2): Ente: manca")) << ran.err;
  const Ran other = stesura(
      {"generate", "prova", one, folder_.write("f.json", foreign.dump()), "--layout", "elenco"});
  EXPECT_EQ(other.exitCode, 1);
  EXPECT_TRUE(holds(other.err, "Documento 2 (file 2): è un documento di un altro tipo"))
      << other.err;
  EXPECT_FALSE(holds(ran.err + other.err, kCanary)) << ran.err << other.err;
}

TEST_F(CollectionProgram, RefusesTheSameFileTwiceAndNoDocument) {
  const std::string one = document("uno.json", "Rossi");
  const Ran twice = stesura(
      {"generate", "prova", one, document("due.json", "Neri"), "./uno.json", "--layout", "elenco"});
  EXPECT_EQ(twice.exitCode, 2);
  EXPECT_TRUE(holds(twice.err, "Il file 3 è lo stesso del file 1")) << twice.err;
  const Ran none = stesura({"generate", "prova", "--layout", "elenco"});
  EXPECT_EQ(none.exitCode, 2);
  EXPECT_TRUE(holds(none.err, "Manca FILE")) << none.err;
  const Ran empty =
      stesura({"generate", "prova", folder_.write("vuoto.json", "[]"), "--layout", "elenco"});
  EXPECT_EQ(empty.exitCode, 1);
  EXPECT_TRUE(holds(empty.err, "La raccolta è vuota")) << empty.err;
}

TEST_F(CollectionProgram, IsAskedForByItsLayout) {
  const std::string one = document("uno.json", "Rossi"), two = document("due.json", "Neri");
  const std::string others = folder_.write("dati.json", "{}");
  for (const std::vector<std::string>& wrong : std::vector<std::vector<std::string>>{
           {"generate", "prova", one, two},
           {"generate", "prova", one, "--dati", others},
           {"generate", "prova", one, two, "--layout", "completa"}}) {
    const Ran ran = stesura(wrong);
    EXPECT_EQ(ran.exitCode, 2);
    EXPECT_TRUE(holds(ran.err, "di un documento solo")) << ran.err;
  }
  EXPECT_EQ(stesura({"generate", "prova", one, "--layout", "elenco", "-o", "una.odt"}).exitCode, 0);
  EXPECT_TRUE(
      holds(stesura({"kinds"}).out, "elenco · Elenco (raccolta di documenti, fino alla classe I"));
  const Json kinds = Json::parse(stesura({"kinds", "--json"}).out);
  EXPECT_EQ(kinds[0]["modelli"][1]["raccolta"], "documenti");
}

TEST_F(CollectionProgram, IsCheckedWithItsLayout) {
  const std::string one = document("uno.json", "Rossi"), two = document("due.json", "Neri");
  EXPECT_TRUE(
      holds(stesura({"check", "prova", one, two}).err, "con --layout un modello di raccolta"));
  const Ran fine = stesura({"check", "prova", one, two, "--layout", "elenco"});
  EXPECT_EQ(fine.exitCode, 0) << fine.out << fine.err;
  Json bad = smallDocument("Verdi");
  bad.erase("ente");
  const Ran wrong = stesura(
      {"check", "prova", one, folder_.write("b.json", bad.dump()), "--layout", "elenco", "--json"});
  EXPECT_EQ(wrong.exitCode, 1);
  const Json answer = Json::parse(wrong.out);
  EXPECT_EQ(answer["problemi"][0]["puntatore"], "/documenti/1/ente");
  EXPECT_TRUE(holds(answer["problemi"][0]["messaggio"], "Documento 2 (file 2): Ente: manca"));
  EXPECT_FALSE(holds(wrong.out, kCanary)) << wrong.out;
}

TEST_F(CollectionProgram, TakesTwoThousandFiles) {
  std::vector<std::string> arguments = {"generate", "prova", "--layout",
                                        "elenco",   "-o",    "molti.odt"};
  for (int i = 0; i < 2000; ++i) {
    const std::string number = std::to_string(i);
    arguments.push_back(document(number + ".json", number));
  }
  const Ran ran = stesura(arguments);
  EXPECT_EQ(ran.exitCode, 0) << ran.err;
  const Ran tooMany = stesura(
      {"generate", "prova", "--layout", "elenco",
       folder_.write("troppi.json", Json(std::vector<Json>(10'001, Json::object())).dump())});
  EXPECT_EQ(tooMany.exitCode, 1);
  EXPECT_TRUE(holds(tooMany.err, "al massimo 10000 documenti")) << tooMany.err;
}

TEST_F(CollectionProgram, SamplesListTheDocumentsOfACollection) {
  folder_.write("c/uno.json", smallDocument("Rossi").dump());
  folder_.write("c/due.json", smallDocument("Neri").dump());
  folder_.write("c/insieme.json", R"({"raccolta": "prova", "modelli": ["elenco"],
    "documenti": ["uno.json", "due.json"], "dati": {"titolo": "Marzo"}})");
  const std::vector<std::string> order = {"samples", "c", "--out", "o", "--to", "odt"};
  const Ran ran = stesura(order);
  EXPECT_EQ(ran.exitCode, 0) << ran.err;
  EXPECT_TRUE(folder_.has("o/insieme-elenco.odt"));
  EXPECT_FALSE(folder_.has("o/insieme-registro.odt")) << "not asked for";
  EXPECT_FALSE(folder_.has("o/uno-elenco.odt")) << "a single sample is no collection";
  EXPECT_TRUE(holds(stesura(order).out, "0 documenti fatti, 3 già pronti"));
  folder_.write("c/due.json", smallDocument("Verdi").dump());
  EXPECT_TRUE(holds(stesura(order).out, "2 documenti fatti, 1 già pronti"));
}

TEST_F(CollectionProgram, SampleThatListsWhatItMayNotIsRefused) {
  for (const char* wrong : {R"({"raccolta": 7})", R"({"raccolta": "prova"})",
                            R"({"raccolta": "prova", "documenti": ["../uno.json"]})",
                            R"({"raccolta": "prova", "documenti": ["/etc/passwd"]})",
                            R"({"raccolta": "prova", "documenti": "uno.json"})",
                            R"({"raccolta": "altro", "documenti": ["uno.json"]})"}) {
    folder_.write("c/insieme.json", wrong);
    const Ran ran = stesura({"samples", "c", "--out", "o", "--to", "odt"});
    EXPECT_NE(ran.exitCode, 0) << wrong;
    EXPECT_TRUE(holds(ran.err, "insieme.json")) << ran.err;
  }
}

TEST_F(CollectionProgram, BatchMakesOneDocumentALineOfDocuments) {
  const Json first = {{"titolo", "Marzo"},
                      {"documenti", {smallDocument("Rossi"), smallDocument("Neri")}}};
  const Json second = Json::array({smallDocument("Verdi")});
  folder_.write("r.ndjson", first.dump() + "\n" + second.dump() + "\n" +
                                smallDocument("Bianchi").dump() + "\n");
  const Ran ran =
      stesura({"batch", "prova", "r.ndjson", "--layout", "elenco", "--to", "odt", "--out", "o"});
  EXPECT_EQ(ran.exitCode, 3) << ran.out << ran.err;
  EXPECT_TRUE(folder_.has("o/000001.odt"));
  EXPECT_TRUE(folder_.has("o/000002.odt"));
  EXPECT_FALSE(folder_.has("o/000003.odt")) << "a document alone is no collection";
}

}  // namespace
}  // namespace stesura::testing
