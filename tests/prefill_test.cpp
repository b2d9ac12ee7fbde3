#include "generator/prefill.h"

#include <gtest/gtest.h>

#include "generator/generator.h"
#include "tests/small_home.h"

namespace stesura {
namespace {

Schema compile(const std::string& text) { return Schema::compile(parseJson(text)); }

const char* const kContext = R"({"type": "object", "x-classe": "H", "properties": {
  "oggi": {"type": "string", "x-classe": "P"},
  "persona": {"type": "object", "x-classe": "R", "properties": {
    "cognome": {"type": "string"}, "telefono": {"type": "string"}, "diagnosi": {"type": "string", "x-classe": "H"},
    "patenti": {"type": "array", "items": {"type": "string"}}}},
  "rete": {"type": "object", "x-classe": "P", "properties": {"membri": {"type": "array", "items": {"type": "object",
    "properties": {"ente": {"type": "object", "properties": {"id": {"type": "string"}, "sede": {"type": "string"}}},
                   "ruoli": {"type": "array", "items": {"type": "string"}}}}}}}}})";

const Json kValues = Json::parse(R"({"oggi": "2026-03-12",
  "persona": {"cognome": "De Prova", "telefono": "forse domani", "diagnosi": "asma", "patenti": ["B", "C"]},
  "rete": {"membri": [{"ente": {"id": "comune-rho", "sede": "Rho"}, "ruoli": ["partner", "inviante"]},
                      {"ruoli": ["capofila"]},
                      {"ente": {"id": "sercop"}}]}})");

std::vector<std::string> wrongIn(const std::string& properties) {
  const Schema schema = compile(R"({"type": "object", "x-classe": "P", "properties": )" + properties + "}");
  const Schema context = compile(kContext);
  std::vector<std::string> said;
  for (const Problem& problem : wrongPrefills(schema.shape(), context.shape())) {
    said.push_back(problem.pointer + ": " + problem.message + " " + problem.hint);
  }
  return said;
}

PrefillDraft fill(const std::string& properties, DataClass ceiling = DataClass::health, const Json& values = kValues) {
  const Schema schema = compile(R"({"type": "object", "x-classe": "H", "properties": )" + properties + "}");
  const Schema context = compile(kContext);
  return prefillFrom(values, context.shape(), schema.shape(), ceiling);
}

TEST(PrefillLint, RefusesAPointerThatNamesNothing) {
  EXPECT_EQ(wrongIn(R"({"a": {"type": "string", "x-precompila": "/persona/cognme", "x-classe": "R"}})").at(0),
            "/a: x-precompila nomina «/persona/cognme», che il contesto di una bozza non conosce. Forse intendevi «cognome»?");
  EXPECT_EQ(wrongIn(R"({"a": {"type": "string", "x-precompila": "/oggi/mai"}})").size(), 1u);
  EXPECT_TRUE(wrongIn(R"({"a": {"type": "string", "x-precompila": "/persona/cognome", "x-classe": "R"},
                          "b": {"type": "string", "x-precompila": "/oggi"}})").empty());
}

TEST(PrefillLint, LetsNothingSlideIntoALowerClass) {
  EXPECT_EQ(wrongIn(R"({"a": {"type": "string", "x-precompila": "/persona/diagnosi", "x-classe": "R"}})").at(0),
            "/a: x-precompila prende un dato di classe H («/persona/diagnosi»), ma è di classe R. "
            "Alzare x-classe della proprietà, o non precompilarla.");
  // By the name of a member as well, however deep the pointer stands above it.
  EXPECT_EQ(wrongIn(R"({"chi": {"type": "object", "x-classe": "R", "x-precompila": "/persona", "properties": {
                          "cognome": {"type": "string"}, "diagnosi": {"type": "string"}}}})").size(), 1u);
  EXPECT_EQ(wrongIn(R"({"chi": {"type": "object", "x-classe": "R", "x-precompila": "/persona", "properties": {
                          "cognome": {"type": "string"}, "diagnosi": {"type": "string", "x-classe": "H"},
                          "patenti": {"type": "array", "items": {"type": "string", "x-classe": "R"}}}}})").size(), 0u);
  EXPECT_EQ(wrongIn(R"({"patenti": {"type": "array", "x-precompila": "/persona/patenti", "items": {"type": "string"}}})").size(), 1u);
}

TEST(PrefillLint, RefusesListsObjectsAndElementsOutOfPlace) {
  EXPECT_EQ(wrongIn(R"({"a": {"type": "string", "x-precompila": "/rete/membri"}})").size(), 1u);
  EXPECT_EQ(wrongIn(R"({"a": {"type": "string", "x-precompila": "/rete"}})").size(), 1u);
  EXPECT_EQ(wrongIn(R"({"a": {"type": "object", "x-precompila": "/oggi", "properties": {"b": {"type": "string"}}}})").size(), 1u);
  EXPECT_EQ(wrongIn(R"({"a": {"type": "string", "x-precompila": "/rete/membri/*/ente/id"}})").at(0),
            "/a: x-precompila nomina un elemento di «/rete/membri» fuori da un elenco che ne è precompilato. "
            "Mettere x-precompila anche sull’elenco che contiene la proprietà.");
}

TEST(PrefillLint, IsPartOfStesuraLint) {
  testing::SmallHome home;
  testing::writeSmallKind(home);
  home.write("schemas/contesto_bozza.schema.json", kContext);
  home.write("schemas/prova.schema.json", R"({"type": "object", "title": "Prova", "x-classe": "P",
    "properties": {"ente": {"type": "string", "title": "Ente", "x-precompila": "/persona/diagnosi"},
                   "persona": {"type": "object", "title": "Persona", "properties": {"cognome": {"type": "string"},
                     "data_nascita": {"type": "string"}, "codice": {"type": "string"}, "telefono": {"type": "string"},
                     "condizione": {"type": "string"}}},
                   "servizi": {"type": "array", "items": {"type": "object", "properties": {"nome": {"type": "string"},
                     "referente": {"type": "string"}}}}, "note": {"type": "string"}}})");
  const Generator generator({.home = home.path(), .program = STESURA_BINARY_DIR});
  std::string said;
  for (const LintResult& result : generator.lintKinds({"prova"})) {
    for (const LintFinding& finding : result.findings) {
      if (finding.level == LintFinding::Level::error) said += finding.problem.message + "\n";
    }
  }
  EXPECT_EQ(said, "x-precompila prende un dato di classe H («/persona/diagnosi»), ma è di classe P.\n");
}

TEST(Prefill, TakesValuesObjectsAndLists) {
  const PrefillDraft draft = fill(R"({
    "quando": {"type": "string", "x-precompila": "/oggi"},
    "chi": {"type": "object", "x-precompila": "/persona", "properties": {
      "cognome": {"type": "string"}, "patenti": {"type": "array", "items": {"type": "string"}},
      "giorno": {"type": "string", "x-precompila": "/oggi"}, "altro": {"type": "string"}}},
    "primo": {"type": "string", "x-precompila": "/rete/membri/0/ruoli/0"},
    "parti": {"type": "array", "x-precompila": "/rete/membri", "items": {"type": "object", "properties": {
      "ente": {"type": "object", "properties": {"id": {"type": "string"}}},
      "dove": {"type": "string", "x-precompila": "/rete/membri/*/ente/sede"}}}},
    "enti": {"type": "array", "x-precompila": "/rete/membri", "items": {"type": "string", "x-precompila": "/rete/membri/*/ente/id"}},
    "autori": {"type": "array", "x-precompila": "/persona", "items": {"type": "object", "properties": {"cognome": {"type": "string"}}}}})");
  EXPECT_EQ(draft.data, Json::parse(R"({"quando": "2026-03-12", "primo": "partner",
    "chi": {"cognome": "De Prova", "patenti": ["B", "C"], "giorno": "2026-03-12"},
    "parti": [{"ente": {"id": "comune-rho"}, "dove": "Rho"}, {"ente": {"id": "sercop"}}],
    "enti": ["comune-rho", "sercop"], "autori": [{"cognome": "De Prova"}]})"));
  EXPECT_EQ(draft.sources.at("/chi/patenti"), "/persona/patenti");
  EXPECT_EQ(draft.sources.at("/parti/1/ente/id"), "/rete/membri/2/ente/id");
  EXPECT_EQ(draft.sources.at("/enti/1"), "/rete/membri/2/ente/id");
  EXPECT_EQ(draft.sources.at("/primo"), "/rete/membri/0/ruoli/0");
}

TEST(Prefill, FallsBackOnTheNameWhereItsPointerYieldsNothing) {
  const std::string properties = R"({"chi": {"type": "object", "x-precompila": "/persona", "properties": {
      "cognome": {"type": "string", "x-precompila": "/rete/membri/5/ente/id"}}}})";
  EXPECT_EQ(fill(properties).data, Json::parse(R"({"chi": {"cognome": "De Prova"}})"));
  EXPECT_EQ(fill(properties, DataClass::health, Json::object()).data, Json::object());
}

TEST(Prefill, TakesNothingAboveTheCeilingOrTheClassOfTheProperty) {
  const std::string properties = R"({"chi": {"type": "object", "x-precompila": "/persona", "properties": {
      "cognome": {"type": "string"}, "diagnosi": {"type": "string"}, "telefono": {"type": "string", "x-classe": "P"}}}})";
  EXPECT_EQ(fill(properties).data, Json::parse(R"({"chi": {"cognome": "De Prova", "diagnosi": "asma"}})"));
  EXPECT_EQ(fill(properties, DataClass::restricted).data, Json::parse(R"({"chi": {"cognome": "De Prova"}})"));
  EXPECT_EQ(fill(properties, DataClass::internal).data, Json::object());
}

TEST(Prefill, TakesBackWhatTheSchemaDoesNotAdmit) {
  const Schema schema = compile(R"({"type": "object", "x-classe": "H", "required": ["manca"], "properties": {
    "telefono": {"type": "string", "pattern": "^[0-9 ]+$", "x-precompila": "/persona/telefono"},
    "patenti": {"type": "array", "items": {"enum": ["A", "B"]}, "x-precompila": "/persona/patenti"},
    "parti": {"type": "array", "x-precompila": "/rete/membri", "items": {"type": "object", "required": ["ruolo"], "properties": {
      "id": {"type": "string", "pattern": "^s", "x-precompila": "/rete/membri/*/ente/id"}}}},
    "cognome": {"type": "string", "x-precompila": "/persona/cognome"}}})");
  const Schema context = compile(kContext);
  PrefillDraft draft = prefillFrom(kValues, context.shape(), schema.shape(), DataClass::health);
  const std::vector<Problem> taken = takeBackMisfits(draft, schema.validate(draft.data));
  EXPECT_EQ(draft.data, Json::parse(R"({"cognome": "De Prova", "parti": [{"id": "sercop"}]})"));
  EXPECT_EQ(draft.sources, (PrefillSources{{"/cognome", "/persona/cognome"}, {"/parti/0/id", "/rete/membri/2/ente/id"}}));
  ASSERT_EQ(taken.size(), 3u);
  for (const Problem& problem : taken) {
    EXPECT_TRUE(problem.message.starts_with("Il registro dice un valore che qui non va")) << problem.message;
    EXPECT_EQ(problem.message.find("forse domani"), std::string::npos);
  }
}

TEST(Prefill, PresetsAreTheConstantsOfTheFirstLevel) {
  const std::map<std::string, Json> documents = {{"comune.json", Json::parse(R"({"$defs": {"capo": {"properties": {
      "versione": {"type": "string", "default": "1.0.0"}, "tipo": {"default": "altro"}}}}})")}};
  const Json root = Json::parse(R"({"allOf": [{"$ref": "comune.json#/$defs/capo"}, {"$ref": "#/$defs/qui"}, {"$ref": "manca.json"}],
    "if": {}, "then": {"properties": {"forse": {"const": 1}}},
    "properties": {"tipo": {"const": "prova"}, "sotto": {"properties": {"c": {"const": 1}}}},
    "$defs": {"qui": {"$ref": "#/$defs/qui", "properties": {"d": {"const": true}}}}})");
  EXPECT_EQ(presetsOf(root, documents), Json::parse(R"({"tipo": "prova", "versione": "1.0.0", "d": true})"));
}

TEST(Prefill, FillsEveryRealKindFromNothingAsFromMuch) {
  const Generator generator({.home = STESURA_SOURCE_DIR, .program = STESURA_BINARY_DIR});
  for (const KindSummary& kind : generator.kinds()) {
    const PrefilledData empty = generator.prefill(kind.name, Json::object(), DataClass::health);
    EXPECT_EQ(empty.data["tipo_documento"], kind.name);
    EXPECT_EQ(empty.data["schema_versione"], "1.0.0") << kind.name;
    for (const auto& [place, source] : empty.sources) EXPECT_EQ(source, "") << kind.name << " has something at " << place;
    for (const auto& [key, value] : empty.data.items()) EXPECT_TRUE(value.is_primitive()) << kind.name << " " << key;
    // Values of the wrong kind everywhere are left out, not carried in.
    const PrefilledData wrong = generator.prefill(
        kind.name, Json::parse(R"({"utente": 7, "rete": {"membri": {"a": 1}, "territori": "x"}, "persona": [1], "oggi": "domani",
                                   "percorso": {"destinatari": [[1], "x", null]}, "incontro": null})"), DataClass::health);
    EXPECT_EQ(wrong.data, empty.data) << kind.name;
    for (const LintResult& result : generator.lintKinds({kind.name})) {
      for (const LintFinding& finding : result.findings) EXPECT_NE(finding.problem.keyword, "x-precompila") << finding.problem.message;
    }
  }
}

}  // namespace
}  // namespace stesura
