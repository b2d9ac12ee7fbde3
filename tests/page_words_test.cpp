#include "generator/form/page_words.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <fstream>
#include <regex>
#include <sstream>

#include "tests/schema_fixture.h"

namespace stesura {
namespace {

const std::filesystem::path kForms = kSourceDir / "tests/fixtures/forms";

std::vector<PageWord> wordsOfFile(const std::filesystem::path& file) {
  QPDF pdf;
  pdf.setSuppressWarnings(true);
  pdf.processFile(file.c_str());
  return wordsOf(pdf);
}

// A PDF of one page whose content and font are these; qpdf finds the objects without a table.
std::vector<PageWord> wordsOfPage(const std::string& content, const std::string& resources = "/Font << /F 4 0 R >>",
                                  const std::string& more = "") {
  const std::string bytes =
      "%PDF-1.5\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n"
      "2 0 obj\n<< /Type /Pages /Kids [3 0 R] /Count 1 /Resources << " + resources + " >> >>\nendobj\n"
      "3 0 obj\n<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 5 0 R >>\nendobj\n"
      "4 0 obj\n<< /Type /Font /Subtype /Type1 /BaseFont /ABCDEF+Courier /Encoding << /Differences [1 /Agrave /uni20AC /rien] >> >>\nendobj\n"
      "5 0 obj\n<< /Length " + std::to_string(content.size()) + " >>\nstream\n" + content + "\nendstream\nendobj\n" + more +
      "trailer << /Root 1 0 R >>\n";
  QPDF pdf;
  pdf.setSuppressWarnings(true);
  pdf.processMemoryFile("page", bytes.data(), bytes.size());
  return wordsOf(pdf);
}

std::string joined(const std::vector<PageWord>& words) {
  std::string text;
  for (const PageWord& word : words) text += (text.empty() ? "" : " ") + word.text;
  return text;
}

struct Reference {
  std::size_t page;
  double left, bottom, right, top;
  std::string text;
};

std::string unescaped(std::string text) {
  for (const auto& [from, to] : {std::pair{"&lt;", "<"}, {"&gt;", ">"}, {"&quot;", "\""}, {"&amp;", "&"}}) {
    for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + 1)) text.replace(at, std::string(from).size(), to);
  }
  return text;
}

// What poppler reads, in the page's own space. Pages with /Rotate are left out by the caller.
std::vector<Reference> popplersWords(const std::filesystem::path& file) {
  std::istringstream lines(commandOutput("pdftotext -bbox '" + file.string() + "' -"));
  static const std::regex kPage("<page width=\"([0-9.]+)\" height=\"([0-9.]+)\"");
  static const std::regex kWord("<word xMin=\"([-0-9.]+)\" yMin=\"([-0-9.]+)\" xMax=\"([-0-9.]+)\" yMax=\"([-0-9.]+)\">(.*)</word>");
  std::vector<Reference> words;
  std::size_t page = 0;
  double height = 0;
  for (std::string line; std::getline(lines, line);) {
    std::smatch match;
    if (std::regex_search(line, match, kPage)) ++page, height = std::stod(match[2]);
    if (!std::regex_search(line, match, kWord)) continue;
    words.push_back({page - 1, std::stod(match[1]), height - std::stod(match[4]), std::stod(match[3]), height - std::stod(match[2]), unescaped(match[5])});
  }
  return words;
}

double distance(const PageWord& a, const Reference& b) {
  return std::max({std::fabs(a.left - b.left), std::fabs(a.bottom - b.bottom), std::fabs(a.right - b.right), std::fabs(a.top - b.top)});
}

class ForeignForm : public ::testing::TestWithParam<const char*> {};

TEST_P(ForeignForm, HasTheWordsThatPopplerReadsWithinTwoPoints) {
  const std::filesystem::path file = kForms / GetParam();
  const std::vector<PageWord> words = wordsOfFile(file);
  const bool turnedBehindFirst = std::string(GetParam()) == "regione.pdf";
  std::size_t compared = 0;
  for (const Reference& reference : popplersWords(file)) {
    if (turnedBehindFirst && reference.page > 0) continue;
    ++compared;
    const bool found = std::any_of(words.begin(), words.end(), [&](const PageWord& word) {
      return word.page == reference.page && word.text == reference.text && distance(word, reference) <= 2;
    });
    EXPECT_TRUE(found) << reference.text << " at " << reference.left << ", " << reference.bottom;
  }
  EXPECT_GT(compared, 80u);
  if (!turnedBehindFirst) EXPECT_EQ(words.size(), compared);
}

INSTANTIATE_TEST_SUITE_P(Committed, ForeignForm,
                         ::testing::Values("ministero.pdf", "regione.pdf", "inps.pdf", "comune.pdf", "tirocinio.pdf"),
                         [](const auto& tested) { return std::string(tested.param).substr(0, std::string(tested.param).find('.')); });

TEST(PageWords, TellTheDirectionOfWritingOnATurnedPage) {
  const std::vector<PageWord> words = wordsOfFile(kForms / "regione.pdf");
  const auto turned = std::find_if(words.begin(), words.end(), [](const PageWord& word) { return word.page == 1; });
  ASSERT_NE(turned, words.end());
  EXPECT_EQ(turned->direction, 90);
  EXPECT_EQ(turned->text, "3.");
}

TEST(PageWords, AreCutAtSpacesGapsAndLines) {
  const auto words = wordsOfPage("BT /F 10 Tf 100 700 Td (Nome e) Tj 0 -14 Td [(Cog) 20 (nome) -600 (Data)] TJ ET");
  EXPECT_EQ(joined(words), "Nome e Cognome Data");
  ASSERT_EQ(words.size(), 4u);
  EXPECT_DOUBLE_EQ(words[0].left, 100);
  EXPECT_NEAR(words[0].right, 124, 0.01);
  EXPECT_DOUBLE_EQ(words[2].baseline, 686);
  EXPECT_EQ(words[0].font, "Courier");
  EXPECT_DOUBLE_EQ(words[0].size, 10);
}

TEST(PageWords, ComeInReadingOrderHoweverTheyWereWritten) {
  EXPECT_EQ(joined(wordsOfPage("BT /F 10 Tf 1 0 0 1 100 600 Tm (terza) Tj 1 0 0 1 200 700 Tm (seconda) Tj 1 0 0 1 100 700.5 Tm (prima) Tj ET")),
            "prima seconda terza");
}

TEST(PageWords, FollowEveryOperatorThatMovesText) {
  const auto words = wordsOfPage(
      "q 2 0 0 2 10 20 cm BT /F 10 Tf 12 TL 50 TH 5 Tc 3 Tw 10 300 Td (ab) Tj T* (c) ' 0 0 (d) \" ET Q BT /F 8 Tf 0 -20 TD 30 80 Td (e) Tj ET");
  ASSERT_EQ(words.size(), 5u);
  EXPECT_EQ(joined(words), "a b c d e");  // Tc 5 at 10 points is more than a quarter of an em
  EXPECT_DOUBLE_EQ(words[0].left, 10 + 2 * 10);
  EXPECT_DOUBLE_EQ(words[0].baseline, 20 + 2 * 300);
  EXPECT_DOUBLE_EQ(words[0].size, 20);
  EXPECT_DOUBLE_EQ(words[1].left, 30 + 2 * 11);
  EXPECT_DOUBLE_EQ(words[2].baseline, 620 - 2 * 2 * 12);
  EXPECT_DOUBLE_EQ(words[4].baseline, 60);
}

TEST(PageWords, AreReadInNestedFormsAndNotInInlineImages) {
  const std::string nested =
      "6 0 obj\n<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] /Matrix [1 0 0 1 100 0] /Length 30 >>\nstream\n"
      "BT /F 10 Tf 1 9 Td (Dentro)Tj ET\nendstream\nendobj\n";
  const auto words = wordsOfPage("BI /W 8 /H 1 /BPC 8 /CS /G ID BT (no)Tj EI\xFF EI Q /X Do BT /F 10 Tf 5 5 Td (Fuori) Tj ET",
                                 "/Font << /F 4 0 R >> /XObject << /X 6 0 R >>", nested);
  EXPECT_EQ(joined(words), "Dentro Fuori");
  EXPECT_DOUBLE_EQ(words.at(0).left, 101);
}

TEST(PageWords, SayWhereTheFileDoesNotTellWhatAGlyphMeans) {
  EXPECT_EQ(joined(wordsOfPage("BT /F 10 Tf (\\001\\002\\003) Tj ET")), "À€\uFFFD");
}

TEST(PageWords, EndWithAFormThatDrawsItself) {
  const std::string nested =
      "6 0 obj\n<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X 6 0 R >> /Font << /F 4 0 R >> >> /Length 70 >>\n"
      "stream\nBT /F 10 Tf 1 0 0 1 50 50 Tm (io) Tj ET /X Do /X Do /X Do /X Do /X Do /X Do /X Do\nendstream\nendobj\n";
  const auto words = wordsOfPage("/X Do", "/XObject << /X 6 0 R >>", nested);
  EXPECT_FALSE(words.empty());
  EXPECT_LE(words.size(), 50000u);
}

TEST(PageWords, StopAtTheirBound) {
  std::string content = "BT /F 10 Tf ";
  for (int i = 0; i < 70000; ++i) content += "1 0 0 1 9 9 Tm(a)Tj ";
  EXPECT_EQ(wordsOfPage(content).size(), 50000u);
}

TEST(PageWords, GiveWhatCanBeReadOfDamagedContent) {
  EXPECT_EQ(joined(wordsOfPage("BT /F 10 Tf 1 1 Td (uno) Tj ] >> } Q Q Q (due) Tj /F Tf /G 9 Tf (tre) Tj (mai chiusa")), "unodue");
  EXPECT_TRUE(wordsOfPage("").empty());
  EXPECT_TRUE(wordsOfPage("BT /F 1e999 Tf 99999999999999999999 0 Td (lontano) Tj ET").empty());
  EXPECT_TRUE(wordsOfPage("BI /W 1 ID never ended").empty());
  EXPECT_TRUE(wordsOfPage(std::string(100000, '[') + std::string(100000, '<')).empty());
}

TEST(PageWords, AreNoneWhereFiltersCouldInflateWithoutEnd) {
  const std::string nested =
      "6 0 obj\n<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] /Filter [/FlateDecode /FlateDecode] /Length 3 >>\nstream\nabc\nendstream\nendobj\n";
  EXPECT_TRUE(wordsOfPage("/X Do", "/XObject << /X 6 0 R >>", nested).empty());
}

}  // namespace
}  // namespace stesura
