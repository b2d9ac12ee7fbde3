#include "generator/merge/agreement.h"

#include <gtest/gtest.h>

#include "generator/merge/inflection.h"
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

const GrammarKeys kAgency{{"denominazione"}, "articolo", "genere"};
const GrammarKeys kPerson{{"nome_proprio", "cognome"}, "", "genere"};

Json agency(const char* article, const char* name) {
  Json object{{"denominazione", name}};
  if (*article != '\0') object["articolo"] = article;
  return object;
}

std::string of(Preposition preposition, const char* article, const char* name) {
  const WordAgreement agreement = agreementOf(agency(article, name), kAgency);
  return articulated(preposition, agreement.article, agreement.name) + agreement.name;
}

TEST(Agreement, MeltsPrepositionAndArticle) {
  struct Row {
    const char *article, *name;
    const char* expected[7];
  };
  const Row rows[] = {
      {"il",
       "Comune di Monza",
       {"il Comune di Monza", "del Comune di Monza", "al Comune di Monza", "dal Comune di Monza",
        "nel Comune di Monza", "sul Comune di Monza", "con il Comune di Monza"}},
      {"lo",
       "SPISAL",
       {"lo SPISAL", "dello SPISAL", "allo SPISAL", "dallo SPISAL", "nello SPISAL", "sullo SPISAL",
        "con lo SPISAL"}},
      {"la",
       "ASL",
       {"la ASL", "della ASL", "alla ASL", "dalla ASL", "nella ASL", "sulla ASL", "con la ASL"}},
      {"l'",
       "ASST",
       {"l’ASST", "dell’ASST", "all’ASST", "dall’ASST", "nell’ASST", "sull’ASST", "con l’ASST"}},
      {"i",
       "Comuni",
       {"i Comuni", "dei Comuni", "ai Comuni", "dai Comuni", "nei Comuni", "sui Comuni",
        "con i Comuni"}},
      {"gli",
       "SPDC",
       {"gli SPDC", "degli SPDC", "agli SPDC", "dagli SPDC", "negli SPDC", "sugli SPDC",
        "con gli SPDC"}},
      {"le",
       "cooperative",
       {"le cooperative", "delle cooperative", "alle cooperative", "dalle cooperative",
        "nelle cooperative", "sulle cooperative", "con le cooperative"}},
  };
  for (const Row& row : rows) {
    for (int at = 0; at < 7; ++at)
      EXPECT_EQ(of(static_cast<Preposition>(at), row.article, row.name), row.expected[at]);
  }
}

TEST(Agreement, TakesTheArticleOfTheDataBeforeAnyRule) {
  EXPECT_EQ(of(Preposition::di, "la", "ASL Frosinone"), "della ASL Frosinone");
  EXPECT_EQ(of(Preposition::di, "l'", "ASL Frosinone"), "dell’ASL Frosinone");
  EXPECT_EQ(of(Preposition::di, "L’", "Ente"), "dell’Ente");
  EXPECT_EQ(of(Preposition::a, "la", "For.Ma – Azienda speciale"),
            "alla For.Ma – Azienda speciale");
}

TEST(Agreement, KnowsTheCommonHeadsWithoutAnArticle) {
  EXPECT_EQ(of(Preposition::di, "", "Comune di Rho"), "del Comune di Rho");
  EXPECT_EQ(of(Preposition::di, "", "ASST Rhodense"), "dell’ASST Rhodense");
  EXPECT_EQ(of(Preposition::a, "", "Provincia di Mantova"), "alla Provincia di Mantova");
  EXPECT_EQ(of(Preposition::da, "", "Enti accreditati"), "dagli Enti accreditati");
  EXPECT_EQ(of(Preposition::in, "", "Scuole di Monza"), "nelle Scuole di Monza");
  EXPECT_EQ(of(Preposition::di, "", "Università di Milano"), "dell’Università di Milano");
  EXPECT_EQ(of(Preposition::di, "", "la legge 5 febbraio 1992, n. 104"),
            "della legge 5 febbraio 1992, n. 104");
  EXPECT_EQ(of(Preposition::a, "", "l’articolo 15"), "all’articolo 15");
}

TEST(Agreement, LeavesAnUnknownNameWithoutAnArticle) {
  EXPECT_EQ(of(Preposition::di, "", "Rossi e Bianchi srl"), "di Rossi e Bianchi srl");
  EXPECT_EQ(of(Preposition::none, "", "Rossi e Bianchi srl"), "Rossi e Bianchi srl");
  EXPECT_EQ(of(Preposition::a, "", "Alfa srl"), "ad Alfa srl");
  EXPECT_EQ(of(Preposition::a, "", "Enaip"), "a Enaip");
  EXPECT_EQ(of(Preposition::di, "", "La Strada"), "di La Strada");
}

TEST(Agreement, FindsGenderAndNumber) {
  const auto sort = [](const Json& object, const GrammarKeys& keys) {
    const WordAgreement found = agreementOf(object, keys);
    std::string text = found.gender == WordGender::unknown    ? "?"
                       : found.gender == WordGender::feminine ? "f"
                                                              : "m";
    return text + (found.number == WordNumber::plural ? "p" : "s");
  };
  EXPECT_EQ(sort(agency("l'", "ASST di Monza"), kAgency), "fs");
  EXPECT_EQ(sort(agency("l'", "Istituto Besta"), kAgency), "ms");
  EXPECT_EQ(sort(agency("l'", "Enel"), kAgency), "?s");
  EXPECT_EQ(sort(agency("gli", "Enti"), kAgency), "mp");
  EXPECT_EQ(sort(agency("le", "Acli"), kAgency), "fp");
  EXPECT_EQ(sort({{"articolo", "l'"}, {"denominazione", "Enel"}, {"genere", "f"}}, kAgency), "fs");
  EXPECT_EQ(sort({{"articolo", "gli"}, {"denominazione", "Enti"}, {"genere", "m"}}, kAgency), "mp");
  EXPECT_EQ(sort({{"nome_proprio", "Maria"}, {"genere", "F"}}, kPerson), "fs");
  EXPECT_EQ(sort({{"nome_proprio", "Andrea"}}, kPerson), "?s") << "a first name tells no gender";
  EXPECT_EQ(sort({{"genere", "mp"}, {"denominazione", "il regolamento e il decreto"}}, kAgency),
            "mp");
  EXPECT_EQ(sort({{"genere", "x"}}, kPerson), "?s");
  EXPECT_EQ(sort("testo", kPerson), "?s");
}

TEST(Agreement, TakesAListTogether) {
  const auto all = [](std::initializer_list<const char*> genders) {
    Json list = Json::array();
    for (const char* gender : genders)
      list.push_back(*gender == '\0' ? Json::object() : Json{{"genere", gender}});
    const WordAgreement found = agreementOfAll(list, kPerson);
    std::string text = found.gender == WordGender::unknown    ? "?"
                       : found.gender == WordGender::feminine ? "f"
                                                              : "m";
    return text + (found.number == WordNumber::plural ? "p" : "s");
  };
  EXPECT_EQ(all({"f", "m"}), "mp");
  EXPECT_EQ(all({"f", "f"}), "fp");
  EXPECT_EQ(all({"", "m"}), "mp");
  EXPECT_EQ(all({"f", ""}), "?p");
  EXPECT_EQ(all({"f"}), "fs");
  EXPECT_EQ(all({""}), "?s");
}

TEST(Inflection, KnowsTitlesAndTrades) {
  const std::array<std::string, 4> rows[] = {
      {"sottoscritto", "sottoscritta", "sottoscritti", "sottoscritte"},
      {"Visto", "Vista", "Visti", "Viste"},
      {"VISTO", "VISTA", "VISTI", "VISTE"},
      {"operatore", "operatrice", "operatori", "operatrici"},
      {"direttore", "direttrice", "direttori", "direttrici"},
      {"Dottore", "Dottoressa", "Dottori", "Dottoresse"},
      {"assessore", "assessora", "assessori", "assessore"},
      {"revisore", "revisora", "revisori", "revisore"},
      {"sindaco", "sindaca", "sindaci", "sindache"},
      {"vicesindaco", "vicesindaca", "vicesindaci", "vicesindache"},
      {"consigliere", "consigliera", "consiglieri", "consigliere"},
      {"ingegnere", "ingegnera", "ingegneri", "ingegnere"},
      {"avvocato", "avvocata", "avvocati", "avvocate"},
      {"medico", "medica", "medici", "mediche"},
      {"psicologo", "psicologa", "psicologi", "psicologhe"},
      {"psichiatra", "psichiatra", "psichiatri", "psichiatre"},
      {"educatore", "educatrice", "educatori", "educatrici"},
      {"presidente", "presidente", "presidenti", "presidenti"},
      {"dirigente", "dirigente", "dirigenti", "dirigenti"},
      {"responsabile", "responsabile", "responsabili", "responsabili"},
      {"autista", "autista", "autisti", "autiste"},
      {"segretario", "segretaria", "segretari", "segretarie"},
      {"antico", "antica", "antichi", "antiche"},
      {"dott.", "dott.ssa", "dott.", "dott.sse"},
      {"portavoce", "portavoce", "portavoce", "portavoce"},
      {"manager", "manager", "manager", "manager"},
  };
  for (const auto& row : rows) EXPECT_EQ(inflected(row[0]), row);
  for (const char* unknown : {"persona", "Visti", "gru"})
    EXPECT_EQ(inflected(unknown), (std::array<std::string, 4>{})) << unknown;
}

TEST(Inflection, AgreesPhrases) {
  struct Row {
    const char *typed, *ms, *fs, *mp, *fp, *unknown;
  };
  const Row rows[] = {
      {"il sottoscritto", "il sottoscritto", "la sottoscritta", "i sottoscritti", "le sottoscritte",
       "il/la sottoscritto/a"},
      {"Il sottoscritto", "Il sottoscritto", "La sottoscritta", "I sottoscritti", "Le sottoscritte",
       "Il/La sottoscritto/a"},
      {"rappresentato", "rappresentato", "rappresentata", "rappresentati", "rappresentate",
       "rappresentato/a"},
      {"dal sindaco", "dal sindaco", "dalla sindaca", "dai sindaci", "dalle sindache",
       "dal/dalla sindaco/a"},
      {"l'operatore", "l’operatore", "l’operatrice", "gli operatori", "le operatrici",
       "l’operatore/operatrice"},
      {"un operatore", "un operatore", "un’operatrice", "degli operatori", "delle operatrici",
       "un operatore/un’operatrice"},
      {"lo psicologo", "lo psicologo", "la psicologa", "gli psicologi", "le psicologhe",
       "lo/la psicologo/a"},
      {"dell'amministratore delegato", "dell’amministratore delegato",
       "dell’amministratrice delegata", "degli amministratori delegati",
       "delle amministratrici delegate", "dell’amministratore/amministratrice delegato/a"},
      {"il legale rappresentante pro tempore", "il legale rappresentante pro tempore",
       "la legale rappresentante pro tempore", "i legali rappresentanti pro tempore",
       "le legali rappresentanti pro tempore", "il/la legale rappresentante pro tempore"},
      {"amministratore di sostegno", "amministratore di sostegno", "amministratrice di sostegno",
       "amministratori di sostegno", "amministratrici di sostegno",
       "amministratore/amministratrice di sostegno"},
      {"nato e residente a", "nato e residente a", "nata e residente a", "nati e residenti a",
       "nate e residenti a", "nato/a e residente a"},
      {"il dottore", "il dottore", "la dottoressa", "i dottori", "le dottoresse",
       "il/la dottore/dottoressa"},
      {"delegato, autorizzato", "delegato, autorizzato", "delegata, autorizzata",
       "delegati, autorizzati", "delegate, autorizzate", "delegato/a, autorizzato/a"},
      {"nato/nata", "nato", "nata", "nati", "nate", "nato/a"},
      {"marito/moglie/mariti/mogli", "marito", "moglie", "mariti", "mogli", "marito/moglie"},
      {"dell'uomo / della donna / degli uomini / delle donne", "dell’uomo", "della donna",
       "degli uomini", "delle donne", "dell’uomo/della donna"},
  };
  for (const Row& row : rows) {
    const AgreedWords words(row.typed);
    EXPECT_EQ(words.wrong(), "") << row.typed;
    EXPECT_EQ(words.form(WordGender::masculine, WordNumber::singular), row.ms);
    EXPECT_EQ(words.form(WordGender::feminine, WordNumber::singular), row.fs);
    EXPECT_EQ(words.form(WordGender::masculine, WordNumber::plural), row.mp);
    EXPECT_EQ(words.form(WordGender::feminine, WordNumber::plural), row.fp);
    EXPECT_EQ(words.form(WordGender::unknown, WordNumber::singular), row.unknown);
  }
  EXPECT_EQ(AgreedWords("Visto").form(WordGender::unknown, WordNumber::plural), "Visti/e");
  EXPECT_EQ(AgreedWords("lord/lady").form(WordGender::feminine, WordNumber::plural), "");
}

TEST(Inflection, RefusesWhatItCannotInflect) {
  for (const char* typed :
       {"", " ", "la persona", "Visti", "presso", "a/b/c", "a/", "/", "a/b/c/d/e"})
    EXPECT_NE(AgreedWords(typed).wrong(), "") << typed;
}

// A document with an agency, a representative and a list of parties, as a schema would mark them.
class Grammar : public ::testing::Test {
 protected:
  Grammar() {
    root_.types = kTypeObject;
    markAgency(property(root_, "ente", kTypeObject, Presence::required));
    markAgency(itemsOf(property(root_, "enti", kTypeArray, Presence::optional), kTypeObject));
    Field& person = property(root_, "persona", kTypeObject, Presence::optional);
    property(person, "nome_proprio", kTypeString, Presence::required);
    property(person, "cognome", kTypeString, Presence::required);
    property(person, "genere", kTypeString, Presence::optional);
    person.grammar = std::make_shared<const GrammarKeys>(kPerson);
    property(root_, "testo", kTypeString, Presence::optional);
    property(property(root_, "muto", kTypeObject, Presence::optional), "x", kTypeString,
             Presence::optional);
  }

  static void markAgency(Field& field) {
    property(field, "denominazione", kTypeString, Presence::required);
    property(field, "articolo", kTypeString, Presence::optional);
    property(field, "genere", kTypeString, Presence::optional);
    field.grammar = std::make_shared<const GrammarKeys>(kAgency);
  }

  std::string shown(const std::string& text, const Json& data) const {
    return told(mergeOver(text, data, root_, NamesMode::fromSchema));
  }

  Field root_;
  const Json data_{
      {"ente", agency("l'", "ASST della Brianza")},
      {"enti",
       {agency("la", "Provincia"), agency("il", "Comune di Rho"), agency("l'", "ATS Brianza")}},
      {"persona", {{"nome_proprio", "Maria"}, {"cognome", "Bianchi"}, {"genere", "f"}}}};
};

TEST_F(Grammar, PrintsNamesBehindTheirPrepositions) {
  EXPECT_EQ(shown("Il direttore {{ente|di}} scrive {{ente|a}}.", data_),
            "Il direttore dell’ASST della Brianza scrive all’ASST della Brianza.");
  EXPECT_EQ(shown("{{ente|il|maiuscola}} decide.", data_), "L’ASST della Brianza decide.");
  EXPECT_EQ(shown("{{ente|di:solo}}*{{ente.denominazione}}*", data_), "dell’*ASST della Brianza*");
  EXPECT_EQ(shown("firma {{persona|di}}, {{persona|a}}", data_),
            "firma di Maria Bianchi, a Maria Bianchi");
  EXPECT_EQ(shown("{{enti|di|elenco}}", data_),
            "della Provincia, del Comune di Rho e dell’ATS Brianza");
  EXPECT_EQ(shown("{{#enti}}{{.|con}}; {{/enti}}", data_),
            "con la Provincia; con il Comune di Rho; con l’ATS Brianza; ");
  EXPECT_EQ(shown("{{ente|da|maiuscolo}}", data_), "DALL’ASST DELLA BRIANZA");
}

TEST_F(Grammar, AgreesWordsWithPersonsAgenciesAndLists) {
  EXPECT_EQ(shown("{{persona|concorda:il sottoscritto}}, {{persona|concorda:nato/nata}}", data_),
            "la sottoscritta, nata");
  EXPECT_EQ(shown("{{ente|concorda:Visto}} {{ente|concorda:rappresentato}}", data_),
            "Vista rappresentata");
  EXPECT_EQ(shown("{{enti|concorda:Visto}}, {{enti|concorda:il sottoscritto}}", data_),
            "Visti, i sottoscritti");
  Json one = data_;
  one["enti"].erase(1);
  one["enti"].erase(0);
  EXPECT_EQ(shown("{{enti|concorda:convocato}}", one), "convocata");
}

TEST_F(Grammar, TellsBothGendersWhereNobodyKnows) {
  Json data = data_;
  data["persona"].erase("genere");
  EXPECT_EQ(shown("{{persona|concorda:il sottoscritto}}", data), "il/la sottoscritto/a");
  data.erase("persona");
  EXPECT_EQ(
      shown("{{persona|concorda:il sottoscritto}} {{persona|di}}{{persona|di|facoltativo}}", data),
      "il/la sottoscritto/a di non rilevato");
}

TEST_F(Grammar, RefusesWhatHasNeitherArticleNorGender) {
  EXPECT_TRUE(tells(shown("{{testo|di}}", data_), "non dice come si accordano"));
  EXPECT_TRUE(tells(shown("{{muto|concorda:nato}}", data_), "non dice come si accordano"));
  EXPECT_TRUE(tells(shown("{{persona|il}}", data_), "non prende l’articolo"));
  EXPECT_TRUE(tells(shown("{{enti|di}}", data_), "è un elenco"));
  EXPECT_TRUE(tells(shown("{{enti|concorda:nato|elenco}}", data_), "non stanno insieme"));
  EXPECT_TRUE(tells(shown("{{ente|di:sede}}", data_), "soltanto «solo»"));
  EXPECT_TRUE(tells(shown("{{ente|di|a}}", data_), "Due formati"));
  EXPECT_TRUE(tells(shown("{{ente|concorda}}", data_), "Dopo «concorda:»"));
  EXPECT_TRUE(tells(shown("{{ente|concorda:lord/lady}}", data_), "può essere plurale"));
  EXPECT_TRUE(tells(shown("{{ente|dii}}", data_), "non esiste"));
}

TEST_F(Grammar, ReadsDataWithoutASchemaByTheSameNames) {
  constexpr std::string_view json =
      R"({"ente":{"denominazione":"Comune di Monza","articolo":"il"},"chi":{"nome_proprio":"Anna","cognome":"Neri","genere":"f"},"altro":{"x":1}})";
  EXPECT_EQ(told(merge("{{ente|di}}: {{chi|concorda:il sottoscritto}} {{chi|a}}", json)),
            "del Comune di Monza: la sottoscritta ad Anna Neri");
  EXPECT_TRUE(tells(told(merge("{{altro|di}}", json)), "non dice come si accordano"));
}

TEST_F(Grammar, CapitalisesTheFirstLetterOfAnyText) {
  Json data = data_;
  data["testo"] = "è così";
  EXPECT_EQ(shown("{{testo|maiuscola}}", data), "È così");
}

TEST_F(Grammar, CountsAsAUseOfNoMoreThanItNeeds) {
  std::vector<Problem> problems;
  const Program program = compileText("{{ente|di}}{{persona|concorda:nato}}", Escape::none, root_,
                                      NamesMode::fromSchema, problems);
  ASSERT_TRUE(problems.empty());
  std::string pointers;
  for (const TagUse& use : program.uses()) pointers += use.pointer + " ";
  EXPECT_EQ(pointers, "/ente/denominazione /ente/articolo /persona/genere ");
}

}  // namespace
}  // namespace stesura
