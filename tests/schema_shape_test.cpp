#include "generator/schema/field_place.h"
#include "tests/schema_fixture.h"

namespace stesura {
namespace {

TEST(SchemaShape, MergesAllBranches) {
  const Schema schema = schemaIn(kSchemaFixtures, "pratica.schema.json");
  const Field& shape = schema.shape();
  EXPECT_EQ(shape.title, "Pratica");
  EXPECT_TRUE(shape.is(kTypeObject));
  const Field* comune = shape.find("persona.comune_nascita");
  ASSERT_NE(comune, nullptr);
  EXPECT_EQ(comune->title, "Comune di nascita");
  EXPECT_EQ(comune->pointer, "/persona/comune_nascita");
  EXPECT_EQ(comune->presence, Presence::expected);
  EXPECT_EQ(comune->property("denominazione")->title, "Denominazione");
  EXPECT_EQ(comune->property("denominazione")->presence, Presence::required);
  EXPECT_EQ(shape.find("persona.codice_fiscale")->format, "codice-fiscale");
  EXPECT_EQ(shape.find("persona.niente"), nullptr);
  EXPECT_EQ(shape.find("persona.nome_proprio.x"), nullptr);

  const Field* recapiti = shape.property("recapiti");
  ASSERT_NE(recapiti->items, nullptr);
  const Field* numero = recapiti->items->property("numero");
  ASSERT_NE(numero, nullptr);
  EXPECT_EQ(numero->pointer, "/recapiti/*/numero");
  EXPECT_EQ(numero->presence, Presence::optional);
  EXPECT_TRUE(numero->everRequired);
  EXPECT_EQ(shape.property("motivo_chiusura")->presence, Presence::optional);
  EXPECT_TRUE(shape.property("motivo_chiusura")->everRequired);
  EXPECT_EQ(shape.property("importo")->types, unsigned{kTypeNumber | kTypeInteger});
}

TEST(SchemaShape, TakesLabelsFromTitlesAndValues) {
  const Schema schema = schemaIn(kSchemaFixtures, "pratica.schema.json");
  const auto& stato = schema.shape().property("stato")->labels;
  ASSERT_EQ(stato.size(), 3u);
  EXPECT_EQ(stato[1].first, "sospesa");
  EXPECT_EQ(stato[1].second, "Sospesa");
  EXPECT_TRUE(schema.shape().property("stato")->is(kTypeString));
  const auto& sesso = schema.shape().find("persona.sesso")->labels;
  ASSERT_EQ(sesso.size(), 2u);
  EXPECT_EQ(sesso[0].second, "F");
  EXPECT_EQ(schema.shape().property("recapiti")->items->property("tipo")->labels.size(), 2u);
}

TEST(SchemaShape, InheritsClasses) {
  const Schema schema = schemaIn(kSchemaFixtures, "pratica.schema.json");
  const auto classOf = [&](const char* name) {
    return className(schema.shape().find(name)->dataClass);
  };
  EXPECT_EQ(classOf("data_documento"), "P");
  EXPECT_EQ(classOf("persona.cognome"), "R");
  EXPECT_EQ(classOf("persona.diagnosi"), "H");
  EXPECT_EQ(classOf("persona.comune_nascita.denominazione"), "R");
  EXPECT_EQ(classOf("importo"), "I");
  EXPECT_EQ(classOf("recapiti"), "H");
  EXPECT_EQ(className(schema.shape().dataClass), "H");
}

TEST(SchemaShape, GivesWhatHasNoNamesTheClassOfAllItMayHold) {
  const Schema schema = schemaOf(R"({
    "x-classe": "P",
    "properties": {
      "libero": {"type": "object", "additionalProperties": {"type": "string", "x-classe": "H"}},
      "modello": {"patternProperties": {"^a": {"properties": {"b": {"x-classe": "G"}}}}},
      "rinvio": {"x-classe": "I", "$ref": "#/$defs/cartella"},
      "nomi": {"properties": {"a": {}}, "additionalProperties": {"x-classe": "H"}},
      "testo": {"type": "string"}},
    "$defs": {"cartella": {"x-classe": "H", "unevaluatedProperties": {"x-classe": "R"}}}})");
  const auto classOf = [&](const char* name) {
    return className(schema.shape().find(name)->dataClass);
  };
  EXPECT_EQ(classOf("libero"), "H");
  EXPECT_EQ(classOf("modello"), "G");
  EXPECT_EQ(classOf("rinvio"), "R");
  EXPECT_EQ(classOf("nomi"), "P");  // what has no name there is removed anyway
  EXPECT_EQ(classOf("testo"), "P");
}

TEST(SchemaShape, TakesTheMostProtectedOfSeveralBranches) {
  const Schema schema = schemaOf(R"({
    "x-classe": "P",
    "properties": {
      "a": {"x-classe": "I"}, "b": {"$ref": "#/$defs/riservato"},
      "c": {"x-classe": "P", "$ref": "#/$defs/riservato"},
      "d": {"allOf": [{"x-classe": "P"}, {"$ref": "#/$defs/riservato"}]}, "e": {}},
    "if": {"required": ["e"]}, "then": {"properties": {"a": {"x-classe": "G"}}},
    "oneOf": [{"properties": {"a": {"x-classe": "R"}}}, {"properties": {"f": {"x-classe": "H"}}}],
    "$defs": {"riservato": {"x-classe": "R", "properties": {"sotto": {}}}}})");
  const auto classOf = [&](const char* name) {
    return className(schema.shape().find(name)->dataClass);
  };
  EXPECT_EQ(classOf("a"), "G");
  EXPECT_EQ(classOf("b"), "R");
  EXPECT_EQ(classOf("b.sotto"), "R");
  EXPECT_EQ(classOf("c"), "P");
  EXPECT_EQ(classOf("d"), "R");
  EXPECT_EQ(classOf("e"), "P");
  EXPECT_EQ(classOf("f"), "H");
}

TEST(SchemaShape, CutsRecursion) {
  const Schema schema = schemaIn(kSchemaFixtures, "pratica.schema.json");
  const Field* voce = schema.shape().property("programma")->items.get();
  std::size_t levels = 0;
  for (; voce != nullptr && voce->property("titolo") != nullptr; ++levels) {
    const Field* voci = voce->property("voci");
    voce = voci == nullptr ? nullptr : voci->items.get();
  }
  EXPECT_GE(levels, 4u);
  EXPECT_LE(levels, 8u);
  // A schema that branches into itself ten times a level stays small.
  std::string properties;
  for (int i = 0; i < 10; ++i) {
    const std::string comma = i == 0 ? "" : ",";
    properties += comma + "\"p" + std::to_string(i) + "\": {\"$ref\": \"#\"}";
  }
  schemaOf("{\"properties\": {" + properties + "}}");
}

TEST(SchemaShape, InfersFromData) {
  const auto shape =
      inferShape(parseJson(R"({"a": [{"b": 1}, {"c": "x", "b": null}], "d": {"e": true}})"));
  ASSERT_NE(shape->property("a")->items, nullptr);
  const Field* b = shape->property("a")->items->property("b");
  EXPECT_EQ(b->types, unsigned{kTypeInteger | kTypeNull});
  EXPECT_EQ(b->pointer, "/a/*/b");
  EXPECT_NE(shape->property("a")->items->property("c"), nullptr);
  EXPECT_EQ(shape->find("d.e")->title, "e");
  EXPECT_EQ(shape->find("d.e")->dataClass, DataClass::publishable);
}

TEST(SchemaShape, NamesClasses) {
  for (const char* name : {"P", "I", "R", "G", "H"})
    EXPECT_EQ(className(classFromName(name)), name);
  for (const char* name : {"", "X", "PI", "p"})
    EXPECT_THROW(classFromName(name), std::invalid_argument);
}

std::string missing(const Completeness& completeness) {
  std::string text;
  for (const MissingValue& value : completeness.missing)
    text += value.pointer + " " + value.label +
            (value.presence == Presence::required ? " (necessario)\n" : "\n");
  return text;
}

TEST(SchemaCompleteness, CountsWhatApplies) {
  const Schema schema = schemaIn(kSchemaFixtures, "pratica.schema.json");
  const Completeness whole = schema.completeness(fileJson(kSchemaFixtures / "pratica-intera.json"));
  EXPECT_EQ(missing(whole), "");
  EXPECT_EQ(whole.present, whole.applicable);

  // Not applicable: the codice fiscale, as the data say. Not counted: what an absent optional
  // object would hold. Counted: a date that is not known.
  const Completeness least = schema.completeness(fileJson(kSchemaFixtures / "pratica-minima.json"));
  EXPECT_EQ(missing(least),
            "/persona/data_nascita Persona › Data di nascita\n"
            "/recapiti Recapiti\n");
  EXPECT_EQ(least.applicable, 8u);
  EXPECT_EQ(least.present, 6u);
}

TEST(SchemaCompleteness, TakesBlankAndEmptyForMissing) {
  const Schema schema = schemaOf(R"({"properties": {
      "a": {"title": "A", "x-atteso": true}, "b": {"x-atteso": true}, "c": {"x-atteso": true},
      "d": {"x-atteso": true}, "e": {"x-atteso": true}}, "required": ["f"]})");
  const Completeness completeness = schema.completeness(
      parseJson(R"({"a": "  \n", "b": null, "c": [], "d": 0, "e": false, "f": ""})"));
  EXPECT_EQ(missing(completeness), "/a A\n/b b\n/c c\n/f voce n. 1 (necessario)\n");
  EXPECT_EQ(completeness.present, 2u);
}

TEST(SchemaCompleteness, FollowsTheBranchesThatApply) {
  const Schema schema = schemaOf(R"({
    "properties": {"tipo": {"type": "string"}, "parti": {"items": {"oneOf": [
      {"properties": {"tipo": {"const": "ente"}, "denominazione": {}, "sede": {"title": "Sede", "x-atteso": true}},
       "required": ["tipo", "denominazione"]},
      {"properties": {"tipo": {"const": "persona"}, "nato": {"title": "Nascita", "x-atteso": true}},
       "required": ["tipo", "cognome"]}]}}},
    "if": {"properties": {"tipo": {"const": "a"}}, "required": ["tipo"]},
    "then": {"properties": {"x": {"title": "X", "x-atteso": true}}},
    "else": {"properties": {"y": {"title": "Y", "x-atteso": true}}},
    "dependentSchemas": {"z": {"properties": {"w": {"title": "W", "x-atteso": true}}}}})");
  EXPECT_EQ(missing(schema.completeness(parseJson(R"({"tipo": "a", "z": 1})"))), "/w W\n/x X\n");
  EXPECT_EQ(missing(schema.completeness(parseJson(R"({"tipo": "b", "x": 1})"))), "/y Y\n");
  // No branch of the second part holds yet: its type tells which one is meant.
  EXPECT_EQ(
      missing(schema.completeness(parseJson(
          R"({"y": 1, "parti": [{"tipo": "persona", "cognome": "Prova"}, {"tipo": "ente"}]})"))),
      "/parti/0/nato parti n. 1 › Nascita\n"
      "/parti/1/denominazione parti n. 2 › denominazione (necessario)\n"
      "/parti/1/sede parti n. 2 › Sede\n");
}

struct Contradiction {
  const char* person;
  const char* against;  // the label in the warning; "" for none
};

TEST(SchemaCoherence, WarnsOfCodesThatContradictTheirPerson) {
  const Schema schema = schemaIn(kSchemaFixtures, "pratica.schema.json");
  const Contradiction cases[] = {
      {R"({"cognome": "Rossi", "nome_proprio": "Mario", "codice_fiscale": "RSSMRA85C12F704U", "data_nascita": "1985-03-12", "sesso": "M", "comune_nascita": {"denominazione": "Monza", "codice_catastale": "F704"}})",
       ""},
      {R"({"cognome": "Bianchi", "nome_proprio": "Maria", "codice_fiscale": "BNCMRAVNSSREUVTY", "data_nascita": "1992-11-25", "sesso": "F", "comune_nascita": {"denominazione": "Mantova", "codice_catastale": "E897"}})",
       ""},
      {R"({"cognome": "Fo", "nome_proprio": "Al", "codice_fiscale": "FOXLAX69T31A123H", "data_nascita": "1969-12"})",
       ""},
      {R"({"cognome": "Ù", "nome_proprio": "Io", "codice_fiscale": "UXXIOX04H30C933J", "data_nascita": "2004"})",
       ""},
      {R"({"cognome": "D'Esempio", "nome_proprio": "Maria Chiara", "codice_fiscale": "DSMMCH88E57H501P", "sesso": "F"})",
       ""},
      {R"({"cognome": "Prova", "nome_proprio": "Fatima", "codice_fiscale": "99999910013", "data_nascita": "1995-10-04"})",
       ""},
      {R"({"cognome": "Петров", "nome_proprio": "Fatima", "codice_fiscale": "PRVFTM95R44Z330O"})",
       ""},
      {R"({"cognome": "Verdi", "nome_proprio": "Mario", "codice_fiscale": "RSSMRA85C12F704U"})",
       "«Cognome»"},
      {R"({"cognome": "Rossi", "nome_proprio": "Anna", "codice_fiscale": "RSSMRA85C12F704U"})",
       "«Nome»"},
      {R"({"cognome": "Rossi", "nome_proprio": "Mario", "codice_fiscale": "RSSMRA85C12F704U", "data_nascita": "1985-03-13"})",
       "«Data di nascita»"},
      {R"({"cognome": "Rossi", "nome_proprio": "Mario", "codice_fiscale": "RSSMRA85C12F704U", "data_nascita": "1986"})",
       "«Data di nascita»"},
      {R"({"cognome": "Rossi", "nome_proprio": "Mario", "codice_fiscale": "RSSMRA85C12F704U", "sesso": "F"})",
       "«Sesso»"},
      {R"({"cognome": "Rossi", "nome_proprio": "Mario", "codice_fiscale": "RSSMRA85C12F704U", "comune_nascita": {"denominazione": "Como", "codice_catastale": "C933"}})",
       "«Comune di nascita › Codice catastale»"},
  };
  for (const Contradiction& one : cases) {
    Json data = fileJson(kSchemaFixtures / "pratica-minima.json");
    data["persona"] = parseJson(one.person);
    const SchemaReport report = schema.validate(data);
    EXPECT_TRUE(report.valid()) << told(report.problems);
    if (*one.against == '\0') {
      EXPECT_EQ(told(report.warnings), "") << one.person;
      continue;
    }
    ASSERT_EQ(report.warnings.size(), 1u) << one.person;
    EXPECT_EQ(report.warnings[0].pointer, "/persona/codice_fiscale");
    EXPECT_EQ(report.warnings[0].message,
              "Persona › Codice fiscale: non si accorda con " + std::string(one.against) + ".");
    EXPECT_EQ(told(report.warnings).find("RSSMRA"), std::string::npos);
  }
}

TEST(FieldPlace, IsFoundByItsPatternWhateverTheNames) {
  const auto shape = inferShape(parseJson(R"({"parti": [{"ente": "A"}], "e/o": {"a~b": "c"}})"));
  ASSERT_NE(fieldAtPattern(*shape, "/parti/*/ente"), nullptr);
  EXPECT_EQ(fieldAtPattern(*shape, "/parti/*/ente")->name, "ente");
  ASSERT_NE(fieldAtPattern(*shape, "/e~1o/a~0b"), nullptr);
  EXPECT_EQ(fieldAtPattern(*shape, "/e~1o/a~0b")->name, "a~b");
  EXPECT_EQ(fieldAtPattern(*shape, ""), shape.get());
  EXPECT_EQ(fieldAtPattern(*shape, "/parti/ente"), nullptr);
  EXPECT_EQ(fieldAtPattern(*shape, "/parti/*/ente/oltre"), nullptr);
}

TEST(SchemaCoherence, WarnsBesideProblemsToo) {
  const Schema schema = schemaIn(kSchemaFixtures, "pratica.schema.json");
  const SchemaReport report = schema.validate(parseJson(
      R"({"stato": "aperta", "persona": {"cognome": "Verdi", "nome_proprio": "Mario",
          "codice_fiscale": "RSSMRA85C12F704U"}})"));
  EXPECT_FALSE(report.valid());
  EXPECT_EQ(report.warnings.size(), 1u);
}

}  // namespace
}  // namespace stesura
