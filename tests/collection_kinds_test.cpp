// Two kinds that are nothing but data: a summary of sheets that protects small groups, and a
// comparison of assessments.
#include <gtest/gtest.h>

#include <string>

#include "generator/generator.h"
#include "tests/page_text.h"

namespace stesura {
namespace {

class CollectionKinds : public ::testing::Test {
 protected:
  std::string textOf(const std::string& kind, const std::string& layout,
                     std::vector<Json> documents, Json others = nullptr) {
    const Document document = generator_.generateCollection(
        {.kind = kind, .layout = layout}, {std::move(documents), {}, std::move(others)});
    return testing::textOfOdt(document.bytes);
  }
  std::vector<Problem> problemsOf(const std::string& kind, const std::string& layout,
                                  std::vector<Json> documents) {
    try {
      textOf(kind, layout, std::move(documents));
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::data) << error.sentence();
      return error.problems();
    }
    ADD_FAILURE() << "the documents were taken";
    return {};
  }

  static Json sheet(const std::string& service, int listening, int times) {
    return {{"tipo_documento", "scheda_gradimento"},
            {"servizio", service},
            {"risposte", {{"ascolto", listening}, {"tempi", times}}},
            {"commento", "CANARINO"}};
  }
  static Json assessment(const std::string& moment, const std::string& day, int autonomy,
                         int relations) {
    return {{"tipo_documento", "valutazione"},
            {"persona", "Maria Chiara D’Esempio"},
            {"momento", moment},
            {"data", day},
            {"aree",
             {{{"codice", "A1"}, {"titolo", "Autonomia"}, {"punteggio", autonomy}},
              {{"codice", "A2"}, {"titolo", "Relazioni"}, {"punteggio", relations}}}}};
  }

  Generator generator_{GeneratorSettings{.home = STESURA_SOURCE_DIR "/tests/fixtures/collections",
                                         .program = STESURA_BINARY_DIR}};
};

TEST_F(CollectionKinds, PassLint) {
  for (const LintResult& result : generator_.lintKinds({})) {
    for (const LintFinding& finding : result.findings) {
      EXPECT_EQ(finding.level, LintFinding::Level::warning)
          << result.subject << ": " << finding.problem.pointer << " " << finding.problem.message;
    }
  }
}

TEST_F(CollectionKinds, SheetsAreSummedUpByService) {
  std::vector<Json> sheets;
  for (int i = 0; i < 6; ++i) sheets.push_back(sheet("Sportello", 4 + i % 2, 3));
  for (int i = 0; i < 5; ++i) sheets.push_back(sheet("Accoglienza", 5, 1 + i));
  const std::string text =
      textOf("scheda_gradimento", "sintesi", sheets, {{"periodo", "primo semestre"}});
  EXPECT_NE(text.find("Schede raccolte: 11."), std::string::npos) << text;
  EXPECT_NE(text.find("Accoglienza: 5 schede, ascolto 5,0, tempi 3,0.\nSportello: 6 schede, "
                      "ascolto 4,5, tempi 3,0."),
            std::string::npos)
      << text;
  EXPECT_EQ(text.find("CANARINO"), std::string::npos);
}

TEST_F(CollectionKinds, SheetsOfFewerThanFivePeopleAreNotSummedUp) {
  std::vector<Json> sheets;
  for (int i = 0; i < 6; ++i) sheets.push_back(sheet("Sportello", 4, 3));
  for (int i = 0; i < 4; ++i) sheets.push_back(sheet("CANARINO", 1, 1));
  const std::vector<Problem> problems = problemsOf("scheda_gradimento", "sintesi", sheets);
  ASSERT_EQ(problems.size(), 1u);
  EXPECT_NE(problems[0].message.find("meno di cinque"), std::string::npos);
  EXPECT_EQ((problems[0].message + problems[0].hint + problems[0].pointer).find("CANARINO"),
            std::string::npos);
}

TEST_F(CollectionKinds, AssessmentsAreComparedFromTheFirstToTheLast) {
  const std::string text =
      textOf("valutazione", "confronto",
             {assessment("T2", "2026-10-05", 7, 4), assessment("T0", "2026-01-31", 4, 5),
              assessment("T1", "2026-05-04", 5, 5)});
  EXPECT_NE(text.find("D’Esempio: dal 31/01/2026 al 05/10/2026 (8 mesi)"), std::string::npos)
      << text;
  EXPECT_NE(text.find("31/01/2026, all’ingresso.\n04/05/2026, a metà.\n05/10/2026, alla fine."),
            std::string::npos)
      << text;
  EXPECT_NE(text.find("Autonomia: da 4 a 7, differenza 3."), std::string::npos) << text;
  EXPECT_NE(text.find("Relazioni: da 5 a 4, differenza -1."), std::string::npos) << text;
}

TEST_F(CollectionKinds, AssessmentsOfTwoPersonsAreNotCompared) {
  Json other = assessment("T1", "2026-05-04", 5, 5);
  other["persona"] = "Niccolò De Prova";
  const std::vector<Problem> problems =
      problemsOf("valutazione", "confronto", {assessment("T0", "2026-01-31", 4, 5), other});
  ASSERT_EQ(problems.size(), 1u);
  EXPECT_EQ(problems[0].pointer, "/documenti/1/persona");
  EXPECT_EQ(problems[0].message,
            "Documento 2: Le valutazioni da confrontare sono della stessa persona.");
}

TEST_F(CollectionKinds, AssessmentsOfOneMomentAreNotCompared) {
  const std::vector<Problem> problems =
      problemsOf("valutazione", "confronto",
                 {assessment("T0", "2026-01-31", 4, 5), assessment("T0", "2026-02-27", 4, 5)});
  ASSERT_EQ(problems.size(), 1u);
  EXPECT_EQ(problems[0].message, "Documento 2: Ogni momento compare una volta sola.");
}

TEST_F(CollectionKinds, AScoreThatIsMissingGivesNoDifference) {
  Json last = assessment("T1", "2026-05-04", 5, 5);
  last["aree"][1].erase("punteggio");
  const std::string text =
      textOf("valutazione", "confronto", {assessment("T0", "2026-01-31", 4, 5), last});
  EXPECT_NE(text.find("Relazioni: da 5 a non rilevato, differenza non rilevato."),
            std::string::npos)
      << text;
}

}  // namespace
}  // namespace stesura
