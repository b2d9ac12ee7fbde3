// The example of templates/LEGGIMI.md: the five files that make a kind, and nothing else.
#include <gtest/gtest.h>

#include <iterator>

#include "generator/generator.h"
#include "tests/page_text.h"
#include "tests/small_home.h"

namespace stesura {
namespace {

const std::filesystem::path kExample =
    std::filesystem::path(STESURA_SOURCE_DIR) / "tests/fixtures/templates/attestato_presenza";

std::string readWhole(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  EXPECT_TRUE(stream.is_open()) << file.filename();
  return {std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
}

class GuideExample : public ::testing::Test {
 protected:
  GuideExample() {
    home_.write(
        "schemas/definizioni.schema.json",
        readWhole(std::filesystem::path(STESURA_SOURCE_DIR) / "schemas/definizioni.schema.json"));
    home_.write("schemas/attestato_presenza.schema.json",
                readWhole(kExample / "attestato_presenza.schema.json"));
    for (const char* file : {"kind.json", "attestato.fodt"}) {
      home_.write(std::string("templates/attestato_presenza/") + file, readWhole(kExample / file));
    }
    GeneratorSettings settings;
    settings.home = home_.path();
    generator_ = std::make_unique<Generator>(settings);
  }

  testing::SmallHome home_;
  std::unique_ptr<Generator> generator_;
  Json data_ = parseJson(readWhole(kExample / "attestato-presenza.json"));
};

TEST_F(GuideExample, PassesLintWithoutAWord) {
  for (const LintResult& result : generator_->lintKinds({"attestato_presenza"})) {
    for (const LintFinding& finding : result.findings) {
      ADD_FAILURE() << result.subject << ": " << finding.problem.message;
    }
  }
}

TEST_F(GuideExample, IsCompleteAsTheGuideSays) {
  const CheckResult result = generator_->check("attestato_presenza", data_);
  EXPECT_TRUE(result.report.valid());
  EXPECT_EQ(result.completeness.present, 18u);
  EXPECT_EQ(result.completeness.applicable, 18u);
}

TEST_F(GuideExample, PrintsItsGoldenText) {
  Order order;
  order.kind = "attestato_presenza";
  const std::string text = testing::textOfOdt(generator_->generate(order, data_).bytes);
  EXPECT_EQ(text, readWhole(kExample / "servizi-in-rete-attestato-presenza-attestato.txt"));
}

}  // namespace
}  // namespace stesura
