#include "generator/merge/program.h"

#include <gtest/gtest.h>

#include <random>

#include "merged_text.h"

namespace stesura {
namespace {

using testing::itemsOf;
using testing::merge;
using testing::mergeOver;
using testing::property;
using testing::told;

bool tells(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

Field personShape() {
  Field root;
  root.types = kTypeObject;
  Field& person = property(root, "persona", kTypeObject, Presence::required);
  property(person, "cognome", kTypeString, Presence::required).title = "Cognome";
  property(person, "telefono", kTypeString, Presence::expected).title = "Telefono";
  property(person, "nota", kTypeString, Presence::optional);
  Field& guardian = property(person, "tutore", kTypeObject, Presence::optional);
  property(guardian, "nome", kTypeString, Presence::required);
  property(person, "consenso", kTypeBoolean, Presence::expected);
  property(person, "lingue", kTypeArray, Presence::optional);
  itemsOf(*person.properties["lingue"], kTypeString);
  return root;
}

TEST(Program, RepeatsListsEntersObjectsAndAsksConditions) {
  EXPECT_EQ(told(merge("{{#a}}{{.}},{{/a}}{{#o}}{{x}}{{/o}}{{#si}}S{{/si}}{{^no}}N{{/no}}",
                       R"({"a":[1,2],"o":{"x":"y"},"si":true,"no":false})")),
            "1,2,ySN");
}

TEST(Program, TakesBlankAndEmptyForNothing) {
  EXPECT_EQ(told(merge("{{#a}}A{{/a}}{{#b}}B{{/b}}{{#c}}C{{/c}}{{#d}}D{{/d}}{{#e}}E{{/e}}{{^a}}x{{/"
                       "a}}{{#z}}0{{/z}}",
                       R"({"a":"","b":" ","c":[],"d":null,"e":{},"z":0})")),
            "x0");
}

TEST(Program, CountsInLoops) {
  EXPECT_EQ(told(merge("{{#a}}{{@numero}}{{#@primo}}P{{/@primo}}{{^@ultimo}},{{/"
                       "@ultimo}}{{#@ultimo}}.{{/@ultimo}}{{/a}}",
                       R"({"a":["x","y","z"]})")),
            "1P,2,3.");
  EXPECT_EQ(told(merge("{{#a}}{{#b}}{{@numero}}{{/b}}-{{@numero}} {{/a}}",
                       R"({"a":[{"b":[1,2]},{"b":[3]}]})")),
            "12-1 1-2 ");
}

TEST(Program, NeverParsesValuesAgain) {
  EXPECT_EQ(told(merge("{{a}}{{#l}}{{.}}{{/l}}",
                       R"({"a":"{{b}}{{{b}}}{{#a}}","l":["{{/l}}"],"b":"geheim"})")),
            "{{b}}{{{b}}}{{#a}}{{/l}}");
}

TEST(Program, RefusesUnbalancedSectionsAllAtOnce) {
  const auto merged = merge("{{#a}}{{#b}}{{/a}}{{/c}}{{#d}}", R"({"a":1,"b":1,"c":1,"d":1})");
  EXPECT_EQ(merged.compiling.size(), 3u) << merged.messages();
  EXPECT_TRUE(tells(merged.messages(), "{{#b}} non è mai chiusa"));
  EXPECT_TRUE(tells(merged.messages(), "{{/c}} chiude una sezione che non è aperta"));
  EXPECT_TRUE(tells(merged.messages(), "{{#d}} non è mai chiusa"));
}

TEST(Program, RefusesWhatMustacheWouldLetThroughUnprotected) {
  for (const char* text : {"{{{a}}}", "{{&a}}", "{{>a}}", "{{=<% %>=}}", "{{}}", "{{#}}", "{{a"}) {
    EXPECT_FALSE(merge(text, R"({"a":1})").compiling.empty()) << text;
  }
}

TEST(Program, RefusesNestingOver32) {
  const auto nested = [](int depth) {
    std::string text = "x";
    for (int at = 0; at < depth; ++at) text = "{{#a}}" + text + "{{/a}}";
    return merge(text, R"({"a":true})");
  };
  EXPECT_EQ(told(nested(32)), "x");
  EXPECT_TRUE(tells(told(nested(33)), "oltre 32 livelli"));
  EXPECT_TRUE(tells(told(nested(20000)), "oltre 32 livelli"));
}

TEST(Program, ShowsWhyAnExpectedValueIsAbsent) {
  const Field shape = personShape();
  const Json data = parseJson(R"({"persona":{"cognome":"Esempio","nota":""}})");
  const char* text =
      "{{persona.telefono}}/{{persona.nota}}/{{persona.nota|facoltativo}}/{{persona.tutore.nome}}/"
      "{{persona.lingue|elenco}}/{{persona.consenso}}/{{persona.consenso|casella}}";
  EXPECT_EQ(told(mergeOver(text, data, shape, NamesMode::fromSchema)),
            "non rilevato/non rilevato//non rilevato/non rilevato/non rilevato/☐");
  const Json reasons = {{"/persona/telefono", "preferisce non dirlo"},
                        {"/persona/tutore", "non pertinente"}};
  EXPECT_EQ(told(mergeOver(text, data, shape, NamesMode::fromSchema, Escape::none, Gaps::refused,
                           &reasons)),
            "preferisce non dirlo/non rilevato//non pertinente/non rilevato/non rilevato/☐");
}

TEST(Program, RefusesAnAbsentRequiredValueButLeavesALineInADraft) {
  const Field shape = personShape();
  const Json data = parseJson(R"({"persona":{}})");
  const auto merged =
      mergeOver("{{persona.cognome}} {{persona.cognome}}", data, shape, NamesMode::fromSchema);
  ASSERT_EQ(merged.running.size(), 1u);
  EXPECT_EQ(merged.running[0].pointer, "/persona/cognome");
  EXPECT_TRUE(tells(merged.running[0].message, "Cognome"));
  EXPECT_TRUE(tells(merged.running[0].place, "{{persona.cognome}}"));
  EXPECT_EQ(told(mergeOver("{{persona.cognome}}", data, shape, NamesMode::fromSchema, Escape::none,
                           Gaps::blankLines)),
            "__________");
}

TEST(Program, RefusesSectionsThatAreAlwaysTrueAndValuesThatAreNone) {
  const Field shape = personShape();
  const Json data = parseJson(R"({"persona":{"cognome":"Esempio"}})");
  const auto problem = [&](const char* text) {
    return told(mergeOver(text, data, shape, NamesMode::fromSchema));
  };
  EXPECT_TRUE(tells(problem("{{#persona.cognome}}x{{/persona.cognome}}"), "non è un elenco"));
  EXPECT_TRUE(tells(problem("{{persona}}"), "un insieme di campi"));
  EXPECT_TRUE(tells(problem("{{persona.lingue}}"), "un elenco"));
  EXPECT_TRUE(tells(problem("{{persona.cognome|elenco}}"), "vuole un elenco"));
  EXPECT_TRUE(tells(problem("{{#persona|nuova_pagina}}{{/persona}}"), "vogliono un elenco"));
  EXPECT_EQ(problem("{{#persona.telefono}}tel{{/persona.telefono}}{{#persona.consenso}}c{{/"
                    "persona.consenso}}"),
            "");
}

TEST(Program, WithoutASchemaEveryAbsentValueIsAnError) {
  const auto merged = merge("{{#a}}{{x}}{{y|facoltativo}}{{/a}}{{n}}",
                            R"({"a":[{"x":1,"y":2},{"y":null}],"n":null})");
  ASSERT_EQ(merged.running.size(), 2u);
  EXPECT_EQ(merged.running[0].pointer, "/a/1/x");
  EXPECT_EQ(merged.running[1].pointer, "/n");
  EXPECT_EQ(told(merge("[{{a}}]", R"({"a":""})")), "[]");
}

TEST(Program, NamesTheFieldWithAForbiddenCharacter) {
  const Json data = {{"a", Json::array({"buono", "cattivo\x01"})}, {"b", std::string("\0", 1)}};
  const auto shape = inferShape(data);
  const auto merged =
      mergeOver("{{#a}}{{.}}{{/a}}{{b}}", data, *shape, NamesMode::fromData, Escape::xmlText);
  ASSERT_EQ(merged.running.size(), 2u);
  EXPECT_EQ(merged.running[0].pointer, "/a/1");
  EXPECT_TRUE(tells(merged.running[0].message, "U+0001"));
  EXPECT_FALSE(tells(merged.messages(), "cattivo"));
  EXPECT_TRUE(tells(merged.running[1].message, "U+0000"));
}

TEST(Program, TellsNoMoreThanAThousandProblems) {
  Json data = {{"a", Json::array()}};
  for (int at = 0; at < 5000; ++at) data["a"].push_back(Json::object({{"y", at}}));
  data["a"][0]["x"] = 1;
  const auto shape = inferShape(data);
  const auto merged = mergeOver("{{#a}}{{x}}{{/a}}", data, *shape, NamesMode::fromData);
  EXPECT_EQ(merged.running.size(), 1000u);
  EXPECT_TRUE(tells(merged.running.back().message, "più di mille"));
}

TEST(Program, TellsWhereEachTagIsBound) {
  Field shape = personShape();
  std::vector<Problem> problems;
  const Program program = compileText(
      "{{#persona}}{{cognome|maiuscolo|facoltativo}}{{^lingue}}{{/lingue}}{{/persona}}{{@data}}",
      Escape::none, shape, NamesMode::fromSchema, problems);
  ASSERT_TRUE(problems.empty());
  ASSERT_EQ(program.uses().size(), 4u);
  EXPECT_EQ(program.uses()[0].pointer, "/persona");
  EXPECT_EQ(program.uses()[0].kind, TagKind::section);
  EXPECT_EQ(program.uses()[1].pointer, "/persona/cognome");
  EXPECT_EQ(program.uses()[1].formats, "maiuscolo|facoltativo");
  EXPECT_TRUE(program.uses()[1].optionalFormat);
  EXPECT_EQ(program.uses()[2].kind, TagKind::inverted);
  EXPECT_EQ(program.uses()[3].pointer, "");
}

// An independent renderer, as naive as can be, of what the flat program must mean.
struct Naive {
  struct Node {
    char kind;  // 't' text, 'v' value, '#' section, '^' inverted
    std::string text;
    std::vector<Node> children;
  };

  static const Json* find(const std::vector<const Json*>& scopes, const std::string& name) {
    if (name == ".") return scopes.back();
    for (auto scope = scopes.rbegin(); scope != scopes.rend(); ++scope) {
      if ((*scope)->is_object() && (*scope)->contains(name)) return &(**scope)[name];
    }
    return nullptr;
  }
  static bool holds(const Json* value) {
    return value != nullptr && !value->is_null() && *value != Json(false) && *value != Json("") &&
           !(value->is_structured() && value->empty());
  }
  static void run(const std::vector<Node>& nodes, std::vector<const Json*> scopes,
                  std::string& out) {
    for (const Node& node : nodes) {
      const Json* value = node.kind == 't' ? nullptr : find(scopes, node.text);
      if (node.kind == 't') out += node.text;
      if (node.kind == 'v' && value != nullptr)
        out += value->is_string() ? value->get<std::string>() : value->dump();
      if (node.kind == '^' && !holds(value)) run(node.children, scopes, out);
      if (node.kind != '#' || !holds(value)) continue;
      auto inner = scopes;
      if (value->is_array()) {
        for (const Json& item : *value) {
          inner.push_back(&item);
          run(node.children, inner, out);
          inner.pop_back();
        }
      } else {
        if (!value->is_boolean()) inner.push_back(value);
        run(node.children, inner, out);
      }
    }
  }
};

// Every level has its own names, always all of them, so that scoping cannot differ.
class RandomTemplate {
 public:
  explicit RandomTemplate(unsigned seed) : random_(seed) {}

  Json object(int depth) {
    const std::string d = std::to_string(depth);
    Json value = {{"s" + d, text()}, {"i" + d, static_cast<int>(random_() % 1000)}};
    if (depth >= 4) return value;
    value["o" + d] = object(depth + 1);
    value["a" + d] = Json::array();
    for (unsigned count = random_() % 4; count > 0; --count)
      value["a" + d].push_back(object(depth + 1));
    value["b" + d] = random_() % 2 == 0;
    return value;
  }

  std::vector<Naive::Node> nodes(int depth, std::string& mustache, int nesting = 0) {
    std::vector<Naive::Node> list;
    for (unsigned count = 1 + random_() % 4; count > 0; --count) {
      const std::string d = std::to_string(random_() % static_cast<unsigned>(depth + 1));
      switch (random_() % 6) {
        case 0:
          section('#', "a", depth, depth + 1, mustache, list, nesting);
          break;
        case 1:
          section('#', "o", depth, depth + 1, mustache, list, nesting);
          break;
        case 2:
          section(random_() % 2 ? '#' : '^', "b", depth, depth, mustache, list, nesting);
          break;
        case 3:
          list.push_back({'t', text(), {}}), mustache += list.back().text;
          break;
        default:
          list.push_back({'v', (random_() % 2 ? "s" : "i") + d, {}});
          mustache += "{{" + list.back().text + "}}";
      }
    }
    return list;
  }

 private:
  void section(char kind, const std::string& letter, int depth, int inside, std::string& mustache,
               std::vector<Naive::Node>& list, int nesting) {
    if (depth >= 4 || nesting > 8) return;
    Naive::Node node{kind, letter + std::to_string(depth), {}};
    mustache += std::string("{{") + kind + node.text + "}}";
    node.children = nodes(inside, mustache, nesting + 1);
    mustache += "{{/" + node.text + "}}";
    list.push_back(node);
  }
  std::string text() {
    static const char* kTexts[] = {"x", "{", "}", "è", " ", "<", "{{no}}", "lungo testo"};
    const std::string text = kTexts[random_() % 8];
    return text == "{{no}}" ? "[no]" : text == "{" || text == "}" ? "-" : text;
  }
  std::mt19937 random_;
};

TEST(Program, MeansWhatANaiveRendererMeans) {
  for (unsigned seed = 0; seed < 1000; ++seed) {
    RandomTemplate random(seed);
    const Json data = random.object(0);
    // The shape knows every level, whatever lists happen to be empty here.
    Json full = data;
    std::string mustache, expected;
    const auto nodes = random.nodes(0, mustache);
    Naive::run(nodes, {&data}, expected);
    const auto shape = inferShape(full);
    const auto merged = mergeOver(mustache, data, *shape, NamesMode::fromData);
    ASSERT_EQ(told(merged), expected) << mustache << "\n" << data.dump();
  }
}

TEST(Program, RendersAHundredThousandRows) {
  Json data = {{"righe", Json::array()}};
  for (int at = 0; at < 100000; ++at)
    data["righe"].push_back({{"ente", "Comune"}, {"importo", at}});
  const auto shape = inferShape(data);
  const auto merged = mergeOver("{{#righe}}<r>{{ente}}:{{importo}}</r>{{/righe}}", data, *shape,
                                NamesMode::fromData);
  EXPECT_TRUE(tells(merged.text, "<r>Comune:99999</r>"));
}

}  // namespace
}  // namespace stesura
