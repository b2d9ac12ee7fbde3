// What a form from elsewhere becomes when it is taken in: fields as values, and nothing that acts.

#include <gtest/gtest.h>

#include <algorithm>
#include <qpdf/Buffer.hh>
#include <qpdf/QPDFWriter.hh>

#include "generator/error.h"
#include "generator/form/intake.h"
#include "generator/json/json.h"
#include "tests/form_file.h"

namespace stesura {
namespace {

using testing::formFixture;
using testing::SmallForm;

const FormField& fieldOf(const FormDescription& form, const std::string& name) {
  const auto at = std::find_if(form.fields.begin(), form.fields.end(), [&](const FormField& field) { return field.name == name; });
  if (at == form.fields.end()) throw std::runtime_error("no field " + name);
  return *at;
}

std::vector<std::string> namesOf(const FormDescription& form) {
  std::vector<std::string> names;
  for (const FormField& field : form.fields) names.push_back(field.name);
  return names;
}

// «value|shown» of each option.
std::vector<std::string> optionsOf(const FormField& field) {
  std::vector<std::string> options;
  for (const FormOption& option : field.options) options.push_back(option.value + "|" + option.shown);
  return options;
}

using Texts = std::vector<std::string>;

// Written in full with every stream inflated: whatever the file still holds can be searched.
std::string rewritten(TakenForm& taken) {
  QPDFWriter writer(*taken.pdf);
  writer.setOutputMemory();
  writer.setStaticID(true);
  writer.setObjectStreamMode(qpdf_o_disable);
  writer.setStreamDataMode(qpdf_s_uncompress);
  writer.write();
  const std::shared_ptr<Buffer> buffer = writer.getBufferSharedPointer();
  return {reinterpret_cast<const char*>(buffer->getBuffer()), buffer->getSize()};
}

std::string rewritten(const std::string& pdf) {
  TakenForm taken = takeIn(pdf);
  return rewritten(taken);
}

std::string sentenceOf(const std::string& pdf) {
  try {
    takeIn(pdf);
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::templateFile);
    return error.sentence();
  }
  return "";
}

class EveryForm : public ::testing::TestWithParam<const char*> {};
INSTANTIATE_TEST_SUITE_P(FormIntake, EveryForm, ::testing::Values("ministero.pdf", "regione.pdf", "inps.pdf", "campi.pdf",
                                                                   "campi-compresso.pdf", "ministero-compilato.pdf"));

TEST_P(EveryForm, IsTheSameFormAfterItWasTakenInAndWritten) {
  const FormDescription before = describeForm(formFixture(GetParam()));
  const FormDescription after = describeForm(rewritten(formFixture(GetParam())));
  ASSERT_EQ(namesOf(before), namesOf(after));
  EXPECT_EQ(before.pages, after.pages);
  EXPECT_EQ(after.removed, Texts{}) << "what was removed is still there";
  for (std::size_t i = 0; i < before.fields.size(); ++i) {
    const FormField& old = before.fields[i];
    const FormField& now = after.fields[i];
    EXPECT_EQ(old.type, now.type) << old.name;
    EXPECT_EQ(old.toolTip, now.toolTip);
    EXPECT_EQ(old.maxLength, now.maxLength) << old.name;
    EXPECT_EQ(old.comb, now.comb);
    EXPECT_EQ(old.required, now.required) << old.name;
    ASSERT_EQ(old.widgets.size(), now.widgets.size()) << old.name;
    for (std::size_t k = 0; k < old.widgets.size(); ++k) {
      EXPECT_EQ(old.widgets[k].page, now.widgets[k].page);
      EXPECT_NEAR(old.widgets[k].left, now.widgets[k].left, 1e-4);
      EXPECT_NEAR(old.widgets[k].top, now.widgets[k].top, 1e-4);
    }
    EXPECT_EQ(now.values, Texts{}) << old.name;
  }
}

TEST_P(EveryForm, GivesObjectsThatStandAlone) {
  TakenForm taken = takeIn(formFixture(GetParam()));
  ASSERT_EQ(taken.objects.size(), taken.description.fields.size());
  for (std::size_t i = 0; i < taken.objects.size(); ++i) {
    const FormField& field = taken.description.fields[i];
    FormObjects& objects = taken.objects[i];
    EXPECT_TRUE(objects.field.isIndirect() && objects.field.getKey("/FT").isName()) << field.name;
    ASSERT_EQ(objects.widgets.size(), field.widgets.size());
    for (QPDFObjectHandle widget : objects.widgets) {
      EXPECT_TRUE(widget.isIndirect());
      EXPECT_EQ(widget.getKey("/Subtype").getName(), "/Widget");
      EXPECT_FALSE(widget.hasKey("/AP")) << field.name;
    }
  }
}

TEST(FormIntake, FindsTheFieldsOfThreeForeignForms) {
  for (const std::string name : {"ministero", "regione", "inps"}) {
    const Json expected = Json::parse(formFixture(name + ".expected.json"));
    Texts names = namesOf(describeForm(formFixture(name + ".pdf")));
    std::sort(names.begin(), names.end());
    Texts wanted;
    for (const auto& [field, path] : expected.items()) wanted.push_back(field);
    std::sort(wanted.begin(), wanted.end());
    EXPECT_GE(wanted.size(), 25u);
    EXPECT_EQ(names, wanted) << name;
  }
}

TEST(FormIntake, ReadsEveryKindOfField) {
  const FormDescription form = describeForm(formFixture("campi.pdf"));
  EXPECT_EQ(form.pages, 3u);
  EXPECT_EQ(fieldOf(form, "testo").toolTip, "Testo d’una riga");
  EXPECT_TRUE(fieldOf(form, "obbligatorio").required);
  EXPECT_TRUE(fieldOf(form, "sola_lettura").readOnly);
  EXPECT_TRUE(fieldOf(form, "parola_chiave").password);
  EXPECT_TRUE(fieldOf(form, "righe").multiline);
  EXPECT_TRUE(fieldOf(form, "pettine").comb);
  EXPECT_EQ(fieldOf(form, "pettine").maxLength, 16u);
  EXPECT_EQ(fieldOf(form, "stampa").type, FormFieldType::button);
  EXPECT_EQ(fieldOf(form, "firma").type, FormFieldType::signature);
  const FormField& combo = fieldOf(form, "tendina");
  EXPECT_EQ(combo.type, FormFieldType::comboBox);
  EXPECT_TRUE(combo.editable);
  EXPECT_EQ(optionsOf(combo), (Texts{"F|femmina", "M|maschio"}));
  EXPECT_EQ(combo.widgets[0].page, 1u);
  const FormField& list = fieldOf(form, "elenco");
  EXPECT_EQ(list.type, FormFieldType::listBox);
  EXPECT_TRUE(list.multiple);
  EXPECT_EQ(optionsOf(list), (Texts{"lunedì|lunedì", "martedì|martedì", "mercoledì|mercoledì"}));
}

TEST(FormIntake, ReadsOnStatesHoweverTheyAreWritten) {
  const FormDescription form = describeForm(formFixture("campi.pdf"));
  EXPECT_EQ(fieldOf(form, "spunta").widgets[0].onState, "Sì, letto/1");
  EXPECT_EQ(fieldOf(form, "spunta_senza_aspetto").widgets[0].onState, "Yes");
  EXPECT_EQ(optionsOf(fieldOf(form, "scelta")), (Texts{"0|minore", "1|maggiorenne", "2|non noto"}));
  const FormField& together = fieldOf(form, "insieme");
  EXPECT_EQ(together.widgets.size(), 3u);
  EXPECT_EQ(optionsOf(together), (Texts{"si|si", "no|no"}));
}

TEST(FormIntake, ReadsTheFormatOfDateScriptsWithoutRunningThem) {
  const FormDescription form = describeForm(formFixture("campi.pdf"));
  EXPECT_EQ(fieldOf(form, "data").dateFormat, "dd/mm/yyyy");
  EXPECT_EQ(fieldOf(form, "data_in_flusso").dateFormat, "dd-mm-yyyy");
  EXPECT_EQ(fieldOf(form, "data_utf16").dateFormat, "d mmmm yyyy");
  EXPECT_EQ(fieldOf(form, "data_numerata").dateFormat, "mm/dd/yy");
  EXPECT_EQ(fieldOf(form, "testo").dateFormat, "");
  EXPECT_EQ(fieldOf(describeForm(formFixture("inps.pdf")), "sezione2.txt6").dateFormat, "dd/mm/yy");
}

TEST(FormIntake, MakesInheritedAttributesTheFieldsOwn) {
  TakenForm taken = takeIn(formFixture("campi.pdf"));
  for (std::size_t i = 0; i < taken.objects.size(); ++i) {
    if (taken.description.fields[i].name != "persona.nascita.comune") continue;
    QPDFObjectHandle field = taken.objects[i].field;
    EXPECT_EQ(field.getKey("/MaxLen").getIntValue(), 40);
    EXPECT_EQ(field.getKey("/DA").getUTF8Value(), "/Helv 9 Tf 0 g");
    EXPECT_EQ(field.getKey("/Q").getIntValue(), 2);
    EXPECT_EQ(field.getKey("/T").getUTF8Value(), "comune");
    return;
  }
  FAIL() << "the field is not there";
}

TEST(FormIntake, GathersTheWidgetsOfOneName) {
  const FormDescription form = describeForm(formFixture("campi.pdf"));
  EXPECT_EQ(fieldOf(form, "due_volte").widgets.size(), 2u);
  EXPECT_EQ(fieldOf(form, "copiato").widgets.size(), 2u);
  const FormDescription after = describeForm(rewritten(formFixture("campi.pdf")));
  EXPECT_EQ(fieldOf(after, "copiato").widgets.size(), 2u);
}

TEST(FormIntake, AdoptsWidgetsThatOnlyTheirPageKnows) {
  EXPECT_EQ(fieldOf(describeForm(formFixture("campi.pdf")), "orfano").toolTip, "Non sta in Fields");
  SmallForm form;
  form.fields = "";
  EXPECT_EQ(namesOf(describeForm(form.file())), Texts{"nome"});
  SmallForm below;
  below.fields = "";
  below.objects = {"<< /Type /Annot /Subtype /Widget /Rect [1 1 9 9] /Parent 6 0 R >>", "<< /FT /Tx /T (padre) >>"};
  EXPECT_EQ(namesOf(describeForm(below.file())), Texts{"padre"});
  EXPECT_EQ(describeForm(below.file()).removed, Texts{});
}

TEST(FormIntake, DropsFieldsWithoutPageAndTellsIt) {
  const FormDescription form = describeForm(formFixture("campi.pdf"));
  const Texts names = namesOf(form);
  EXPECT_EQ(std::count(names.begin(), names.end(), "senza_pagina"), 0);
  EXPECT_EQ(form.removed, (Texts{"JavaScript", "campi senza pagina"}));
}

TEST(FormIntake, ReadsTheSameFromObjectStreams) {
  const FormDescription plain = describeForm(formFixture("campi.pdf"));
  const FormDescription packed = describeForm(formFixture("campi-compresso.pdf"));
  EXPECT_EQ(namesOf(plain), namesOf(packed));
}

TEST(FormIntake, ReadsWhatAColleagueFilledIn) {
  const FormDescription form = describeForm(formFixture("ministero-compilato.pdf"));
  EXPECT_EQ(fieldOf(form, "Testo2").values, Texts{"Niccolò"});
  EXPECT_EQ(fieldOf(form, "Testo9").values, Texts{"via dell’Esempio"});
  EXPECT_EQ(fieldOf(form, "Casella combinata1").values, Texts{"diploma"});
  EXPECT_EQ(fieldOf(form, "Casella di controllo2").values, Texts{"Yes"});
  EXPECT_EQ(fieldOf(form, "Casella di controllo1").values, Texts{});
  EXPECT_EQ(fieldOf(form, "Testo10").values, Texts{});
}

TEST(FormIntake, LeavesNothingOfTheValuesThatWereInIt) {
  const std::string before = formFixture("ministero-compilato.pdf");
  const std::string after = rewritten(before);
  for (const FormField& field : describeForm(before).fields) {
    for (const std::string& value : field.values) {
      if (value.size() < 5 || field.type != FormFieldType::text) continue;
      EXPECT_EQ(after.find(value), std::string::npos) << field.name;
      std::string utf16;
      for (const char c : value.substr(0, 6)) (utf16 += '\0') += c;
      EXPECT_EQ(after.find(utf16), std::string::npos) << field.name;
    }
  }
}

TEST(FormIntake, LeavesNothingOfValuesInOldRevisionsParentsAndStreams) {
  SmallForm form;
  form.fields = "6 0 R";
  form.objects = {"<< /Type /Annot /Subtype /Widget /Parent 6 0 R /Rect [10 10 110 30] /AP << /N 7 0 R >> /MK << /I 7 0 R >> >>",
                  "<< /FT /Tx /T (nome) /V (SEGRETO-V) /DV (SEGRETO-DV) /RV 8 0 R /Kids [5 0 R] /Parent 9 0 R >>",
                  testing::streamOf("BT (SEGRETO-AP) Tj ET", "/Subtype /Form /BBox [0 0 100 20]"), testing::streamOf("SEGRETO-RV"),
                  "<< /V (SEGRETO-PADRE) >>"};
  std::string file = form.file();
  file += "6 0 obj\n<< /FT /Tx /T (nome) /V (SEGRETO-NUOVO) /Kids [5 0 R] >>\nendobj\n";
  const std::size_t table = file.size();
  const std::string place = std::to_string(file.rfind("6 0 obj"));
  const std::size_t first = file.find("xref\n0 ");
  file += "xref\n6 1\n" + std::string(10 - place.size(), '0') + place + " 00000 n \ntrailer\n<< /Size 10 /Root 1 0 R /Prev " +
          std::to_string(first) + " >>\nstartxref\n" + std::to_string(table) + "\n%%EOF\n";
  EXPECT_EQ(fieldOf(describeForm(file), "nome").values, Texts{"SEGRETO-NUOVO"});
  EXPECT_EQ(rewritten(file).find("SEGRETO"), std::string::npos);
}

TEST(FormIntake, LeavesNothingOfValuesBesideTheFieldsThemselves) {
  SmallForm form;
  form.fields = "5 0 R 6 0 R";
  form.annotations = "5 0 R 7 0 R";
  form.catalog = "/StructTreeRoot 8 0 R /MarkInfo << /Marked true >>";
  form.objects = {"<< /Type /Annot /Subtype /Widget /FT /Tx /T (nome) /TU (Nome) /Rect [10 10 110 30] /P 3 0 R /StructParent 0 "
                  "/Contents (SEGRETO-CONTENTS) /RC (<p>SEGRETO-RC</p>) /NM (SEGRETO-NM) >>",
                  "<< /FT /Tx /T (gruppo) /Kids [7 0 R] >>",
                  "<< /Type /Annot /T (nascosto) /Parent 6 0 R /Rect [10 50 110 70] /P 3 0 R /V (SEGRETO-V) /DV (SEGRETO-DV) >>",
                  "<< /Type /StructTreeRoot /K [9 0 R] /ParentTree << /Nums [0 9 0 R] >> >>",
                  "<< /Type /StructElem /S /Form /P 8 0 R /Pg 3 0 R /K << /Type /OBJR /Obj 5 0 R /Pg 3 0 R >> "
                  "/ActualText (SEGRETO-TESTO) /E (SEGRETO-E) /Alt (Nome della persona) >>"};
  const std::string after = rewritten(form.file());
  EXPECT_EQ(after.find("SEGRETO"), std::string::npos) << after.substr(after.find("SEGRETO"), 20);
  EXPECT_NE(after.find("Nome della persona"), std::string::npos) << "what describes the field stays";
}

TEST(FormIntake, RefusesWhatIsNoFormWithOneSentence) {
  EXPECT_EQ(sentenceOf(""), "Il file non è un PDF.");
  EXPECT_EQ(sentenceOf("PK\x03\x04 un documento"), "Il file non è un PDF.");
  EXPECT_NE(sentenceOf("%PDF-1.7\nniente").find("danneggiato"), std::string::npos);
  EXPECT_NE(sentenceOf(formFixture("cifrato.pdf")).find("cifratura"), std::string::npos);
  EXPECT_EQ(sentenceOf(std::string("%PDF-1.7\n") + std::string(33 << 20, ' ')), "Il PDF supera i 32 MB ammessi.");
  SmallForm empty;
  empty.fields = empty.annotations = "";
  EXPECT_EQ(sentenceOf(empty.file()), "Il PDF non ha campi da compilare.");
}

TEST(FormIntake, NeverAltersASignedFile) {
  SmallForm form;
  form.objects.push_back("<< /Type /Annot /Subtype /Widget /FT /Sig /T (firma) /V 7 0 R /Rect [0 0 0 0] >>");
  form.objects.push_back("<< /Type /Sig /Filter /Adobe.PPKLite /ByteRange [0 1 2 3] /Contents <00> >>");
  form.fields = "5 0 R 6 0 R";
  EXPECT_NE(sentenceOf(form.file()).find("firmato"), std::string::npos);
  SmallForm certified;
  certified.catalog = "/Perms << /DocMDP << /Type /Sig >> >>";
  EXPECT_NE(sentenceOf(certified.file()).find("firmato"), std::string::npos);
}

TEST(FormIntake, RemovesUsageRightsAndXfaBesideFields) {
  SmallForm form;
  form.catalog = "/Perms << /UR3 << /Type /Sig >> >>";
  form.form = "/XFA [(template) 6 0 R]";
  form.objects.push_back(testing::streamOf("<xdp>SEGRETO</xdp>"));
  EXPECT_EQ(describeForm(form.file()).removed, (Texts{"XFA", "diritti d’uso"}));
  EXPECT_EQ(rewritten(form.file()).find("SEGRETO"), std::string::npos);
}

TEST(FormIntake, RefusesXfaWithoutFields) {
  SmallForm dynamic;
  dynamic.form = "/XFA (x)";
  dynamic.fields = dynamic.annotations = "";
  EXPECT_NE(sentenceOf(dynamic.file()).find("XFA"), std::string::npos);
  SmallForm rendered;
  rendered.catalog = "/NeedsRendering true";
  EXPECT_NE(sentenceOf(rendered.file()).find("XFA"), std::string::npos);
}

TEST(FormIntake, RemovesEveryActionAndNamesItsSort) {
  const std::vector<std::pair<std::string, std::string>> actions = {
      {"/JavaScript /JS (evil)", "JavaScript"},
      {"/Launch /F (evil)", "azioni di avvio"},
      {"/SubmitForm /F (http://evil.example)", "invio di moduli"},
      {"/ImportData /F (evil)", "importazione di dati"},
      {"/ResetForm /X (evil)", "collegamenti che eseguono azioni"},
      {"/Hide /T (evil)", "collegamenti che eseguono azioni"},
      {"/GoToR /F (evil)", "collegamenti che eseguono azioni"},
      {"/GoToE /F (evil)", "collegamenti che eseguono azioni"},
      {"/Rendition /JS (evil)", "contenuti multimediali"},
      {"/Movie /T (evil)", "contenuti multimediali"},
      {"/Sound /X (evil)", "contenuti multimediali"},
      {"/URI /URI (javascript:evil)", "collegamenti che eseguono azioni"},
      {"/URI /URI (file:///evil)", "collegamenti che eseguono azioni"},
      {"/Ignota /X (evil)", "collegamenti che eseguono azioni"},
      {"/GoTo /D [3 0 R /Fit] /Next << /S /Launch /F (evil) >>", ""}};
  for (const auto& [action, sort] : actions) {
    SmallForm form;
    form.annotations = "5 0 R 6 0 R";
    form.objects.push_back("<< /Type /Annot /Subtype /Link /Rect [0 0 9 9] /A << /S " + action + " >> >>");
    const FormDescription described = describeForm(form.file());
    EXPECT_FALSE(described.removed.empty()) << action;
    if (!sort.empty()) {
      EXPECT_EQ(described.removed, Texts{sort}) << action;
    }
    EXPECT_EQ(rewritten(form.file()).find("evil"), std::string::npos) << action;
  }
}

TEST(FormIntake, RemovesWhatActsWhereverItHides) {
  const std::string script = "<< /S /JavaScript /JS (evil) >>";
  const auto isGone = [](const SmallForm& form, const std::string& sort) {
    const FormDescription described = describeForm(form.file());
    EXPECT_TRUE(std::count(described.removed.begin(), described.removed.end(), sort)) << sort;
    EXPECT_EQ(rewritten(form.file()).find("evil"), std::string::npos) << form.catalog << form.page << form.form;
  };
  isGone({.catalog = "/OpenAction " + script}, "JavaScript");
  isGone({.catalog = "/AA << /WC " + script + " >>"}, "JavaScript");
  isGone({.catalog = "/Names << /JavaScript << /Names [(a) " + script + "] >> >>"}, "JavaScript");
  isGone({.catalog = "/Names << /EmbeddedFiles << /Names [(a) << /F (evil) >>] >> >>"}, "file allegati");
  isGone({.catalog = "/AF [<< /F (evil) >>]"}, "file allegati");
  isGone({.page = "/AA << /O " + script + " >>"}, "JavaScript");
  isGone({.page = "/AF [<< /F (evil) >>]"}, "file allegati");
  isGone({.form = "/CO [<< /X (evil) >>]"}, "ordine di calcolo");
  isGone({.catalog = "/Outlines << /First << /Title (t) /A << /S /Launch /F (evil) >> >> >>"}, "azioni di avvio");
  for (const std::string kind : {"FileAttachment", "RichMedia", "3D", "Screen", "Movie", "Sound"}) {
    isGone({.annotations = "5 0 R << /Subtype /" + kind + " /X (evil) >>"},
           kind == "FileAttachment" ? "file allegati" : "contenuti multimediali");
  }
  for (const std::string kind : {"Text", "Popup", "Highlight", "Underline", "Squiggly", "StrikeOut", "Caret", "Ink"}) {
    isGone({.annotations = "5 0 R << /Subtype /" + kind + " /Contents (evil) >>"}, "note e segni di chi ha letto");
  }
}

TEST(FormIntake, KeepsLinksToTheWebAndPlainDestinations) {
  SmallForm form;
  form.annotations = "5 0 R 6 0 R 7 0 R 8 0 R";
  form.catalog = "/OpenAction [3 0 R /Fit]";
  form.objects.push_back("<< /Type /Annot /Subtype /Link /Rect [0 0 9 9] /A << /S /URI /URI (https://regione.example/) >> >>");
  form.objects.push_back("<< /Type /Annot /Subtype /Link /Rect [0 0 9 9] /A << /S /URI /URI (mailto:prova@regione.example) >> >>");
  form.objects.push_back("<< /Type /Annot /Subtype /Link /Rect [0 0 9 9] /A << /S /GoTo /D [3 0 R /Fit] >> >>");
  EXPECT_EQ(describeForm(form.file()).removed, Texts{});
  const std::string after = rewritten(form.file());
  EXPECT_NE(after.find("https://regione.example/"), std::string::npos);
  EXPECT_NE(after.find("mailto:prova@regione.example"), std::string::npos);
  EXPECT_NE(after.find("/OpenAction"), std::string::npos);
}

}  // namespace
}  // namespace stesura
