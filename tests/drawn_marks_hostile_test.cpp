// Pages that cost more to read than they are worth: a few kilobytes that ask for minutes or gigabytes.
#include <gtest/gtest.h>

#include <chrono>
#include <string>

#include "generator/form/to_unicode.h"
#include "generator/signature/drawn_marks.h"
#include "tests/form_file.h"

namespace stesura {
namespace {

using testing::streamOf;

constexpr double kPatience = 8;  // seconds; what is refused takes far less than one

// Zeros, as many as asked for: white space in a content stream. In run lengths.
std::string manySpaces(std::size_t bytes, const std::string& entries = "") {
  const std::string run("\x81\0", 2);
  std::string data;
  for (std::size_t i = 0; i < bytes / 128; ++i) data += run;
  return streamOf(data + "\x80", "/Filter /RunLengthDecode " + entries);
}

std::string repeated(const std::string& text, std::size_t times) {
  std::string all;
  for (std::size_t i = 0; i < times; ++i) all += text;
  return all;
}

// Object 1 is the page, 2 its content; others follow.
struct HostilePage {
  std::string page{}, content{};
  std::vector<std::string> others{};
};

DrawnMarks readIn(const HostilePage& hostile, double& seconds) {
  std::vector<std::string> objects{"<< /Type /Catalog " + hostile.page + " >>", hostile.content};
  objects.insert(objects.end(), hostile.others.begin(), hostile.others.end());
  const std::string bytes = testing::pdfOf(objects);
  const PdfHistory history = PdfHistory::read(bytes);
  const PdfObject& page = history.object(1, 0);
  const auto begin = std::chrono::steady_clock::now();
  DrawnMarks marks = marksOfPage(history, page, history.resolve(page["Resources"], 0), 0);
  seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  return marks;
}

TEST(HostilePage, IsNotInflatedAgainAndAgainBeyondWhatItMayCost) {
  double seconds = 0;
  const DrawnMarks marks =
      readIn({"/Contents [" + repeated("2 0 R ", 20000) + "]", manySpaces(9u << 20)}, seconds);
  EXPECT_FALSE(marks.isWhole);
  EXPECT_LT(seconds, kPatience);
}

TEST(HostilePage, IsNotInflatedAgainAndAgainByItsForms) {
  double seconds = 0;
  const std::string form = manySpaces(9u << 20, "/Type /XObject /Subtype /Form /BBox [0 0 1 1]");
  const DrawnMarks marks = readIn({"/Contents 2 0 R /Resources << /XObject << /X 3 0 R >> >>",
                                   streamOf(repeated("/X Do ", 2000)),
                                   {form}},
                                  seconds);
  EXPECT_FALSE(marks.isWhole);
  EXPECT_LT(seconds, kPatience);
}

TEST(HostilePage, MayNameResourcesOutOfManyAsOftenAsItLikes) {
  double seconds = 0;
  std::string names;
  for (int i = 0; i < 60000; ++i) names += "/a" + std::to_string(i) + " 1 ";
  const DrawnMarks marks = readIn({"/Contents 2 0 R /Resources << /XObject << " + names + ">> >>",
                                   streamOf(repeated("/zz Do ", 600000) + "0 0 9 9 re f")},
                                  seconds);
  EXPECT_TRUE(marks.isWhole);
  EXPECT_EQ(marks.marks.size(), 1u);
  EXPECT_LT(seconds, kPatience);
}

TEST(HostilePage, HoldsNoMoreOfAWordThanAnybodyReads) {
  double seconds = 0;
  const std::string map = "1 beginbfchar <0001><" + repeated("0041", 64) + "> endbfchar";
  const std::string font =
      "<< /Type /Font /Subtype /Type0 /Encoding /Identity-H /DescendantFonts [<< >>] /ToUnicode 4 0 R >>";
  const DrawnMarks marks = readIn({"/Contents 2 0 R /Resources << /Font << /F1 3 0 R >> >>",
                                   streamOf("BT /F1 9 Tf <" + repeated("0001", 900000) + "> Tj ET"),
                                   {font, streamOf(map)}},
                                  seconds);
  EXPECT_FALSE(marks.isWhole);
  ASSERT_EQ(marks.marks.size(), 1u);
  EXPECT_LT(marks.marks[0].text.size(), 5000u);
}

TEST(HostilePage, PaysForTheFontsThatItReads) {
  double seconds = 0;
  const std::string map = "1 beginbfrange <0000><FFFF><" + repeated("0041", 63) + "0000> endbfrange";
  std::string names, content = "BT ";
  HostilePage hostile{"", "", {streamOf(map)}};
  for (std::size_t i = 0; i < 400; ++i) {
    const std::string name = "/F" + std::to_string(i);
    names += name + " " + std::to_string(4 + i) + " 0 R ";
    content += name + " 9 Tf <0001> Tj ";
    hostile.others.push_back(
        "<< /Type /Font /Subtype /Type0 /Encoding /Identity-H /DescendantFonts [<< >>] /ToUnicode 3 0 R >>");
  }
  hostile.page = "/Contents 2 0 R /Resources << /Font << " + names + ">> >>";
  hostile.content = streamOf(content);
  const DrawnMarks marks = readIn(hostile, seconds);
  EXPECT_FALSE(marks.isWhole);
  EXPECT_LT(seconds, kPatience);
}

TEST(HostileMap, IsReadOnceHoweverOftenItTellsTheSameCodes) {
  const auto begin = std::chrono::steady_clock::now();
  const ToUnicode map =
      readToUnicode("1 beginbfrange " + repeated("<0000><FFFF><0041>\n", 50000) + "endbfrange");
  EXPECT_EQ(map.texts.size(), 65536u);
  EXPECT_LT(std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count(), kPatience);
}

}  // namespace
}  // namespace stesura
