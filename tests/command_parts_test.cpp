// The parts of the commands that need no process.
#include <gtest/gtest.h>

#include "generator/digest.h"
#include "generator/error.h"
#include "program_process.h"
#include "service/commands/issued_file.h"
#include "service/commands/line_reader.h"
#include "service/commands/order_options.h"
#include "service/commands/output_file.h"
#include "service/commands/progress_bar.h"
#include "service/commands/report_text.h"

namespace stesura {
namespace {

std::vector<InputLine> linesOf(const std::string& text, std::size_t bound) {
  const testing::TestFolder folder;
  LineReader reader(folder.write("lines", text), bound);
  std::vector<InputLine> lines;
  for (InputLine line; reader.next(line);) lines.push_back(line);
  return lines;
}

TEST(OutputFile, HandedOverBearsItsNameOnlyWhenCommitted) {
  const testing::TestFolder folder;
  const std::string text(300000, 'x');
  {
    OutputFile kept(folder / "kept"), dropped(folder / "dropped");
    for (OutputFile* file : {&kept, &dropped}) {
      file->write(text);
      file->handOver();
    }
    EXPECT_FALSE(folder.has("kept"));
    kept.commit();
    EXPECT_EQ(folder.read("kept"), text);
  }
  EXPECT_FALSE(folder.has("dropped"));
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder / ""), {}), 1);
}

TEST(OutputFile, HandedOverToAFullDeviceFails) {
  OutputFile full("/dev/full");
  full.write("x");
  EXPECT_THROW(full.handOver(), Error);
}

TEST(OutputFile, NeverReplacesWhatCameMeanwhile) {
  const testing::TestFolder folder;
  OutputFile file(folder / "atto.pdf", FormerFile::stays);
  file.write("nuovo");
  folder.write("atto.pdf", "altro");
  EXPECT_THROW(file.commit(), Error);
  EXPECT_EQ(folder.read("atto.pdf"), "altro");
  EXPECT_THROW(OutputFile(folder / "atto.pdf", FormerFile::stays), Error);
}

// Whatever a command writes, it writes through this.
TEST(WriteOutput, NeverReplacesASignedFile) {
  const testing::TestFolder folder;
  const std::string message = std::string("\x30\x80\x06\x09\x2A\x86\x48\x86\xF7\x0D\x01\x07\x02\xA0\x80", 15);
  for (const std::string& was : {std::string("%PDF-1.7 /ByteRange [0 1 2 3]"), "\n%PDF-1.7 " + std::string(3u << 20, 'x') + "/ByteRange", message,
                                 std::string("-----BEGIN PKCS7-----\nMIAGCSqGSIb3DQEHAqCA\n")}) {
    folder.write("atto", was);
    EXPECT_TRUE(holdsSignature(folder / "atto"));
    EXPECT_THROW(writeOutput(folder / "atto", "altro"), Error);
    EXPECT_EQ(folder.read("atto"), was);
    EXPECT_NO_THROW(writeOutput(folder / "atto", was)) << "nothing would be lost";
  }
  for (const std::string was : {"", "/ByteRange", "%PDF-1.7 senza firme", "0\x80", "{}"}) {
    folder.write("atto", was);
    EXPECT_NO_THROW(writeOutput(folder / "atto", "altro"));
    EXPECT_EQ(folder.read("atto"), "altro");
  }
}

TEST(LineReader, LinesOfAnyEndAndAnyLength) {
  const std::string large(700000, 'x');
  const auto lines = linesOf("a\n\r\n" + large + "\r\n \t\nb", 1u << 20);
  ASSERT_EQ(lines.size(), 5u);
  EXPECT_EQ(lines[0].text, "a");
  EXPECT_TRUE(lines[1].blank);
  EXPECT_EQ(lines[2].text, large);
  EXPECT_EQ(lines[2].sha256, sha256Hex(large));
  EXPECT_TRUE(lines[3].blank);
  EXPECT_EQ(lines[4].text, "b");
  EXPECT_EQ(lines[4].number, 5u);
}

TEST(LineReader, LineOverTheBoundIsDigestedButNotKept) {
  const std::string large(3u << 20, 'y');
  const auto lines = linesOf(large + "\nok\n" + large.substr(0, 1000), 1000);
  ASSERT_EQ(lines.size(), 3u);
  EXPECT_TRUE(lines[0].tooLong);
  EXPECT_TRUE(lines[0].text.empty());
  EXPECT_EQ(lines[0].sha256, sha256Hex(large));
  EXPECT_EQ(lines[1].text, "ok");
  EXPECT_FALSE(lines[2].tooLong) << "the bound itself is allowed";
  EXPECT_FALSE(linesOf(std::string(1000, 'z') + "\r\n", 1000)[0].tooLong);
  EXPECT_TRUE(linesOf(std::string(1001, 'z') + "\n", 1000)[0].tooLong);
}

TEST(ReportText, NothingCanPlayTricksOnATerminal) {
  EXPECT_EQ(printable("Città · «è»"), "Città · «è»");
  EXPECT_EQ(printable("a\nb\x1b[0m"), "a\\u{000A}b\\u{001B}[0m");
  EXPECT_EQ(printable("\xE2\x80\xAE"
                      "fdp"),
            "\\u{202E}fdp");
  EXPECT_EQ(printable("\xC2\x9B"), "\\u{009B}");
  EXPECT_EQ(printable("a\xFF\xC3"), "a\\xFF\\xC3");
  EXPECT_EQ(printable("\xC0\xAF\xED\xA0\x80"), "\\xC0\\xAF\\xED\\xA0\\x80");
}

TEST(ReportText, ProblemIsPointerSentenceHintAndPlace) {
  const Problem problem{"/persona/cognome", "Cognome: manca.", "Scriverlo.", "required", "", ""};
  EXPECT_EQ(problemLine(problem), "/persona/cognome: Cognome: manca. Scriverlo.");
  const Problem inTemplate{"", "Nome sconosciuto.", "", "", "", "Gentile {{x}}"};
  EXPECT_EQ(problemLine(inTemplate), "Nome sconosciuto. [testo: «Gentile {{x}}»]");
  Problem inField = inTemplate;
  inField.place = "campo «Cognome_2»";
  EXPECT_EQ(problemLine(inField), "Nome sconosciuto. [campo «Cognome_2»]");
}

Document documentOf(const std::string& bytes, bool toBeSigned) {
  Document document;
  document.bytes = bytes;
  document.sha256 = sha256Hex(bytes);
  if (toBeSigned) document.signatureFields.push_back({SignatureField::Sort::signature, "firma_uno_1", "Firma di Uno (1)", 1, false});
  return document;
}

// The sentence with which a document is not written; "" if it is.
std::string refusalOf(const std::string& name, const Document& document) {
  try {
    writeIssued(name, document);
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::usage);
    return error.sentence();
  }
  return {};
}

TEST(IssuedFile, StandsBesideItsDigest) {
  const testing::TestFolder folder;
  const Document document = documentOf("%PDF-1.7 uno", true);
  writeIssued(folder / "atto.pdf", document);
  EXPECT_EQ(folder.read("atto.pdf"), document.bytes);
  EXPECT_EQ(folder.read("atto.pdf.sha256"), document.sha256 + "  atto.pdf\n");
  EXPECT_EQ(refusalOf(folder / "atto.pdf", document), "") << "the same document is there already";
}

TEST(IssuedFile, IsNotReplacedByAnotherToBeSigned) {
  const testing::TestFolder folder;
  writeIssued(folder / "atto.pdf", documentOf("%PDF-1.7 uno", true));
  EXPECT_NE(refusalOf(folder / "atto.pdf", documentOf("%PDF-1.7 due", true)).find("un documento emesso per la firma non si rifà"),
            std::string::npos);
  EXPECT_EQ(folder.read("atto.pdf"), "%PDF-1.7 uno");
  EXPECT_EQ(folder.read("atto.pdf.sha256").substr(0, 64), sha256Hex("%PDF-1.7 uno"));
  std::filesystem::remove(folder / "atto.pdf");
  EXPECT_EQ(refusalOf(folder / "atto.pdf", documentOf("%PDF-1.7 due", true)), "");
}

TEST(IssuedFile, IsReplacedWhereNobodySigns) {
  const testing::TestFolder folder;
  for (const char* bytes : {"%PDF-1.7 uno", "%PDF-1.7 due"}) EXPECT_EQ(refusalOf(folder / "nota.pdf", documentOf(bytes, false)), "");
  EXPECT_EQ(folder.read("nota.pdf"), "%PDF-1.7 due");
  EXPECT_FALSE(folder.has("nota.pdf.sha256"));
}

TEST(IssuedFile, ThatWasSignedStaysWhateverIsMade) {
  const std::string readable =
      "%PDF-1.7\n1 0 obj <</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[3 0 R]>>>> endobj\n"
      "2 0 obj <</Type/Pages/Kids[]/Count 0>> endobj\n3 0 obj <</T(firma_uno_1)/FT/Sig/V<</Type/Sig>>>> endobj\n"
      "trailer <</Root 1 0 R/Size 4>>\n";
  const testing::TestFolder folder;
  for (const std::string& was : {readable, std::string("%PDF-1.7 damaged /ByteRange [0 1 2 3]")}) {
    folder.write("atto.pdf", was);
    EXPECT_TRUE(holdsSignature(folder / "atto.pdf"));
    for (const bool toBeSigned : {true, false}) {
      EXPECT_NE(refusalOf(folder / "atto.pdf", documentOf("%PDF-1.7 due", toBeSigned)).find("contiene una firma"), std::string::npos);
    }
    EXPECT_EQ(folder.read("atto.pdf"), was);
  }
  folder.write("vuoto.pdf", readable.substr(0, readable.find("/V<<")) + ">> endobj\ntrailer <</Root 1 0 R/Size 4>>\n");
  EXPECT_FALSE(holdsSignature(folder / "vuoto.pdf"));
  EXPECT_FALSE(holdsSignature(folder / "manca.pdf"));
  EXPECT_FALSE(holdsSignature(folder.path()));
}

TEST(ProgressLine, ShowsPartRateAndTimeLeft) {
  const std::string line = progressLine(25, "documenti", 0.25, std::chrono::seconds(10));
  EXPECT_NE(line.find("25 %  25 documenti  2,5/s  restano 30 s"), std::string::npos) << line;
  EXPECT_EQ(progressLine(3, "righe", -1, std::chrono::milliseconds(1)), "3 righe");
}

TEST(OrderOptions, OnlyRealDaysAreDates) {
  for (const char* good : {"2026-03-12", "2024-02-29", "0001-01-01", "9999-12-31"}) {
    EXPECT_TRUE(isDate(good)) << good;
  }
  for (const char* bad : {"", "2026-3-12", "2026-02-29", "2026-13-01", "2026-00-10", "0000-01-01",
                          "12-03-2026", "2026-03-12T00:00:00Z", "2026/03/12", "2026-03-1 "}) {
    EXPECT_FALSE(isDate(bad)) << bad;
  }
}

TEST(OrderOptions, FormatIsThatOfTheNameUnlessAskedOtherwise) {
  EXPECT_EQ(chooseFormat("", "a.pdf"), OutputFormat::pdf);
  EXPECT_EQ(chooseFormat("", "a.PDF"), OutputFormat::pdf);
  EXPECT_EQ(chooseFormat("", ""), OutputFormat::odt);
  EXPECT_EQ(chooseFormat("pdf", "-"), OutputFormat::pdf);
  EXPECT_THROW(chooseFormat("odt", "a.pdf"), Error);
  EXPECT_THROW(chooseFormat("docx", ""), Error);
}

}  // namespace
}  // namespace stesura
