// PDFs as sequences of revisions: what is read, as of when, and what is told about it.

#include "generator/pdf/history.h"

#include <gtest/gtest.h>
#include <zlib.h>

#include <algorithm>
#include <chrono>
#include <iostream>

#include "generator/error.h"
#include "tests/pdf_updates.h"

namespace stesura {
namespace {

using testing::NumberedObjects;
using testing::pdfOf;
using testing::streamOf;
using testing::updated;
using Kind = PdfIrregularity::Kind;

const char kCatalog[] = "<< /Type /Catalog >>";

std::string written(const PdfObject& object) {
  std::string out;
  appendObject(out, object);
  return out;
}

// «kind revision number bytes», in the order told.
std::vector<std::string> told(const std::vector<PdfIrregularity>& irregularities) {
  static const char* const kNames[] = {"behind", "before", "outside", "length", "elsewhere",
                                       "key",    "hybrid", "order",   "twice",  "malformed"};
  std::vector<std::string> all;
  for (const PdfIrregularity& one : irregularities)
    all.push_back(std::string(kNames[static_cast<int>(one.kind)]) + ' ' + std::to_string(one.revision) + ' ' +
                  std::to_string(one.number) + ' ' + std::to_string(one.bytes));
  return all;
}

using Told = std::vector<std::string>;

std::string deflated(const std::string& data) {
  uLongf size = compressBound(data.size());
  std::string out(size, '\0');
  compress(reinterpret_cast<Bytef*>(out.data()), &size, reinterpret_cast<const Bytef*>(data.data()),
           data.size());
  out.resize(size);
  return out;
}

TEST(PdfHistory, ReadsAFileWithATable) {
  const std::string file = pdfOf({kCatalog, "(due)"});
  const PdfHistory history = PdfHistory::read(file);
  ASSERT_EQ(history.revisions().size(), 1u);
  const PdfRevision& only = history.revisions()[0];
  EXPECT_EQ(only.begin, 0u);
  EXPECT_EQ(only.end, file.size());
  EXPECT_EQ(only.endMark, file.size() - 1);
  EXPECT_EQ(only.startxref, file.find("xref\n0"));
  EXPECT_EQ(only.form, PdfSectionForm::table);
  EXPECT_FALSE(only.linearized);
  EXPECT_TRUE(history.root(0)["Type"].isName("Catalog"));
  EXPECT_EQ(history.object(2, 0).text, "due");
  EXPECT_TRUE(history.object(3, 0).isNull());
  EXPECT_TRUE(history.object(0, 0).isNull());
  EXPECT_TRUE(history.object(2, 7).isNull());
  EXPECT_EQ(told(history.irregularities()), Told());
  EXPECT_EQ(told(history.outsideBytes(0)), Told());
}

TEST(PdfHistory, GivesObjectsAsOfEachRevision) {
  for (const PdfReferences form : {PdfReferences::table, PdfReferences::stream}) {
    const std::string first = pdfOf({kCatalog, "(due)", "(tre)"});
    const std::string second = updated(first, {{2, "(due, cambiato)"}, {50, "[2 0 R]"}}, form);
    const std::string third = updated(second, {{3, "(tre, cambiato)"}}, form, 200);
    const PdfHistory history = PdfHistory::read(third);
    ASSERT_EQ(history.last(), 2u);
    EXPECT_EQ(history.revisions()[0].end, first.size());
    EXPECT_EQ(history.revisions()[1].begin, first.size());
    EXPECT_EQ(history.revisions()[1].end, second.size());
    EXPECT_EQ(history.revisions()[2].end, third.size());
    EXPECT_EQ(history.object(2, 0).text, "due");
    EXPECT_EQ(history.object(2, 1).text, "due, cambiato");
    EXPECT_EQ(&history.object(2, 1), &history.object(2, 2));
    EXPECT_EQ(history.object(3, 1).text, "tre");
    EXPECT_EQ(history.object(3, 2).text, "tre, cambiato");
    EXPECT_TRUE(history.object(50, 0).isNull());
    EXPECT_EQ(history.resolve(history.object(50, 1).items.at(0), 0).text, "due");
    EXPECT_EQ(history.resolve(history.object(50, 1).items.at(0), 2).text, "due, cambiato");
    EXPECT_EQ(history.place(3, 1).offset, first.find("3 0 obj"));
    EXPECT_EQ(history.place(3, 2).offset, third.rfind("3 0 obj"));
    EXPECT_EQ(history.revisions()[1].references.count(2), 1u);
    EXPECT_EQ(history.revisions()[1].references.count(3), 0u);
    for (std::size_t revision = 0; revision < 3; ++revision)
      EXPECT_EQ(told(history.outsideBytes(revision)), Told()) << revision;
    EXPECT_EQ(told(history.irregularities()), Told());
  }
}

TEST(PdfHistory, EndsRevisionsBehindTheirOwnLineEnd) {
  for (const std::string ending : {"\n", "\r", "\r\n", ""}) {
    std::string first = pdfOf({kCatalog});
    first.pop_back();
    const std::size_t mark = first.size();
    first += ending;
    const std::string second = updated(first, {{2, "(due)"}});
    const PdfHistory history = PdfHistory::read(second);
    ASSERT_EQ(history.last(), 1u);
    EXPECT_EQ(history.revisions()[0].endMark, mark);
    EXPECT_EQ(history.revisions()[0].end, first.size());
    EXPECT_EQ(history.revisions()[1].begin, first.size());
    EXPECT_EQ(PdfHistory::read(first).revisions()[0].end, first.size());
  }
}

TEST(PdfHistory, IsNotConfusedByEndsInsideStreams) {
  const std::string inner = pdfOf({kCatalog});
  const std::string first = pdfOf({kCatalog, streamOf(inner), "(startxref\n9\n%%EOF\n)"});
  const std::string second = updated(first, {{4, streamOf(updated(inner, {{2, "(x)"}}))}});
  const PdfHistory history = PdfHistory::read(second);
  ASSERT_EQ(history.last(), 1u);
  EXPECT_EQ(history.revisions()[0].end, first.size());
  EXPECT_EQ(history.object(2, 1).data, inner);
  EXPECT_EQ(told(history.irregularities()), Told());
}

TEST(PdfHistory, FreesObjects) {
  std::string file = pdfOf({kCatalog, "(due)", "(tre)"});
  testing::appendSection(
      file, "0 1\n" + testing::tableLine(2, " 65535 f \n") + "2 1\n" + testing::tableLine(0, " 00001 f\r\n"),
      "/Prev " + std::to_string(testing::lastStartxref(file)));
  const PdfHistory history = PdfHistory::read(file);
  EXPECT_EQ(history.object(2, 0).text, "due");
  EXPECT_TRUE(history.object(2, 1).isNull());
  EXPECT_EQ(history.place(2, 1).kind, PdfReference::Kind::free);
  EXPECT_EQ(history.object(3, 1).text, "tre");
}

TEST(PdfHistory, WantsTheNumberAndGenerationThatAReferenceSays) {
  std::string file = pdfOf({kCatalog, "(due)", "[2 1 R 2 0 R]"});
  const std::size_t prev = testing::lastStartxref(file), second = file.find("2 0 obj");
  testing::appendSection(file,
                         "4 3\n" + testing::tableLine(second) + testing::tableLine(second + 1) +
                             testing::tableLine(second, " 00001 n \n"),
                         "/Prev " + std::to_string(prev));
  const PdfHistory history = PdfHistory::read(file);
  EXPECT_TRUE(history.object(4, 1).isNull());
  EXPECT_TRUE(history.object(5, 1).isNull());
  EXPECT_TRUE(history.object(6, 1).isNull());
  EXPECT_TRUE(history.resolve(history.object(3, 1).items.at(0), 1).isNull());
  EXPECT_EQ(history.resolve(history.object(3, 1).items.at(1), 1).text, "due");
  EXPECT_EQ(told(history.irregularities()),
            (Told{"elsewhere 1 4 0", "elsewhere 1 5 0", "elsewhere 1 6 0", "elsewhere 0 2 0"}));
}

TEST(PdfHistory, DoesNotSeeBytesOfLaterRevisions) {
  std::string first = pdfOf({kCatalog, "(due)"});
  const std::string place = testing::tableLine(first.find("2 0 obj"));
  const std::string later = testing::tableLine(first.size());
  first.replace(first.find(place), place.size(), later);
  const std::string file = updated(first, {{2, "(nascosto)"}, {3, "(tre)"}});
  const PdfHistory history = PdfHistory::read(file);
  EXPECT_TRUE(history.object(2, 0).isNull());
  EXPECT_EQ(history.object(2, 1).text, "nascosto");
  EXPECT_EQ(told(history.irregularities()), (Told{"elsewhere 0 2 0"}));
}

TEST(PdfHistory, ReadsLengthsThatAreReferences) {
  const std::string data = "primo\nendstream endobj secondo";
  const std::string stream = "<< /Length 3 0 R >>\nstream\n" + data + "\nendstream";
  const std::string file = updated(pdfOf({kCatalog, stream, "5"}), {{3, std::to_string(data.size())}});
  const PdfHistory history = PdfHistory::read(file);
  EXPECT_EQ(history.object(2, 0).data, "primo");
  EXPECT_EQ(history.object(2, 1).data, data);
  EXPECT_EQ(history.place(2, 0).offset, history.place(2, 1).offset);
  EXPECT_NE(&history.object(2, 0), &history.object(2, 1));
  EXPECT_EQ(told(history.irregularities()), Told());
}

TEST(PdfHistory, TellsStreamsOfWrongLength) {
  const std::string file = pdfOf(
      {kCatalog, "<< /Length 4 >>\nstream\nabcde\nendstream", "<< /Length 3 0 R >>\nstream\nabc\nendstream",
       "<< >>\nstream\nabc\nendstream", "<< /Length -1 >>\nstream\nendstream",
       "<< /Length 9223372036854775807 >>\nstream\nabc\nendstream", "<< /Length 3 >>\nstream\rabc\nendstream",
       "<< /Length 3 >>\nstream\r\nabcendstream"});
  const PdfHistory history = PdfHistory::read(file);
  for (std::uint32_t number = 2; number <= 7; ++number)
    EXPECT_TRUE(history.object(number, 0).isNull()) << number;
  EXPECT_EQ(history.object(8, 0).data, "abc");
  const Told all = told(history.irregularities());
  for (const char* one :
       {"length 0 2 0", "length 0 3 0", "length 0 4 0", "length 0 5 0", "length 0 6 0", "malformed 0 7 0"})
    EXPECT_EQ(std::count(all.begin(), all.end(), one), 1) << one;
}

TEST(PdfHistory, UndoesPredictors) {
  const auto decodedFrom = [](const std::string& data, const std::string& parameters) {
    const std::string file =
        pdfOf({kCatalog, streamOf(deflated(data), "/Filter/FlateDecode/DecodeParms<<" + parameters + ">>")});
    const PdfHistory history = PdfHistory::read(file);
    return history.decoded(history.object(2, 0), 0, 1000);
  };
  using namespace std::string_literals;
  EXPECT_EQ(decodedFrom("abc", "/Predictor 1"), "abc");
  EXPECT_EQ(decodedFrom("\0abc\1a\1\1\2\1\1\1"s, "/Predictor 12/Columns 3"), "abcabcbcd");
  EXPECT_EQ(decodedFrom("\0\2\4\3\1\1\4\1\1"s, "/Predictor 15/Columns 2"), "\2\4\2\4\3\5"s);
  EXPECT_EQ(decodedFrom("a\1\1b\1\1"s, "/Predictor 2/Columns 3"), "abcbcd");
  EXPECT_EQ(decodedFrom("ab\1\1"s, "/Predictor 2/Columns 2/Colors 2"), "abbc");
  EXPECT_EQ(decodedFrom("\x12\x34"s, "/Predictor 2/Columns 4/BitsPerComponent 4"), "\x13\x6A"s);
  EXPECT_EQ(decodedFrom("\0\xFF\0\2"s, "/Predictor 2/Columns 2/BitsPerComponent 16"), "\0\xFF\1\1"s);
  EXPECT_THROW(decodedFrom("\5abc", "/Predictor 12/Columns 3"), Error);
  for (const char* wrong :
       {"/Predictor 3", "/Predictor 12/Columns 0", "/Predictor 12/Columns 9223372036854775807",
        "/Predictor 12/Colors -1", "/Predictor 12/BitsPerComponent 3", "/Predictor (x)"})
    EXPECT_THROW(decodedFrom("abc", wrong), Error) << wrong;
}

TEST(PdfHistory, DecodesWithinABound) {
  const std::string data(1000, 'x');
  const std::string file =
      pdfOf({kCatalog, streamOf(deflated(data), "/Filter 3 0 R"), "[/FlateDecode]",
             streamOf(deflated(deflated(data)), "/Filter[/Fl/FlateDecode]"), streamOf("abc"),
             streamOf(deflated(data).substr(1), "/Filter/FlateDecode"), streamOf("a", "/Filter/LZWDecode"),
             streamOf(deflated(data).substr(0, 12), "/Filter/FlateDecode")});
  const PdfHistory history = PdfHistory::read(file);
  const auto decoded = [&history](std::uint32_t number, std::size_t most) {
    return history.decoded(history.object(number, 0), 0, most);
  };
  EXPECT_EQ(decoded(2, 1000), data);
  EXPECT_THROW(decoded(2, 999), Error);
  EXPECT_EQ(decoded(4, 1000), data);
  EXPECT_EQ(decoded(5, 3), "abc");
  EXPECT_THROW(decoded(5, 2), Error);
  EXPECT_THROW(decoded(6, 1000), Error);
  EXPECT_THROW(decoded(7, 1000), Error);
  EXPECT_THROW(decoded(8, 1000), Error);
}

// An object stream (3) with objects 4 and 5, and its cross-reference stream (6).
std::string withObjectStream(const std::string& first = "4 0 5 5 ", const std::string& entries = "/N 2") {
  std::string file = "%PDF-1.7\n";
  std::vector<std::size_t> places(7);
  const auto add = [&](std::size_t number, const std::string& text) {
    places[number] = file.size();
    file += std::to_string(number) + " 0 obj\n" + text + "\nendobj\n";
  };
  add(1, kCatalog);
  add(3,
      streamOf(first + "(ab) [4 0 R 1 0 R]", "/Type/ObjStm/First " + std::to_string(first.size()) + entries));
  places[6] = file.size();
  std::string rows;
  const auto row = [&rows](std::initializer_list<std::size_t> bytes) {
    for (const std::size_t b : bytes) rows += static_cast<char>(b);
  };
  row({0, 0, 0, 255});
  row({1, places[1] >> 8, places[1] & 255, 0});
  row({9, 0, 0, 0});
  row({1, places[3] >> 8, places[3] & 255, 0});
  row({2, 0, 3, 0});
  row({2, 0, 3, 1});
  row({1, places[6] >> 8, places[6] & 255, 0});
  add(6, streamOf(rows, "/Type/XRef/W[1 2 1]/Size 7/Root 1 0 R"));
  return file + "startxref\n" + std::to_string(places[6]) + "\n%%EOF\n";
}

TEST(PdfHistory, ReadsObjectStreams) {
  const std::string file = withObjectStream();
  const PdfHistory history = PdfHistory::read(file);
  EXPECT_EQ(history.revisions()[0].form, PdfSectionForm::stream);
  EXPECT_EQ(history.object(4, 0).text, "ab");
  EXPECT_EQ(history.object(4, 0).end, 0u);
  EXPECT_EQ(written(history.object(5, 0)), "[4 0 R 1 0 R]");
  EXPECT_EQ(history.object(5, 0).items.at(0).end, 0u);
  EXPECT_EQ(history.place(5, 0).container, 3u);
  EXPECT_EQ(history.place(5, 0).index, 1u);
  EXPECT_TRUE(history.object(2, 0).isNull());
  EXPECT_EQ(told(history.irregularities()), Told());
  EXPECT_EQ(told(history.outsideBytes(0)), Told());
}

TEST(PdfHistory, WantsTheNumbersThatAnObjectStreamSays) {
  const auto readFrom = [](const std::string& file) {
    const PdfHistory history = PdfHistory::read(file);
    std::string out = written(history.object(4, 0)) + ' ';
    out += written(history.object(5, 0));
    for (const std::string& one : told(history.irregularities())) out += "; " + one;
    return out;
  };
  EXPECT_EQ(readFrom(withObjectStream("4 0 7 5 ")), "(ab) null; elsewhere 0 5 0");
  EXPECT_EQ(readFrom(withObjectStream("5 5 4 0 ")), "null null; elsewhere 0 4 0; elsewhere 0 5 0");
  EXPECT_EQ(readFrom(withObjectStream("4 0 5 99 ")), "null null; malformed 0 4 0; malformed 0 5 0");
  EXPECT_EQ(readFrom(withObjectStream("4 0 5 9 ")), "(ab) null; malformed 0 5 0")
      << "an offset inside the object";
  EXPECT_EQ(readFrom(withObjectStream("4 0 5 5 ", "/N 1")), "(ab) null; elsewhere 0 5 0");
  EXPECT_EQ(readFrom(withObjectStream("4 0 5 5 ", "/N 3")), "null null; malformed 0 4 0; malformed 0 5 0");
  EXPECT_EQ(readFrom(withObjectStream("4 0 5 5 ", "/N 99999999999")),
            "null null; malformed 0 4 0; malformed 0 5 0");
  EXPECT_EQ(readFrom(withObjectStream("4 0 5 5 ", "/N -1")), "null null; malformed 0 4 0; malformed 0 5 0");
  EXPECT_EQ(readFrom(withObjectStream("4 0 5 5 ", "/N 2/Type/XObject")),
            "null null; key 0 3 0; malformed 0 4 0; malformed 0 5 0");
}

TEST(PdfHistory, SeesTheContentsOfAnObjectStreamThatIsReplaced) {
  const std::string first = withObjectStream();
  const std::string text = "4 0 5 5 (cd) [4 0 R]";
  const std::string file =
      updated(first, {{3, streamOf(text, "/Type/ObjStm/N 2/First 8")}}, PdfReferences::stream);
  const PdfHistory history = PdfHistory::read(file);
  EXPECT_EQ(history.object(4, 0).text, "ab");
  EXPECT_EQ(history.object(4, 1).text, "cd");
  EXPECT_EQ(history.revisions()[1].references.count(4), 0u);
}

// A table that leaves object 3 free and says where 2 is, with a stream that says both.
std::string hybrid(bool isStreamOfOneMind) {
  std::string file = "%PDF-1.7\n1 0 obj\n" + std::string(kCatalog) + "\nendobj\n";
  const std::size_t second = file.size();
  file += "2 0 obj\n(due)\nendobj\n";
  const std::size_t third = file.size();
  file += "3 0 obj\n(tre)\nendobj\n";
  const std::size_t other = file.size();
  if (!isStreamOfOneMind) file += "2 0 obj\n(altro)\nendobj\n";
  const std::size_t stream = file.size();
  const auto place = [](std::size_t offset) {
    return std::string{1, static_cast<char>(offset >> 8), static_cast<char>(offset & 255)};
  };
  file += "4 0 obj\n" +
          streamOf(place(isStreamOfOneMind ? second : other) + place(third),
                   "/Type/XRef/W[1 2 0]/Index[2 2]/Size 4") +
          "\nendobj\n";
  testing::appendSection(file,
                         "0 4\n" + testing::tableLine(3, " 65535 f \n") + testing::tableLine(9) +
                             testing::tableLine(second) + testing::tableLine(0, " 00000 f \n"),
                         "/XRefStm " + std::to_string(stream));
  return file;
}

TEST(PdfHistory, ReadsHybridFilesAsModernReadersDo) {
  const std::string file = hybrid(true);
  const PdfHistory history = PdfHistory::read(file);
  EXPECT_EQ(history.revisions()[0].form, PdfSectionForm::hybrid);
  EXPECT_EQ(history.object(2, 0).text, "due");
  EXPECT_EQ(history.object(3, 0).text, "tre");
  EXPECT_EQ(told(history.irregularities()), Told());
  EXPECT_EQ(told(history.outsideBytes(0)), Told());
}

TEST(PdfHistory, TellsAHybridFileOfTwoMinds) {
  const std::string file = hybrid(false);
  const PdfHistory history = PdfHistory::read(file);
  EXPECT_EQ(history.object(2, 0).text, "due");
  EXPECT_EQ(told(history.irregularities()), (Told{"hybrid 0 2 0"}));
  EXPECT_EQ(told(history.outsideBytes(0)), (Told{"twice 0 2 22"}));
}

TEST(PdfHistory, TellsBytesBehindTheEnd) {
  const std::string first = pdfOf({kCatalog, "(due)"});
  EXPECT_EQ(told(PdfHistory::read(first + " \n\r\n\t").irregularities()), Told());
  EXPECT_EQ(told(PdfHistory::read(first + "\n\n2 0 obj\n(x)\nendobj\n").irregularities()),
            (Told{"behind 0 0 19"}));
  const std::string named = first + "2 0 obj\n(x)\nendobj\nstartxref\n" +
                            std::to_string(testing::lastStartxref(first)) + "\n%%EOF\n";
  const PdfHistory history = PdfHistory::read(named);
  EXPECT_EQ(history.revisions()[0].end, first.size());
  EXPECT_EQ(told(history.irregularities()), (Told{"behind 0 0 38", "order 0 0 0"}));
}

TEST(PdfHistory, TellsBytesBeforeTheHeaderAndCountsFromTheFirstByte) {
  const std::string file = pdfOf({kCatalog});
  EXPECT_THROW(PdfHistory::read("GIF89a\n" + file), Error) << "the offsets count from the header";
  std::string shifted = "GIF89a\n" + file;
  const auto change = [&shifted](const std::string& from, const std::string& to) {
    shifted.replace(shifted.rfind(from), from.size(), to);
  };
  change("0000000009", "0000000016");
  change(std::to_string(testing::lastStartxref(file)), std::to_string(testing::lastStartxref(file) + 7));
  const PdfHistory history = PdfHistory::read(shifted);
  EXPECT_TRUE(history.root(0).isDictionary());
  EXPECT_EQ(told(history.irregularities()), (Told{"before 0 0 7"}));
}

TEST(PdfHistory, TellsBytesThatNoReferenceNames) {
  std::string hidden = pdfOf({kCatalog, "(due)"});
  hidden = hidden.substr(0, hidden.find("xref\n0")) +
           "% a comment 3 0 obj\n7 0 obj\n(nascosto)\nendobj\n2 0 obj (a) endobj qualcosa\n";
  testing::appendSection(hidden,
                         "0 3\n" + testing::tableLine(0, " 65535 f \n") + testing::tableLine(9) +
                             testing::tableLine(hidden.find("2 0 obj")),
                         "");
  const std::string file = updated(hidden, {{2, "(x)"}});
  const PdfHistory history = PdfHistory::read(file);
  EXPECT_EQ(told(history.outsideBytes(0)), (Told{"outside 0 7 25", "twice 0 2 18", "outside 0 0 9"}));
  EXPECT_EQ(told(history.outsideBytes(1)), Told());
  EXPECT_EQ(told(history.irregularities()), Told());
}

TEST(PdfHistory, TellsASectionThatNamesANumberTwice) {
  std::string file = pdfOf({kCatalog, "(due)", "(tre)"});
  const std::size_t prev = testing::lastStartxref(file);
  testing::appendSection(
      file,
      "2 1\n" + testing::tableLine(file.find("2 0 obj")) + "2 1\n" + testing::tableLine(file.find("3 0 obj")),
      "/Size 100 /Prev " + std::to_string(prev));
  const PdfHistory history = PdfHistory::read(file);
  EXPECT_EQ(history.object(2, 1).text, "due");
  EXPECT_EQ(told(history.irregularities()), (Told{"key 1 0 0", "twice 1 2 0"}));
}

TEST(PdfHistory, ReadsAHundredRevisionsOfTwoMegabytesAtOnce) {
  std::vector<std::string> objects{kCatalog};
  for (int i = 0; i < 2000; ++i)
    objects.push_back("<</Type/Annot/Rect[0 0 10 20]/T(campo)/P 3 0 R/A<</S/N>>>>");
  objects.push_back(streamOf(std::string(1 << 20, 'x')));
  std::string file = pdfOf(objects);
  for (int i = 0; i < 100; ++i)
    file = updated(file, {{3, "(tre)"}, {4, "(quattro)"}, {5, streamOf(std::string(8000, 'y'))}},
                   PdfReferences::table, 2100);
  const auto start = std::chrono::steady_clock::now();
  const PdfHistory history = PdfHistory::read(file);
  const auto read = std::chrono::steady_clock::now();
  ASSERT_EQ(history.last(), 100u);
  std::size_t same = 0;
  for (std::size_t revision = 1; revision <= 100; ++revision)
    for (std::uint32_t number = 1; number <= 2002; ++number)
      same += &history.object(number, revision) == &history.object(number, revision - 1) ? 1 : 0;
  const auto compared = std::chrono::steady_clock::now();
  EXPECT_EQ(same, 100u * 1999u);
  const auto milliseconds = [](auto duration) {
    return std::chrono::duration<double, std::milli>(duration).count();
  };
  std::cout << file.size() << " bytes read in " << milliseconds(read - start)
            << " ms, all objects of 100 revisions compared in " << milliseconds(compared - read) << " ms\n";
  EXPECT_LT(milliseconds(read - start), 500);
}

}  // namespace
}  // namespace stesura
