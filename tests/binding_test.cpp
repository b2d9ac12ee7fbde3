#include "generator/merge/binding.h"

#include <gtest/gtest.h>

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

// kainjow alone would print the outer telephone, another person's, for the second.
TEST(Binding, NeverShowsTheValueOfAnotherPerson) {
  const auto merged =
      merge("{{#familiari}}{{nome}}: {{contatti.telefono|facoltativo}};{{/familiari}}",
            R"({"contatti":{"telefono":"030 111"},
      "familiari":[{"nome":"A","contatti":{"telefono":"030 222"}},{"nome":"B","contatti":{}},{"nome":"C"}]})");
  EXPECT_EQ(told(merged), "A: 030 222;B: ;C: ;");
}

TEST(Binding, MissingInnerValueIsAnErrorAndNotTheOuterValue) {
  const auto merged = merge("{{#enti}}{{telefono}}{{/enti}}",
                            R"({"telefono":"fuori","enti":[{"telefono":"dentro"},{"altro":1}]})");
  ASSERT_EQ(merged.running.size(), 1u);
  EXPECT_EQ(merged.running[0].pointer, "/enti/1/telefono");
  EXPECT_FALSE(tells(merged.text, "fuori"));
}

TEST(Binding, ReachesOuterScopesForWhatTheInnerDoNotKnow) {
  EXPECT_EQ(told(merge("{{#righe}}{{titolo}}-{{nome}} {{/righe}}",
                       R"({"titolo":"T","righe":[{"nome":"a"},{"nome":"b"}]})")),
            "T-a T-b ");
  EXPECT_EQ(told(merge("{{#tel}}tel. {{tel}} {{.}}{{/tel}}", R"({"tel":"030"})")), "tel. 030 030");
}

TEST(Binding, SuggestsTheNearestName) {
  const char* data =
      R"({"persona":{"cognome":"Esempio","nome_proprio":"Utente"},"righe":[{"ente":"x"}]})";
  EXPECT_TRUE(tells(told(merge("{{persona.cognom}}", data)),
                    "«persona.cognom» non esiste. Forse intendevi «persona.cognome»?"));
  EXPECT_TRUE(
      tells(told(merge("{{perosna.cognome}}", data)), "Forse intendevi «persona.cognome»?"));
  EXPECT_TRUE(tells(told(merge("{{cognome}}", data)), "Forse intendevi «persona.cognome»?"));
  EXPECT_TRUE(tells(told(merge("{{#righe}}{{entte}}{{/righe}}", data)), "Forse intendevi «ente»?"));
  EXPECT_TRUE(
      tells(told(merge("{{#righe}}{{@numro}}{{/righe}}", data)), "Forse intendevi «@numero»?"));
  EXPECT_TRUE(tells(told(merge("{{zzzzzz}}", data)), "«zzzzzz» non esiste. Controllare il nome"));
}

TEST(Binding, TellsEveryUnknownNameAtOnce) {
  const auto merged = merge("{{a}}{{b}}{{#c}}{{/c}}{{^d}}{{/d}}", R"({"x":1})");
  EXPECT_EQ(merged.compiling.size(), 4u);
}

TEST(Binding, ForgivesCapitalsOfAutomaticCorrection) {
  EXPECT_EQ(
      told(merge("{{Ente}} {{PERSONA.Cognome}}", R"({"ente":"x","persona":{"cognome":"y"}})")),
      "x y");
  EXPECT_TRUE(tells(told(merge("{{ENTE}}", R"({"ente":"x","Ente":"y"})")), "non esiste"));
  EXPECT_EQ(told(merge("{{Ente}}", R"({"ente":"x","Ente":"y"})")), "y");
}

TEST(Binding, RefusesAPathThroughAList) {
  EXPECT_TRUE(
      tells(told(merge("{{righe.ente}}", R"({"righe":[{"ente":"x"}]})")), "«righe» è un elenco"));
}

TEST(Binding, RefusesLoopNamesOutsideLoops) {
  EXPECT_TRUE(tells(told(merge("{{@numero}}", "{}")), "fuori da ogni elenco"));
  EXPECT_TRUE(
      tells(told(merge("{{#p}}{{@primo}}{{/p}}", R"({"p":{"a":1}})")), "fuori da ogni elenco"));
}

TEST(Binding, KnowsTheDateOfIssue) {
  EXPECT_EQ(told(merge("{{@data}} {{@data|estesa}}", "{}")), "01/01/2026 1° gennaio 2026");
}

// Of an empty list nothing can be known; nothing of it is printed either.
TEST(Binding, AcceptsNamesBelowAnEmptyListOrNull) {
  EXPECT_EQ(told(merge("[{{#righe}}{{ente}}{{x.y}}{{/righe}}{{#p}}{{z}}{{/p}}]",
                       R"({"righe":[],"p":null})")),
            "[]");
}

TEST(Binding, WithASchemaKnowsOnlyWhatTheSchemaKnows) {
  Field root;
  root.types = kTypeObject;
  Field& list = property(root, "righe", kTypeArray, Presence::optional);
  property(itemsOf(list, kTypeObject), "ente", kTypeString, Presence::required);
  const Json data = {{"righe", {{{"ente", "x"}, {"ignoto", "y"}}}}};
  EXPECT_TRUE(
      tells(told(mergeOver("{{#righe}}{{ignoto}}{{/righe}}", data, root, NamesMode::fromSchema)),
            "non esiste"));
  EXPECT_EQ(told(mergeOver("{{#righe}}{{ente}}{{/righe}}", data, root, NamesMode::fromSchema)),
            "x");
}

}  // namespace
}  // namespace stesura
