// PDFs that are broken, or made to break who reads them: a sentence, and soon.

#include <gtest/gtest.h>
#include <zlib.h>

#include <algorithm>
#include <cstdlib>
#include <ctime>

#include "generator/error.h"
#include "generator/pdf/history.h"
#include "tests/fuzz/form_mutation.h"
#include "tests/pdf_updates.h"

namespace stesura {
namespace {

using testing::appendSection;
using testing::pdfOf;
using testing::streamOf;
using testing::updated;

constexpr double kMostSeconds = 5;  // with sanitizers; a tenth without

const char kCatalog[] = "<< /Type /Catalog >>";

const char kNoIndex[] = "Il PDF è rovinato: l’indice degli oggetti non è dove il file dice, o non si legge.";
const char kTooMany[] = "L’indice del PDF dichiara troppi oggetti.";
const char kTruncated[] = "Il PDF è troncato o rovinato: non finisce con «startxref» e «%%EOF».";
const char kDisorder[] =
    "Il PDF è rovinato: i suoi aggiornamenti non si seguono nell’ordine in cui stanno nel file.";
const char kCompressed[] = "Il PDF contiene dati compressi troppo grandi.";

// Reads the file, all its objects as of every revision, and the bytes outside; the sentence of the
// error, "" if there is none. Fails the test when that takes more
// of the processor than a hostile file may.
std::string sentenceOf(const std::string& file, const PdfBounds& bounds = {}) {
  std::string sentence;
  const std::clock_t start = std::clock();
  try {
    const PdfHistory history = PdfHistory::read(file, bounds);
    for (std::size_t revision = 0; revision < history.revisions().size(); ++revision) {
      for (const auto& entry : history.revisions()[revision].references)
        history.object(entry.first, revision);
      history.outsideBytes(revision);
    }
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::data);
    EXPECT_FALSE(error.sentence().empty());
    sentence = error.sentence();
  }
  EXPECT_LT(static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC, kMostSeconds);
  return sentence;
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  const std::size_t at = text.rfind(from);
  EXPECT_NE(at, std::string::npos) << from;
  return text.replace(at, from.size(), to);
}

std::string repeated(const std::string& piece, std::size_t times) {
  std::string all;
  all.reserve(piece.size() * times);
  for (std::size_t i = 0; i < times; ++i) all += piece;
  return all;
}

std::string deflated(const std::string& data) {
  uLongf size = compressBound(data.size());
  std::string out(size, '\0');
  compress2(reinterpret_cast<Bytef*>(out.data()), &size, reinterpret_cast<const Bytef*>(data.data()),
            data.size(), 9);
  out.resize(size);
  return out;
}

// A file whose only section is this cross-reference stream (object 2).
std::string withStream(const std::string& rows, const std::string& dictionary) {
  std::string file = "%PDF-1.7\n1 0 obj\n" + std::string(kCatalog) + "\nendobj\n";
  const std::size_t place = file.size();
  return file + "2 0 obj\n" + streamOf(rows, "/Type/XRef/Root 1 0 R" + dictionary) + "\nendobj\nstartxref\n" +
         std::to_string(place) + "\n%%EOF\n";
}

TEST(HostilePdf, IsRefusedWithTheReason) {
  const std::string file = pdfOf({kCatalog, "(due)"});
  EXPECT_EQ(sentenceOf(""), "Il file è vuoto.");
  EXPECT_EQ(sentenceOf("PK\3\4"), "Il file non è un PDF: manca l’intestazione «%PDF-».");
  EXPECT_EQ(sentenceOf(std::string(1024, ' ') + file), "Il file non è un PDF: manca l’intestazione «%PDF-».");
  EXPECT_EQ(sentenceOf(file, {.bytes = 100}), "Il PDF è troppo grande.");
  EXPECT_EQ(sentenceOf(testing::formFixture("cifrato.pdf")),
            "Il PDF è protetto da una cifratura e non si può leggere.");
  EXPECT_EQ(sentenceOf(pdfOf({kCatalog}, "/Encrypt 2 0 R")),
            "Il PDF è protetto da una cifratura e non si può leggere.");
  EXPECT_EQ(sentenceOf(replaced(file, "/Root", "/Toor")),
            "Il PDF è rovinato: non dice dove sta il suo catalogo.");
  EXPECT_EQ(sentenceOf(replaced(file, "/Root 1", "/Root 2")),
            "Il PDF è rovinato: il suo catalogo non si legge.");
  EXPECT_EQ(sentenceOf(replaced(file, "/Root 1", "/Root 9")),
            "Il PDF è rovinato: il suo catalogo non si legge.");
}

TEST(HostilePdf, IsRefusedWhereverItIsCut) {
  const std::string file = updated(pdfOf({kCatalog, "(due)"}), {{2, "(x)"}}, PdfReferences::stream);
  const std::size_t first = file.find("%%EOF") + 5;
  for (std::size_t size = 0; size + 1 < file.size(); ++size) {
    const std::string sentence = sentenceOf(file.substr(0, size));
    if (size >= first)
      EXPECT_EQ(sentence, "") << size << ": the first revision is whole";
    else
      EXPECT_NE(sentence, "") << size;
  }
  EXPECT_EQ(sentenceOf(file.substr(0, first - 1)), kTruncated);
}

TEST(HostilePdf, IsRefusedIfItsEndLeadsNowhere) {
  const std::string file = pdfOf({kCatalog, "(due)"});
  const std::string end = "startxref\n" + std::to_string(testing::lastStartxref(file));
  EXPECT_EQ(sentenceOf(replaced(file, end, "startxref\n0")), kNoIndex);
  EXPECT_EQ(sentenceOf(replaced(file, end, "startxref\n9")), kNoIndex) << "an object that is no section";
  EXPECT_EQ(sentenceOf(replaced(file, end, "startxref\n" + std::to_string(file.find("trailer")))), kNoIndex);
  for (const char* wrong : {"-9", "99999", "99999999999999999999999", "1e2", "x", ""})
    EXPECT_EQ(sentenceOf(replaced(file, end, std::string("startxref\n") + wrong)), kTruncated) << wrong;
}

TEST(HostilePdf, IsRefusedIfItsTableIsNotAsItShouldBe) {
  const std::string file = pdfOf({kCatalog, "(due)"});
  const std::string entry = "0000000009 00000 n \n";
  for (const char* wrong :
       {"0000000009 00000 n\n", "000000009 000000 n \n", "0000000009 00000 x \n", "0000000009 00000 n  \n",
        "+000000009 00000 n \n", "0000000009 0000a n \n", "0000000009\t00000 n \n"})
    EXPECT_EQ(sentenceOf(replaced(file, entry, wrong)), kNoIndex) << wrong;
  for (const char* header : {"0 4", "0 2", "0 -3", "0", "0 3 0", "x 3", "0 4000000000"})
    EXPECT_NE(sentenceOf(replaced(file, "0 3\n", std::string(header) + "\n")), "") << header;
  EXPECT_EQ(sentenceOf(replaced(file, "0 3\n", "0 1000000000\n")), kTooMany);
  EXPECT_EQ(sentenceOf(replaced(file, "0 3\n", "4294967295 3\n")), kTooMany);
  EXPECT_EQ(sentenceOf(replaced(file, "0 3\n", "1 3\n")), kNoIndex) << "object 3 is not below /Size";
  EXPECT_EQ(sentenceOf(replaced(file, "/Size 3", "/Size 2")), kNoIndex)
      << "some readers would see object 2, others not";
  EXPECT_EQ(sentenceOf(replaced(file, "/Size 3", "/Size 999999999999")), kTooMany);
  EXPECT_EQ(sentenceOf(replaced(file, "/Size 3", "")), kNoIndex);
}

TEST(HostilePdf, IsRefusedIfItsUpdatesAreOutOfOrder) {
  const std::string file = pdfOf({kCatalog, "(due)"}, "/Prev 000");
  const std::string own = std::to_string(testing::lastStartxref(file));
  EXPECT_EQ(sentenceOf(replaced(file, "/Prev 000", "/Prev " + own)), kDisorder)
      << "a section that follows itself";
  EXPECT_EQ(sentenceOf(replaced(file, "/Prev 000", "/Prev 9999")), kDisorder);
  EXPECT_EQ(sentenceOf(replaced(file, "/Prev 000", "/Prev -1")), kNoIndex);
  EXPECT_EQ(sentenceOf(replaced(file, "/Prev 000", "/Prev 1 0 R")), kNoIndex);
  EXPECT_EQ(sentenceOf(file), kNoIndex);
  std::string loop = pdfOf({kCatalog}, "/Prev 00000");
  const std::string first = std::to_string(testing::lastStartxref(loop));
  loop = updated(loop, {{2, "(due)"}});
  const std::string second = std::to_string(testing::lastStartxref(loop));
  const std::size_t at = loop.find("00000", loop.find("/Prev"));
  loop.replace(at, 5, std::string(5 - second.size(), '0') + second);
  EXPECT_EQ(sentenceOf(loop), kDisorder) << "the first leads to the second";
}

TEST(HostilePdf, IsRefusedIfAnUpdateHasNoEnd) {
  std::string file = pdfOf({kCatalog});
  const std::string own = "startxref\n" + std::to_string(testing::lastStartxref(file));
  const std::string longer = updated(file, {{2, "(due)"}});
  std::string wrong = longer;
  wrong.replace(wrong.find(own), own.size(), "startxref\n" + std::string(own.size() - 10, '8'));
  EXPECT_EQ(sentenceOf(wrong), "Il PDF è rovinato: non si trova dove finisce uno dei suoi aggiornamenti.");
}

TEST(HostilePdf, KeepsWithinItsBounds) {
  std::string file = pdfOf({kCatalog});
  for (int i = 0; i < 5; ++i) file = updated(file, {{2, "(due)"}});
  EXPECT_EQ(sentenceOf(file, {.revisions = 6}), "");
  EXPECT_EQ(sentenceOf(file, {.revisions = 5}), "Il PDF ha troppi aggiornamenti.");
  EXPECT_EQ(sentenceOf(file, {.objects = 100}), "");
  EXPECT_EQ(sentenceOf(file, {.objects = 99}), kTooMany);
}

TEST(HostilePdf, HasMillionsOfSubsections) {
  std::string file = pdfOf({kCatalog});
  appendSection(file, repeated("0 0\n", 1000000), "/Prev " + std::to_string(testing::lastStartxref(file)));
  EXPECT_EQ(sentenceOf(file), "");
  std::string full = pdfOf({kCatalog});
  appendSection(full, repeated("9 1\n0000000009 00000 n \n", 300000),
                "/Prev " + std::to_string(testing::lastStartxref(full)));
  EXPECT_EQ(sentenceOf(full, {.objects = 20000}), kTooMany);
}

TEST(HostilePdf, LiesInItsCrossReferenceStream) {
  const std::string good = std::string("\0\0\0\1\0\x09\1\0\x2D", 9);
  EXPECT_EQ(sentenceOf(withStream(good, "/W[1 2 0]/Size 3")), "");
  EXPECT_EQ(sentenceOf(withStream(good, "/W[1 2 0]/Size 4")), kNoIndex);
  EXPECT_EQ(sentenceOf(withStream(good, "/W[1 2 0]/Size 3/Index[0 3 0]")), kNoIndex);
  EXPECT_EQ(sentenceOf(withStream(good, "/W[1 2 0]/Size 3/Index[1 3]")), kNoIndex);
  EXPECT_EQ(sentenceOf(withStream(good, "/W[1 2 0]/Size 3/Index[0 -3]")), kNoIndex);
  EXPECT_EQ(sentenceOf(withStream(good, "/W[1 2 0]/Size 3/Index[0 1000000000]")), kTooMany);
  EXPECT_EQ(sentenceOf(withStream(good, "/W[1 2 0]/Size 3/Index[9223372036854775807 9223372036854775807]")),
            kTooMany);
  EXPECT_EQ(sentenceOf(withStream(good, "/W[1 2 0]/Size 1000000000")), kTooMany);
  for (const char* widths :
       {"[0 0 0]", "[1 2]", "[1 9 0]", "[-1 2 0]", "[1 2 0 0]", "3", "[1 4294967297 0]", "[1 2 (x)]"})
    EXPECT_EQ(sentenceOf(withStream(good, "/Size 3/W" + std::string(widths))), kNoIndex) << widths;
  EXPECT_EQ(sentenceOf(withStream(std::string("\1\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF", 9),
                                  "/W[1 8 0]/Size 2/Index[1 1]")),
            "Il PDF è rovinato: il suo catalogo non si legge.");
  EXPECT_EQ(sentenceOf(withStream(std::string("\2\0\2", 3), "/W[1 2 0]/Size 2/Index[1 1]")),
            "Il PDF è rovinato: il suo catalogo non si legge.")
      << "an object of a stream that is none";
}

TEST(HostilePdf, InflatesToMoreThanItMay) {
  const std::string bomb = deflated(std::string(80u << 20, '\0'));
  EXPECT_EQ(sentenceOf(withStream(bomb, "/W[1 2 0]/Size 3/Filter/FlateDecode")), kTooMany);
  std::string rows("\0\0\0\0\1\0\x09\0\0\0\0\0\1\0\x2D\0\2\0\3\0", 20);
  std::string file = "%PDF-1.7\n1 0 obj\n" + std::string(kCatalog) + "\nendobj\n3 0 obj\n" +
                     streamOf(bomb, "/Type/ObjStm/N 1/First 4/Filter/FlateDecode") + "\nendobj\n";
  const std::size_t place = file.size();
  file += "2 0 obj\n" + streamOf(rows, "/Type/XRef/W[1 2 1]/Size 5/Root 1 0 R") + "\nendobj\nstartxref\n" +
          std::to_string(place) + "\n%%EOF\n";
  EXPECT_EQ(sentenceOf(file), kCompressed);
  EXPECT_EQ(sentenceOf(file, {.inflated = 100u << 20}), "");
}

// Compressed data of many bytes that inflate to none, beside the table of each revision.
TEST(HostilePdf, InflatesTheSameNothingManyTimes) {
  std::string nothing = "\x78\x9C" + repeated(std::string("\0\0\0\xFF\xFF", 5), 400000);
  std::string file =
      pdfOf({kCatalog, streamOf(nothing, "/Type/XRef/W[1 2 0]/Index[]/Size 3/Filter/FlateDecode")});
  const std::string stream = std::to_string(file.find("2 0 obj"));
  for (int i = 0; i < 500; ++i)
    appendSection(file, "", "/XRefStm " + stream + " /Prev " + std::to_string(testing::lastStartxref(file)));
  EXPECT_EQ(sentenceOf(file), kNoIndex);
  const std::string end("\1\0\0\xFF\xFF\0\0\0\1", 9);
  file = pdfOf({kCatalog, streamOf(nothing + end, "/Type/XRef/W[1 2 0]/Index[]/Size 3/Filter/FlateDecode")});
  for (int i = 0; i < 500; ++i)
    appendSection(file, "", "/XRefStm " + stream + " /Prev " + std::to_string(testing::lastStartxref(file)));
  EXPECT_EQ(sentenceOf(file), "Il PDF contiene oggetti che si sovrappongono.");
}

TEST(HostilePdf, IsNestedTooDeep) {
  const auto nested = [](std::size_t depth) { return repeated("[", depth) + repeated("]", depth); };
  const auto irregular = [](const std::string& file) { return PdfHistory::read(file).object(2, 0).isNull(); };
  EXPECT_FALSE(irregular(pdfOf({kCatalog, nested(64)})));
  EXPECT_TRUE(irregular(pdfOf({kCatalog, nested(65)})));
  EXPECT_TRUE(irregular(pdfOf({kCatalog, nested(1000000)})));
  EXPECT_TRUE(irregular(pdfOf({kCatalog, repeated("<</A", 1000000)})));
  EXPECT_EQ(sentenceOf(pdfOf({repeated("[", 1000000)})), "Il PDF è rovinato: il suo catalogo non si legge.");
  EXPECT_EQ(sentenceOf(pdfOf({kCatalog}, "/X " + repeated("[", 1000000))), kNoIndex);
}

TEST(HostilePdf, HasLengthsThatGoRoundInCircles) {
  const std::string stream = " 0 R >>\nstream\nabc\nendstream";
  EXPECT_EQ(sentenceOf(pdfOf({kCatalog, "<< /Length 2" + stream, "<< /Length 4" + stream,
                              "<< /Length 3" + stream, "5 0 R", "5 0 R"})),
            "");
  const std::string file = pdfOf({kCatalog, "3 0 R", "2 0 R"});
  const PdfHistory history = PdfHistory::read(file);
  EXPECT_TRUE(history.resolve(history.object(2, 0), 0).isNull());
}

// Each object's string holds all the objects that follow.
TEST(HostilePdf, HasObjectsWithinObjects) {
  std::string file = "%PDF-1.7\n1 0 obj\n" + std::string(kCatalog) + "\nendobj\n",
              table = "0 1\n0000000000 65535 f \n1 1\n0000000009 00000 n \n";
  for (int number = 2; number < 40000; ++number) {
    table += std::to_string(number) + " 1\n" + testing::tableLine(file.size());
    file += std::to_string(number) + " 0 obj (" + std::string(30, 'x');
  }
  appendSection(file, table, "/Size 40000");
  file = replaced(file, "/Size 100", "/Size 40000");
  EXPECT_EQ(sentenceOf(file), "Il PDF contiene oggetti che si sovrappongono.");
}

TEST(HostilePdf, HasMoreValuesThanItMay) {
  EXPECT_EQ(sentenceOf(pdfOf({kCatalog, "[" + repeated("0 ", 3000000) + "]"})),
            "Il PDF contiene troppi oggetti.");
  EXPECT_EQ(sentenceOf(pdfOf({kCatalog, "<<" + repeated("/A 0", 900000) + ">>"})), "");
}

// A stream with a large dictionary that each revision gives another length.
TEST(HostilePdf, ChangesTheLengthOfALargeObjectManyTimes) {
  const std::string stream =
      "<</Length 3 0 R/X[" + repeated("0 ", 50000) + "]>>\nstream\n" + std::string(900, ' ') + "\nendstream";
  std::string file = pdfOf({kCatalog, stream, "1"});
  for (int i = 0; i < 100; ++i) file = updated(file, {{3, std::to_string(i + 2)}});
  std::string sentence;
  const PdfHistory history = PdfHistory::read(file);
  try {
    for (std::size_t revision = 0; revision <= history.last(); ++revision) history.object(2, revision);
  } catch (const Error& error) {
    sentence = error.sentence();
  }
  EXPECT_EQ(sentence, "Il PDF contiene troppi oggetti.");
}

TEST(HostilePdf, HasCountlessEnds) {
  std::string file = pdfOf({kCatalog});
  const std::string end = "startxref\n" + std::to_string(testing::lastStartxref(file)) + "\n%%EOF\n";
  EXPECT_EQ(sentenceOf(file + repeated("startxref\n", 500000)), "");
  std::string between = file + repeated("startxref 7 %%EOF ", 300000);
  appendSection(between, "", "/Prev " + std::to_string(testing::lastStartxref(file)));
  EXPECT_EQ(sentenceOf(between), "");
  EXPECT_EQ(sentenceOf(file + repeated(end, 200000)), "");
  EXPECT_EQ(sentenceOf("%PDF-" + std::string(8u << 20, ' ')), kTruncated);
  EXPECT_EQ(sentenceOf("%PDF-" + repeated("startxref " + std::string(200, ' '), 50000)), kTruncated);
}

TEST(HostilePdf, IsBrokenAtRandom) {
  std::vector<std::string> corpus;
  const auto folder = std::filesystem::path(STESURA_SOURCE_DIR) / "tests/fixtures/forms/corpus";
  for (const auto& entry : std::filesystem::directory_iterator(folder))
    corpus.push_back(testing::formFixture("corpus/" + entry.path().filename().string()));
  std::sort(corpus.begin(), corpus.end());
  for (const PdfReferences form : {PdfReferences::table, PdfReferences::stream})
    corpus.push_back(updated(updated(pdfOf({kCatalog, "(due)", streamOf("abc")}), {{2, "[3 0 R]"}}, form),
                             {{3, streamOf("x")}}, form));
  const char* said = std::getenv("STESURA_FUZZ_RUNS");
  const std::size_t runs = said ? std::stoull(said) : 3000;
  testing::FormMutation mutation(corpus, 20261122);
  std::size_t read = 0;
  for (std::size_t run = 0; run < runs; ++run) read += sentenceOf(mutation.next()).empty() ? 1 : 0;
  EXPECT_GT(read, runs / 20) << "some are still read";
  EXPECT_LT(read, runs) << "and some are refused";
}

}  // namespace
}  // namespace stesura
