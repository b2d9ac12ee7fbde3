// Every layout of every sample as PDF: accessible and archival, with all its words and nothing more.

#include <gtest/gtest.h>

#include <set>
#include <sstream>

#include "generator/catalogue.h"
#include "generator/generator.h"
#include "tests/page_text.h"
#include "tests/pdf_faults.h"
#include "tests/sample_set.h"

namespace stesura {
namespace {

// No-break spaces are spaces for this comparison.
std::string withPlainSpaces(std::string text) {
  for (auto at = text.find("\u00A0"); at != std::string::npos; at = text.find("\u00A0", at)) text.replace(at, 2, " ");
  return text;
}

// Years and small numbers also stand in the coordinates of a page.
bool couldBeCoordinate(const std::string& value) {
  return value.find_first_not_of("0123456789.,- ") == std::string::npos && value.size() < 7;
}

// Every network by itself, so that they can be tested side by side.
class SamplesPdf : public ::testing::TestWithParam<std::string> {
 protected:
  Generator generator_{{.home = STESURA_SOURCE_DIR, .program = STESURA_BINARY_DIR, .workers = 1}};
  const Catalogue catalogue_{STESURA_SOURCE_DIR, STESURA_SOURCE_DIR "/build/fonts"};
  std::size_t searched_ = 0;

  void expectAccessible(const Document& pdf, const Layout& layout) {
    for (const std::string& fault : pdfFaults(pdf.bytes, layout.embedsData ? 3 : 2)) ADD_FAILURE() << fault;
  }

  // Text as a reader sees it, every stream inflated, and the embedded data.
  void expectNothingRemoved(const testing::Sample& sample, const Kind& kind, const Layout& layout, const Document& pdf,
                            const std::string& page) {
    const Json kept = catalogue_.layout(kind, layout)->projection.apply(sample.data);
    if (layout.embedsData) {
      EXPECT_EQ(Json::parse(extractData(pdf.bytes)), kept);
    }
    const std::string everything = page + outputOf("qpdf --qdf --object-streams=disable {} -", pdf.bytes);
    for (const std::string& value : testing::removedValues(sample.data, kept, testing::templateText(layout))) {
      if (couldBeCoordinate(value)) continue;
      EXPECT_EQ(everything.find(value), std::string::npos) << value;
      ++searched_;
    }
  }

  void expectTheWordsOfTheOdt(const testing::Sample& sample, const Layout& layout, const std::string& page) {
    const Order odt{.kind = sample.kind, .layout = layout.name};
    std::istringstream words(withPlainSpaces(testing::wordsOfOdt(generator_.generate(odt, sample.data).bytes)));
    std::size_t found = 0;
    std::size_t missing = 0;
    for (std::string word; words >> word;) {
      if (page.find(word) != std::string::npos) ++found;
      else ++missing;
    }
    EXPECT_GT(found, 50u);
    EXPECT_LE(missing, found / 50) << "words that the page lacks (some are broken across columns)";
  }
};

// The header of its table is all that has room on the first page; with collapsing borders LibreOffice
// 7.4 leaves out every other row.
TEST(LongTables, LoseNoRowAtTheFootOfAPage) {
  Generator generator({.home = STESURA_SOURCE_DIR, .program = STESURA_BINARY_DIR, .workers = 1});
  const std::string odt = testing::readWhole(STESURA_SOURCE_DIR "/tests/fixtures/odf/righe_al_piede.odt");
  const std::string page = pdfText(generator.convert(odt));
  std::istringstream words(withPlainSpaces(testing::wordsOfOdt(odt)));
  std::size_t found = 0;
  std::string missing;
  for (std::string word; words >> word;) {
    if (page.find(word) != std::string::npos) ++found;
    else missing += word + " ";
  }
  EXPECT_GT(found, 100u);
  EXPECT_LT(missing.size(), 60u) << missing;
}

std::set<std::string> networks() {
  std::set<std::string> names;
  for (const testing::Sample& sample : testing::everySample()) names.insert(sample.network);
  return names;
}

TEST_P(SamplesPdf, AreAccessibleArchivalWholeAndShowNothingRemoved) {
  std::size_t made = 0;
  for (const testing::Sample& sample : testing::everySample()) {
    if (sample.network != GetParam()) continue;
    const auto kind = catalogue_.kind(sample.kind);
    for (const Layout& layout : kind->layouts) {
      if (!sample.isFor(*kind, layout)) continue;
      SCOPED_TRACE(sample.network + "/" + sample.name + " as " + layout.name);
      const Document pdf =
          generator_.generate({.kind = sample.kind, .layout = layout.name, .format = OutputFormat::pdf}, sample.data);
      ++made;
      const std::string page = pdfText(pdf.bytes);
      expectAccessible(pdf, layout);
      expectNothingRemoved(sample, *kind, layout, pdf, page);
      if (sample.layouts.empty()) expectTheWordsOfTheOdt(sample, layout, page);
    }
  }
  EXPECT_GT(made, 5u);
  // Nearly everything of the other networks may be seen by everybody.
  if (GetParam() == "nautilus" || GetParam() == "in-lav") {
    EXPECT_GT(searched_, 200u) << "a test that searches for nothing proves nothing";
  }
}

INSTANTIATE_TEST_SUITE_P(OfNetworks, SamplesPdf, ::testing::ValuesIn(networks()), [](const auto& network) {
  std::string name = network.param;
  std::erase_if(name, [](char letter) { return letter == '-'; });
  return name;
});

}  // namespace
}  // namespace stesura
