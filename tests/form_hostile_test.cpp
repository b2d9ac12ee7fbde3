// Forms that want to crash, to hang or to fill the memory of who opens them: a sentence or a
// description, within a second.

#include <gtest/gtest.h>
#include <zlib.h>

#include <ctime>

#include "generator/error.h"
#include "generator/form/intake.h"
#include "tests/form_file.h"

namespace stesura {
namespace {

using testing::formFixture;
using testing::pdfOf;
using testing::SmallForm;
using testing::streamOf;

struct Outcome {
  std::string sentence{};  // of the refusal
  FormDescription form{};
};

Outcome attempt(const std::string& pdf) {
  Outcome outcome;
  try {
    outcome.form = describeForm(pdf);
    takeIn(pdf);
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::templateFile);
    EXPECT_FALSE(error.sentence().empty());
    outcome.sentence = error.sentence();
  }
  return outcome;
}

// The processor's time, for other programs may hold it too.
Outcome quickly(const std::string& pdf) {
  const std::clock_t start = std::clock();
  Outcome outcome = attempt(pdf);
  const double seconds = static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
  // describeForm() and takeIn(), a second each.
  EXPECT_LT(seconds, 2) << outcome.sentence;
  return outcome;
}

std::string deflated(const std::string& data) {
  std::string packed(compressBound(data.size()), '\0');
  uLongf size = packed.size();
  compress2(reinterpret_cast<Bytef*>(packed.data()), &size, reinterpret_cast<const Bytef*>(data.data()), data.size(), 9);
  packed.resize(size);
  return packed;
}

// A file whose catalog lies in an object stream (object 2) of this data and with these entries.
std::string inObjectStream(const std::string& data, const std::string& entries) {
  std::string file = "%PDF-1.7\n";
  const std::size_t objects = file.size();
  file += "2 0 obj\n" + streamOf(data, "/Type /ObjStm /N 1 /First 4 " + entries) + "\nendobj\n";
  const std::size_t table = file.size();
  std::string rows;
  const auto row = [&](int type, std::size_t place, int last) {
    rows += {static_cast<char>(type), static_cast<char>(place >> 16), static_cast<char>(place >> 8),
                 static_cast<char>(place), static_cast<char>(last)};
  };
  row(0, 0, 0);
  row(2, 2, 0);
  row(1, objects, 0);
  row(1, table, 0);
  file += "3 0 obj\n" + streamOf(rows, "/Type /XRef /W [1 3 1] /Size 4 /Root 1 0 R") + "\nendobj\n";
  return file + "startxref\n" + std::to_string(table) + "\n%%EOF\n";
}

class TruncatedForm : public ::testing::TestWithParam<const char*> {};
INSTANTIATE_TEST_SUITE_P(FormHostile, TruncatedForm, ::testing::Values("campi.pdf", "campi-compresso.pdf"));

TEST_P(TruncatedForm, IsReadOrRefusedWhereverItEnds) {
  const std::string whole = formFixture(GetParam());
  ASSERT_GT(whole.size(), 1000u);
  std::size_t refused = 0;
  for (std::size_t length = 0; length < whole.size(); length += 50) {
    if (!quickly(whole.substr(0, length)).sentence.empty()) ++refused;
  }
  EXPECT_GT(refused, 10u);
}

TEST(FormHostile, RepairsADamagedCrossReferenceTable) {
  std::string pdf = SmallForm{}.file();
  pdf.replace(pdf.find("startxref\n") + 10, 3, "999");
  EXPECT_EQ(quickly(pdf).form.fields.size(), 1u);
  pdf.erase(pdf.find("xref\n0 "), 60);
  EXPECT_EQ(quickly(pdf).form.fields.size(), 1u);
}

TEST(FormHostile, EndsOnLoopsInTheFieldTree) {
  SmallForm form;
  form.fields = "5 0 R 6 0 R";
  form.objects = {"<< /Type /Annot /Subtype /Widget /T (a) /FT /Tx /Parent 6 0 R /Rect [0 0 9 9] >>",
                  "<< /T (b) /FT /Tx /Parent 6 0 R /Kids [6 0 R 5 0 R 7 0 R] >>", "<< /T (c) /Parent 6 0 R /Kids [6 0 R 7 0 R] >>"};
  EXPECT_EQ(quickly(form.file()).form.fields.size(), 1u);
}

TEST(FormHostile, EndsOnLoopsOfParents) {
  SmallForm form;
  form.fields = "";
  form.objects = {"<< /Type /Annot /Subtype /Widget /Parent 6 0 R /Rect [0 0 9 9] >>", "<< /T (b) /FT /Tx /Parent 7 0 R >>",
                  "<< /T (c) /Parent 6 0 R >>"};
  const Outcome outcome = quickly(form.file());
  EXPECT_EQ(outcome.form.fields.size(), 1u) << outcome.sentence;
}

TEST(FormHostile, EndsOnLoopsInThePageTree) {
  const std::string pdf = pdfOf({"<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [3 0 R] >>",
                                 "<< /Type /Pages /Kids [2 0 R 3 0 R] >>"});
  EXPECT_NE(quickly(pdf).sentence.find("danneggiato"), std::string::npos);
}

TEST(FormHostile, RefusesTreesBeyondTheirDepth) {
  std::vector<std::string> pages{"<< /Type /Catalog /Pages 2 0 R >>"};
  for (int i = 0; i < 20000; ++i) pages.push_back("<< /Type /Pages /Kids [" + std::to_string(i + 3) + " 0 R] >>");
  EXPECT_NE(quickly(pdfOf(pages)).sentence.find("32 livelli"), std::string::npos);
  SmallForm form;
  for (int i = 0; i < 40; ++i) form.objects.push_back("<< /T (n) /Kids [" + std::to_string(i + 7) + " 0 R] >>");
  form.fields = "6 0 R";
  EXPECT_NE(quickly(form.file()).sentence.find("32 livelli"), std::string::npos);
}

TEST(FormHostile, SurvivesDeepNestingOfValues) {
  for (const std::string bracket : {"[", "<</A ", "(", "<", "[<</A "}) {
    std::string deep;
    for (int i = 0; i < 100000; ++i) deep += bracket;
    SmallForm form;
    form.catalog = "/Names " + deep;
    quickly(form.file());
  }
}

TEST(FormHostile, RefusesTooManyFieldsPagesAndObjects) {
  SmallForm fields;
  fields.objects.clear();
  fields.fields = fields.annotations = "";
  for (int i = 0; i < 6000; ++i) {
    fields.objects.push_back("<< /Subtype /Widget /FT /Tx /T (n" + std::to_string(i) + ") /Rect [0 0 9 9] >>");
    fields.fields += std::to_string(i + 5) + " 0 R ";
  }
  fields.annotations = fields.fields;
  EXPECT_EQ(quickly(fields.file()).sentence, "Il PDF ha più di 5.000 campi.");
  std::string kids;
  for (int i = 0; i < 600; ++i) kids += "<< /Type /Page >> ";
  EXPECT_EQ(quickly(pdfOf({"<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [" + kids + "] >>"})).sentence,
            "Il PDF ha più di 500 pagine.");
  SmallForm objects;
  for (int i = 0; i < 200100; ++i) objects.objects.emplace_back("0");
  EXPECT_FALSE(quickly(objects.file()).sentence.empty());
}

TEST(FormHostile, PutsRectanglesInOrderAndWithinBounds) {
  const auto placeOf = [](const std::string& rectangle) {
    SmallForm form;
    form.objects = {"<< /Type /Annot /Subtype /Widget /FT /Tx /T (n) /Rect " + rectangle + " >>"};
    const Outcome outcome = quickly(form.file());
    return outcome.form.fields.empty() ? FormWidget{} : outcome.form.fields[0].widgets[0];
  };
  const FormWidget swapped = placeOf("[110 30 10 10]");
  EXPECT_EQ(swapped.left, 10);
  EXPECT_EQ(swapped.right, 110);
  EXPECT_EQ(swapped.bottom, 10);
  EXPECT_EQ(swapped.top, 30);
  const FormWidget huge = placeOf("[-99999999999999999999999 0 1" + std::string(400, '0') + " 1" + std::string(400, '0') + ".5]");
  EXPECT_GE(huge.left, -14400);
  EXPECT_LE(huge.right, 14400);
  for (const std::string wrong : {"[1 2 3]", "(x)", "[/a /b /c /d]", "[nan 0 inf 1]", "null", "5 0 R", "[1 2 3 4 5]"}) {
    const FormWidget place = placeOf(wrong);
    EXPECT_EQ(place.page, 0u) << wrong;
    EXPECT_LE(place.right - place.left, 28800) << wrong;
  }
}

TEST(FormHostile, CountsWrongTypesAsAbsent) {
  const std::vector<std::string> wrong = {"5", "-1.5", "true", "(x)", "/x", "[]", "[[[]]]", "<< >>", "3 0 R", "5 0 R", "99 0 R", "null"};
  for (const char* key : {"/T", "/TU", "/FT", "/Ff", "/V", "/DV", "/AP", "/AS", "/Opt", "/MaxLen", "/Kids", "/Parent", "/AA", "/A",
                          "/MK", "/DA", "/Q", "/I", "/Rect", "/Subtype", "/P"}) {
    for (const std::string& value : wrong) {
      for (const char* type : {"/Tx", "/Btn", "/Ch", "/Sig"}) {
        SmallForm form;
        form.objects = {"<< " + std::string(key) + " " + value + " /Subtype /Widget /FT " + type + " /T (n) /Rect [0 0 9 9] >>"};
        quickly(form.file());
      }
    }
  }
  for (const char* key : {"/AcroForm", "/Pages", "/Names", "/Perms", "/OpenAction", "/AA", "/NeedsRendering", "/AF"}) {
    for (const std::string& value : wrong) {
      SmallForm form;
      form.catalog = std::string(key) + " " + value;
      quickly(form.file());
    }
  }
}

TEST(FormHostile, RefusesObjectStreamsThatInflateWithoutEnd) {
  const std::string bomb = deflated(std::string(100 << 20, ' '));
  EXPECT_NE(quickly(inObjectStream(bomb, "/Filter /FlateDecode")).sentence.find("espandono"), std::string::npos);
  const std::string twice = deflated(bomb);
  EXPECT_NE(quickly(inObjectStream(twice, "/Filter [/FlateDecode /FlateDecode]")).sentence.find("insolita"), std::string::npos);
  for (const std::string filter : {"/LZWDecode", "[/ASCIIHexDecode /FlateDecode]", "/RunLengthDecode", "3 0 R", "[3 0 R]"}) {
    EXPECT_NE(quickly(inObjectStream(bomb, "/Filter " + filter)).sentence.find("insolita"), std::string::npos) << filter;
  }
}

TEST(FormHostile, IsNotDeceivedAboutWhereADictionaryBegins) {
  const std::string bomb = deflated(deflated(std::string(100 << 20, ' ')));
  const std::string real = "/Filter [/FlateDecode /FlateDecode] ";
  for (const std::string& disguise : {real + "/A (x obj << /Filter /FlateDecode %) \n", real + "/A <41 obj << /Filter /FlateDecode > ",
                                     real + ">> %obj << /Filter /FlateDecode", real + "/A [(obj) (<<)] /B (>> obj << )"}) {
    EXPECT_FALSE(quickly(inObjectStream(bomb, disguise)).sentence.empty()) << disguise;
  }
}

TEST(FormHostile, MakesNoRoomForRowsOfAnyWidth) {
  const std::string small = deflated("1 0 << /Type /Catalog >>");
  const std::string pdf = inObjectStream(small, "/Filter /FlateDecode /DecodeParms << /Predictor 12 /Columns 2147483000 >>");
  EXPECT_NE(quickly(pdf).sentence.find("insolita"), std::string::npos);
}

TEST(FormHostile, RefusesCrossReferencesBeyondCounting) {
  std::string pdf = inObjectStream("1 0 << /Type /Catalog >>", "");
  pdf.replace(pdf.find("/Size 4"), 7, "/Size 900000000");
  EXPECT_FALSE(quickly(pdf).sentence.empty());
}

TEST(FormHostile, DoesNotReadADamagedFileForever) {
  // Every object a stream without an end, each with the whole file before it.
  std::string pdf = "%PDF-1.7\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [";
  for (int i = 3; i < 30000; ++i) pdf += std::to_string(i) + " 0 R ";
  pdf += "] >> >>\nendobj\n2 0 obj\n<< /Kids [3 0 R] >>\nendobj\n";
  for (int i = 3; i < 30000; ++i) pdf += std::to_string(i) + " 0 obj\n<< /Length 99 >>\nstream\n" + std::string(300, 'x') + "\n";
  EXPECT_FALSE(quickly(pdf).sentence.empty());
  EXPECT_FALSE(quickly("%PDF-1.7\n" + std::string(31 << 20, '\n')).sentence.empty());
  EXPECT_FALSE(quickly("%PDF-1.7\n" + std::string(31 << 20, 'x')).sentence.empty());
  std::string headers = "%PDF-1.7\n";
  while (headers.size() < (20u << 20)) headers += "7 0 obj\n";
  EXPECT_FALSE(quickly(headers).sentence.empty());
}

TEST(FormHostile, RefusesArraysOfMillions) {
  std::string many = "[";
  for (int i = 0; i < 7000000; ++i) many += "0 ";
  SmallForm form;
  form.catalog = "/Names " + many + "]";
  EXPECT_FALSE(quickly(form.file()).sentence.empty());
}

TEST(FormHostile, ReadsNamesWithNullsAndBytesThatAreNoText) {
  SmallForm form;
  form.objects = {std::string("<< /Subtype /Widget /FT /Btn /T <6100620063> /AP << /N << /O#00n 3 0 R /\xec\xff 3 0 R >> >> /V /a#00b >>")};
  const Outcome outcome = quickly(form.file());
  ASSERT_EQ(outcome.form.fields.size(), 1u) << outcome.sentence;
  EXPECT_EQ(outcome.form.fields[0].name, std::string("a\0b\0c", 5));
}

TEST(FormHostile, ReadsWidgetsWithoutAppearance) {
  for (const std::string type : {"/Tx", "/Btn", "/Ch", "/Btn /Ff 32768"}) {
    SmallForm form;
    form.objects = {"<< /Subtype /Widget /T (n) /FT " + type + " >>"};
    EXPECT_EQ(quickly(form.file()).form.fields.size(), 1u) << type;
  }
}

TEST(FormHostile, TakesAFieldForNothingElse) {
  for (const std::string field : {"1 0 R", "2 0 R", "3 0 R", "4 0 R"}) {
    SmallForm form;
    form.fields = "5 0 R " + field;
    const Outcome outcome = quickly(form.file());
    EXPECT_EQ(outcome.form.fields.size(), 1u) << field << outcome.sentence;
    EXPECT_EQ(outcome.form.pages, 1u) << field;
  }
}

}  // namespace
}  // namespace stesura
