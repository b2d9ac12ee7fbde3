// The real kinds with the samples of the networks: every layout, what it shows and what it must not.

#include <gtest/gtest.h>

#include <cstdlib>

#include "generator/catalogue.h"
#include "generator/generator.h"
#include "tests/page_text.h"
#include "tests/sample_set.h"

namespace stesura {
namespace {

using testing::Sample;

class Samples : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    generator_ = new Generator({.home = STESURA_SOURCE_DIR, .program = STESURA_BINARY_DIR});
    samples_ = new std::vector<Sample>(testing::everySample());
  }
  static void TearDownTestSuite() {
    delete generator_;
    delete samples_;
  }

  template <typename Visit>
  static void forEachDocument(Visit visit) {
    for (const Sample& sample : *samples_) {
      const Kind kind = readKind(STESURA_SOURCE_DIR, sample.kind);
      for (const Layout& layout : kind.layouts) {
        if (!sample.isFor(kind, layout)) continue;
        SCOPED_TRACE(sample.network + "/" + sample.name + " as " + layout.name);
        try {
          visit(sample, kind, layout);
        } catch (const Error& error) {
          ADD_FAILURE() << error.sentence() << (error.problems().empty() ? "" : "\n" + error.problems()[0].pointer + " " +
                                                                                     error.problems()[0].message);
        }
      }
    }
  }

  static Document generate(const Sample& sample, const Layout& layout) {
    return generator_->generate({.kind = sample.kind, .layout = layout.name}, sample.data);
  }

  static Generator* generator_;
  static std::vector<Sample>* samples_;
};

Generator* Samples::generator_ = nullptr;
std::vector<Sample>* Samples::samples_ = nullptr;

TEST_F(Samples, CoverEveryKindAndAreValid) {
  std::set<std::string> kinds;
  for (const Sample& sample : *samples_) {
    if (!sample.layouts.empty()) continue;  // made of samples that are checked by themselves
    const CheckResult result = generator_->check(sample.kind, sample.data);
    for (const Problem& problem : result.report.problems) {
      ADD_FAILURE() << sample.network << "/" << sample.name << " " << problem.pointer << ": " << problem.message;
    }
    kinds.insert(sample.kind);
  }
  for (const KindSummary& kind : generator_->kinds()) EXPECT_TRUE(kinds.contains(kind.name)) << kind.name;
}

// Of each kind: one that is whole, one with what must be there and no more, one that is half empty.
TEST_F(Samples, AreWholeMinimalAndHalfEmptyOfEveryKind) {
  std::map<std::string, std::set<std::string>> sizes;
  for (const Sample& sample : *samples_) {
    if (!sample.layouts.empty()) continue;
    const char* size = sample.name.ends_with("minima") ? "minimal" : sample.name.ends_with("mezza-vuota") ? "half empty" : "whole";
    sizes[sample.kind].insert(size);
  }
  for (const KindSummary& kind : generator_->kinds()) EXPECT_EQ(sizes[kind.name].size(), 3u) << kind.name;
}

TEST_F(Samples, PassLint) {
  for (const LintResult& result : generator_->lintKinds({})) {
    for (const LintFinding& finding : result.findings) {
      EXPECT_EQ(finding.level, LintFinding::Level::warning)
          << result.subject << ": " << finding.problem.message << " " << finding.problem.place;
    }
  }
}

// Golden texts are rewritten with STESURA_GOLDEN=write in the environment, then read as a diff.
TEST_F(Samples, PrintTheirGoldenText) {
  const bool rewrite = std::getenv("STESURA_GOLDEN") != nullptr;
  forEachDocument([&](const Sample& sample, const Kind&, const Layout& layout) {
    const std::filesystem::path golden = std::filesystem::path(STESURA_SOURCE_DIR) / "tests/golden" /
                                         (sample.network + "-" + sample.name + "-" + layout.name + ".txt");
    const std::string text = testing::textOfOdt(generate(sample, layout).bytes);
    if (rewrite) {
      std::filesystem::create_directories(golden.parent_path());
      std::ofstream(golden, std::ios::binary) << text;
    } else {
      EXPECT_EQ(text, testing::readWhole(golden));
    }
  });
}

TEST_F(Samples, PrintNoTagAndNoBlankPromise) {
  forEachDocument([&](const Sample& sample, const Kind&, const Layout& layout) {
    const std::string text = testing::textOfOdt(generate(sample, layout).bytes);
    EXPECT_EQ(text.find("{{"), std::string::npos);
    EXPECT_EQ(text.find("}}"), std::string::npos);
    EXPECT_EQ(text.find(": null"), std::string::npos);
  });
}

// A row of a table that goes on over the page needs its headings there, too: a header row that is
// repeated, or labels at the beginning of every row.
TEST_F(Samples, RepeatTheHeadingsOfLongTables) {
  std::size_t tables = 0;
  forEachDocument([&](const Sample& sample, const Kind&, const Layout& layout) {
    const Package package = readPackage(generate(sample, layout).bytes);
    pugi::xml_document content;
    const std::string& xml = package.find("content.xml")->bytes;
    ASSERT_TRUE(content.load_buffer(xml.data(), xml.size()));
    std::set<std::string> labels = {"Etichetta"};  // paragraph styles made of it
    for (const pugi::xpath_node& style : content.select_nodes("//style:style[@style:parent-style-name='Etichetta']")) {
      labels.insert(style.node().attribute("style:name").value());
    }
    for (const pugi::xpath_node& found : content.select_nodes("//office:text//table:table[count(table:table-row) > 6]")) {
      const pugi::xml_node table = found.node();
      ++tables;
      if (table.child("table:table-header-rows")) continue;
      std::size_t labelled = 0;
      std::size_t rows = 0;
      for (const pugi::xml_node& row : table.children("table:table-row")) {
        ++rows;
        labelled += labels.contains(row.select_node(".//text:p").node().attribute("text:style-name").value());
      }
      EXPECT_EQ(labelled, rows) << table.attribute("table:name").value();
    }
  });
  EXPECT_GT(tables, 5u);
}

TEST_F(Samples, LetNoRemovedValueReachTheOdt) {
  const Catalogue catalogue(STESURA_SOURCE_DIR, STESURA_SOURCE_DIR "/build/fonts");
  std::size_t searched = 0;
  forEachDocument([&](const Sample& sample, const Kind& kind, const Layout& layout) {
    const Json kept = catalogue.layout(kind, layout)->projection.apply(sample.data);
    const std::vector<std::string> removed = testing::removedValues(sample.data, kept, testing::templateText(layout));
    const Document document = generate(sample, layout);
    std::string everything;
    for (const PackageEntry& entry : readPackage(document.bytes).entries) everything += entry.name + entry.bytes;
    for (const std::string& value : removed) {
      EXPECT_EQ(everything.find(value), std::string::npos) << value;
      ++searched;
    }
  });
  EXPECT_GT(searched, 500u) << "a test that searches for nothing proves nothing";
}

TEST_F(Samples, KeepAnIllnessOutOfEveryMaskedLayout) {
  // Planted in every free text of class H that the schema knows, in every sample that is masked.
  const Catalogue catalogue(STESURA_SOURCE_DIR, STESURA_SOURCE_DIR "/build/fonts");
  std::size_t planted = 0;
  forEachDocument([&](const Sample& sample, const Kind& kind, const Layout& layout) {
    if (layout.rules.ceiling >= DataClass::health) return;
    const auto compiled = catalogue.layout(kind, layout);
    Json data = sample.data;
    const std::function<void(Json&, const Field&)> plant = [&](Json& value, const Field& field) {
      if (value.is_string() && field.dataClass == DataClass::health && field.format.empty() && field.labels.empty() &&
          !compiled->projection.keeps(field.pointer)) {
        value = "diagnosi di schizofrenia";
        ++planted;
      }
      if (value.is_object()) {
        for (auto& [key, member] : value.items()) {
          if (const Field* below = field.property(key)) plant(member, *below);
        }
      }
      if (value.is_array() && field.items) {
        for (Json& item : value) plant(item, *field.items);
      }
    };
    plant(data, compiled->collection ? *compiled->collection->shape : kind.schema.shape());
    if (!(compiled->collection ? compiled->collection->schema : kind.schema).validate(data).valid()) return;
    const Document document = generator_->generate({.kind = sample.kind, .layout = layout.name}, data);
    for (const PackageEntry& entry : readPackage(document.bytes).entries) {
      EXPECT_EQ(entry.bytes.find("schizofrenia"), std::string::npos) << entry.name;
    }
  });
  EXPECT_GT(planted, 10u);
}

TEST_F(Samples, RefuseHealthWordsInTheShortTextOfTheReferral) {
  const auto sample = std::find_if(samples_->begin(), samples_->end(), [](const Sample& candidate) {
    return candidate.data.contains("sintesi_senza_dati_sanitari");
  });
  ASSERT_NE(sample, samples_->end());
  const auto problemsWith = [&](const char* text) {
    Json data = sample->data;
    data["sintesi_senza_dati_sanitari"] = text;
    return generator_->check(sample->kind, data).report.problems;
  };
  for (const char* text : {"Persona con schizofrenia.", "Ha una DISABILITÀ.", "Seguita dal CPS.", "in terapia", "SerD di Rho",
                           "ex detenuto", "invalidità del 60 %"}) {
    const std::vector<Problem> problems = problemsWith(text);
    ASSERT_EQ(problems.size(), 1u) << text;
    EXPECT_EQ(problems[0].pointer, "/sintesi_senza_dati_sanitari");
    EXPECT_EQ(problems[0].message.find(text), std::string::npos);
  }
  for (const char* text : {"Cerca lavoro alle dipendenze di una cooperativa.", "Autista con patente C.", "È disponibile subito.",
                           "Serdiana, concordato, noato"}) {
    EXPECT_TRUE(problemsWith(text).empty()) << text;
  }
}

}  // namespace
}  // namespace stesura
