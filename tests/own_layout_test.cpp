// An agency's letterhead and layouts in the place of a kind's: never more than the layout shows.

#include <gtest/gtest.h>

#include <algorithm>
#include <ctime>
#include <sstream>
#include <thread>

#include "generator/digest.h"
#include "generator/generator.h"
#include "tests/letterhead_fixture.h"
#include "tests/odt_text.h"
#include "tests/pdf_faults.h"
#include "tests/sample_set.h"
#include "tests/small_home.h"

namespace stesura {
namespace {

class OwnLayouts : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    generator_ = new Generator({.home = STESURA_SOURCE_DIR, .program = STESURA_BINARY_DIR, .workers = 1, .timeoutSeconds = 120});
  }
  static void TearDownTestSuite() { delete generator_; }
  static Generator* generator_;
};

Generator* OwnLayouts::generator_ = nullptr;

class SmallOwnLayouts : public ::testing::Test {
 protected:
  SmallOwnLayouts() {
    testing::writeSmallKind(home_);
    generator_ = std::make_unique<Generator>(
        GeneratorSettings{.home = home_.path(), .program = STESURA_BINARY_DIR, .workers = 1, .timeoutSeconds = 60});
  }

  std::shared_ptr<const OwnLayout> compile(const std::string& layout, const std::string& body,
                                           const std::string& paper = {}) {
    return generator_->compileLayout("prova", layout, {testing::flatDocument(body), paper});
  }

  std::string refusalOf(const std::string& layout, const std::string& body) {
    try {
      compile(layout, body);
    } catch (const Error& error) {
      std::string all = error.sentence();
      for (const Problem& problem : error.problems()) all += "\n" + problem.message + " " + problem.hint;
      return all;
    }
    return {};
  }

  Document generate(const std::string& layout, std::shared_ptr<const OwnLayout> own) {
    Order order;
    order.kind = "prova";
    order.layout = layout;
    order.ownLayout = std::move(own);
    return generator_->generate(order, data_);
  }

  testing::SmallHome home_;
  std::unique_ptr<Generator> generator_;
  Json data_ = parseJson(R"({"tipo_documento": "prova", "data_documento": "2026-03-12", "ente": "Ente di prova",
      "persona": {"cognome": "Rossi", "data_nascita": "1990-05-04", "codice": "A1", "telefono": "02 000",
                  "condizione": "riservata"}, "note": "Nota"})");
};

std::vector<std::string> pagesOf(const std::string& pdf) {
  std::stringstream text(pdfText(pdf));
  std::vector<std::string> pages;
  for (std::string page; std::getline(text, page, '\f');) pages.push_back(page);
  return pages;
}

bool holds(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

TEST_F(SmallOwnLayouts, TakeThePlaceOfTheLayout) {
  const auto own = compile("ridotta", "<text:p>Nostro modello: {{ente}} {{persona.cognome}}</text:p>");
  const Document document = generate("ridotta", own);
  EXPECT_EQ(testing::pageText(document.bytes), "Nostro modello: Ente di prova R.");
  EXPECT_NE(document.templateSha256, generate("ridotta", nullptr).templateSha256);
  const Materials kept = generator_->materials("prova", "ridotta", own);
  EXPECT_EQ(kept.templateSha256, document.templateSha256);
  EXPECT_TRUE(holds(kept.templateBytes, "Nostro modello"));
  EXPECT_EQ(kept.letterheadBytes, "");
}

TEST_F(SmallOwnLayouts, ShowNoMoreThanTheLayoutTheyStandFor) {
  EXPECT_TRUE(holds(refusalOf("ridotta", "<text:p>{{persona.condizione|facoltativo}}</text:p>"), "persona.condizione"));
  EXPECT_TRUE(holds(refusalOf("ridotta", "<text:p>{{#servizi}}{{referente}}{{/servizi}}</text:p>"), "referente"));
  EXPECT_TRUE(holds(refusalOf("ridotta", "<text:p>{{persona.telefono}}</text:p>"), "persona.telefono"));
  EXPECT_EQ(refusalOf("completa", "<text:p>{{persona.condizione|facoltativo}}</text:p>"), "");
  EXPECT_TRUE(holds(refusalOf("ridotta", "<text:p>{{persona.cognom}}</text:p>"), "persona.cognome")) << "the nearest name";
  // In the title of the file, the name of a picture, an address.
  EXPECT_NE(refusalOf("ridotta", "<text:p><text:a xlink:type=\"simple\" xlink:href=\"https://a.example/{{persona.telefono}}\">x</text:a></text:p>"), "");
}

TEST_F(SmallOwnLayouts, AreOfOneKindAndLayout) {
  const auto own = compile("completa", "<text:p>{{persona.condizione|facoltativo}}</text:p>");
  EXPECT_THROW(generate("ridotta", own), Error);
  EXPECT_NO_THROW(generate("completa", own));
  EXPECT_THROW(generator_->compileLayout("prova", "altra", {}), Error);
}

TEST_F(SmallOwnLayouts, AreLintedAsTheirLayout) {
  const auto messages = [&](const std::string& layout, const std::string& body) {
    std::string all;
    const LintResult found = generator_->lintTemplate(testing::flatDocument(body), "nostro.odt", "prova", layout);
    EXPECT_EQ(found.subject, "nostro.odt");
    for (const LintFinding& finding : found.findings) all += finding.problem.message + "\n";
    return all;
  };
  EXPECT_TRUE(holds(messages("ridotta", "<text:p>{{persona.telefono}}</text:p>"), "è tolto da ciò che questo modello può mostrare"));
  EXPECT_TRUE(holds(messages("ridotta", "<text:p>{{note}}</text:p>"), "facoltativo"));
  EXPECT_EQ(messages("completa", "<text:p>{{persona.telefono}}</text:p>"), "");
}

TEST_F(SmallOwnLayouts, AreKeptByTheirDigests) {
  const auto first = compile("completa", "<text:p>{{ente}}</text:p>");
  EXPECT_EQ(first, compile("completa", "<text:p>{{ente}}</text:p>"));
  EXPECT_NE(first, compile("ridotta", "<text:p>{{ente}}</text:p>"));
  const auto withPaper = compile("completa", "<text:p>{{ente}}</text:p>", testing::letterhead());
  EXPECT_NE(first, withPaper);
  EXPECT_NE(generate("completa", first).templateSha256, generate("completa", withPaper).templateSha256);
  for (int at = 0; at < 80; ++at) compile("completa", "<text:p>" + std::to_string(at) + " {{ente}}</text:p>");
  const auto again = compile("completa", "<text:p>{{ente}}</text:p>");
  EXPECT_NE(first, again) << "the oldest are forgotten";
  EXPECT_EQ(generate("completa", first).bytes, generate("completa", again).bytes) << "what is held stays whole";
}

TEST_F(SmallOwnLayouts, MayBeAskedForByManyAtOnce) {
  std::vector<std::thread> threads;
  std::vector<std::string> digests(4);
  for (std::size_t at = 0; at < digests.size(); ++at) {
    threads.emplace_back([&, at] {
      for (int round = 0; round < 5; ++round) {
        digests[at] = generate("completa", compile("completa", "<text:p>{{ente}}</text:p>", testing::letterhead())).sha256;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(digests, std::vector<std::string>(4, digests[0]));
}

TEST_F(OwnLayouts, CarryTheLetterheadOnEveryPageOfEveryKind) {
  const std::string paper = testing::guideLetterhead();
  std::vector<std::string> seen;
  for (const testing::Sample& sample : testing::everySample()) {
    const KindSummary kind = generator_->kind(sample.kind);
    const Kind read = readKind(STESURA_SOURCE_DIR, sample.kind);
    const Layout& layout = *std::find_if(read.layouts.begin(), read.layouts.end(), [&](const Layout& one) { return sample.isFor(read, one); });
    if (std::find(seen.begin(), seen.end(), sample.kind + layout.name) != seen.end()) continue;
    seen.push_back(sample.kind + layout.name);
    SCOPED_TRACE(sample.kind + "/" + layout.name + " of " + sample.name);
    Order order{.kind = sample.kind, .layout = layout.name};
    const Document plain = generator_->generate(order, sample.data);
    order.ownLayout = generator_->compileLayout(sample.kind, layout.name, {{}, paper});
    const Document odt = generator_->generate(order, sample.data);
    EXPECT_EQ(testing::pageText(odt.bytes), testing::pageText(plain.bytes)) << "the text is the layout's";
    EXPECT_EQ(testing::schemaFaults(odt.bytes), "");
    EXPECT_EQ(testing::repeatedNames(odt.bytes), "");
    EXPECT_EQ(odt.bytes, generator_->generate(order, sample.data).bytes);
    order.format = OutputFormat::pdf;
    const Document pdf = generator_->generate(order, sample.data);
    const std::vector<std::string> pages = pagesOf(pdf.bytes);
    ASSERT_FALSE(pages.empty());
    for (std::size_t at = 0; at < pages.size(); ++at) {
      EXPECT_TRUE(holds(pages[at], "Servizio per l’inserimento lavorativo")) << "page " << at + 1;
      EXPECT_TRUE(holds(pages[at], at == 0 ? "Codice fiscale 00000000000" : "Rete Esempio · www.esempio.example")) << "page " << at + 1;
      EXPECT_TRUE(holds(pages[at], std::to_string(at + 1) + " di " + std::to_string(pages.size()))) << "page " << at + 1;
    }
    EXPECT_EQ(pdfFaults(pdf.bytes, holds(pdf.bytes, "<pdfaid:part>3") ? 3 : 2), std::vector<std::string>{});
  }
  EXPECT_GE(seen.size(), 8u);
}

TEST_F(OwnLayouts, CostUnderAMillisecondOnceCompiled) {
  const auto samples = testing::everySample();
  const auto sample = std::find_if(samples.begin(), samples.end(), [](const testing::Sample& one) { return one.kind == "scheda_segnalazione"; });
  ASSERT_NE(sample, samples.end());
  Order plain{.kind = sample->kind};
  Order lettered = plain;
  lettered.ownLayout = generator_->compileLayout(sample->kind, "", {{}, testing::guideLetterhead()});
  constexpr int kDocuments = 20;
  // Of the processor, for one document.
  const auto secondsFor = [&](const Order& order) {
    const std::clock_t begin = std::clock();
    for (int round = 0; round < kDocuments; ++round) generator_->generate(order, sample->data);
    return static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC / kDocuments;
  };
  secondsFor(plain);
  double without = 10, with = 10;
  for (int round = 0; round < 7; ++round) {
    without = std::min(without, secondsFor(plain));
    with = std::min(with, secondsFor(lettered));
  }
  EXPECT_LT(with - without, 0.001) << without << " s without, " << with << " s with";
}

}  // namespace
}  // namespace stesura
