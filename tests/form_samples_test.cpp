// Every form made of an ODT layout, with every sample: the page that LibreOffice would have made.
#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <regex>
#include <string>
#include <utility>
#include <vector>

#include "generator/generator.h"
#include "tests/pdf_faults.h"
#include "tests/sample_set.h"

namespace stesura {
namespace {

// Without kerning a line of ours ends a little later, and poppler reckons the height of a word from
// what its font says of itself.
constexpr double kAcross = 2.5, kDown = 1.5;  // points
constexpr double kMarks = 60;                 // points from the top: «BOZZA …» stands elsewhere

struct Word {
  int page;
  double left, bottom;  // points from the upper left corner
  std::string text;
};

std::vector<Word> wordsOf(const std::string& pdf) {
  static const std::regex kLine(R"re(<page |<word xMin="([\d.]+)" yMin="[\d.]+" xMax="[\d.]+" yMax="([\d.]+)">(.*)</word>)re");
  const std::string text = outputOf("pdftotext -bbox {} -", pdf);
  std::vector<Word> words;
  int page = 0;
  for (std::sregex_iterator at(text.begin(), text.end(), kLine), end; at != end; ++at) {
    if (!(*at)[3].matched) ++page;
    else words.push_back({page, std::stod((*at)[1]), std::stod((*at)[2]), (*at)[3]});
  }
  return words;
}

// The words of the one that the other has not at the same place.
std::string misplaced(const std::vector<Word>& one, const std::vector<Word>& other) {
  std::multimap<std::pair<int, std::string>, const Word*> places;
  for (const Word& word : other) places.emplace(std::pair{word.page, word.text}, &word);
  std::string missing;
  for (const Word& word : one) {
    if (word.bottom < kMarks || word.text == "BOZZA") continue;  // and the watermark
    auto [begin, end] = places.equal_range({word.page, word.text});
    while (begin != end && (std::abs(begin->second->left - word.left) > kAcross || std::abs(begin->second->bottom - word.bottom) > kDown)) ++begin;
    if (begin == end) missing += word.text + " (pagina " + std::to_string(word.page) + ", " + std::to_string(word.left) + ", " + std::to_string(word.bottom) + ")\n";
    else places.erase(begin);
  }
  return missing;
}

class FormSamples : public ::testing::Test {
 protected:
  Generator generator_{{.home = STESURA_SOURCE_DIR, .program = STESURA_BINARY_DIR, .workers = 1}};

  template <typename Work>
  void forEachForm(Work work) {
    for (const testing::Sample& sample : testing::everySample()) {
      const Kind kind = readKind(STESURA_SOURCE_DIR, sample.kind);
      for (const Layout& layout : kind.layouts) {
        if (!layout.isForm() || layout.source.empty() || !sample.isFor(kind, layout)) continue;
        SCOPED_TRACE(sample.network + "/" + sample.name + " as " + layout.name);
        work(sample, layout);
      }
    }
  }
};

TEST_F(FormSamples, ShowEveryWordWhereLibreOfficePrintsIt) {
  std::size_t words = 0;
  forEachForm([&](const testing::Sample& sample, const Layout& layout) {
    Order order{.kind = sample.kind, .layout = layout.name};
    if (!generator_.check(sample.kind, sample.data).report.valid()) order.completion = Completion::draft;
    const std::vector<Word> printed = wordsOf(generator_.convert(generator_.generate(order, sample.data).bytes));
    order.format = OutputFormat::pdf;
    for (const FormOutput output : {FormOutput::fillable, FormOutput::flattened}) {
      order.formOutput = output;
      const std::vector<Word> filled = wordsOf(generator_.generate(order, sample.data).bytes);
      EXPECT_EQ(misplaced(printed, filled), "");
      EXPECT_EQ(misplaced(filled, printed), "");
      words += filled.size();
    }
  });
  EXPECT_GT(words, 5000u);
}

TEST_F(FormSamples, AreAccessibleAndArchivalFillableAndFlat) {
  forEachForm([&](const testing::Sample& sample, const Layout& layout) {
    Order order{.kind = sample.kind, .layout = layout.name, .format = OutputFormat::pdf, .completion = Completion::draft};
    for (const FormOutput output : {FormOutput::fillable, FormOutput::flattened}) {
      order.formOutput = output;
      const Document pdf = generator_.generate(order, sample.data);
      for (const std::string& fault : pdfFaults(pdf.bytes, 2)) ADD_FAILURE() << fault;
    }
  });
}

// A form that was not compiled anew after its source had changed would show other words.
TEST_F(FormSamples, AreCompiledOfTheirSourceAsItIs) {
  forEachForm([&, known = std::map<std::string, bool>()](const testing::Sample& sample, const Layout& layout) mutable {
    if (!known.emplace(sample.kind + "/" + layout.name, true).second) return;
    const FormDescription now = describeForm(generator_.compileForm(sample.kind, layout.name));
    const FormDescription kept = describeForm(testing::readWhole(layout.file));
    ASSERT_EQ(kept.fields.size(), now.fields.size());
    for (std::size_t at = 0; at < now.fields.size(); ++at) {
      EXPECT_EQ(kept.fields[at].name, now.fields[at].name);
      EXPECT_EQ(kept.fields[at].toolTip, now.fields[at].toolTip);
      ASSERT_EQ(kept.fields[at].widgets.size(), now.fields[at].widgets.size());
      for (std::size_t widget = 0; widget < now.fields[at].widgets.size(); ++widget) {
        EXPECT_NEAR(kept.fields[at].widgets[widget].left, now.fields[at].widgets[widget].left, 0.1) << now.fields[at].name;
        EXPECT_NEAR(kept.fields[at].widgets[widget].top, now.fields[at].widgets[widget].top, 0.1) << now.fields[at].name;
      }
    }
  });
}

}  // namespace
}  // namespace stesura
