// `stesura convert`: many files, each by itself.
#include "program_fixture.h"

namespace stesura::testing {
namespace {

using Convert = Program;

std::string letter(const std::string& text) {
  return flatDocument("<text:p>" + text + "</text:p>");
}

TEST_F(Convert, MakesAPdfOfEachFile) {
  folder_.write("a.fodt", letter("Prima"));
  folder_.write("b.fodt", letter("Seconda"));
  const Ran ran = stesura({"convert", "a.fodt", "b.fodt", "--out", "pdf"});
  EXPECT_EQ(ran.exitCode, 0) << ran.err;
  EXPECT_EQ(folder_.names("pdf"), (std::vector<std::string>{"a.pdf", "b.pdf"}));
  EXPECT_EQ(folder_.read("pdf/a.pdf").substr(0, 5), "%PDF-");
}

TEST_F(Convert, FailingFilesAreNamedAndTheOthersMade) {
  folder_.write("buona.fodt", letter("Testo"));
  folder_.write("macro.fodt",
                flatDocument("<text:p><text:script xmlns:text=\"urn:oasis:names:tc:"
                             "opendocument:xmlns:text:1.0\">x</text:script></text:p>"));
  folder_.write("falsa.odt", "<html><body>CANARINO</body></html>");
  const Ran ran =
      stesura({"convert", "macro.fodt", "buona.fodt", "falsa.odt", "assente.odt", "--out", "pdf"});
  EXPECT_EQ(ran.exitCode, 3);
  EXPECT_EQ(folder_.names("pdf"), std::vector<std::string>{"buona.pdf"});
  for (const char* name : {"macro.fodt: ", "falsa.odt: ", "assente.odt: "}) {
    EXPECT_TRUE(holds(ran.err, name)) << ran.err;
  }
  EXPECT_FALSE(holds(ran.err, kCanary));
}

TEST_F(Convert, AllRefusedIsCodeFourAndNoneThereIsCodeTwo) {
  folder_.write("falsa.odt", "<html/>");
  EXPECT_EQ(stesura({"convert", "falsa.odt", "--out", "pdf"}).exitCode, 4);
  EXPECT_EQ(stesura({"convert", "assente.odt", "--out", "pdf"}).exitCode, 2);
  EXPECT_TRUE(folder_.names("pdf").empty());
}

TEST_F(Convert, FilesOfTheSameNameDoNotOverwriteEachOther) {
  folder_.write("x/a.fodt", letter("Prima"));
  folder_.write("y/a.fodt", letter("Seconda, più lunga della prima"));
  folder_.write("a-2.fodt", letter("Terza"));
  const Ran ran = stesura({"convert", "x/a.fodt", "y/a.fodt", "a-2.fodt", "--out", "pdf"});
  EXPECT_EQ(ran.exitCode, 0) << ran.err;
  EXPECT_EQ(folder_.names("pdf"), (std::vector<std::string>{"a-2.pdf", "a-3.pdf", "a.pdf"}));
  EXPECT_TRUE(holds(ran.out, "y/a.fodt → pdf/a-3.pdf (un altro file ha lo stesso nome)"))
      << ran.out;
}

TEST_F(Convert, StandardInputIsAFileToo) {
  const Ran ran = stesura({"convert", "-", "--out", "pdf"}, letter("Testo"));
  EXPECT_EQ(ran.exitCode, 0) << ran.err;
  EXPECT_EQ(folder_.names("pdf"), std::vector<std::string>{"documento.pdf"});
}

// 150,000 paragraphs take LibreOffice some twenty seconds, a letter a fraction of one: four lie
// well between, also where all cores are busy.
TEST_F(Convert, DocumentThatTakesTooLongFailsByItself) {
  std::string body;
  for (int number = 0; number < 150000; ++number) body += "<text:p>Riga</text:p>";
  folder_.write("lunga.fodt", flatDocument(body));
  folder_.write("breve.fodt", letter("Testo"));
  const Ran alone = stesura({"convert", "lunga.fodt", "--out", "pdf", "--timeout", "4"});
  EXPECT_EQ(alone.exitCode, 5) << alone.err;
  const Ran ran =
      stesura({"convert", "lunga.fodt", "breve.fodt", "--out", "pdf", "--timeout", "4"});
  EXPECT_EQ(ran.exitCode, 3) << ran.err;
  EXPECT_EQ(folder_.names("pdf"), std::vector<std::string>{"breve.pdf"});
}

}  // namespace
}  // namespace stesura::testing
