#include "generator/form/proposal.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "generator/kind.h"
#include "tests/schema_fixture.h"

namespace stesura {
namespace {

const std::filesystem::path kForms = kSourceDir / "tests/fixtures/forms";

const Field& shapeOf(const std::string& kindName) {
  static std::map<std::string, Kind> kinds;
  if (!kinds.contains(kindName)) kinds.emplace(kindName, readKind(kSourceDir, kindName));
  return kinds.at(kindName).schema.shape();
}

std::vector<PageWord> wordsIn(const std::string& bytes) {
  QPDF pdf;
  pdf.setSuppressWarnings(true);
  pdf.processMemoryFile("form", bytes.data(), bytes.size());
  return wordsOf(pdf);
}

// «persona.cognome» of «{{persona.cognome|maiuscolo}}».
std::string pathOf(const std::string& text) {
  return text.size() < 4 ? std::string() : text.substr(2, text.find_first_of("|}") - 2);
}

struct Tally {
  std::size_t labelled = 0, right = 0, wrong = 0;
  std::size_t empty = 0, leftEmpty = 0;
  std::string misses{};
};

Tally tallyOf(const std::string& form, const std::string& kindName) {
  const std::string bytes = fileText(kForms / (form + ".pdf"));
  const Json expected = fileJson(kForms / (form + ".expected.json"));
  Tally tally;
  std::size_t found = 0;
  for (const ProposedBinding& proposal : proposeBindings(describeForm(bytes), wordsIn(bytes), shapeOf(kindName))) {
    const auto entry = expected.find(proposal.field);
    if (entry == expected.end()) continue;
    ++found;
    const std::string path = pathOf(proposal.text);
    const std::string wanted = entry->is_null() ? std::string() : entry->get<std::string>();
    if (wanted.empty()) {
      ++tally.empty;
      tally.leftEmpty += path.empty();
    } else {
      ++tally.labelled;
      tally.right += path == wanted;
      tally.wrong += path != wanted && !path.empty();
    }
    if (path != wanted) tally.misses += proposal.label + ": " + proposal.text + ", not " + wanted + "\n";
  }
  EXPECT_EQ(found, expected.size()) << "not every field was judged";
  return tally;
}

struct Foreign {
  const char* form;
  const char* kind;
};

class ForeignFields : public ::testing::TestWithParam<Foreign> {};

TEST_P(ForeignFields, AreBoundRightForFourOfFive) {
  const Tally tally = tallyOf(GetParam().form, GetParam().kind);
  RecordProperty("right", static_cast<int>(tally.right));
  RecordProperty("labelled", static_cast<int>(tally.labelled));
  EXPECT_GE(tally.right * 10, tally.labelled * 8) << tally.misses;
  // A wrong proposal costs more than none.
  EXPECT_LE(tally.wrong * 20, tally.labelled) << tally.misses;
  EXPECT_EQ(tally.leftEmpty, tally.empty) << tally.misses;
}

INSTANTIATE_TEST_SUITE_P(Committed, ForeignFields,
                         ::testing::Values(Foreign{"ministero", "scheda_segnalazione"}, Foreign{"regione", "scheda_segnalazione"},
                                           Foreign{"inps", "scheda_segnalazione"}, Foreign{"comune", "scheda_segnalazione"},
                                           Foreign{"tirocinio", "progetto_tirocinio"}),
                         [](const auto& tested) { return std::string(tested.param.form); });

// A kind of its own, so that nothing rests on the kinds of the house.
const Field& smallShape() {
  static const Schema schema = schemaOf(R"({"type": "object", "properties": {
    "socio": {"type": "object", "title": "Socio", "properties": {
      "cognome": {"type": "string", "title": "Cognome"}, "nome": {"type": "string", "title": "Nome"},
      "nascita": {"type": "string", "title": "Data di nascita", "format": "date"},
      "sesso": {"title": "Sesso", "oneOf": [{"const": "F", "title": "femmina"}, {"const": "M", "title": "maschio"}]},
      "fumatore": {"type": "boolean", "title": "Fuma abitualmente"}}},
    "referente": {"type": "object", "title": "Referente", "properties": {"cognome": {"type": "string", "title": "Cognome"}}},
    "figli": {"type": "array", "title": "Figli", "items": {"type": "object", "properties": {"nome": {"type": "string", "title": "Nome"}}}}
  }})");
  return schema.shape();
}

FormField textField(const std::string& name, double left, double bottom) {
  FormField field;
  field.name = name;
  field.widgets = {{0, left, bottom, left + 100, bottom + 14, ""}};
  return field;
}

FormField tickField(const std::string& name, double left, double bottom) {
  FormField field = textField(name, left, bottom);
  field.type = FormFieldType::checkBox;
  field.widgets[0].right = left + 10;
  field.widgets[0].top = bottom + 10;
  field.widgets[0].onState = "Yes";
  return field;
}

PageWord word(const std::string& text, double left, double baseline) {
  PageWord made;
  made.left = left;
  made.right = left + 5 * static_cast<double>(text.size());
  made.baseline = baseline;
  made.bottom = baseline - 2;
  made.top = baseline + 7;
  made.size = 9;
  made.font = "Helvetica";
  made.text = text;
  return made;
}

std::string textFor(const FormDescription& form, const std::vector<PageWord>& words, std::size_t index = 0) {
  return proposeBindings(form, words, smallShape()).at(index).text;
}

TEST(Proposal, GoesByTheToolTipWhereNothingIsPrinted) {
  FormDescription form{1, {textField("x1", 100, 700)}, {}};
  form.fields[0].toolTip = "Cognome del socio";
  EXPECT_EQ(textFor(form, {}), "{{socio.cognome}}");
}

TEST(Proposal, GoesByTheNameWhereNothingElseSpeaks) {
  EXPECT_EQ(textFor({1, {textField("txtDataNascita_2", 100, 700)}, {}}, {}), "{{socio.nascita}}");
}

TEST(Proposal, TellsTheSecondPersonByItsHeadingOrRole) {
  const FormDescription form{1, {textField("a", 100, 700), textField("b", 100, 660)}, {}};
  const std::vector<PageWord> words = {word("Cognome", 50, 703), word("Referente:", 8, 663), word("cognome", 62, 663)};
  EXPECT_EQ(textFor(form, words, 0), "{{socio.cognome}}");
  EXPECT_EQ(textFor(form, words, 1), "{{referente.cognome}}");
}

TEST(Proposal, LeavesTheDatumOfAStrangerEmpty) {
  const FormDescription form{1, {textField("a", 160, 700)}, {}};
  EXPECT_EQ(textFor(form, {word("Cognome", 20, 703), word("del", 60, 703), word("medico", 80, 703)}), "");
}

TEST(Proposal, LeavesWhatItDoesNotKnowEmpty) {
  const FormDescription form{1, {textField("Testo7", 160, 700)}, {}};
  const auto proposals = proposeBindings(form, {word("Targa", 100, 703)}, smallShape());
  ASSERT_EQ(proposals.size(), 1u);
  EXPECT_EQ(proposals[0].text, "");
  EXPECT_EQ(proposals[0].label, "Targa");
  EXPECT_EQ(proposals[0].confidence, 0);
}

TEST(Proposal, TicksTheBoxThatNamesACode) {
  const FormDescription form{1, {tickField("a", 100, 700), tickField("b", 160, 700)}, {}};
  const std::vector<PageWord> words = {word("Sesso", 60, 702), word("F", 114, 702), word("M", 174, 702)};
  EXPECT_EQ(textFor(form, words, 0), "{{socio.sesso|casella:F}}");
  EXPECT_EQ(textFor(form, words, 1), "{{socio.sesso|casella:M}}");
}

TEST(Proposal, TicksYesAndNoOfAQuestion) {
  const FormDescription form{1, {tickField("c", 140, 680), tickField("d", 190, 680)}, {}};
  const std::vector<PageWord> words = {word("Fuma", 40, 682), word("abitualmente", 65, 682), word("sì", 154, 682), word("no", 204, 682)};
  EXPECT_EQ(textFor(form, words, 0), "{{socio.fumatore|casella:si}}");
  EXPECT_EQ(textFor(form, words, 1), "{{socio.fumatore|casella:no}}");
}

TEST(Proposal, MapsTheOptionsOfAChoiceToCodes) {
  FormDescription form{1, {textField("sesso", 100, 700)}, {}};
  form.fields[0].type = FormFieldType::comboBox;
  form.fields[0].options = {{"", "scegliere"}, {"1", "Maschio"}, {"2", "Femmina"}};
  const auto proposals = proposeBindings(form, {}, smallShape());
  EXPECT_EQ(proposals.at(0).text, "{{socio.sesso|codice}}");
  const std::vector<std::pair<std::string, std::string>> options = {{"F", "2"}, {"M", "1"}};
  EXPECT_EQ(proposals.at(0).options, options);
}

TEST(Proposal, PutsTwoDataIntoOneFieldThatAsksForBoth) {
  const FormDescription form{1, {textField("a", 150, 700)}, {}};
  EXPECT_EQ(textFor(form, {word("Cognome", 60, 703), word("e", 97, 703), word("nome", 105, 703)}), "{{socio.cognome}} {{socio.nome}}");
  EXPECT_EQ(textFor(form, {word("Nome", 60, 703), word("e", 83, 703), word("cognome", 90, 703)}), "{{socio.nome}} {{socio.cognome}}");
}

TEST(Proposal, GivesEachDatumOnce) {
  const FormDescription form{1, {textField("a", 100, 700), textField("b", 100, 660)}, {}};
  const auto proposals = proposeBindings(form, {word("Cognome", 50, 703), word("Cognomi", 50, 663)}, smallShape());
  EXPECT_EQ(proposals.at(0).text, "{{socio.cognome}}");
  EXPECT_NE(proposals.at(1).text, proposals.at(0).text);
}

TEST(Proposal, LeavesButtonsAndSignaturesOut) {
  FormDescription form{1, {textField("cognome", 100, 700), textField("firma", 100, 660), textField("invia", 100, 640)}, {}};
  form.fields[1].type = FormFieldType::signature;
  form.fields[2].type = FormFieldType::button;
  EXPECT_EQ(proposeBindings(form, {}, smallShape()).size(), 1u);
}

TEST(Proposal, TakesAFormWithoutPlacesOrWords) {
  FormDescription form{0, {textField("cognome", 0, 0)}, {}};
  form.fields[0].widgets.clear();
  EXPECT_EQ(textFor(form, {}), "{{socio.cognome}}");
  EXPECT_TRUE(proposeBindings({}, {}, smallShape()).empty());
}

TEST(Proposal, SaysTheSameEveryTime) {
  const std::string bytes = fileText(kForms / "comune.pdf");
  const auto once = proposeBindings(describeForm(bytes), wordsIn(bytes), shapeOf("scheda_segnalazione"));
  const auto again = proposeBindings(describeForm(bytes), wordsIn(bytes), shapeOf("scheda_segnalazione"));
  ASSERT_EQ(once.size(), again.size());
  for (std::size_t i = 0; i < once.size(); ++i) {
    EXPECT_EQ(once[i].text, again[i].text);
    EXPECT_EQ(once[i].confidence, again[i].confidence);
  }
}

}  // namespace
}  // namespace stesura
