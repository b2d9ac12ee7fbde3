#include <chrono>
#include <thread>

#include "tests/schema_fixture.h"

namespace stesura {
namespace {

std::string refusalOf(std::string_view schema, const std::map<std::string, Json>& documents = {}) {
  try {
    Schema::compile(parseJson(schema), documents);
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::templateFile);
    EXPECT_FALSE(error.problems().empty());
    return error.sentence();
  }
  return "accepted";
}

std::string numbered(const char* stem, int number) {
  return std::string(stem).append(std::to_string(number));
}

// Far above what a linear algorithm takes even under the sanitizers, far below a quadratic one.
constexpr auto kPatience = std::chrono::seconds(20);

template <typename Work>
void expectQuick(Work work) {
  const auto start = std::chrono::steady_clock::now();
  work();
  EXPECT_LT(std::chrono::steady_clock::now() - start, kPatience);
}

TEST(SchemaCompile, NamesThePlaceOfWhatIsWrong) {
  EXPECT_EQ(refusalOf(R"({"properties": {"a": {"$ref": "altro.schema.json"}}})"),
            "Lo schema in /properties/a, «$ref»: il riferimento «altro.schema.json» non porta a "
            "nessuno schema.");
  EXPECT_EQ(
      refusalOf(R"j({"properties": {"a": {"pattern": "(?=x)"}}})j"),
      "Lo schema in /properties/a, «pattern»: l'espressione regolare usa uno sguardo avanti o "
      "indietro («(?=»).");
  EXPECT_EQ(refusalOf(R"({"type": "testo"})"),
            "Lo schema alla radice, «type»: il tipo non è conosciuto.");
  EXPECT_EQ(refusalOf(R"({"$schema": "http://json-schema.org/draft-07/schema#"})"),
            "Lo schema alla radice, «$schema»: il dialetto non è conosciuto.");
  EXPECT_EQ(
      refusalOf(R"({"x-classe": "Z", "required": "a"})"),
      "Lo schema alla radice, «x-classe»: la classe non è conosciuta. C'è un altro problema.");
  for (const char* wrong : {"[]",
                            "7",
                            "null",
                            R"({"properties": []})",
                            R"({"properties": {"a": 1}})",
                            R"({"allOf": []})",
                            R"({"allOf": {}})",
                            R"({"required": [1]})",
                            R"({"minLength": -1})",
                            R"({"minLength": 1.5})",
                            R"({"multipleOf": 0})",
                            R"({"enum": 1})",
                            R"({"items": [{}]})",
                            R"({"$ref": 1})",
                            R"({"$ref": "#/nulla"})",
                            R"({"$ref": "#nulla"})",
                            R"({"uniqueItems": "sì"})",
                            R"j({"patternProperties": {"(": {}}})j",
                            R"({"$anchor": "a", "$defs": {"x": {"$anchor": "a"}}})",
                            R"({"$defs": {"x": {"$id": "x"}, "y": {"$id": "x"}}})",
                            R"({"x-coerenza-codice-fiscale": {"cognome": "cognome"}})"}) {
    EXPECT_NE(refusalOf(wrong), "accepted") << wrong;
  }
}

TEST(SchemaCompile, TellsThatAVocabularyIsNeeded) {
  const std::map<std::string, Json> documents = {
      {"https://dialetti.example/d", parseJson(R"({"$id": "https://dialetti.example/d",
          "$vocabulary": {"https://dialetti.example/vocabolario": true}})")}};
  EXPECT_EQ(refusalOf(R"({"$schema": "https://dialetti.example/d"})", documents),
            "Lo schema alla radice, «$schema»: il dialetto pretende un vocabolario che non è "
            "conosciuto.");
}

TEST(SchemaCompile, RefusesReferencesWithoutEnd) {
  for (
      const char* endless :
      {R"({"$ref": "#"})", R"({"allOf": [{"$ref": "#"}]})",
       R"({"$ref": "#/$defs/a", "$defs": {"a": {"anyOf": [{"$ref": "#/$defs/b"}]}, "b": {"not": {"$ref": "#/$defs/a"}}}})",
       R"({"if": {"$ref": "#"}})", R"({"dependentSchemas": {"a": {"$ref": "#"}}})",
       R"({"$dynamicAnchor": "a", "$dynamicRef": "#a"})"}) {
    EXPECT_NE(refusalOf(endless).find("senza fine"), std::string::npos) << refusalOf(endless);
  }
  EXPECT_EQ(refusalOf(R"({"properties": {"a": {"$ref": "#"}}, "items": {"$ref": "#"}})"),
            "accepted");
}

TEST(SchemaCompile, TakesAChainOfAThousandReferences) {
  Json schema = {{"$ref", "#/$defs/d0"}, {"$defs", Json::object()}};
  for (int i = 0; i < 900; ++i)
    schema["$defs"][numbered("d", i)] = {{"$ref", numbered("#/$defs/d", i + 1)}};
  schema["$defs"]["d900"] = {{"type", "string"}};
  EXPECT_TRUE(Schema::compile(schema).validate("x").valid());
  EXPECT_FALSE(Schema::compile(schema).validate(1).valid());
  // Longer than the stack may hold: compiled, and told of when checking.
  for (int i = 900; i < 100'000; ++i)
    schema["$defs"][numbered("d", i)] = {{"$ref", numbered("#/$defs/d", i + 1)}};
  schema["$defs"]["d100000"] = {{"type", "string"}};
  const SchemaReport report = Schema::compile(schema).validate("x");
  ASSERT_EQ(report.problems.size(), 1u);
  EXPECT_EQ(report.problems[0].message, "I dati e lo schema sono annidati troppo in profondità.");
}

TEST(SchemaValidate, SurvivesDataDeeperThanTheStack) {
  const Schema schema = schemaOf(R"({"items": {"$ref": "#"}, "uniqueItems": true})");
  Json deep = Json::array();
  for (int i = 0; i < 100'000; ++i) {
    Json outer = Json::array();
    outer.push_back(std::move(deep));
    deep = std::move(outer);
  }
  EXPECT_FALSE(schema.validate(deep).valid());
  schema.completeness(deep);
  inferShape(deep);
}

TEST(SchemaValidate, SurvivesDynamicReferencesWithoutEnd) {
  const Schema schema = schemaOf(R"({
    "$id": "https://schemi.example/a", "$dynamicAnchor": "x", "$ref": "b",
    "$defs": {"b": {"$id": "b", "$dynamicRef": "#x",
                    "$defs": {"x": {"$dynamicAnchor": "x"}}}}})");
  EXPECT_FALSE(schema.validate(1).valid());
}

TEST(SchemaValidate, StopsBranchesThatMultiply) {
  // Two branches a level, both into the whole: 2^60 ways through 60 levels.
  const Schema schema = schemaOf(R"({"anyOf": [
      {"properties": {"a": {"$ref": "#"}}, "required": ["b"]},
      {"properties": {"a": {"$ref": "#"}}, "required": ["c"]}]})");
  Json data = Json::object();
  for (int i = 0; i < 60; ++i) data = Json{{"a", std::move(data)}, {"b", 1}, {"c", 1}};
  data.erase("b");
  data.erase("c");
  expectQuick([&] { EXPECT_FALSE(schema.validate(data).valid()); });
}

TEST(SchemaValidate, IsQuickOnNastyPatterns) {
  for (const char* pattern :
       {"^(a+)+$", "^(a|aa)+$", "(x+x+)+y", "^([a-zA-Z0-9]+\\s?)*$", "(.*a){20}"}) {
    const Schema schema = Schema::compile(Json{{"pattern", pattern}});
    expectQuick([&] { schema.validate(std::string(50'000, 'a') + "!"); });
    expectQuick([&] { schema.validate(std::string(50'000, 'x')); });
  }
}

TEST(SchemaValidate, IsQuickOnHugeLists) {
  const Schema schema = schemaOf(R"({"uniqueItems": true})");
  Json numbers = Json::array();
  Json objects = Json::array();
  for (int i = 0; i < 100'000; ++i) {
    numbers.push_back(i);
    objects.push_back({{"id", i % 99'999}, {"nome", "sempre lo stesso"}});
  }
  expectQuick([&] { EXPECT_TRUE(schema.validate(numbers).valid()); });
  expectQuick([&] {
    const SchemaReport report = schema.validate(objects);
    ASSERT_EQ(report.problems.size(), 1u);
    EXPECT_EQ(report.problems[0].message, "Documento: gli elementi n. 1 e n. 100000 sono uguali.");
  });
}

TEST(SchemaValidate, IsQuickOnHugeObjects) {
  const Schema schema = schemaOf(R"({"properties": {"p5": {"type": "integer"}},
      "patternProperties": {"^p[0-8]": {"type": "integer"}}, "unevaluatedProperties": false})");
  Json data = Json::object();
  for (int i = 0; i < 100'000; ++i) data[numbered("p", i)] = i;
  expectQuick([&] {
    const SchemaReport report = schema.validate(data);
    ASSERT_EQ(report.problems.size(), 1001u);
    EXPECT_EQ(report.problems.back().message,
              "Documento: ci sono altri problemi oltre a questi 1000.");
  });
}

TEST(SchemaValidate, ServesManyThreads) {
  const Schema schema = schemaIn(kSchemaFixtures, "pratica.schema.json");
  const Json good = fileJson(kSchemaFixtures / "pratica-intera.json");
  Json bad = good;
  bad["persona"]["eta"] = 130;
  bad["extra"] = 1;
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      for (int k = 0; k < 50; ++k) {
        EXPECT_TRUE(schema.validate(good).valid());
        EXPECT_EQ(schema.validate(bad).problems.size(), 2u);
        schema.completeness(good);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
}

TEST(SchemaValidate, CountsDecimalsAsPeopleDo) {
  const auto multiple = [](const char* value, const char* step) {
    Json schema;
    schema["multipleOf"] = parseJson(step);
    return Schema::compile(schema).validate(parseJson(value)).valid();
  };
  EXPECT_TRUE(multiple("19.99", "0.01"));
  EXPECT_TRUE(multiple("0.3", "0.1"));
  EXPECT_TRUE(multiple("1e308", "0.5"));
  EXPECT_TRUE(multiple("9007199254740993", "3"));
  EXPECT_TRUE(multiple("-4.35", "0.05"));
  EXPECT_FALSE(multiple("19.995", "0.01"));
  EXPECT_FALSE(multiple("9007199254740993", "2"));
  EXPECT_FALSE(multiple("1e-300", "0.01"));
}

TEST(SchemaValidate, CountsCharactersNotBytes) {
  const Schema schema = schemaOf(R"({"minLength": 3, "maxLength": 3})");
  EXPECT_TRUE(schema.validate("è😀ù").valid());
  EXPECT_FALSE(schema.validate("è😀").valid());
  EXPECT_FALSE(schema.validate("è😀ùù").valid());
}

}  // namespace
}  // namespace stesura
