#include "generator/merge/present.h"

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

class Shown {
 public:
  Shown() {
    root_.types = kTypeObject;
    property(root_, "data", kTypeString, Presence::optional, "date");
    property(root_, "da", kTypeString, Presence::optional, "data-parziale");
    property(root_, "ora", kTypeString, Presence::optional, "time");
    property(root_, "quando", kTypeString, Presence::optional, "date-time");
    property(root_, "anno", kTypeInteger, Presence::optional);
    property(root_, "importo", kTypeNumber, Presence::optional);
    property(root_, "consenso", kTypeBoolean, Presence::optional);
    property(root_, "testo", kTypeString, Presence::optional);
    label(property(root_, "stato", kTypeString, Presence::optional));
    label(itemsOf(property(root_, "motivi", kTypeArray, Presence::optional), kTypeString));
    itemsOf(property(root_, "date", kTypeArray, Presence::optional), kTypeString).format = "date";
    property(itemsOf(property(root_, "enti", kTypeArray, Presence::optional), kTypeObject), "nome",
             kTypeString, Presence::optional);
  }
  std::string operator()(const std::string& tag, const Json& data) const {
    return told(mergeOver("{{" + tag + "}}", data, root_, NamesMode::fromSchema));
  }

 private:
  static void label(Field& field) {
    field.labels = {{"in_carico", "In carico"}, {"perso", "Perso di vista"}, {"altro", ""}};
  }
  Field root_;
};

TEST(Present, TakesTheDefaultFromTheSchema) {
  const Shown shown;
  EXPECT_EQ(shown("data", {{"data", "2026-03-12"}}), "12/03/2026");
  EXPECT_EQ(shown("da", {{"da", "2019"}}), "2019");
  EXPECT_EQ(shown("da", {{"da", "2019-03"}}), "marzo 2019");
  EXPECT_EQ(shown("ora", {{"ora", "14:30:00"}}), "14:30");
  EXPECT_EQ(shown("quando", {{"quando", "2026-03-12T13:30:00Z"}}), "12/03/2026, ore 14:30");
  EXPECT_EQ(shown("anno", {{"anno", 2026}}), "2026");
  EXPECT_EQ(shown("importo", {{"importo", 1234.5}}), "1234,5");
  EXPECT_EQ(shown("consenso", {{"consenso", true}}), "sì");
  EXPECT_EQ(shown("stato", {{"stato", "in_carico"}}), "In carico");
  EXPECT_EQ(shown("stato", {{"stato", "altro"}}), "altro");
}

TEST(Present, FollowsTheFormatBehindTheBar) {
  const Shown shown;
  EXPECT_EQ(shown("data|estesa", {{"data", "2026-01-01"}}), "1° gennaio 2026");
  EXPECT_EQ(shown("data|estesa|maiuscolo", {{"data", "2026-01-01"}}), "1° GENNAIO 2026");
  EXPECT_EQ(shown("quando|estesa", {{"quando", "2026-03-12T13:30:00Z"}}),
            "12 marzo 2026, ore 14:30");
  EXPECT_EQ(shown("quando|breve", {{"quando", "2026-03-12T23:30:00Z"}}), "13/03/2026");
  EXPECT_EQ(shown("quando|ora", {{"quando", "2026-03-12T23:30:00Z"}}), "00:30");
  EXPECT_EQ(shown("importo|euro", {{"importo", 1234.5}}), "1.234,50\u00A0€");
  EXPECT_EQ(shown("importo|numero", {{"importo", 1234.5}}), "1.234,5");
  EXPECT_EQ(shown("importo|numero:0", {{"importo", 1234.5}}), "1.235");
  EXPECT_EQ(shown("consenso|si_no", {{"consenso", false}}), "no");
  EXPECT_EQ(shown("consenso|casella", {{"consenso", true}}), "☒");
  EXPECT_EQ(shown("consenso|casella:no", {{"consenso", false}}), "☒");
  EXPECT_EQ(shown("stato|codice", {{"stato", "in_carico"}}), "in_carico");
  EXPECT_EQ(shown("stato|etichetta", {{"stato", "perso"}}), "Perso di vista");
  EXPECT_EQ(shown("stato|casella:perso", {{"stato", "perso"}}), "☒");
  EXPECT_EQ(shown("stato|casella:perso", {{"stato", "in_carico"}}), "☐");
  EXPECT_EQ(shown("motivi|casella:perso", {{"motivi", {"in_carico", "perso"}}}), "☒");
  EXPECT_EQ(shown(" testo | Maiuscolo ", {{"testo", "è più"}}), "È PIÙ");
}

TEST(Present, JoinsLists) {
  const Shown shown;
  EXPECT_EQ(shown("motivi|elenco", {{"motivi", {"in_carico"}}}), "In carico");
  EXPECT_EQ(shown("motivi|elenco", {{"motivi", {"in_carico", "perso"}}}),
            "In carico e Perso di vista");
  EXPECT_EQ(shown("date|elenco", {{"date", {"2026-01-01", "2026-01-02", "2026-01-03"}}}),
            "01/01/2026, 02/01/2026 e 03/01/2026");
  EXPECT_EQ(shown("date|estesa|elenco", {{"date", {"2026-01-01"}}}), "1° gennaio 2026");
  EXPECT_EQ(shown("motivi|codice|elenco", {{"motivi", {"perso", "altro"}}}), "perso e altro");
}

TEST(Present, RefusesFormatsThatDoNotExistOrDoNotFit) {
  const Shown shown;
  EXPECT_TRUE(tells(shown("data|estsa", {}), "«estsa» non esiste. Forse intendevi «estesa»?"));
  EXPECT_TRUE(tells(shown("data|zzzzzzzz", {}), "I formati sono:"));
  EXPECT_TRUE(tells(shown("data|euro", {}), "non è un numero"));
  EXPECT_TRUE(tells(shown("importo|estesa", {}), "non è una data"));
  EXPECT_TRUE(tells(shown("ora|estesa", {}), "non è una data"));
  EXPECT_TRUE(tells(shown("data|ora", {}), "non è un'ora"));
  EXPECT_TRUE(tells(shown("testo|casella", {}), "non è un sì o un no"));
  EXPECT_TRUE(tells(shown("testo|si_no", {}), "non è un sì o un no"));
  EXPECT_TRUE(tells(shown("testo|etichetta", {}), "non hanno etichette"));
  EXPECT_TRUE(tells(shown("stato|casella:perzo", {}), "Forse intendevi «perso»?"));
  EXPECT_TRUE(tells(shown("enti|elenco", {}), "non sono valori semplici"));
  EXPECT_TRUE(tells(shown("importo|numero:molti", {}), "quante cifre"));
  EXPECT_TRUE(tells(shown("data|estesa|euro", {}), "non stanno insieme"));
}

TEST(Present, WithoutASchemaChecksTheValueItself) {
  EXPECT_EQ(told(merge("{{d|estesa}} {{n|euro}} {{b}}", R"({"d":"2026-03-12","n":3,"b":true})")),
            "12 marzo 2026 3,00\u00A0€ sì");
  const auto wrong = merge("{{d|estesa}}", R"({"d":"domani"})");
  ASSERT_EQ(wrong.running.size(), 1u);
  EXPECT_EQ(wrong.running[0].pointer, "/d");
  EXPECT_TRUE(tells(wrong.running[0].message, "non è una data"));
  EXPECT_FALSE(tells(wrong.running[0].message, "domani"));
}

}  // namespace
}  // namespace stesura
