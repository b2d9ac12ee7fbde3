// Every layout of every sample as PDF: accessible and archival, with all its words and nothing more.

#include <gtest/gtest.h>

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

}  // namespace

TEST(SamplesPdf, AreAccessibleArchivalAndShowNothingRemoved) {
  Generator generator({.home = STESURA_SOURCE_DIR, .program = STESURA_BINARY_DIR, .workers = 2});
  const Catalogue catalogue(STESURA_SOURCE_DIR);
  std::size_t searched = 0;
  for (const testing::Sample& sample : testing::everySample()) {
    const auto kind = catalogue.kind(sample.kind);
    for (const Layout& layout : kind->layouts) {
      if (!sample.isFor(*kind, layout)) continue;
      SCOPED_TRACE(sample.network + "/" + sample.name + " as " + layout.name);
      const Order order{.kind = sample.kind, .layout = layout.name, .format = OutputFormat::pdf};
      const Document document = generator.generate(order, sample.data);
      for (const std::string& fault : pdfFaults(document.bytes, layout.embedsData ? 3 : 2)) ADD_FAILURE() << fault;

      const Json kept = catalogue.layout(*kind, layout)->projection.apply(sample.data);
      if (layout.embedsData) {
        EXPECT_EQ(Json::parse(extractData(document.bytes)), kept);
      }

      // Text as a reader sees it, every stream inflated, and the embedded data.
      const std::string everything = pdfText(document.bytes) +
                                     outputOf("qpdf --qdf --object-streams=disable {} -", document.bytes);
      for (const std::string& value : testing::removedValues(sample.data, kept, readTemplate(layout))) {
        if (couldBeCoordinate(value)) continue;
        EXPECT_EQ(everything.find(value), std::string::npos) << value;
        ++searched;
      }
    }
  }
  EXPECT_GT(searched, 500u);
}

TEST(SamplesPdf, SayTheSameWordsAsTheOdt) {
  Generator generator({.home = STESURA_SOURCE_DIR, .program = STESURA_BINARY_DIR, .workers = 2});
  for (const testing::Sample& sample : testing::everySample()) {
    if (!sample.layouts.empty()) continue;  // every layout of a collection says it in the test above
    const Order odt{.kind = sample.kind};
    Order pdf = odt;
    pdf.format = OutputFormat::pdf;
    SCOPED_TRACE(sample.network + "/" + sample.name);
    const std::string page = pdfText(generator.generate(pdf, sample.data).bytes);
    const std::string text = testing::wordsOfOdt(generator.generate(odt, sample.data).bytes);
    std::istringstream words(withPlainSpaces(text));
    std::size_t found = 0;
    std::size_t missing = 0;
    for (std::string word; words >> word;) {
      if (page.find(word) != std::string::npos) ++found;
      else ++missing;
    }
    EXPECT_GT(found, 50u);
    EXPECT_LE(missing, found / 50) << "words that the page lacks (some are broken across columns)";
  }
}

}  // namespace stesura
