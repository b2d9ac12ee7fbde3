// The example of docs/valori-derivati.md and docs/regole.md comes out as the pages say.
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

#include "generator/generator.h"
#include "generator/odf/package.h"
#include "tests/small_home.h"

namespace stesura {
namespace {

std::string read(const std::string& name) {
  std::ifstream stream(std::filesystem::path(STESURA_SOURCE_DIR) / "docs/esempi" / name, std::ios::binary);
  EXPECT_TRUE(stream.is_open()) << name;
  return {std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
}

TEST(DerivedExample, ComesOutAsThePageSays) {
  const testing::SmallHome home;
  home.write("schemas/valori-derivati.schema.json", read("valori-derivati.schema.json"));
  home.write("templates/valori-derivati/kind.json", read("valori-derivati.kind.json"));
  home.write("templates/valori-derivati/valori-derivati.fodt", read("valori-derivati.fodt"));
  Generator generator({.home = home.path(), .program = STESURA_BINARY_DIR});
  for (const LintResult& result : generator.lintKinds({"valori-derivati"})) {
    for (const LintFinding& finding : result.findings) ADD_FAILURE() << finding.problem.pointer << " " << finding.problem.message;
  }
  Json data = parseJson(read("valori-derivati.json"));
  const std::string page = readPackage(generator.generate({.kind = "valori-derivati"}, data).bytes).find("content.xml")->bytes;
  EXPECT_NE(page.find("Hanno risposto 16 persone di Enti accreditati, Servizi sociali dei Comuni e Servizi specialistici. "
                      "Voto medio: 4,00 su 5. I risultati si restituiscono entro il 4 novembre 2015."), std::string::npos)
      << page.substr(page.find("Hanno"), 300);
  data["schede"].erase(15);
  try {
    generator.generate({.kind = "valori-derivati"}, data);
    FAIL() << "a group of four was shown";
  } catch (const Error& error) {
    ASSERT_EQ(error.problems().size(), 1u);
    EXPECT_EQ(error.problems()[0].pointer, "/gruppi/2/risposte");
  }
}

}  // namespace
}  // namespace stesura
