// The examples of docs/: the pages say what comes out of them, and it does.

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

#include "generator/generator.h"
#include "tests/pdf_faults.h"

namespace stesura {
namespace {

std::string example(const std::string& file) {
  std::ifstream stream(std::filesystem::path(STESURA_SOURCE_DIR) / "docs/esempi" / file,
                       std::ios::binary);
  EXPECT_TRUE(stream.is_open()) << file;
  return {std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
}

std::string pdfOf(const std::string& name) {
  Generator generator({.home = STESURA_SOURCE_DIR, .program = STESURA_BINARY_DIR, .workers = 1});
  return generator
      .render(example(name + ".fodt"), parseJson(example(name + ".json")), OutputFormat::pdf,
              "2026-03-12")
      .bytes;
}

std::string layoutOf(const std::string& pdf) { return outputOf("pdftotext -layout {} -", pdf); }

bool tells(const std::string& text, const std::string& words) {
  return text.find(words) != std::string::npos;
}

TEST(PageExamples, ContentsListTheChaptersOfTheData) {
  const std::string pdf = pdfOf("indice");
  EXPECT_EQ(pdfFaults(pdf, 2), std::vector<std::string>{});
  const std::string text = layoutOf(pdf);
  EXPECT_TRUE(tells(text, "Fase 3. Verifica........"));
  EXPECT_FALSE(tells(text, "Allegati"));
  EXPECT_TRUE(tells(text, "pagina 3 di 3"));
}

}  // namespace
}  // namespace stesura
