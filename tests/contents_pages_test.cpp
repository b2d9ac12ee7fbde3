// The table of contents as a reader of the PDF meets it: its entries, its page numbers, its links.

#include <gtest/gtest.h>

#include <map>
#include <regex>
#include <sstream>

#include "generator/generator.h"
#include "tests/pdf_faults.h"
#include "tests/small_home.h"

namespace stesura {
namespace {

std::string entryTemplate(int level) {
  const std::string number = std::to_string(level);
  return "<text:table-of-content-entry-template text:outline-level=\"" + number +
         "\" text:style-name=\"Contents_20_" + number +
         "\"><text:index-entry-link-start/><text:index-entry-text/><text:index-entry-tab-stop "
         "style:type=\"right\" style:leader-char=\".\"/><text:index-entry-page-number/>"
         "<text:index-entry-link-end/></text:table-of-content-entry-template>";
}

std::string contentsTable(bool isProtected) {
  return std::string("<text:table-of-content text:name=\"Indice\" text:protected=\"") +
         (isProtected ? "true" : "false") +
         "\"><text:table-of-content-source text:outline-level=\"2\"><text:index-title-template>"
         "Indice</text:index-title-template>" +
         entryTemplate(1) + entryTemplate(2) +
         "</text:table-of-content-source><text:index-body><text:p>Capitolo {{nome}} 99</text:p>"
         "<text:p>Voce di prima 98</text:p></text:index-body></text:table-of-content>";
}

std::string chapters() {
  return "<text:p>{{#capitoli}}</text:p><text:h text:outline-level=\"1\">Capitolo {{nome}}</text:h>"
         "<text:p>{{#parti}}</text:p><text:h text:outline-level=\"2\">Parte {{.}}</text:h>"
         "<text:p>{{testo}}</text:p><text:p>{{/parti}}</text:p><text:p>{{/capitoli}}</text:p>"
         "<text:p>{{#allegati}}</text:p><text:h text:outline-level=\"1\">Allegati</text:h>"
         "<text:p>{{.}}</text:p><text:p>{{/allegati}}</text:p>";
}

Json chapterData(int count, int wordsAPart) {
  std::string text;
  for (int word = 0; word < wordsAPart; ++word) text += "parola ";
  Json data{{"capitoli", Json::array()}, {"allegati", Json::array()}};
  for (int chapter = 1; chapter <= count; ++chapter) {
    const std::string number = std::to_string(chapter);
    data["capitoli"].push_back({{"nome", "n." + number},
                                {"testo", text + "fine."},
                                {"parti", {number + " prima", number + " seconda"}}});
  }
  return data;
}

std::string pdfOf(const std::string& body, const Json& data) {
  Generator generator({.home = STESURA_SOURCE_DIR, .program = STESURA_BINARY_DIR, .workers = 1});
  return generator.render(testing::flatDocument(body), data, OutputFormat::pdf, "2026-03-12").bytes;
}

std::vector<std::string> pagesOf(const std::string& pdf) {
  std::stringstream text(outputOf("pdftotext -layout {} -", pdf));
  std::vector<std::string> pages;
  for (std::string page; std::getline(text, page, '\f');) pages.push_back(page);
  return pages;
}

// Entry -> page number, from the lines with a row of points.
std::map<std::string, std::size_t> entriesOf(const std::vector<std::string>& pages) {
  static const std::regex line(R"(^\s*(.*?)\.{3,}\s*(\d+)\s*$)");
  std::map<std::string, std::size_t> entries;
  for (const std::string& page : pages) {
    std::stringstream lines(page);
    std::smatch found;
    for (std::string text; std::getline(lines, text);) {
      if (std::regex_match(text, found, line)) entries[found[1]] = std::stoul(found[2]);
    }
  }
  return entries;
}

bool holdsLine(const std::string& page, const std::string& wanted) {
  std::stringstream lines(page);
  for (std::string text; std::getline(lines, text);) {
    const auto begin = text.find_first_not_of(' ');
    if (begin != std::string::npos && text.substr(begin) == wanted) return true;
  }
  return false;
}

void expectRightPages(const std::vector<std::string>& pages, std::size_t count) {
  const auto entries = entriesOf(pages);
  EXPECT_EQ(entries.size(), count);
  for (const auto& [heading, page] : entries) {
    ASSERT_LE(page, pages.size()) << heading;
    EXPECT_TRUE(holdsLine(pages[page - 1], heading)) << heading << " is not on page " << page;
  }
}

TEST(ContentsPages, AreRightForSixtyChaptersAndATableOfSeveralPages) {
  const std::string pdf = pdfOf(contentsTable(true) + chapters(), chapterData(60, 150));
  const auto pages = pagesOf(pdf);
  expectRightPages(pages, 180);
  EXPECT_GT(entriesOf({pages[1]}).size(), 20u) << "the table goes over to the second page";
  EXPECT_EQ(pdfFaults(pdf, 2), std::vector<std::string>{});
}

TEST(ContentsPages, FollowChaptersThatAreLeftOut) {
  for (const bool isProtected : {true, false}) {
    Json data = chapterData(3, 400);
    auto pages = pagesOf(pdfOf(contentsTable(isProtected) + chapters(), data));
    expectRightPages(pages, 9);
    EXPECT_FALSE(entriesOf(pages).contains("Allegati"));
    data["capitoli"].erase(1);
    data["allegati"].push_back("planimetria");
    pages = pagesOf(pdfOf(contentsTable(isProtected) + chapters(), data));
    expectRightPages(pages, 7);
    EXPECT_TRUE(entriesOf(pages).contains("Allegati"));
    for (const std::string& page : pages) {
      EXPECT_EQ(page.find("n.2"), std::string::npos);
      EXPECT_EQ(page.find("Voce di prima"), std::string::npos);
    }
  }
}

TEST(ContentsPages, LinkEveryEntryToItsHeading) {
  const std::string pdf = pdfOf(contentsTable(true) + chapters(), chapterData(5, 100));
  const std::string objects = outputOf("qpdf --qdf --object-streams=disable {} -", pdf);
  std::size_t links = 0;
  for (auto at = objects.find("/Subtype /Link"); at != std::string::npos;
       at = objects.find("/Subtype /Link", at + 1))
    ++links;
  EXPECT_EQ(links, 15u);
}

TEST(ContentsPages, LeaveIndexesOfAnotherKindAsTheyAre) {
  const std::string figures =
      "<text:illustration-index text:name=\"Figure\"><text:illustration-index-source/>"
      "<text:index-body><text:p>Figura di prima 7</text:p></text:index-body>"
      "</text:illustration-index>";
  const std::string text =
      pdfText(pdfOf(figures + contentsTable(true) + chapters(), chapterData(1, 10)));
  EXPECT_NE(text.find("Figura di prima 7"), std::string::npos);
  EXPECT_EQ(text.find("Voce di prima"), std::string::npos);
}

}  // namespace
}  // namespace stesura
