// The examples of docs/: the pages say what comes out of them, and it does.

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
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

// The pages as a printer would have them, read by ZBar.
std::string scanned(const std::string& pdf) {
  return outputOf(
      "file={}; pdftoppm -r 200 -png $file $file.page && zbarimg -q --raw $file.page-*.png; rm -f "
      "$file.page-*",
      pdf);
}

TEST(PageExamples, PicturesAreVectorsWithWords) {
  const std::string pdf = pdfOf("immagini");
  EXPECT_EQ(pdfFaults(pdf, 2), std::vector<std::string>{});
  const std::string text = layoutOf(pdf);
  EXPECT_TRUE(tells(text, "La sede del laboratorio, con la rampa di accesso · disegno della rete"));
  EXPECT_TRUE(tells(text, "Presenze per tipo di ente"));  // inside the chart: letters, not pixels
  EXPECT_TRUE(tells(text, "Invitati"));
  // Two lines of heading: no picture of pixels in the file.
  EXPECT_EQ(outputOf("pdfimages -list {} | wc -l", pdf), "2\n");
  const std::string structure = outputOf("pdfinfo -struct-text {}", pdf);
  EXPECT_TRUE(tells(structure, "Figure")) << structure;
  const std::string objects = outputOf("qpdf --json=2 {}", pdf);
  EXPECT_TRUE(tells(objects, "una casa bassa con il tetto rosso"));
  EXPECT_TRUE(tells(objects, "Grafico a barre delle presenze ai due incontri"));
  EXPECT_TRUE(tells(objects, "indirizzo della pagina"));
  EXPECT_TRUE(tells(scanned(pdf), "https://rete.example.org/laboratorio"));
}

TEST(PageExamples, ChartsOfEverySortAreVectors) {
  const std::string pdf = pdfOf("grafici");
  EXPECT_EQ(pdfFaults(pdf, 2), std::vector<std::string>{});
  EXPECT_EQ(outputOf("pdfimages -list {} | wc -l", pdf), "2\n");
  const std::string text = layoutOf(pdf);
  for (const char* title :
       {"Presenze per tipo di ente", "Segnalazioni per trimestre ed esito", "Persone in carico",
        "Autonomie osservate", "Fasi delle linee operative"})
    EXPECT_TRUE(tells(text, title)) << title;
}

TEST(PageExamples, ChartsNameTheFieldOfACharacterWithoutGlyph) {
  Generator generator({.home = STESURA_SOURCE_DIR, .program = STESURA_BINARY_DIR, .workers = 1});
  Json data = parseJson(example("immagini.json"));
  data["presenze"]["categorie"][1] = "Comuni \U0001F9E9";
  try {
    generator.render(example("immagini.fodt"), data, OutputFormat::pdf, "2026-03-12");
    ADD_FAILURE() << "printed a box";
  } catch (const Error& error) {
    ASSERT_EQ(error.problems().size(), 1u);
    EXPECT_EQ(error.problems()[0].pointer, "/presenze/categorie/1");
    EXPECT_TRUE(tells(error.problems()[0].message, "U+1F9E9"));
  }
}

TEST(PageExamples, ALyingChapterStandsBetweenUprightPages) {
  const std::string pdf = pdfOf("segni-di-pagina");
  EXPECT_EQ(pdfFaults(pdf, 2), std::vector<std::string>{});
  const std::string sizes = outputOf("pdfinfo -f 2 -l 2 {} | grep 'Page.*size:'", pdf);
  double width = 0, height = 0;
  ASSERT_EQ(std::sscanf(sizes.c_str(), "Page 2 size: %lf x %lf", &width, &height), 2) << sizes;
  EXPECT_GT(width, height);
  EXPECT_TRUE(tells(pdfText(pdf), "Quadro delle fasi"));
}

TEST(PageExamples, WordsAgreeWithAgenciesAndPersons) {
  std::string text = pdfText(pdfOf("accordo-delle-parole"));
  std::replace(text.begin(), text.end(), '\n', ' ');
  for (const char* words :
       {"L’ASST della Brianza, rappresentata da Maria Bianchi, direttrice dell’ASST",
        "Vista la legge", "affida al Comune di Monza", "Visti gli articoli", "Visto il decreto",
        "Risponde la sottoscritta, nata a Mantova", "Risponde il sottoscritto, nato a Monza",
        "d’intesa con gli enti accreditati della rete, rappresentati da", "affida agli enti",
        "Le cooperative del territorio, rappresentate", "direttore/direttrice delle cooperative",
        "il/la sottoscritto/a, nato/a a Alatri", "affida all’Istituto"}) {
    EXPECT_TRUE(tells(text, words)) << words;
  }
}

}  // namespace
}  // namespace stesura
