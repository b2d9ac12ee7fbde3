#include "generator/projection.h"

#include <gtest/gtest.h>

#include "tests/small_home.h"

namespace stesura {
namespace {

class ProjectionTest : public ::testing::Test {
 protected:
  ProjectionTest() {
    testing::writeSmallKind(home_);
    kind_.emplace(readKind(home_.path(), "prova"));
  }
  Json project(const ProjectionRules& rules, const Json& data) const {
    return Projection(kind_->schema.shape(), rules).apply(data);
  }
  testing::SmallHome home_;
  std::optional<Kind> kind_;
  const Json data_ = {{"tipo_documento", "prova"},
                      {"ente", "Comune"},
                      {"persona", {{"cognome", "De Prova"}, {"data_nascita", "1999-08-09"}, {"codice", "A-1"},
                                   {"telefono", "02 1"}, {"condizione", "riservata"}}},
                      {"servizi", {{{"nome", "Uno"}, {"referente", "Neri"}}, {{"nome", "Due"}}}},
                      {"dati_assenti", {{"/persona/telefono", "non_noto"}, {"/note", "non_noto"}}}};
};

TEST_F(ProjectionTest, KeepsNothingAboveTheCeiling) {
  const Json projected = project({.ceiling = DataClass::internal, .keep = {}, .remove = {}, .reductions = {}}, data_);
  EXPECT_EQ(projected, (Json{{"ente", "Comune"},
                             {"persona", {{"codice", "A-1"}}},
                             {"servizi", {{{"nome", "Uno"}}, {{"nome", "Due"}}}},
                             {"dati_assenti", {{"/note", "non_noto"}}}}));
}

TEST_F(ProjectionTest, KeepsEverythingUnderTheHighestCeiling) {
  const Json projected = project({.ceiling = DataClass::health, .keep = {}, .remove = {}, .reductions = {}}, data_);
  EXPECT_EQ(projected, data_);
}

TEST_F(ProjectionTest, RemovesWhatTheSchemaDoesNotKnow) {
  Json data = data_;
  data["sconosciuto"] = "segreto";
  data["persona"]["altro"] = "segreto";
  const Json projected = project({.ceiling = DataClass::health, .keep = {}, .remove = {}, .reductions = {}}, data);
  EXPECT_EQ(projected, data_);
}

TEST_F(ProjectionTest, KeepsOnlyTheNamedPathsWhereSomeAreNamed) {
  const Json projected =
      project({.ceiling = DataClass::health, .keep = {"/persona/cognome", "/servizi/*/nome"}, .remove = {}, .reductions = {}},
              data_);
  EXPECT_EQ(projected, (Json{{"persona", {{"cognome", "De Prova"}}}, {"servizi", {{{"nome", "Uno"}}, {{"nome", "Due"}}}}}));
}

TEST_F(ProjectionTest, TakesAwayNamedPathsUnderTheCeiling) {
  const Json projected = project(
      {.ceiling = DataClass::health, .keep = {}, .remove = {"/persona", "/servizi", "/dati_assenti"}, .reductions = {}}, data_);
  EXPECT_EQ(projected, (Json{{"tipo_documento", "prova"}, {"ente", "Comune"}}));
}

TEST_F(ProjectionTest, ReducesNamesToInitialsAndDatesToYears) {
  const Json projected = project({.ceiling = DataClass::publishable,
                                  .keep = {},
                                  .remove = {},
                                  .reductions = {{"/persona/cognome", Reduction::initials},
                                                 {"/persona/data_nascita", Reduction::year}}},
                                 data_);
  EXPECT_EQ(projected, (Json{{"ente", "Comune"}, {"persona", {{"cognome", "D. P."}, {"data_nascita", "1999"}}}}));
}

TEST_F(ProjectionTest, NeverReducesWhatIsNoText) {
  Json data = data_;
  data["persona"]["cognome"] = {{"nascosto", "segreto"}};
  data["persona"]["data_nascita"] = 19990809;
  const Json projected = project({.ceiling = DataClass::publishable,
                                  .keep = {},
                                  .remove = {},
                                  .reductions = {{"/persona/cognome", Reduction::initials},
                                                 {"/persona/data_nascita", Reduction::year}}},
                                 data);
  EXPECT_EQ(projected, (Json{{"ente", "Comune"}}));
}

TEST_F(ProjectionTest, RemovesValuesThatStandWhereAContainerBelongs) {
  Json data = data_;
  data["persona"] = "segreto";
  data["servizi"] = "segreto";
  const Json projected = project({.ceiling = DataClass::internal, .keep = {}, .remove = {}, .reductions = {}}, data);
  EXPECT_EQ(projected.dump().find("segreto"), std::string::npos);
}

TEST_F(ProjectionTest, RefusesRulesThatNameNoProperty) {
  EXPECT_THROW(Projection(kind_->schema.shape(),
                          {.ceiling = DataClass::health, .keep = {"/personna"}, .remove = {}, .reductions = {}}),
               Error);
  EXPECT_THROW(Projection(kind_->schema.shape(), {.ceiling = DataClass::health,
                                                  .keep = {},
                                                  .remove = {},
                                                  .reductions = {{"/persona", Reduction::initials}}}),
               Error);
}

}  // namespace
}  // namespace stesura
