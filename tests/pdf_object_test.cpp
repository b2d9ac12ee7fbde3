// Objects of a PDF: their syntax, when two are equal, how they are written and read again.

#include "generator/pdf/pdf_object.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "generator/pdf/history.h"
#include "tests/form_file.h"

namespace stesura {
namespace {

// What a reader makes of a value, written again; «irregular» in front if it said so, «-» for no object.
std::string readAs(const std::string& value) {
  const std::string file = testing::pdfOf({"<< /Type /Catalog >>", value});
  const PdfHistory history = PdfHistory::read(file);
  std::string out;
  const PdfObject& object = history.object(2, 0);
  if (!history.irregularities().empty()) out = "irregular ";
  if (object.isNull() && !history.irregularities().empty()) return out + "-";
  appendObject(out, object);
  return out;
}

PdfObject readBack(const std::string& value) {
  const std::string file = testing::pdfOf({"<< /Type /Catalog >>", value});
  return PdfHistory::read(file).object(2, 0);
}

TEST(PdfObject, ReadsNumbersAsTheyAreWritten) {
  EXPECT_EQ(readAs("12"), "12");
  EXPECT_EQ(readAs("+3"), "3");
  EXPECT_EQ(readAs("-0017"), "-17");
  EXPECT_EQ(readAs("-.5"), "-0.5");
  EXPECT_EQ(readAs("4."), "4.0");
  EXPECT_EQ(readAs(".25"), "0.25");
  EXPECT_EQ(readAs("9223372036854775807"), "9223372036854775807");
  EXPECT_EQ(readAs("9223372036854775808"), "9223372036854775808.0");
  for (const char* wrong : {"--1", "1-2", "1.2.3", "1e5", "+", "-", ".", "0x10", "1_0", "12a"})
    EXPECT_EQ(readAs(wrong), "irregular -") << wrong;
}

TEST(PdfObject, ReadsStringsAndNames) {
  EXPECT_EQ(readAs("(a (b) c)"), "(a \\(b\\) c)");
  EXPECT_EQ(readAs("(\\101\\7\\0501\\)\\\\\\q)"), "<41072831295C71>");
  EXPECT_EQ(readBack("(a\\\r\nb\\\nc\r\nd\re\\nf\\r)").text, "abc\nd\ne\nf\r");
  EXPECT_EQ(readBack("(\\400\\53x\\8)").text, std::string("\0+x8", 4));
  EXPECT_EQ(readBack("<48 65\n6C6 c6F7>").text, "Hellop");
  EXPECT_EQ(readBack("<>").text, "");
  EXPECT_EQ(readBack("/A#20B#2f#zz#").text, "A B/#zz#");
  EXPECT_TRUE(readBack("/").isName(""));
  for (const char* wrong : {"(a", "(a\\)", "<4x>", "<41", "/A B", "(a)(b)"})
    EXPECT_EQ(readAs(wrong), "irregular -") << wrong;
}

TEST(PdfObject, ReadsWhatHoldsOthers) {
  EXPECT_EQ(readAs("[1 2 3 0 R 0 0 4 5 R/N(s)<00>[]<<>>true false null]"),
            "[1 2 3 0 R 0 0 4 5 R /N (s) <00> [] <<>> true false null]");
  EXPECT_EQ(readAs("<</A 1/B/C/D[/E]% comment >>\n/F 2 0 %x\r R>>"), "<</A 1/B /C/D [/E]/F 2 0 R>>");
  EXPECT_EQ(readAs("[ 1 0 Rx ]"), "irregular -");
  for (const char* wrong :
       {"[1", "<</A 1", "<</A>>", "<<1 2>>", "]", ">>", "{1}", "nul", "truefalse", "obj", ""})
    EXPECT_EQ(readAs(wrong), "irregular -") << wrong;
}

TEST(PdfObject, TellsAKeyThatStandsTwice) {
  EXPECT_EQ(readAs("<</A 1/B 2/A 3/#41 4>>"), "irregular <</B 2/A 4>>");
  EXPECT_EQ(readAs("[<</A 1/A 1>>]"), "irregular [<</A 1>>]");
}

TEST(PdfObject, SaysWhereItIsWritten) {
  const std::string file = testing::pdfOf({"<< /Type /Catalog >>", "<< /Contents <00> /M [ (x) ] >>"});
  const PdfHistory history = PdfHistory::read(file);
  const PdfObject& object = history.object(2, 0);
  const auto textAt = [&file](const PdfObject& part) {
    return file.substr(part.begin, part.end - part.begin);
  };
  EXPECT_EQ(textAt(object), "<< /Contents <00> /M [ (x) ] >>");
  EXPECT_EQ(textAt(object["Contents"]), "<00>");
  EXPECT_EQ(textAt(object["M"].items.at(0)), "(x)");
}

TEST(PdfObject, IsEqualByWhatItMeans) {
  EXPECT_EQ(readBack("[1 (a) /N#41 <</A 1/B 2>> 1.50]"),
            readBack("[ 1.0 <61> /NA <</B 2/A 1/C null>> +1.5]"));
  EXPECT_EQ(readBack("9007199254740993"), readBack("9007199254740993"));
  EXPECT_FALSE(readBack("9007199254740993") == readBack("9007199254740992"));
  EXPECT_FALSE(readBack("(a)") == readBack("/a"));
  EXPECT_FALSE(readBack("2 0 R") == readBack("2 1 R"));
  EXPECT_FALSE(readBack("<</A 1>>") == readBack("<</A 1/B 2>>"));
  EXPECT_FALSE(readBack("[1 2]") == readBack("[1 2 3]"));
  const PdfObject stream = readBack(testing::streamOf("abc"));
  EXPECT_FALSE(stream == readBack("<</Length 3>>"));
}

TEST(PdfObject, StreamsAreEqualByTheirBytes) {
  const std::string file =
      testing::pdfOf({"<< /Type /Catalog >>", testing::streamOf("abc"), testing::streamOf("abc"),
                      testing::streamOf("abd"), testing::streamOf("abc", "/X 1")});
  const PdfHistory history = PdfHistory::read(file);
  EXPECT_EQ(history.object(2, 0), history.object(3, 0));
  EXPECT_FALSE(history.object(2, 0) == history.object(4, 0));
  EXPECT_FALSE(history.object(2, 0) == history.object(5, 0));
}

TEST(PdfObject, ChangesItsEntries) {
  PdfObject object = PdfObject::ofDictionary();
  object.set("A", PdfObject::ofInteger(1));
  object.set("B", PdfObject::ofName("x y"));
  object.set("A", PdfObject::ofArray({PdfObject::ofReference(7, 2), PdfObject::ofString("(")}));
  object.remove("B");
  std::string out;
  appendObject(out, object);
  EXPECT_EQ(out, "<</A [7 2 R (\\()]>>");
  EXPECT_FALSE(object.has("B"));
  EXPECT_TRUE(object["B"].isNull());
  EXPECT_TRUE(PdfObject::ofInteger(3)["A"].isNull());
}

class RandomObjects {
 public:
  PdfObject next(int depth = 0) {
    PdfObject object;
    switch (below(depth < 5 ? 9 : 7)) {
      case 0:
        break;
      case 1:
        object.type = PdfObject::Type::boolean;
        object.truth = below(2) == 0;
        break;
      case 2:
        return PdfObject::ofInteger(static_cast<std::int64_t>(random_() << below(60)));
      case 3:
        object.type = PdfObject::Type::real;
        object.real = number();
        break;
      case 4:
        return PdfObject::ofString(text());
      case 5:
        return PdfObject::ofName(text());
      case 6:
        return PdfObject::ofReference(static_cast<std::uint32_t>(below(1 << 20)), below(3) == 0 ? 65535 : 0);
      case 7:
        object = PdfObject::ofArray();
        for (auto left = below(5); left > 0; --left) object.items.push_back(next(depth + 1));
        break;
      default:
        object = PdfObject::ofDictionary();
        for (auto left = below(5); left > 0; --left) object.set(text(), next(depth + 1));
        break;
    }
    return object;
  }

 private:
  std::size_t below(std::size_t bound) { return random_() % bound; }
  double number() {
    const double value = std::ldexp(static_cast<double>(random_()), -static_cast<int>(below(120)));
    return below(2) == 0 ? value : -value;
  }
  std::string text() {
    std::string result;
    for (std::size_t left = below(12); left > 0; --left)
      result += below(3) == 0 ? "()\\/#<>\r\n% ["[below(12)] : static_cast<char>(below(256));
    return result;
  }
  std::mt19937_64 random_{20261122};
};

TEST(PdfObject, IsReadAgainAsItWasWritten) {
  RandomObjects random;
  PdfObject all = PdfObject::ofArray();
  for (int i = 0; i < 3000; ++i) all.items.push_back(random.next());
  std::string text;
  appendObject(text, all);
  const PdfObject read = readBack(text);
  ASSERT_EQ(read.items.size(), all.items.size());
  for (std::size_t i = 0; i < all.items.size(); ++i) {
    std::string one;
    appendObject(one, all.items[i]);
    ASSERT_TRUE(read.items[i] == all.items[i]) << one;
    ASSERT_TRUE(read.items[i].type == all.items[i].type) << one;
  }
}

TEST(PdfObject, GivesTextInUtf8) {
  const auto text = [](std::string_view bytes) { return textOf(PdfObject::ofString(bytes)); };
  EXPECT_EQ(text("Citt\xE0"), "Città");
  EXPECT_EQ(text("\x80 \xA0 \x1F\x92"), "• € ˜™");
  EXPECT_EQ(text(std::string_view("\xFE\xFF\0C\0i\x20\x19\xD8\x3D\xDE\x00", 12)), "Ci’😀");
  EXPECT_EQ(text(std::string_view("\xFE\xFF\xD8\x3D\0a\xDE\x00", 8)), "\uFFFDa\uFFFD");
  EXPECT_EQ(text("\xFE\xFF\x20"), "");
  EXPECT_EQ(text("\xEF\xBB\xBF"
                 "è \xC3( \xF5 \xE2\x82 \xED\xA0\x80 \xC0\xAF"),
            "è \uFFFD( \uFFFD \uFFFD \uFFFD \uFFFD\uFFFD");
  EXPECT_EQ(textOf(PdfObject::ofName("x")), "");
}

}  // namespace
}  // namespace stesura
