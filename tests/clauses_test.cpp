// Agreements made of clauses: text, numbers, references, departures, and what is wrong with a library.

#include <gtest/gtest.h>

#include <algorithm>

#include "generator/generator.h"
#include "generator/odf/package.h"
#include "tests/page_text.h"
#include "tests/small_home.h"

namespace stesura {
namespace {

constexpr const char* kSchema = R"({
  "$id": "https://schemi.stesura.example/patto.schema.json", "type": "object", "title": "Patto", "x-classe": "P",
  "unevaluatedProperties": false, "required": ["tipo_documento", "articoli"],
  "properties": {
    "tipo_documento": {"const": "patto"},
    "ente": {"type": "string", "title": "Ente"},
    "nota": {"type": "string", "title": "Nota", "contentMediaType": "text/markdown"},
    "articoli": {"type": "array", "title": "Articoli", "minItems": 1, "maxItems": 50}}
})";

class Clauses : public ::testing::Test {
 protected:
  Clauses() {
    home_.write("schemas/patto.schema.json", kSchema);
    kind("\"tutte\"");
    layout("<text:h text:outline-level=\"1\">PATTO</text:h><text:p>{{articoli|clausole}}</text:p>"
           "<text:p>{{nota|facoltativo}}</text:p>");
    clause("oggetto", "Oggetto", "1. Il patto riguarda {{tema}}.\n2. {{#seguito}}Segue {{seguito}}.{{/seguito}}\n3. Vedi [](#durata.2.b).",
           R"({"type": "object", "unevaluatedProperties": false, "required": ["tema"], "properties": {
               "tema": {"type": "string", "title": "Tema"}, "seguito": {"type": "string", "title": "Seguito"}}})");
    clause("durata", "Durata di {{mesi}} mesi", "1. Dura {{mesi}} mesi.\n2. Le parti:\n   1. {{#impegni}}{{.}};{{/impegni}}\n   2. riferiscono.",
           R"({"type": "object", "unevaluatedProperties": false, "required": ["mesi", "impegni"], "properties": {
               "mesi": {"type": "integer", "title": "Mesi", "minimum": 1},
               "impegni": {"type": "array", "title": "Impegni", "items": {"type": "string"}}}})");
    clause("chiusura", "Chiusura", "Letto e approvato.", "");
  }

  void kind(const std::string& clauses) const {
    home_.write("templates/patto/kind.json",
                R"({"tipo": "patto", "titolo": "Patto", "ruolo": "accordo", "schema": "patto.schema.json",
                    "clausole": {"/articoli": )" + clauses +
                    R"(}, "modelli": [{"nome": "m", "titolo": "M", "file": "m.fodt", "classe_massima": "P"}]})");
  }
  void layout(const std::string& body) const {
    home_.write("templates/patto/m.fodt", testing::flatDocument(body));
  }
  void clause(const std::string& id, const std::string& title, const std::string& text, const std::string& schema) const {
    home_.write("templates/clausole/" + id + ".md", "---\ntitolo: " + title + "\n---\n\n" + text + "\n");
    if (!schema.empty()) home_.write("templates/clausole/" + id + ".schema.json", schema);
  }

  std::unique_ptr<Generator> generator() const {
    GeneratorSettings settings;
    settings.home = home_.path();
    return std::make_unique<Generator>(settings);
  }
  static Json data(const std::string& articles, const std::string& more = "") {
    return parseJson(R"({"tipo_documento": "patto", "articoli": )" + articles + more + "}");
  }
  std::string odt(const std::string& articles, const std::string& more = "") const {
    return generator()->generate({.kind = "patto"}, data(articles, more)).bytes;
  }
  std::string text(const std::string& articles, const std::string& more = "") const {
    return testing::textOfOdt(odt(articles, more));
  }
  std::string content(const std::string& articles, const std::string& more = "") const {
    const Package package = readPackage(odt(articles, more));
    return package.find("content.xml")->bytes;
  }
  // Messages and places of what is refused.
  std::string wrong(const std::string& articles, const std::string& more = "") const {
    try {
      odt(articles, more);
    } catch (const Error& error) {
      std::string said = error.sentence();
      for (const Problem& problem : error.problems())
        said += "\n" + problem.pointer + " " + problem.message + " " + problem.hint + " " + problem.place;
      return said;
    }
    return "";
  }
  std::string lint() const {
    std::string said;
    auto results = generator()->lintKinds({"patto"});
    results.push_back(generator()->lintClauses());
    for (const LintResult& result : results)
      for (const LintFinding& finding : result.findings)
        said += finding.problem.message + " " + finding.problem.hint + " " + finding.problem.place + "\n";
    return said;
  }

  testing::SmallHome home_;
};

constexpr const char* kObject = R"({"clausola": "oggetto", "parametri": {"tema": "la rete"}})";
constexpr const char* kTerm = R"({"clausola": "durata", "parametri": {"mesi": 12, "impegni": ["a uno", "a due"]}})";

std::string listOf(std::initializer_list<std::string> items) {
  std::string list;
  for (const std::string& item : items) list += (list.empty() ? "[" : ", ") + item;
  return list + "]";
}

TEST_F(Clauses, AreNumberedByTheirPlaceAndFilledWithTheirParameters) {
  const std::string page = text(listOf({kTerm, kObject}));
  EXPECT_NE(page.find("Art. 1 – Durata di 12 mesi"), std::string::npos) << page;
  EXPECT_NE(page.find("Art. 2 – Oggetto"), std::string::npos) << page;
  EXPECT_NE(page.find("Il patto riguarda la rete."), std::string::npos) << page;
  EXPECT_EQ(page.find("Segue"), std::string::npos) << page;
  EXPECT_EQ(page.find("Letto e approvato"), std::string::npos) << page;
}

TEST_F(Clauses, ReferencesRenumberThemselves) {
  EXPECT_NE(text(listOf({kTerm, kObject})).find("Vedi articolo 1, comma 2, lettera b)."), std::string::npos);
  EXPECT_NE(text(listOf({kObject, kTerm})).find("Vedi articolo 2, comma 2, lettera b)."), std::string::npos);
}

TEST_F(Clauses, ReferencesLeadToBookmarks) {
  const std::string xml = content(listOf({kTerm, kObject}));
  for (const char* mark : {"durata", "durata.1", "durata.2", "durata.2.a", "durata.2.b", "durata.2.c", "oggetto", "oggetto.2"})
    EXPECT_NE(xml.find("<text:bookmark text:name=\"" + std::string(mark) + "\"/>"), std::string::npos) << mark;
  EXPECT_EQ(xml.find("text:name=\"oggetto.3\""), std::string::npos);  // its second comma is absent
  EXPECT_NE(xml.find("xlink:href=\"#durata.2.b\""), std::string::npos);
  EXPECT_EQ(xml.find("stesura:"), std::string::npos);
}

TEST_F(Clauses, CommiAndLettersAreRealLists) {
  const std::string xml = content(listOf({kTerm}));
  EXPECT_NE(xml.find("<text:list text:style-name=\"Elenco_20_dei_20_commi\"><text:list-item><text:p text:style-name=\"Comma\">"), std::string::npos);
  EXPECT_NE(xml.find("<text:p text:style-name=\"Lettera\">"), std::string::npos);
  EXPECT_NE(xml.find("text:style-name=\"Articolo\" text:outline-level=\"2\""), std::string::npos);
}

TEST_F(Clauses, AnArticleMayBeWrittenByHandAndReferredTo) {
  const std::string own = R"({"id": "sede", "titolo": "Sede", "testo": "1. A **Mantova**.\n2. Vedi [](#sede.1) e [qui](#durata)."})";
  const std::string page = text(listOf({kTerm, own}), R"(, "nota": "Si veda l’[](#sede.2).")");
  EXPECT_NE(page.find("Art. 2 – Sede"), std::string::npos) << page;
  EXPECT_NE(page.find("A Mantova."), std::string::npos) << page;
  EXPECT_NE(page.find("Vedi articolo 2, comma 1 e qui."), std::string::npos) << page;
  EXPECT_NE(page.find("Si veda l’articolo 2, comma 2."), std::string::npos) << page;
}

TEST_F(Clauses, TheDataMayReplaceATextAndCheckTellsIt) {
  const std::string replaced = R"({"clausola": "durata", "parametri": {"mesi": 1, "impegni": ["x"]}, "testo_sostitutivo": "1. Senza termine."})";
  const std::string page = text(listOf({replaced}));
  EXPECT_NE(page.find("Senza termine."), std::string::npos) << page;
  EXPECT_EQ(page.find("riferiscono"), std::string::npos) << page;
  const auto warnings = generator()->check("patto", data(listOf({kTerm, replaced, R"({"titolo": "T", "testo": "t"})"}))).report.warnings;
  ASSERT_EQ(warnings.size(), 2u);
  EXPECT_EQ(warnings[0].pointer, "/articoli/1");
  EXPECT_EQ(warnings[1].pointer, "/articoli/2");
  EXPECT_EQ(generator()->lintData("patto", data(listOf({replaced}))).findings.size(), 1u);
}

TEST_F(Clauses, RefuseAReferenceToWhatIsNotThere) {
  const std::string said = wrong(listOf({kObject}));
  EXPECT_NE(said.find("«#durata.2.b»"), std::string::npos) << said;
  EXPECT_NE(said.find("clausola «oggetto»"), std::string::npos) << said;
  const std::string few = R"({"clausola": "durata", "parametri": {"mesi": 1, "impegni": []}})";
  EXPECT_NE(wrong(listOf({kObject, few})).find("«#durata.2.b»"), std::string::npos);
  const std::string own = R"({"id": "sede", "titolo": "Sede", "testo": "Vedi [](#altrove)."})";
  EXPECT_NE(wrong(listOf({own})).find("/articoli/0/testo"), std::string::npos);
}

TEST_F(Clauses, RefuseTwoArticlesWithOneId) {
  EXPECT_NE(wrong(listOf({kTerm, kTerm})).find("lo stesso identificativo"), std::string::npos);
}

TEST_F(Clauses, CheckTheParametersOfEachClause) {
  const auto problems = [&](const std::string& article) {
    std::string said;
    for (const Problem& problem : generator()->check("patto", data(listOf({article}))).report.problems) said += problem.pointer + "\n";
    return said;
  };
  EXPECT_EQ(problems(kTerm), "");
  EXPECT_NE(problems(R"({"clausola": "durata", "parametri": {"mesi": 0, "impegni": []}})").find("/articoli/0/parametri/mesi"), std::string::npos);
  EXPECT_NE(problems(R"({"clausola": "durata", "parametri": {"mesi": 2}})"), "");
  EXPECT_NE(problems(R"({"clausola": "durata"})"), "");
  EXPECT_NE(problems(R"({"clausola": "durata", "parametri": {"mesi": 2, "impegni": [], "tema": "x"}})"), "");
  EXPECT_NE(problems(R"({"clausola": "inesistente"})"), "");
  EXPECT_NE(problems(R"({"clausola": "chiusura", "parametri": {"x": 1}})"), "");
  EXPECT_NE(problems(R"({"id": "a"})"), "");
  EXPECT_NE(problems(R"({"id": "A B", "titolo": "T", "testo": "t"})"), "");
  EXPECT_NE(problems(R"({"titolo": "T", "testo": "<b>x</b>"})").find("/articoli/0/testo"), std::string::npos);
}

TEST_F(Clauses, TakeParametersForTextAndNothingElse) {
  const std::string hostile = R"({"clausola": "oggetto", "parametri": {"tema": "**a** {{ente}} <b> [x](#y) ]]>"}})";
  EXPECT_NE(text(listOf({kTerm, hostile})).find("Il patto riguarda **a** {{ente}} <b> [x](#y) ]]>."), std::string::npos);
}

TEST_F(Clauses, KnowOnlyTheirOwnParameters) {
  clause("chiusura", "Chiusura", "Sul tema {{tema}}.", R"({"type": "object", "properties": {"luogo": {"type": "string"}}})");
  const std::string said = lint();
  EXPECT_NE(said.find("Il campo «tema» non esiste"), std::string::npos) << said;
  EXPECT_NE(said.find("clausola «chiusura»"), std::string::npos) << said;
}

TEST_F(Clauses, LintTellsWhatALibraryLacks) {
  EXPECT_EQ(lint(), "");
  clause("sola", "Sola", "Testo di {{#ente}}{{ente}}{{/ente}}.", "");
  EXPECT_NE(lint().find("non lo schema dei parametri"), std::string::npos) << lint();
  clause("sola", "Sola", "Testo.", R"({"type": "object", "properties": {"luogo": {"type": "string"}}})");
  EXPECT_NE(lint().find("«luogo» non è usato"), std::string::npos) << lint();
  kind(R"(["oggetto", "durata"])");
  const std::string said = lint();
  EXPECT_NE(said.find("«chiusura» non è offerta"), std::string::npos) << said;
  kind(R"(["ogetto"])");
  EXPECT_NE(lint().find("Forse intendevi «oggetto»"), std::string::npos) << lint();
}

TEST_F(Clauses, LintRefusesATextThatIsNoClause) {
  clause("chiusura", "Chiusura", "<b>x</b>", "");
  EXPECT_NE(lint().find("codice HTML"), std::string::npos) << lint();
  home_.write("templates/clausole/chiusura.md", "Senza intestazione.");
  EXPECT_NE(lint().find("manca l’intestazione"), std::string::npos) << lint();
  clause("chiusura", "Chiusura", "1. {{#ente}}x", "");
  EXPECT_NE(lint().find("non è mai chiusa"), std::string::npos) << lint();
}

TEST_F(Clauses, RefuseAPlaceWhereNoArticlesCanStand) {
  layout("<text:p>Ecco {{articoli|clausole}}</text:p>");
  EXPECT_NE(lint().find("da solo nel suo paragrafo"), std::string::npos) << lint();
  layout("<text:p>{{altro|clausole}}</text:p>");
  EXPECT_NE(lint().find("non è un elenco di clausole"), std::string::npos) << lint();
}

TEST_F(Clauses, RefuseAManifestThatNamesNoList) {
  home_.write("templates/patto/kind.json", R"({"tipo": "patto", "titolo": "P", "ruolo": "a", "schema": "patto.schema.json",
    "clausole": {"articoli": 3, "/ente": "tutte"}, "modelli": [{"nome": "m", "titolo": "M", "file": "m.fodt", "classe_massima": "P"}]})");
  EXPECT_NE(lint().find("puntatore come «/articoli»"), std::string::npos) << lint();
}

TEST_F(Clauses, FiftyArticlesReferToEachOther) {
  std::string list = "[" + std::string(kTerm);
  for (int at = 0; at < 49; ++at) list += R"(, {"id": "a)" + std::to_string(at) + R"(", "titolo": "T", "testo": "1. Vedi [](#a0.1)."})";
  EXPECT_NE(text(list + "]").find("Art. 50 – T"), std::string::npos);
}

}  // namespace
}  // namespace stesura
