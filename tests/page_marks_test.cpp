// What stands on whole pages: drafts and copies are marked, records and chapters have pages of
// their own.

#include <gtest/gtest.h>

#include <cstdio>
#include <sstream>

#include "generator/generator.h"
#include "generator/odf/package.h"
#include "tests/pdf_faults.h"
#include "tests/small_home.h"

namespace stesura {
namespace {

// Upright pages, with the style «Orizzontale» for a chapter on lying ones and «Verticale» for what
// follows it; page numbers in the footers.
std::string document(const std::string& body) {
  std::string text = testing::flatDocument(body);
  const auto put = [&](const std::string& before, const std::string& what) {
    text.insert(text.find(before), what);
  };
  put("</office:styles>",
      "<style:style style:name=\"Orizzontale\" style:family=\"paragraph\" "
      "style:parent-style-name=\"Standard\" style:master-page-name=\"Lato\" "
      "style:default-outline-level=\"1\"/>"
      "<style:style style:name=\"Verticale\" style:family=\"paragraph\" "
      "style:parent-style-name=\"Standard\" style:master-page-name=\"Standard\" "
      "style:default-outline-level=\"1\"/>");
  put("</office:automatic-styles>",
      "<style:page-layout style:name=\"pm2\"><style:page-layout-properties "
      "fo:page-width=\"29.7cm\" fo:page-height=\"21cm\" style:print-orientation=\"landscape\" "
      "fo:margin=\"2cm\"/></style:page-layout>");
  const std::string footer =
      "<style:footer><text:p>foglio <text:page-number text:select-page=\"current\">1"
      "</text:page-number></text:p></style:footer></style:master-page>";
  text.replace(text.find("style:page-layout-name=\"pm1\"/>"), 30,
               "style:page-layout-name=\"pm1\">" + footer);
  put("</office:master-styles>",
      "<style:master-page style:name=\"Lato\" style:page-layout-name=\"pm2\">" + footer);
  return text;
}

std::string paragraph(const std::string& text) { return "<text:p>" + text + "</text:p>"; }

std::string chapter(const std::string& style, const std::string& text) {
  return "<text:h text:style-name=\"" + style + "\" text:outline-level=\"1\">" + text + "</text:h>";
}

std::string pdfOf(const std::string& body, const std::string& json) {
  Generator generator({.home = STESURA_SOURCE_DIR, .program = STESURA_BINARY_DIR, .workers = 1});
  return generator.render(document(body), parseJson(json), OutputFormat::pdf, "2026-03-12").bytes;
}

// «P» for an upright page, «L» for a lying one.
std::string orientations(const std::string& pdf) {
  std::stringstream lines(outputOf("pdfinfo -f 1 -l 99 {}", pdf));
  std::string found;
  for (std::string line; std::getline(lines, line);) {
    double width = 0, height = 0;
    if (std::sscanf(line.c_str(), "Page %*d size: %lf x %lf", &width, &height) == 2)
      found += width > height ? 'L' : 'P';
  }
  return found;
}

std::vector<std::string> pagesOf(const std::string& pdf) {
  std::stringstream text(pdfText(pdf));
  std::vector<std::string> pages;
  for (std::string page; std::getline(text, page, '\f');) pages.push_back(page);
  return pages;
}

// The share of every page that is painted in the grey of the watermark.
std::vector<double> greyShares(const std::string& pdf) {
  const std::string pictures = outputOf("pdftoppm -gray -r 36 {}", pdf);
  std::vector<double> shares;
  for (std::size_t at = 0; at < pictures.size();) {
    std::size_t width = 0, height = 0;
    int header = 0;
    if (std::sscanf(pictures.c_str() + at, "P5 %zu %zu 255%n", &width, &height, &header) != 2)
      break;
    at += static_cast<std::size_t>(header) + 1;
    std::size_t grey = 0;
    for (std::size_t pixel = 0; pixel < width * height; ++pixel) {
      const auto value = static_cast<unsigned char>(pictures[at + pixel]);
      if (value > 222 && value < 232) ++grey;
    }
    at += width * height;
    shares.push_back(static_cast<double>(grey) / static_cast<double>(width * height));
  }
  return shares;
}

class PageMarks : public ::testing::Test {
 protected:
  PageMarks() {
    testing::writeSmallKind(home_);
    home_.write(
        "templates/prova/ridotta.fodt",
        document(paragraph("{{ente}} {{persona.cognome}}") + chapter("Orizzontale", "Quadro") +
                 paragraph("{{note|facoltativo}}") + chapter("Verticale", "Fine")));
    generator_ = std::make_unique<Generator>(
        GeneratorSettings{.home = home_.path(), .program = STESURA_BINARY_DIR, .workers = 1});
  }

  Document make(Completion completion, OutputFormat format, const std::string& copyFor = "") {
    Order order{.kind = "prova", .layout = "ridotta", .format = format, .completion = completion};
    order.issueDate = "2026-03-12";
    order.copyFor = copyFor;
    return generator_->generate(order, data_);
  }

  testing::SmallHome home_;
  std::unique_ptr<Generator> generator_;
  const Json data_ = parseJson(
      R"({"tipo_documento":"prova","ente":"Comune di Rho","persona":{"cognome":"Rossi"}})");
};

TEST_F(PageMarks, PutAWatermarkBehindEveryPageOfADraft) {
  const Document draft = make(Completion::draft, OutputFormat::pdf);
  EXPECT_EQ(orientations(draft.bytes), "PLP");
  EXPECT_EQ(pdfFaults(draft.bytes, 2), std::vector<std::string>{});
  const auto shares = greyShares(draft.bytes);
  ASSERT_EQ(shares.size(), 3u);
  for (const double share : shares) EXPECT_GT(share, 0.02);
  // A picture of letters, not text that a screen reader would spell on every page.
  for (const std::string& page : pagesOf(draft.bytes)) {
    EXPECT_EQ(page.find("BOZZA"), page.rfind("BOZZA"));
    EXPECT_NE(page.find("BOZZA: manca"), std::string::npos);
  }
}

TEST_F(PageMarks, LeaveNoTraceInAnIssuedDocument) {
  const Document issued = make(Completion::issued, OutputFormat::pdf);
  for (const double share : greyShares(issued.bytes)) EXPECT_LT(share, 0.005);
  const Package odt = readPackage(make(Completion::issued, OutputFormat::odt).bytes);
  const std::string& styles = odt.find("styles.xml")->bytes;
  for (const char* trace : {"BOZZA", "Filigrana", "Copia_per", "custom-shape", "Bozza_di_stampa"})
    EXPECT_EQ(styles.find(trace), std::string::npos) << trace;
}

TEST_F(PageMarks, SayForWhomACopyIs) {
  const Document copy = make(Completion::issued, OutputFormat::pdf, "il Comune di Rho & C.");
  EXPECT_EQ(pdfFaults(copy.bytes, 2), std::vector<std::string>{});
  const auto pages = pagesOf(copy.bytes);
  ASSERT_EQ(pages.size(), 3u);
  for (const std::string& page : pages)
    EXPECT_NE(page.find("Copia per il Comune di Rho & C."), std::string::npos);
  const Document draft = make(Completion::draft, OutputFormat::pdf, "la persona");
  for (const std::string& page : pagesOf(draft.bytes)) {
    EXPECT_NE(page.find("Copia per la persona"), std::string::npos);
    EXPECT_NE(page.find("BOZZA"), std::string::npos);
  }
  EXPECT_THROW(make(Completion::issued, OutputFormat::odt, std::string("a\x01", 2)), Error);
}

TEST(PageMarksOfChapters, LetALyingChapterComeAndGo) {
  const std::string lying = paragraph("{{#quadro}}") + chapter("Orizzontale", "Quadro {{.}}") +
                            paragraph("tabella") + paragraph("{{/quadro}}");
  const std::string middle = paragraph("Prima") + lying + chapter("Verticale", "Dopo");
  EXPECT_EQ(orientations(pdfOf(middle, R"({"quadro":["A"]})")), "PLP");
  EXPECT_EQ(orientations(pdfOf(middle, R"({"quadro":[]})")), "PP");
  EXPECT_EQ(orientations(pdfOf(middle, R"({"quadro":["A","B"]})")), "PLLP");
  const std::string first = lying + chapter("Verticale", "Dopo");
  EXPECT_EQ(orientations(pdfOf(first, R"({"quadro":["A"]})")), "LP");
  EXPECT_EQ(orientations(pdfOf(first, R"({"quadro":[]})")), "P");
  const std::string last = paragraph("Prima") + lying;
  EXPECT_EQ(orientations(pdfOf(last, R"({"quadro":["A","B"]})")), "PLL");
  EXPECT_EQ(orientations(pdfOf(last, R"({"quadro":[]})")), "P");
  EXPECT_EQ(orientations(pdfOf(lying, R"({"quadro":["A"]})")), "L");
}

TEST(PageMarksOfChapters, KeepALyingChapterLyingInEveryRecord) {
  const std::string records = paragraph("{{#schede|nuova_pagina}}") + paragraph("Scheda {{nome}}") +
                              chapter("Orizzontale", "Quadro") + paragraph("{{/schede}}");
  EXPECT_EQ(orientations(pdfOf(records, R"({"schede":[{"nome":"A"},{"nome":"B"}]})")), "PLLL")
      << "a record without a page style of its own stays on the lying pages";
  const std::string upright = paragraph("{{#schede}}") + chapter("Verticale", "Scheda {{nome}}") +
                              chapter("Orizzontale", "Quadro") + paragraph("{{/schede}}");
  EXPECT_EQ(orientations(pdfOf(upright, R"({"schede":[{"nome":"A"},{"nome":"B"}]})")), "PLPL");
}

TEST(PageMarksOfChapters, NumberThePagesOfEveryRecordFromOne) {
  std::string words;
  for (int word = 0; word < 900; ++word) words += "parola ";
  const std::string body = paragraph("{{#schede|da_pagina_1}}") + paragraph("Scheda {{.}}") +
                           paragraph(words) + paragraph("{{/schede}}");
  const std::string pdf = pdfOf(body, R"({"schede":["A","B","C"]})");
  const auto pages = pagesOf(pdf);
  std::string numbers;
  for (const std::string& page : pages) numbers += page.substr(page.rfind("foglio ") + 7, 1);
  EXPECT_EQ(numbers, "121212") << "no empty page between them";
  const auto on = pagesOf(pdfOf(
      paragraph("{{#schede|nuova_pagina}}") + paragraph("Scheda {{.}}") + paragraph("{{/schede}}"),
      R"({"schede":["A","B","C"]})"));
  ASSERT_EQ(on.size(), 3u);
  EXPECT_NE(on[2].find("foglio 3"), std::string::npos);
}

}  // namespace
}  // namespace stesura
