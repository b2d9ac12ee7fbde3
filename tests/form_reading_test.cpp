#include "generator/form/form_reading.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "generator/merge/binding.h"

namespace stesura {
namespace {

Field& property(Field& parent, const std::string& name, unsigned types, const std::string& title, const std::string& format = "") {
  auto& field = parent.properties[name];
  if (!field) field = std::make_unique<Field>();
  field->name = name;
  field->title = title;
  field->pointer = pointerJoin(parent.pointer, name);
  field->types = types;
  field->format = format;
  return *field;
}

Field& itemsOf(Field& list, unsigned types) {
  list.items = std::make_unique<Field>();
  list.items->pointer = list.pointer + "/*";
  list.items->types = types;
  return *list.items;
}

// A layout made by hand: fields bound by a tag as typed, and the file that came back.
class FormReadingTest : public ::testing::Test {
 protected:
  FormReadingTest() {
    shape_.types = kTypeObject;
    Field& persona = property(shape_, "persona", kTypeObject, "Persona");
    property(persona, "cognome", kTypeString, "Cognome");
    property(persona, "nascita", kTypeString, "Data di nascita", "date");
    property(persona, "figli", kTypeInteger, "Figli");
    property(persona, "reddito", kTypeNumber, "Reddito");
    property(persona, "minorenne", kTypeBoolean, "Persona minorenne");
    property(persona, "sesso", kTypeString, "Sesso").labels = {{"F", "femmina"}, {"M", "maschio"}};
    Field& esito = property(shape_, "esito", kTypeString, "Esito");
    esito.labels = {{"accolta", "accolta"}, {"rinviata", "rinviata"}, {"nn", "non noto"}};
    Field& motivi = property(shape_, "motivi", kTypeArray, "Motivi");
    itemsOf(motivi, kTypeString).labels = {{"lavoro", "lavoro"}, {"casa", "casa"}, {"salute", "salute, anche mentale"}};
    Field& enti = property(shape_, "enti", kTypeArray, "Enti");
    Field& ente = itemsOf(enti, kTypeObject);
    property(ente, "nome", kTypeString, "Nome dell’ente");
    property(ente, "dal", kTypeString, "Dal", "data-parziale");
    property(ente, "presente", kTypeBoolean, "Presente");
    Field& urgenza = property(shape_, "urgenza", kTypeObject, "Urgenza");
    property(urgenza, "urgente", kTypeBoolean, "Urgente").presence = Presence::required;
    Field& tramite = property(shape_, "tramite", kTypeObject, "Tramite");
    property(tramite, "ente", kTypeString, "Ente").presence = Presence::required;
    property(tramite, "diretto", kTypeBoolean, "Diretto");
    property(shape_, "dati_assenti", kTypeObject, "Dati assenti").absences = true;
  }

  // Adds a field and its binding; the value is what the file holds ("" for nothing).
  FormField& add(const std::string& name, const std::string& tag, const std::string& value,
                 FormFieldType type = FormFieldType::text, const std::string& list = "", std::size_t row = 0) {
    FormField field;
    field.name = name;
    field.type = type;
    if (type == FormFieldType::checkBox) field.widgets.push_back({.onState = "Sì"});
    FieldBinding binding;
    binding.field = expected_.fields.size();
    if (!tag.empty()) binding.text = std::string("{{").append(tag).append("}}");
    if (!tag.empty()) bind(binding, tag, list);
    if (!list.empty()) {
      binding.list = "/" + list;
      binding.row = row;
    }
    bindings_.push_back(std::move(binding));
    expected_.fields.push_back(field);
    if (!value.empty()) field.values = {value};
    filled_.fields.push_back(std::move(field));
    return filled_.fields.back();
  }

  void bind(FieldBinding& binding, const std::string& typed, const std::string& list) {
    Scopes scopes(shape_, NamesMode::fromSchema);
    if (!list.empty()) scopes.enter(shape_.property(list)->items.get(), true);
    Tag tag;
    std::vector<Problem> problems;
    ASSERT_TRUE(readTag(typed, "", tag, problems)) << typed;
    const auto bound = scopes.bind(tag, problems);
    ASSERT_TRUE(bound && bound->field != nullptr) << typed;
    TagUse use{};
    use.kind = TagKind::variable;
    use.name = tag.name;
    use.pointer = bound->field->pointer;
    use.formats = tag.formats;
    binding.tag = use;
    binding.presentation = tag.presentation;
    binding.datum = bound->field;
  }

  FieldBinding& lastBinding() { return bindings_.back(); }

  Json read() {
    reading_ = readFields(filled_, expected_, bindings_, &shape_);
    return reading_.data;
  }

  // «pointer: message», one a line.
  std::string warnings() const {
    std::string all;
    for (const Problem& problem : reading_.warnings) all += problem.pointer + ": " + problem.message + "\n";
    return all;
  }

  Field shape_;
  FormDescription filled_, expected_;
  std::vector<FieldBinding> bindings_;
  FormReading reading_;
};

TEST_F(FormReadingTest, BuildsTheDataFromTexts) {
  add("a", "persona.cognome", " D’Esempiò ");
  add("b", "persona.nascita|estesa", "12 marzo 1985");
  add("c", "persona.figli", "2");
  add("d", "persona.reddito|euro", "1.234,50 €");
  add("e", "persona.sesso", "FEMMINA");
  EXPECT_EQ(read(), Json::parse(R"({"persona": {"cognome": "D’Esempiò", "nascita": "1985-03-12", "figli": 2,
                                                "reddito": 1234.5, "sesso": "F"}})"));
  EXPECT_EQ(warnings(), "");
}

TEST_F(FormReadingTest, TakesNothingFromWhatIsEmptyOrNotNoted) {
  add("a", "persona.cognome", "");
  add("b", "persona.nascita", "non rilevato");
  add("c", "persona.figli", "__________");
  add("d", "persona.sesso", "  ");
  EXPECT_EQ(read(), Json::object());
  EXPECT_EQ(warnings(), "");
}

TEST_F(FormReadingTest, KeepsTheReasonsForAbsences) {
  add("a", "persona.cognome", "Preferisce non dirlo");
  add("b", "persona.nascita", "non noto");
  EXPECT_EQ(read(), Json::parse(R"({"dati_assenti": {"/persona/cognome": "preferisce_non_dirlo", "/persona/nascita": "non_noto"}})"));
  EXPECT_EQ(readFields(filled_, expected_, bindings_).data, Json::object());
}

TEST_F(FormReadingTest, TakesALabelThatSoundsLikeAReason) {
  add("a", "esito", "non noto");
  EXPECT_EQ(read(), Json::parse(R"({"esito": "nn"})"));
}

TEST_F(FormReadingTest, SaysWhatWasExpectedWithoutTellingWhatIsThere) {
  add("nato", "persona.nascita", "ieri l’altro");
  add("figli", "persona.figli", "dodici");
  add("esito", "esito", "boh");
  EXPECT_EQ(read(), Json::object());
  EXPECT_EQ(warnings(),
            "/persona/nascita: Quel che è scritto in «Data di nascita» non è una data come 12/03/2026, con l’anno di quattro cifre.\n"
            "/persona/figli: Quel che è scritto in «Figli» non è un numero intero.\n"
            "/esito: Quel che è scritto in «Esito» non è uno dei valori previsti.\n");
  EXPECT_EQ(reading_.warnings[0].place, "campo «nato»");
}

TEST_F(FormReadingTest, ReadsBoxesAsYesAndNo) {
  add("a", "persona.minorenne", "Sì", FormFieldType::checkBox);
  add("b", "urgenza.urgente|casella", "", FormFieldType::checkBox);
  EXPECT_EQ(read(), Json::parse(R"({"persona": {"minorenne": true}, "urgenza": {"urgente": false}})"));
  filled_.fields[0].values = {"Off"};
  EXPECT_EQ(read(), Json::parse(R"({"persona": {"minorenne": false}, "urgenza": {"urgente": false}})"));
}

TEST_F(FormReadingTest, MakesNoObjectOutOfAnEmptyBoxAlone) {
  add("a", "tramite.diretto", "", FormFieldType::checkBox);
  add("b", "tramite.ente", "");
  EXPECT_EQ(read(), Json::object());
  filled_.fields[1].values = {"Comune di Monza"};
  EXPECT_EQ(read(), Json::parse(R"({"tramite": {"ente": "Comune di Monza", "diretto": false}})"));
}

TEST_F(FormReadingTest, ReadsTheOneTickedBoxOfSeveral) {
  add("f", "persona.sesso|casella:F", "", FormFieldType::checkBox);
  add("m", "persona.sesso|casella:M", "Sì", FormFieldType::checkBox);
  EXPECT_EQ(read(), Json::parse(R"({"persona": {"sesso": "M"}})"));
  filled_.fields[1].values = {};
  EXPECT_EQ(read(), Json::object());
  EXPECT_EQ(warnings(), "");
  filled_.fields[0].values = filled_.fields[1].values = {"Sì"};
  EXPECT_EQ(read(), Json::object());
  EXPECT_EQ(warnings(), "/persona/sesso: Per «Sesso» sono segnate più caselle, ma se ne può scegliere una sola.\n");
}

TEST_F(FormReadingTest, ReadsTwoBoxesForYesAndNo) {
  add("si", "persona.minorenne|casella:sì", "", FormFieldType::checkBox);
  add("no", "persona.minorenne|casella:no", "", FormFieldType::checkBox);
  EXPECT_EQ(read(), Json::object());
  filled_.fields[1].values = {"Sì"};
  EXPECT_EQ(read(), Json::parse(R"({"persona": {"minorenne": false}})"));
}

TEST_F(FormReadingTest, ReadsTickedBoxesOfAListInTheOrderOfTheSchema) {
  add("s", "motivi|casella:salute", "Sì", FormFieldType::checkBox);
  add("c", "motivi|casella:casa", "", FormFieldType::checkBox);
  add("l", "motivi|casella:lavoro", "Sì", FormFieldType::checkBox);
  EXPECT_EQ(read(), Json::parse(R"({"motivi": ["lavoro", "salute"]})"));
}

TEST_F(FormReadingTest, ReadsTicksTypedIntoTexts) {
  add("f", "persona.sesso|casella:F", "x");
  add("m", "persona.sesso|casella:M", "☐");
  EXPECT_EQ(read(), Json::parse(R"({"persona": {"sesso": "F"}})"));
}

TEST_F(FormReadingTest, ReadsListsWrittenInWords) {
  add("a", "motivi|elenco", "lavoro, salute, anche mentale e casa");
  EXPECT_EQ(read(), Json::parse(R"({"motivi": ["lavoro", "salute", "casa"]})"));
}

TEST_F(FormReadingTest, ReadsChoicesThroughTheOptionsOfTheLayout) {
  FormField& radio = add("r", "persona.sesso", "2", FormFieldType::radio);
  radio.options = {{"1", "Donna"}, {"2", "Uomo"}};
  lastBinding().options = {{"femmina", "1"}, {"maschio", "2"}};
  add("k", "esito|codice", "Rinvio", FormFieldType::comboBox).options = {{"Acc", "Accolta"}, {"Rinvio", "Rinvio ad altri"}};
  lastBinding().options = {{"accolta", "Acc"}, {"rinviata", "Rinvio ad altri"}};
  EXPECT_EQ(read(), Json::parse(R"({"persona": {"sesso": "M"}, "esito": "rinviata"})"));
  EXPECT_EQ(warnings(), "");
}

TEST_F(FormReadingTest, ReadsChoicesByWhatAPersonReads) {
  add("r", "persona.sesso", "0", FormFieldType::radio).options = {{"0", "Femmina"}, {"1", "Maschio"}};
  add("k", "esito", "accolta", FormFieldType::comboBox);
  add("l", "motivi|elenco", "casa", FormFieldType::listBox).values = {"lavoro", "casa"};
  EXPECT_EQ(read(), Json::parse(R"({"persona": {"sesso": "F"}, "esito": "accolta", "motivi": ["lavoro", "casa"]})"));
}

TEST_F(FormReadingTest, NeverChoosesAnOptionOfTwoValues) {
  add("k", "esito", "altro", FormFieldType::comboBox);
  lastBinding().options = {{"accolta", "sì"}, {"rinviata", "altro"}, {"non noto", "altro"}};
  EXPECT_FALSE(readsBack(lastBinding()));
  EXPECT_EQ(read(), Json::object());
  EXPECT_EQ(warnings(), "/esito: La scelta fatta in «Esito» non corrisponde a un solo valore previsto.\n");
}

TEST_F(FormReadingTest, ReadsABoxWhoseStatesAreNamed) {
  add("b", "persona.sesso", "Off", FormFieldType::checkBox);
  lastBinding().options = {{"femmina", "Sì"}, {"maschio", "Off"}};
  EXPECT_EQ(read(), Json::parse(R"({"persona": {"sesso": "M"}})"));
  filled_.fields[0].values = {"Sì"};
  EXPECT_EQ(read(), Json::parse(R"({"persona": {"sesso": "F"}})"));
}

TEST_F(FormReadingTest, TurnsRowsIntoItems) {
  for (std::size_t row = 0; row < 4; ++row) {
    const std::string at = std::to_string(row);
    add("nome" + at, "nome", row == 0 ? "Comune di Monza" : row == 1 ? "Offerta Sociale" : "", FormFieldType::text, "enti", row);
    add("dal" + at, "dal", row == 1 ? "marzo 2019" : "", FormFieldType::text, "enti", row);
    add("presente" + at, "presente", row == 0 ? "Sì" : "", FormFieldType::checkBox, "enti", row);
  }
  EXPECT_EQ(read(), Json::parse(R"({"enti": [{"nome": "Comune di Monza", "presente": true},
                                             {"nome": "Offerta Sociale", "dal": "2019-03", "presente": false}]})"));
  EXPECT_EQ(warnings(), "");
}

TEST_F(FormReadingTest, MovesRowsUpBehindAnEmptyOneAndSaysSo) {
  add("n0", "nome", "Comune di Monza", FormFieldType::text, "enti", 0);
  add("n1", "nome", "non rilevato", FormFieldType::text, "enti", 1);
  add("n2", "nome", "Offerta Sociale", FormFieldType::text, "enti", 2);
  add("d2", "dal", "chissà", FormFieldType::text, "enti", 2);
  add("d3", "dal", "mah", FormFieldType::text, "enti", 3);
  EXPECT_EQ(read(), Json::parse(R"({"enti": [{"nome": "Comune di Monza"}, {"nome": "Offerta Sociale"}]})"));
  EXPECT_EQ(warnings(),
            "/enti: In «Enti» c’è una riga vuota fra le altre: quelle che seguono sono state avvicinate.\n"
            "/enti/1/dal: Quel che è scritto in «Dal» non è una data come 12/03/2026, marzo 2026 o 2026.\n"
            "/enti: Quel che è scritto in «Dal» non è una data come 12/03/2026, marzo 2026 o 2026.\n");
}

TEST_F(FormReadingTest, TakesNothingFromCopiesThatDiffer) {
  add("a", "persona.cognome", "Rossi");
  add("b", "persona.cognome", "Bianchi");
  add("c", "persona.nascita", "1/2/1990");
  add("d", "persona.nascita|estesa", "1º febbraio 1990");
  add("e", "persona.figli", "");
  add("f", "persona.figli", "3");
  EXPECT_EQ(read(), Json::parse(R"({"persona": {"nascita": "1990-02-01", "figli": 3}})"));
  EXPECT_EQ(warnings(), "/persona/cognome: «Cognome» compare in più campi con valori diversi.\n");
}

TEST_F(FormReadingTest, ReadsNoTextInCapitalsButChecksIt) {
  add("a", "persona.cognome|maiuscolo", "ROSSI");
  EXPECT_FALSE(readsBack(lastBinding()));
  EXPECT_EQ(read(), Json::object());
  EXPECT_EQ(warnings(), "/persona/cognome: Da come «Cognome» è scritto sul modulo il dato non si ricava con certezza.\n");
  add("b", "persona.cognome", "Rossi");
  EXPECT_EQ(read(), Json::parse(R"({"persona": {"cognome": "Rossi"}})"));
  EXPECT_EQ(warnings(), "");
  filled_.fields[0].values = {"VERDI"};
  EXPECT_EQ(read(), Json::object());
  EXPECT_EQ(warnings(), "/persona/cognome: «Cognome» compare in più campi con valori diversi.\n");
}

TEST_F(FormReadingTest, SaysThatANumberWasRounded) {
  add("a", "persona.reddito|numero:0", "1.234");
  EXPECT_EQ(read(), Json::parse(R"({"persona": {"reddito": 1234}})"));
  EXPECT_EQ(warnings(), "/persona/reddito: «Reddito» è letto come è mostrato, cioè arrotondato.\n");
  add("b", "persona.reddito", "1.234,4");
  EXPECT_EQ(read(), Json::parse(R"({"persona": {"reddito": 1234.4}})"));
  EXPECT_EQ(warnings(), "");
}

TEST_F(FormReadingTest, NamesFieldsThatTheLayoutOrTheFileLacks) {
  add("a", "persona.cognome", "Verdi");
  add("note", "", "testo");
  add("vuoto", "", "");
  FormField strange;
  strange.name = "Altro_1";
  strange.values = {"testo"};
  filled_.fields.push_back(strange);
  strange.name = "Altro_2";
  strange.values = {" "};
  filled_.fields.push_back(strange);
  EXPECT_EQ(read(), Json::parse(R"({"persona": {"cognome": "Verdi"}})"));
  EXPECT_EQ(warnings(),
            ": Il campo «note» non è collegato ad alcun dato: quel che contiene non è stato letto.\n"
            ": Il campo «Altro_1» non è del modello: quel che contiene non è stato letto.\n");
  filled_.fields.erase(filled_.fields.begin());
  EXPECT_EQ(read(), Json::object());
  EXPECT_NE(warnings().find("Nel file manca un campo del modello: «a»."), std::string::npos);
}

TEST_F(FormReadingTest, SaysOfMixedTextsThatTheyWereNotRead) {
  add("a", "", "Verdi, nata il 12/03/1985");
  lastBinding().text = "{{persona.cognome}}, nata il {{persona.nascita}}";
  EXPECT_FALSE(readsBack(lastBinding()));
  EXPECT_EQ(read(), Json::object());
  EXPECT_EQ(warnings(), ": Il campo «a» unisce più dati in un testo: non è stato letto.\n");
  add("b", "persona.cognome", "Verdi");
  add("c", "persona.nascita", "12/03/1985");
  EXPECT_EQ(read(), Json::parse(R"({"persona": {"cognome": "Verdi", "nascita": "1985-03-12"}})"));
  EXPECT_EQ(warnings(), "");
}

TEST_F(FormReadingTest, SurvivesBindingsAndFilesThatMakeNoSense) {
  add("a", "persona.cognome", "Verdi").type = FormFieldType::button;
  add("b", "persona.sesso", "F", FormFieldType::radio).values = {"F", "M"};
  add("c", "nome", "Ente", FormFieldType::text, "enti", 7);
  bindings_.back().list = "/altro";
  add("d", "persona.figli", "1");
  bindings_.back().field = 999;
  add("e", "motivi|elenco", "x", FormFieldType::listBox);
  bindings_.back().datum = nullptr;
  add("f", "esito|casella:inesistente", "Sì", FormFieldType::checkBox);
  EXPECT_FALSE(readsBack(bindings_.back()));
  add("g", "persona.minorenne", std::string("\xFF\xFE\0", 3));
  add("h", "persona.nascita", std::string(100'000, '1'));
  EXPECT_EQ(read(), Json::object());
  EXPECT_FALSE(reading_.warnings.empty());
}

TEST_F(FormReadingTest, KeepsWarningsFewHoweverManyFieldsAreStrange) {
  for (int at = 0; at < 5000; ++at) {
    FormField strange;
    strange.name = "x" + std::to_string(at);
    strange.values = {"testo"};
    filled_.fields.push_back(strange);
  }
  read();
  EXPECT_EQ(reading_.warnings.size(), 51u);
  EXPECT_EQ(reading_.warnings.back().message, "Altri campi compilati che non corrispondono a un dato: 4950.");
}

}  // namespace
}  // namespace stesura
