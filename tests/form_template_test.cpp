// Forms that are compiled once and filled many times.
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <qpdf/QPDF.hh>
#include <qpdf/QPDFNumberTreeObjectHelper.hh>
#include <string>
#include <thread>
#include <vector>

#include "generator/digest.h"
#include "generator/error.h"
#include "generator/form/form_template.h"
#include "generator/json/json.h"
#include "generator/pdf/finish.h"
#include "generator/schema/schema.h"
#include "tests/form_file.h"
#include "tests/form_fonts.h"

namespace stesura {
namespace {

using testing::formFixture;
using testing::SmallForm;

std::string textField(const std::string& name, const std::string& rectangle, const std::string& entries = "") {
  return "<< /Type /Annot /Subtype /Widget /FT /Tx /T (" + name + ") /Rect [" + rectangle + "] /P 3 0 R /F 4 /DA (/Helv 10 Tf 0 g) " +
         entries + " >>";
}

SmallForm formOf(const std::vector<std::string>& fields) {
  SmallForm form;
  form.objects = fields;
  form.fields.clear();
  for (std::size_t at = 0; at < fields.size(); ++at) form.fields += std::to_string(at + 5) + " 0 R ";
  form.annotations = form.fields;
  return form;
}

const Schema& schema() {
  static const Schema compiled = Schema::compile(Json::parse(R"({
    "type": "object", "x-classe": "P",
    "properties": {
      "nome": {"type": "string", "title": "Nome"},
      "cognome": {"type": "string", "title": "Cognome", "x-atteso": true},
      "nascita": {"type": "string", "format": "date", "title": "Data di nascita"},
      "iscritto": {"type": "boolean", "title": "Iscritto"},
      "sesso": {"title": "Sesso", "oneOf": [{"const": "f", "title": "femmina"}, {"const": "m", "title": "maschio"}]},
      "patenti": {"type": "array", "title": "Patenti", "items": {"oneOf": [{"const": "a", "title": "A"}, {"const": "b", "title": "B"}, {"const": "ce", "title": "C ed E"}]}},
      "parenti": {"type": "array", "title": "Parenti", "maxItems": 9,
        "items": {"type": "object", "properties": {"nome": {"type": "string", "title": "Nome"}, "grado": {"type": "string", "title": "Grado"}}}}
    }})"), {});
  return compiled;
}

FormTemplate compiled(const std::string& pdf, const FormMap& map = {}) {
  return FormTemplate::compile(pdf, map, schema().shape(), formFonts());
}

FormMap mapOf(const std::vector<std::pair<std::string, std::string>>& entries) {
  FormMap map;
  for (const auto& [field, text] : entries) map.fields.push_back({field, text, {}, "/campi/" + field});
  return map;
}

FilledForm filled(const FormTemplate& form, const Json& data, FormOutput output = FormOutput::fillable) {
  return form.fill({.data = data, .issueDate = "2026-03-12", .identifier = "prova", .output = output});
}

std::vector<Problem> refusal(const FormTemplate& form, const Json& data) {
  try {
    filled(form, data);
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::data);
    return error.problems();
  }
  ADD_FAILURE() << "nothing was refused";
  return {};
}

std::vector<Problem> refusedTemplate(const std::string& pdf, const FormMap& map) {
  try {
    compiled(pdf, map);
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::templateFile);
    return error.problems();
  }
  ADD_FAILURE() << "nothing was refused";
  return {};
}

std::vector<std::string> valuesOf(const std::string& pdf, const std::string& name) {
  for (const FormField& field : describeForm(pdf).fields) {
    if (field.name == name) return field.values;
  }
  ADD_FAILURE() << "no field " << name;
  return {};
}

// What a program says of a file; «FILE» stands for its name.
std::string said(std::string command, const std::string& pdf, int& status) {
  const std::string file = ::testing::TempDir() + "modulo-" + std::to_string(::getpid()) + ".pdf";
  std::ofstream(file, std::ios::binary) << pdf;
  command.replace(command.find("FILE"), 4, "'" + file + "'");
  FILE* pipe = ::popen((command + " 2>&1").c_str(), "r");
  std::string text;
  for (int c; (c = std::fgetc(pipe)) != EOF;) text += static_cast<char>(c);
  status = ::pclose(pipe);
  std::filesystem::remove(file);
  return text;
}

// Empty if qpdf finds nothing to complain of.
std::string complaints(const std::string& pdf) {
  int status = 0;
  const std::string text = said("qpdf --check FILE", pdf, status);
  return status == 0 && text.find("WARNING") == std::string::npos ? std::string() : text;
}

// The lines on the pages, from top to bottom.
std::string printed(const std::string& pdf) {
  int status = 0;
  std::string text = said("pdftotext -layout FILE -", pdf, status);
  EXPECT_EQ(status, 0) << text;
  std::string lines;
  for (std::size_t begin = 0; begin < text.size();) {
    std::size_t end = text.find_first_of("\n\f", begin);
    end = std::min(end, text.size());
    std::string line = text.substr(begin, end - begin);
    begin = end + 1;
    while (line.starts_with(' ')) line.erase(0, 1);
    while (line.ends_with(' ')) line.pop_back();
    if (!line.empty()) lines += line + "\n";
  }
  return lines;
}

// The problems of a map, a line each.
std::string refusedMap(const std::string& pdf, const FormMap& map) {
  try {
    compiled(pdf, map);
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::templateFile);
    std::string told;
    for (const Problem& problem : error.problems()) told += problem.pointer + ": " + problem.message + "\n";
    return told;
  }
  return "";
}

TEST(FormTemplate, RefusesControlCharactersThatWouldPartTheTextsWrongly) {
  const SmallForm form = formOf({textField("a", "10 10 110 30"), textField("b", "10 40 110 60")});
  const std::string file = form.file();
  for (const std::string& control : {std::string(1, '\0'), std::string("\x01")}) {
    const std::string told = refusedMap(file, mapOf({{"a", "uno" + control + "due"}, {"b", "{{nome}}"}}));
    EXPECT_EQ(told, "/campi/a: Il testo del campo «a» contiene caratteri di controllo.\n");
  }
  const SmallForm named = formOf({textField("\\173\\173nome\\175\\175\\000x", "10 10 110 30"), textField("b", "10 40 110 60")});
  EXPECT_NE(refusedMap(named.file(), mapOf({{"b", "{{nome}}"}})).find("caratteri di controllo"), std::string::npos);
}

TEST(FormTemplate, WritesNoLettersBackwards) {
  const FormTemplate form = compiled(formOf({textField("a", "10 10 210 30")}).file(), mapOf({{"a", "{{nome}}"}}));
  for (const char* name : {"שלום", "Amina مرحبا", "\u05D0\u05B0"}) {
    const std::vector<Problem> problems = refusal(form, {{"nome", name}});
    ASSERT_EQ(problems.size(), 1u) << name;
    EXPECT_NE(problems[0].message.find("«Nome» contiene lettere che si scrivono da destra a sinistra"), std::string::npos);
  }
}

TEST(FormTemplate, RefusesAMapThatNamesAnOptionTheFormDoesNotOffer) {
  FormMap map;
  map.fields = {{"Gruppo1", "{{sesso|codice}}", {{"f", "Femmina"}, {"m", "M"}}, "/campi/Gruppo1"},
                {"CheckBox1", "{{sesso|codice}}", {{"f", "sì"}, {"m", "Off"}}, "/campi/CheckBox1"},
                {"CheckBox2", "{{sesso|codice}}", {{"f", "Onn"}}, "/campi/CheckBox2"}};
  EXPECT_EQ(refusedMap(formFixture("regione.pdf"), map),
            "/campi/Gruppo1/opzioni/f: Il campo «Gruppo1» non offre l’opzione «Femmina».\n"
            "/campi/CheckBox2/opzioni/f: Il campo «CheckBox2» non offre l’opzione «Onn».\n");
}

TEST(FormTemplate, FillsFieldsNamedByTheirTags) {
  const FormTemplate form = compiled(formOf({textField("{{nome}}", "10 700 200 720")}).file());
  const FilledForm one = filled(form, {{"nome", "Al"}});
  EXPECT_EQ(valuesOf(one.bytes, "{{nome}}"), std::vector<std::string>{"Al"});
  EXPECT_EQ(printed(one.bytes), "Al\n");
  EXPECT_EQ(complaints(one.bytes), "");
  EXPECT_EQ(one.sha256, sha256Hex(one.bytes));
}

TEST(FormTemplate, FillsByTheMapWithFormatsAndSections) {
  const FormTemplate form = compiled(formOf({textField("A", "10 700 200 720"), textField("B", "10 650 200 670"), textField("C", "10 600 200 620")}).file(),
                                     mapOf({{"A", "{{cognome|maiuscolo}} {{nome}}"}, {"B", "{{nascita|breve}}"}, {"C", "{{#iscritto}}iscritto{{/iscritto}}{{^iscritto}}non iscritto{{/iscritto}}"}}));
  const FilledForm one = filled(form, {{"nome", "Al"}, {"cognome", "Fo’"}, {"nascita", "1969-12-31"}, {"iscritto", false}});
  EXPECT_EQ(valuesOf(one.bytes, "A"), std::vector<std::string>{"FO’ Al"});
  EXPECT_EQ(printed(one.bytes), "FO’ Al\n31/12/1969\nnon iscritto\n");
}

TEST(FormTemplate, TellsExpectedValuesThatAreAbsentAsTheOdtDoes) {
  const FormTemplate form = compiled(formOf({textField("A", "10 700 200 720"), textField("B", "10 650 200 670")}).file(),
                                     mapOf({{"A", "{{cognome}}"}, {"B", "{{nome|facoltativo}}"}}));
  EXPECT_EQ(printed(filled(form, Json::object()).bytes), "non rilevato\n");
}

TEST(FormTemplate, DrawsTheSameTextFlatAndLeavesNoField) {
  const FormTemplate form = compiled(formOf({textField("A", "10 700 200 720")}).file(), mapOf({{"A", "{{nome}}"}}));
  const FilledForm flat = filled(form, {{"nome", "Al"}}, FormOutput::flattened);
  EXPECT_EQ(printed(flat.bytes), "Al\n");
  EXPECT_THROW(describeForm(flat.bytes), Error);
  EXPECT_EQ(complaints(flat.bytes), "");
}

TEST(FormTemplate, GivesTheSameBytesForTheSameData) {
  const std::string pdf = formOf({textField("A", "10 700 200 720")}).file();
  const FormMap map = mapOf({{"A", "{{nome}}"}});
  EXPECT_EQ(filled(compiled(pdf, map), {{"nome", "Al"}}).bytes, filled(compiled(pdf, map), {{"nome", "Al"}}).bytes);
}

TEST(FormTemplate, NamesTheFieldThatIsTooNarrowAndWhatFits) {
  const FormTemplate form = compiled(formOf({textField("Cognome_2", "10 700 60 712")}).file(), mapOf({{"Cognome_2", "{{cognome}}"}}));
  const std::string longName(60, 'm');
  const std::vector<Problem> problems = refusal(form, {{"cognome", longName}});
  ASSERT_EQ(problems.size(), 1u);
  EXPECT_EQ(problems[0].pointer, "/cognome");
  EXPECT_EQ(problems[0].place, "campo «Cognome_2»");
  EXPECT_NE(problems[0].message.find("a pagina 1: i caratteri sono 60 e ce ne stanno "), std::string::npos) << problems[0].message;
  EXPECT_EQ(problems[0].message.find("mmm"), std::string::npos) << "the value is told";
  const std::size_t room = std::stoul(problems[0].message.substr(problems[0].message.rfind("stanno ") + 7));
  EXPECT_NO_THROW(filled(form, {{"cognome", longName.substr(0, room)}}));
  EXPECT_THROW(filled(form, {{"cognome", longName.substr(0, room + 1)}}), Error);
}

TEST(FormTemplate, CutsInADraftAndSaysSo) {
  const FormTemplate form = compiled(formOf({textField("A", "10 700 60 712")}).file(), mapOf({{"A", "{{cognome}}"}}));
  const Json data = {{"cognome", std::string(60, 'm')}};
  const FilledForm draft = form.fill({.data = data, .issueDate = "2026-03-12", .draftMark = "BOZZA: mancano 3 dati", .copyMark = "Copia per il Comune di Rho"});
  ASSERT_EQ(draft.warnings.size(), 1u);
  const std::string text = printed(draft.bytes);
  EXPECT_NE(text.find("BOZZA: mancano 3 dati"), std::string::npos) << text;
  EXPECT_NE(draft.bytes.find("0.9 g\nq 0.707 0.707"), std::string::npos) << "no watermark";
  EXPECT_NE(text.find("Copia per il Comune di Rho"), std::string::npos) << text;
  EXPECT_EQ(complaints(draft.bytes), "");
}

TEST(FormTemplate, RefusesMoreThanTheMaximumLength) {
  const FormTemplate form = compiled(formOf({textField("A", "10 700 200 720", "/MaxLen 5 /Ff 16777216")}).file(), mapOf({{"A", "{{nome}}"}}));
  EXPECT_EQ(printed(filled(form, {{"nome", "03011"}}).bytes).substr(0, 1), "0");
  const std::vector<Problem> problems = refusal(form, {{"nome", "030111"}});
  ASSERT_EQ(problems.size(), 1u);
  EXPECT_NE(problems[0].message.find("ce ne stanno 5."), std::string::npos) << problems[0].message;
}

TEST(FormTemplate, EmbedsRarerGlyphsForTheDocumentThatNeedsThem) {
  const FormTemplate form = compiled(formOf({textField("A", "10 700 200 720")}).file(), mapOf({{"A", "{{nome}}"}}));
  const FilledForm common = filled(form, {{"nome", "Șerban Łukasz Žižek à è ’ € “ ” –"}});
  const FilledForm rare = filled(form, {{"nome", "Ωμέγα Яна ☐ →"}});
  EXPECT_EQ(printed(common.bytes), "Șerban Łukasz Žižek à è ’ € “ ” –\n");
  EXPECT_EQ(printed(rare.bytes), "Ωμέγα Яна ☐ →\n");
  EXPECT_EQ(complaints(rare.bytes), "");
}

TEST(FormTemplate, RefusesACharacterThatNoFontHas) {
  const FormTemplate form = compiled(formOf({textField("A", "10 700 200 720")}).file(), mapOf({{"A", "{{nome}}"}}));
  const std::vector<Problem> problems = refusal(form, {{"nome", "lo \u4E2D"}});
  ASSERT_EQ(problems.size(), 1u);
  EXPECT_NE(problems[0].message.find("U+4E2D"), std::string::npos) << problems[0].message;
}

TEST(FormTemplate, RefusesControlCharacters) {
  const FormTemplate form = compiled(formOf({textField("A", "10 700 200 720")}).file(), mapOf({{"A", "{{nome}}"}}));
  for (const std::string& bad : {std::string("a\0b", 3), std::string("a\x01"), std::string("a\x1b[0m")}) {
    EXPECT_EQ(refusal(form, {{"nome", bad}}).size(), 1u);
  }
}

std::string box(const std::string& name, const std::string& rectangle, const std::string& state) {
  return "<< /Type /Annot /Subtype /Widget /FT /Btn /T (" + name + ") /Rect [" + rectangle + "] /P 3 0 R /F 4 /AP << /N << /" + state +
         " << >> /Off << >> >> >> /AS /Off >>";
}

TEST(FormTemplate, TicksBoxesWhateverTheirOnStateIsCalled) {
  const FormTemplate form = compiled(formOf({box("A", "10 700 20 710", "S#ec"), box("B", "30 700 40 710", "1"), box("C", "50 700 60 710", "Yes")}).file(),
                                     mapOf({{"A", "{{iscritto}}"}, {"B", "{{sesso|casella:m}}"}, {"C", "{{sesso|casella:f}}"}}));
  const FilledForm one = filled(form, {{"iscritto", true}, {"sesso", "m"}});
  EXPECT_EQ(valuesOf(one.bytes, "A").size(), 1u);
  EXPECT_EQ(valuesOf(one.bytes, "B"), std::vector<std::string>{"1"});
  EXPECT_TRUE(valuesOf(one.bytes, "C").empty());
  EXPECT_EQ(complaints(one.bytes), "");
  const FilledForm none = filled(form, Json::object());
  EXPECT_TRUE(valuesOf(none.bytes, "A").empty());
}

SmallForm radioForm() {
  SmallForm form;
  form.fields = "5 0 R";
  form.annotations = "6 0 R 7 0 R";
  const auto kid = [](const char* rectangle, const char* state) {
    return std::string("<< /Type /Annot /Subtype /Widget /Parent 5 0 R /Rect [") + rectangle + "] /P 3 0 R /F 4 /AP << /N << /" + state + " << >> /Off << >> >> >> >>";
  };
  form.objects = {"<< /FT /Btn /Ff 49152 /T (Sesso) /Kids [6 0 R 7 0 R] >>", kid("10 700 20 710", "M"), kid("30 700 40 710", "Femmina")};
  return form;
}

TEST(FormTemplate, ChoosesARadioButtonByLabelCodeOrMap) {
  const FormTemplate byLabel = compiled(radioForm().file(), mapOf({{"Sesso", "{{sesso}}"}}));
  EXPECT_EQ(valuesOf(filled(byLabel, {{"sesso", "m"}}).bytes, "Sesso"), std::vector<std::string>{"M"});
  EXPECT_EQ(valuesOf(filled(byLabel, {{"sesso", "f"}}).bytes, "Sesso"), std::vector<std::string>{"Femmina"});
  FormMap map = mapOf({{"Sesso", "{{sesso}}"}});
  map.fields[0].options = {{"femmina", "M"}, {"maschio", "Femmina"}};
  const FormTemplate byMap = compiled(radioForm().file(), map);
  EXPECT_EQ(valuesOf(filled(byMap, {{"sesso", "f"}}).bytes, "Sesso"), std::vector<std::string>{"M"});
}

TEST(FormTemplate, RefusesAValueThatTheFormDoesNotOffer) {
  const FormTemplate form = compiled(radioForm().file(), mapOf({{"Sesso", "{{nome}}"}}));
  const std::vector<Problem> problems = refusal(form, {{"nome", "segreto"}});
  ASSERT_EQ(problems.size(), 1u);
  EXPECT_EQ(problems[0].message, "Il campo «Sesso» non offre il valore di «Nome».");
}

std::string listField(const std::string& flags) {
  return "<< /Type /Annot /Subtype /Widget /FT /Ch /T (Patenti) /Ff " + flags +
         " /Rect [10 600 100 680] /P 3 0 R /F 4 /DA (/Helv 10 Tf 0 g) /Opt [[(a1) (A)] [(b1) (B)] [(ce1) (C ed E)]] >>";
}

TEST(FormTemplate, ChoosesSeveralOptionsOfAList) {
  const FormTemplate form = compiled(formOf({listField("2097152")}).file(), mapOf({{"Patenti", "{{patenti|elenco}}"}}));
  const FilledForm one = filled(form, {{"patenti", {"b", "ce"}}});
  EXPECT_EQ(valuesOf(one.bytes, "Patenti"), (std::vector<std::string>{"b1", "ce1"}));
  EXPECT_EQ(printed(one.bytes), "B\nC ed E\n");
  EXPECT_EQ(complaints(one.bytes), "");
  const FormTemplate single = compiled(formOf({listField("0")}).file(), mapOf({{"Patenti", "{{patenti|elenco}}"}}));
  EXPECT_EQ(refusal(single, {{"patenti", {"a", "b"}}}).size(), 1u);
}

TEST(FormTemplate, TakesFreeTextOnlyInAnEditableCombo) {
  const Json data = {{"nome", "motocarro"}};
  const FormTemplate free = compiled(formOf({listField("393216")}).file(), mapOf({{"Patenti", "{{nome}}"}}));
  EXPECT_EQ(valuesOf(filled(free, data).bytes, "Patenti"), std::vector<std::string>{"motocarro"});
  const FormTemplate closed = compiled(formOf({listField("131072")}).file(), mapOf({{"Patenti", "{{nome}}"}}));
  EXPECT_EQ(refusal(closed, data).size(), 1u);
}

TEST(FormTemplate, WritesADateAsTheFormsScriptWants) {
  const auto dated = [](const char* pattern) {
    return compiled(formOf({textField("Il", "10 700 200 720", std::string("/AA << /F << /S /JavaScript /JS (AFDate_FormatEx\\(\"") + pattern + "\"\\);) >> >>")}).file(),
                    mapOf({{"Il", "{{nascita}}"}}));
  };
  const Json data = {{"nascita", "1969-12-31"}};
  EXPECT_EQ(valuesOf(filled(dated("dd/mm/yyyy"), data).bytes, "Il"), std::vector<std::string>{"31/12/1969"});
  EXPECT_EQ(valuesOf(filled(dated("yyyy-mm-dd"), data).bytes, "Il"), std::vector<std::string>{"1969-12-31"});
  EXPECT_EQ(valuesOf(filled(dated("d mmmm yyyy"), data).bytes, "Il"), std::vector<std::string>{"31 dicembre 1969"});
}

FormMap rowsMap() {
  FormMap map;
  FormRepeat repeat{"parenti", {}, "/ripetizioni/0"};
  for (const char* row : {"1", "2"}) {
    repeat.rows.push_back({{std::string("Nome") + row, "{{nome}}", {}, ""}, {std::string("Grado") + row, "{{grado|facoltativo}}", {}, ""}});
  }
  map.repeats.push_back(repeat);
  return map;
}

std::string rowsForm() {
  return formOf({textField("Nome1", "10 700 100 720"), textField("Grado1", "110 700 200 720"), textField("Nome2", "10 650 100 670"), textField("Grado2", "110 650 200 670")}).file();
}

TEST(FormTemplate, FillsARowForEachItem) {
  const FormTemplate form = compiled(rowsForm(), rowsMap());
  const FilledForm one = filled(form, Json::parse(R"({"parenti": [{"nome": "Ada", "grado": "sorella"}, {"nome": "Ugo"}]})"));
  EXPECT_EQ(valuesOf(one.bytes, "Nome1"), std::vector<std::string>{"Ada"});
  EXPECT_EQ(valuesOf(one.bytes, "Grado1"), std::vector<std::string>{"sorella"});
  EXPECT_EQ(valuesOf(one.bytes, "Nome2"), std::vector<std::string>{"Ugo"});
  EXPECT_TRUE(valuesOf(one.bytes, "Grado2").empty());
  const FilledForm none = filled(form, Json::object());
  EXPECT_TRUE(valuesOf(none.bytes, "Nome1").empty());
}

TEST(FormTemplate, RefusesMoreItemsThanRows) {
  const std::vector<Problem> problems = refusal(compiled(rowsForm(), rowsMap()), Json::parse(R"({"parenti": [{"nome": "a"}, {"nome": "b"}, {"nome": "c"}]})"));
  ASSERT_EQ(problems.size(), 1u);
  EXPECT_EQ(problems[0].message, "«Parenti» ha 3 voci, ma il modulo ha posto per 2.");
  EXPECT_EQ(problems[0].pointer, "/parenti");
}

TEST(FormTemplate, NamesTheItemWhoseTextDoesNotFit) {
  const std::vector<Problem> problems = refusal(compiled(rowsForm(), rowsMap()), {{"parenti", {{{"nome", "a"}}, {{"nome", std::string(90, 'm')}}}}});
  ASSERT_EQ(problems.size(), 1u);
  EXPECT_EQ(problems[0].pointer, "/parenti/1/nome");
}

TEST(FormTemplate, ReadsRowsFromNamesOfFields) {
  const FormTemplate form = compiled(formOf({textField("{{#parenti}}1{{nome}}", "10 700 100 720"), textField("{{#parenti}}2{{nome}}", "10 650 100 670")}).file());
  const FilledForm one = filled(form, Json::parse(R"({"parenti": [{"nome": "Ada"}, {"nome": "Ugo"}]})"));
  EXPECT_EQ(valuesOf(one.bytes, "{{#parenti}}2{{nome}}"), std::vector<std::string>{"Ugo"});
}

TEST(FormTemplate, RefusesAMapThatDoesNotSuitTheForm) {
  const std::string pdf = formOf({textField("Cognome", "10 700 200 720")}).file();
  const std::vector<Problem> unknown = refusedTemplate(pdf, mapOf({{"Cognme", "{{nome}}"}}));
  ASSERT_EQ(unknown.size(), 1u);
  EXPECT_EQ(unknown[0].hint, "Forse intendevi «Cognome»?");
  EXPECT_EQ(unknown[0].pointer, "/campi/Cognme");
  for (const char* text : {"{{nomee}}", "{{nome", "{{#iscritto}}aperta", "{{/iscritto}}", "{{nome|immagine}}", "{{nome|markdown}}", "{{parenti}}"}) {
    EXPECT_FALSE(refusedTemplate(pdf, mapOf({{"Cognome", text}})).empty()) << text;
  }
  FormMap twice = mapOf({{"Cognome", "{{nome}}"}});
  twice.repeats.push_back({"parenti", {{{"Cognome", "{{nome}}", {}, ""}}}, ""});
  EXPECT_FALSE(refusedTemplate(pdf, twice).empty());
}

TEST(FormTemplate, ForgetsWhatTheFormHeldBefore) {
  const std::string old = formFixture("ministero-compilato.pdf");
  std::vector<std::string> values;
  for (const FormField& field : describeForm(old).fields) {
    for (const std::string& value : field.values) {
      if (field.type == FormFieldType::text && value.size() > 5) values.push_back(value);
    }
  }
  ASSERT_GT(values.size(), 5u);
  const FormTemplate form = compiled(old, {});
  for (const FormOutput output : {FormOutput::fillable, FormOutput::flattened}) {
    const FilledForm one = filled(form, Json::object(), output);
    const std::string text = printed(one.bytes);
    for (const std::string& value : values) {
      EXPECT_EQ(one.bytes.find(value), std::string::npos);
      EXPECT_EQ(text.find(value), std::string::npos);
    }
  }
}

TEST(FormTemplate, AttachesTheDataThatTheCallerGives) {
  const FormTemplate form = compiled(formOf({textField("A", "10 700 200 720")}).file(), mapOf({{"A", "{{nome}}"}}));
  const Json data = {{"nome", "Al"}};
  for (const FormOutput output : {FormOutput::fillable, FormOutput::flattened}) {
    const FilledForm one = form.fill({.data = data, .issueDate = "2026-03-12", .embeddedJson = R"({"nome":"Al"})", .output = output});
    EXPECT_EQ(extractEmbeddedJson(one.bytes), R"({"nome":"Al"})");
    EXPECT_EQ(complaints(one.bytes), "");
  }
}

// ISO 19005-1 knows neither object streams nor streams of references.
TEST(FormTemplate, KeepsPlainReferencesWherePdfA1WantsThem) {
  SmallForm small = formOf({textField("A", "10 700 200 720")});
  const std::string packet =
      "<?xpacket begin=\"\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?><x:xmpmeta xmlns:x=\"adobe:ns:meta/\"><rdf:RDF "
      "xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\"><rdf:Description rdf:about=\"\" "
      "xmlns:pdfaid=\"http://www.aiim.org/pdfa/ns/id/\"><pdfaid:part>1</pdfaid:part><pdfaid:conformance>B</pdfaid:conformance>"
      "</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end=\"w\"?>";
  small.objects.push_back(testing::streamOf(packet, "/Type /Metadata /Subtype /XML"));
  small.catalog = "/Metadata " + std::to_string(4 + small.objects.size()) + " 0 R";
  const FormTemplate form = compiled(small.file(), mapOf({{"A", "{{nome}}"}}));
  const FilledForm one = filled(form, {{"nome", "Al"}});
  EXPECT_EQ(one.bytes.find("/ObjStm"), std::string::npos);
  EXPECT_EQ(one.bytes.find("/XRef"), std::string::npos);
  EXPECT_EQ(complaints(one.bytes), "");
  EXPECT_EQ(valuesOf(one.bytes, "A"), std::vector<std::string>{"Al"});
  EXPECT_NE(filled(compiled(formOf({textField("A", "10 700 200 720")}).file(), mapOf({{"A", "{{nome}}"}})), {{"nome", "Al"}}).bytes.find("/ObjStm"),
            std::string::npos);
}

TEST(FormTemplate, KeepsEveryFixtureFillable) {
  for (const char* name : {"ministero.pdf", "ministero-struttura.pdf", "regione.pdf", "inps.pdf", "campi.pdf", "campi-compresso.pdf"}) {
    const std::string pdf = formFixture(name);
    FormMap map;
    for (const FormField& field : describeForm(pdf).fields) {
      const bool text = field.type == FormFieldType::text && (field.maxLength == 0 || field.maxLength > 4) && !field.password;
      if (text) map.fields.push_back({field.name, "{{nome}}", {}, ""});
    }
    ASSERT_FALSE(map.fields.empty()) << name;
    const FormTemplate form = compiled(pdf, map);
    for (const FormOutput output : {FormOutput::fillable, FormOutput::flattened}) {
      const FilledForm one = filled(form, {{"nome", "Qui"}}, output);
      EXPECT_EQ(complaints(one.bytes), "") << name;
      EXPECT_NE(printed(one.bytes).find("Qui"), std::string::npos) << name;
    }
  }
}

// The structure element that the parent tree gives for a key; null if there is none.
QPDFObjectHandle elementFor(QPDF& pdf, QPDFObjectHandle key) {
  QPDFObjectHandle element = QPDFObjectHandle::newNull();
  QPDFObjectHandle root = pdf.getRoot().getKey("/StructTreeRoot");
  if (key.isInteger()) QPDFNumberTreeObjectHelper(root.getKey("/ParentTree"), pdf).findObject(key.getIntValue(), element);
  return element;
}

TEST(FormTemplate, TiesTheFieldsOfATaggedFormIntoItsStructure) {
  const std::string bytes = filled(compiled(formFixture("ministero-struttura.pdf"), mapOf({{"Testo1", "{{cognome}}"}})), {{"cognome", "Fo"}}).bytes;
  QPDF pdf;
  pdf.processMemoryFile("modulo", bytes.data(), bytes.size());
  ASSERT_TRUE(pdf.getRoot().hasKey("/StructTreeRoot")) << "the fixture is not tagged";
  std::size_t widgets = 0;
  for (QPDFObjectHandle page : pdf.getAllPages()) {
    for (QPDFObjectHandle widget : page.getKey("/Annots").getArrayAsVector()) {
      QPDFObjectHandle element = elementFor(pdf, widget.getKey("/StructParent"));
      ASSERT_TRUE(element.isDictionary());
      EXPECT_EQ(element.getKey("/S").getName(), "/Form");
      QPDFObjectHandle named = widget.hasKey("/TU") ? widget : widget.getKey("/Parent");
      EXPECT_FALSE(named.getKey("/TU").getUTF8Value().empty());
      ++widgets;
    }
    EXPECT_EQ(page.getKey("/Tabs").getName(), "/S");
  }
  EXPECT_EQ(widgets, 40u);
}

TEST(FormTemplate, PutsFlattenedFieldsIntoTheStructureAsContent) {
  const FormTemplate form = compiled(formFixture("ministero-struttura.pdf"), mapOf({{"Testo1", "{{cognome}}"}}));
  const std::string bytes = filled(form, {{"cognome", "Fo"}}, FormOutput::flattened).bytes;
  QPDF pdf;
  pdf.processMemoryFile("modulo", bytes.data(), bytes.size());
  for (QPDFObjectHandle page : pdf.getAllPages()) {
    QPDFObjectHandle elements = elementFor(pdf, page.getKey("/StructParents"));
    ASSERT_TRUE(elements.isArray());
    std::string content;
    for (QPDFObjectHandle part : page.getKey("/Contents").getArrayAsVector()) {
      const auto data = part.getStreamData(qpdf_dl_generalized);
      content.append(reinterpret_cast<const char*>(data->getBuffer()), data->getSize());
    }
    std::size_t fields = 0;
    constexpr std::string_view kMark = "/Form <</MCID ";
    for (std::size_t at = 0; (at = content.find(kMark, at)) != std::string::npos; ++at) {
      const int number = std::stoi(content.substr(at + kMark.size()));
      ASSERT_LT(number, elements.getArrayNItems());
      EXPECT_EQ(elements.getArrayItem(number).getKey("/S").getName(), "/Form");
      ++fields;
    }
    EXPECT_GE(fields, 40u);
  }
}

// Every form a value may take in the file.
std::vector<std::string> disguises(const std::string& value) {
  std::string utf16, hex;
  constexpr char kDigits[] = "0123456789ABCDEF";
  for (const char c : value) {
    utf16 += '\0';
    utf16 += c;
    hex += std::string("00") + kDigits[c >> 4 & 15] + kDigits[c & 15];
  }
  return {value, utf16, hex};
}

TEST(FormTemplate, NeverMixesTwoPersonsWhateverTheThreads) {
  const std::string pdf = formFixture("ministero.pdf");
  FormMap map;
  for (const FormField& field : describeForm(pdf).fields) {
    const bool text = field.type == FormFieldType::text && field.maxLength == 0;
    if (text) map.fields.push_back({field.name, "{{nome}}", {}, ""});
  }
  const FormTemplate form = compiled(pdf, map);
  const std::vector<Json> persons = {{{"nome", "QWX"}}, {{"nome", "ZKJ"}}};
  const std::vector<std::string> expected = {filled(form, persons[0]).bytes, filled(form, persons[1]).bytes};
  std::vector<int> wrong(4, 0);
  std::vector<std::thread> threads;
  for (std::size_t thread = 0; thread < wrong.size(); ++thread) {
    threads.emplace_back([&, thread] {
      for (std::size_t round = 0; round < 200; ++round) {
        const std::size_t who = (round + thread) % 2;
        if (filled(form, persons[who]).bytes != expected[who]) ++wrong[thread];
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(wrong, std::vector<int>(4, 0));
  for (std::size_t who = 0; who < 2; ++who) {
    for (const std::string& other : disguises(persons[1 - who]["nome"])) EXPECT_EQ(expected[who].find(other), std::string::npos);
    EXPECT_EQ(printed(expected[who]).find(persons[1 - who]["nome"].get<std::string>()), std::string::npos);
  }
}

}  // namespace
}  // namespace stesura
