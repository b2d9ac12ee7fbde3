// `stesura form`, and layouts that are PDF forms, through the program.
#include <nlohmann/json.hpp>

#include "form_file.h"
#include "program_fixture.h"

namespace stesura::testing {
namespace {

class FormCommands : public Program {
 protected:
  FormCommands() {
    folder_.write("modulo.pdf", form().file());
    nlohmann::json manifest = nlohmann::json::parse(home_.read("templates/prova/kind.json"));
    nlohmann::json layout = {{"nome", "modulo"}, {"titolo", "Modulo"}, {"file", "modulo.pdf"}, {"classe_massima", "R"},
                             {"campi", {{"Cognome_1", "{{persona.cognome}}"}, {"Presso", "{{ente}}"}, {"Ufficio", nullptr}}}};
    manifest["modelli"].push_back(layout);
    home_.write("templates/prova/kind.json", manifest.dump());
    home_.write("templates/prova/modulo.pdf", form().file());
  }

  static SmallForm form() {
    const auto field = [](const std::string& name, int bottom) {
      return "<< /Type /Annot /Subtype /Widget /FT /Tx /T (" + name + ") /Rect [100 " + std::to_string(bottom) + " 300 " +
             std::to_string(bottom + 18) + "] /P 3 0 R /F 4 /DA (/Helv 10 Tf 0 g) >>";
    };
    SmallForm form;
    form.objects = {field("Cognome_1", 700), field("Presso", 660), field("Ufficio", 620)};
    form.fields = form.annotations = "5 0 R 6 0 R 7 0 R";
    return form;
  }
};

TEST_F(FormCommands, FieldsAreListedForPeopleAndPrograms) {
  const Ran listed = stesura({"form", "fields", "modulo.pdf"});
  EXPECT_EQ(listed.exitCode, 0) << listed.err;
  EXPECT_TRUE(holds(listed.out, "pag. 1  testo  «Cognome_1»")) << listed.out;
  EXPECT_TRUE(holds(listed.out, "3 campi in 1 pagina.")) << listed.out;
  const Ran json = stesura({"form", "fields", "modulo.pdf", "--json"});
  const nlohmann::json read = nlohmann::json::parse(json.out);
  EXPECT_EQ(read["campi"][0]["nome"], "Cognome_1");
  EXPECT_EQ(read["campi"][0]["riquadri"][0]["rettangolo"], (std::vector<double>{100, 700, 300, 718}));
}

TEST_F(FormCommands, FilledValuesAreToldOnlyWhenAskedFor) {
  ASSERT_EQ(stesura({"generate", "prova", "-", "--layout", "modulo", "-o", "pieno.pdf"}, record(kCanary)).exitCode, 0);
  EXPECT_FALSE(holds(stesura({"form", "fields", "pieno.pdf", "--json"}).out, kCanary));
  EXPECT_FALSE(holds(stesura({"form", "fields", "pieno.pdf"}).out, kCanary));
  EXPECT_TRUE(holds(stesura({"form", "fields", "pieno.pdf", "--json", "--valori"}).out, kCanary));
}

TEST_F(FormCommands, FormsAreFilledAndReadBack) {
  const Ran made = stesura({"generate", "prova", "-", "--layout", "modulo", "-o", "pieno.pdf"}, record("Rossi"));
  EXPECT_EQ(made.exitCode, 0) << made.err;
  const Ran read = stesura({"form", "read", "pieno.pdf", "prova"});
  EXPECT_EQ(read.exitCode, 0) << read.err;
  const nlohmann::json data = nlohmann::json::parse(read.out);
  EXPECT_EQ(data["persona"]["cognome"], "Rossi");
  EXPECT_EQ(data["ente"], "Comune di Rho");
  EXPECT_EQ(data["tipo_documento"], "prova");
  EXPECT_TRUE(holds(read.err, "Letto con il modello «modulo».")) << read.err;
}

TEST_F(FormCommands, FlattenedFormsHaveNoFieldsToRead) {
  ASSERT_EQ(stesura({"generate", "prova", "-", "--layout", "modulo", "--flatten", "-o", "piatto.pdf"}, record("Rossi")).exitCode, 0);
  const Ran read = stesura({"form", "read", "piatto.pdf", "prova"});
  EXPECT_EQ(read.exitCode, 4) << read.err;
}

TEST_F(FormCommands, FormsAreMadeAsPdfOnlyAndOnlyFormsAreFlattened) {
  const Ran odt = stesura({"generate", "prova", "-", "--layout", "modulo", "-o", "x.odt"}, record("Rossi"));
  EXPECT_EQ(odt.exitCode, 2);
  EXPECT_TRUE(holds(odt.err, "si produce in PDF, non in ODT")) << odt.err;
  const Ran flat = stesura({"generate", "prova", "-", "--layout", "completa", "--flatten", "-o", "x.odt"}, record("Rossi"));
  EXPECT_EQ(flat.exitCode, 2);
  EXPECT_TRUE(holds(flat.err, "non ha campi da appiattire")) << flat.err;
  EXPECT_FALSE(folder_.has("x.odt"));
}

TEST_F(FormCommands, KindsTellWhichLayoutsAreForms) {
  EXPECT_TRUE(holds(stesura({"kinds"}).out, "modulo · Modulo (modulo PDF, fino alla classe R)"));
  const nlohmann::json list = nlohmann::json::parse(stesura({"kinds", "--json"}).out);
  EXPECT_EQ(list[0]["modelli"].back()["modulo_pdf"], true);
  EXPECT_FALSE(list[0]["modelli"][0].contains("modulo_pdf"));
}

TEST_F(FormCommands, BatchFillsFormsWithoutLibreOffice) {
  folder_.write("righe.ndjson", record("Rossi") + "\n" + record("Verdi") + "\n");
  const Ran ran = stesura({"batch", "prova", "righe.ndjson", "--layout", "modulo", "--to", "pdf", "--out", "o"});
  EXPECT_EQ(ran.exitCode, 0) << ran.err;
  EXPECT_TRUE(folder_.has("o/000002.pdf"));
}

TEST_F(FormCommands, ProposalsGoToStandardOutputAndDoubtsToTheTerminal) {
  const Ran bound = stesura({"form", "bind", "modulo.pdf", "prova"});
  EXPECT_EQ(bound.exitCode, 0) << bound.err;
  const nlohmann::json proposal = nlohmann::json::parse(bound.out);
  EXPECT_EQ(proposal["campi"].size(), 3u);
  EXPECT_EQ(proposal["campi"]["Cognome_1"], "{{persona.cognome}}") << bound.out;
  EXPECT_TRUE(holds(bound.err, "Campi con una proposta: ")) << bound.err;
}

TEST_F(FormCommands, LintNamesFieldsThatNothingFills) {
  EXPECT_EQ(stesura({"lint", "prova"}).err.find("«Ufficio»"), std::string::npos);
  nlohmann::json manifest = nlohmann::json::parse(home_.read("templates/prova/kind.json"));
  manifest["modelli"].back()["campi"].erase("Ufficio");
  home_.write("templates/prova/kind.json", manifest.dump());
  const Ran lint = stesura({"lint", "prova"});
  EXPECT_TRUE(holds(lint.out + lint.err, "Il campo «Ufficio» non si riempie con nessun dato.")) << lint.out << lint.err;
}

TEST_F(FormCommands, TagsAboveTheClassOfTheLayoutAreRefused) {
  nlohmann::json manifest = nlohmann::json::parse(home_.read("templates/prova/kind.json"));
  manifest["modelli"].back()["campi"]["Ufficio"] = "{{persona.condizione}}";
  home_.write("templates/prova/kind.json", manifest.dump());
  const Ran refused = stesura({"generate", "prova", "-", "--layout", "modulo", "-o", "x.pdf"}, record("Rossi"));
  EXPECT_EQ(refused.exitCode, 4);
  EXPECT_FALSE(folder_.has("x.pdf"));
}

TEST_F(FormCommands, WhatIsNoFormIsRefusedWithASentence) {
  folder_.write("vuoto.pdf", "");
  folder_.write("testo.pdf", "Buongiorno");
  for (const char* file : {"vuoto.pdf", "testo.pdf"}) {
    const Ran ran = stesura({"form", "fields", file});
    EXPECT_EQ(ran.exitCode, 4) << file;
    EXPECT_TRUE(holds(ran.err, "Il file non è un PDF.")) << ran.err;
  }
  EXPECT_EQ(stesura({"form", "fields", "manca.pdf"}).exitCode, 2);
  EXPECT_EQ(stesura({"form", "compile", "prova", "modulo"}).exitCode, 2);
  const Ran other = stesura({"form", "read", "modulo.pdf", "prova", "--layout", "completa"});
  EXPECT_EQ(other.exitCode, 2);
  EXPECT_TRUE(holds(other.err, "Il modello «completa» non è un modulo PDF")) << other.err;
}

TEST_F(FormCommands, AnotherFormIsNotReadAsThisOne) {
  const auto field = [](const std::string& name, int bottom) {
    return "<< /Type /Annot /Subtype /Widget /FT /Tx /T (" + name + ") /V (Rossi) /Rect [100 " + std::to_string(bottom) + " 300 " +
           std::to_string(bottom + 18) + "] /P 3 0 R >>";
  };
  SmallForm other;
  other.objects = {field("Cognomen", 700), field("Altro", 660)};
  other.fields = other.annotations = "5 0 R 6 0 R";
  folder_.write("altro.pdf", other.file());
  const Ran ran = stesura({"form", "read", "altro.pdf", "prova", "-o", "dati.json"});
  EXPECT_EQ(ran.exitCode, 1);
  EXPECT_TRUE(holds(ran.err, "non è nessuno dei moduli PDF di «prova»")) << ran.err;
  EXPECT_EQ(stesura({"form", "read", "altro.pdf", "prova", "--layout", "modulo", "-o", "dati.json"}).exitCode, 1);
  EXPECT_FALSE(folder_.has("dati.json"));
}

TEST_F(FormCommands, FormIsAPdfWithoutBeingAsked) {
  const Ran made = stesura({"generate", "prova", "-", "--layout", "modulo"}, record("Rossi"));
  EXPECT_EQ(made.exitCode, 0) << made.err;
  EXPECT_TRUE(folder_.has("prova-modulo.pdf"));
}

TEST_F(FormCommands, OwnTemplateIsOfTheSameNature) {
  folder_.write("proprio.fodt", home_.read("templates/prova/ridotta.fodt"));
  const Ran odt = stesura({"generate", "prova", "-", "--layout", "modulo", "--modello-proprio", "proprio.fodt", "-o", "x.pdf"}, record("Rossi"));
  EXPECT_EQ(odt.exitCode, 2);
  EXPECT_TRUE(holds(odt.err, "al suo posto va un altro modulo PDF")) << odt.err;
  const Ran pdf = stesura({"generate", "prova", "-", "--layout", "completa", "--modello-proprio", "modulo.pdf", "-o", "x.odt"}, record("Rossi"));
  EXPECT_EQ(pdf.exitCode, 2);
  EXPECT_TRUE(holds(pdf.err, "al suo posto non va un PDF")) << pdf.err;
}

TEST_F(FormCommands, LintNamesOptionsThatTheFormDoesNotHave) {
  SmallForm choice = form();
  choice.objects[2] = "<< /Type /Annot /Subtype /Widget /FT /Ch /Ff 131072 /T (Ufficio) /Opt [(Nord) (Sud)] /Rect [100 620 300 638] /P 3 0 R >>";
  home_.write("templates/prova/modulo.pdf", choice.file());
  nlohmann::json manifest = nlohmann::json::parse(home_.read("templates/prova/kind.json"));
  manifest["modelli"].back()["campi"]["Ufficio"] = {{"valore", "{{ente}}"}, {"opzioni", {{"Comune di Rho", "Nrod"}}}};
  home_.write("templates/prova/kind.json", manifest.dump());
  const Ran lint = stesura({"lint", "prova"});
  EXPECT_EQ(lint.exitCode, 4);
  EXPECT_TRUE(holds(lint.out + lint.err, "non offre l’opzione «Nrod»")) << lint.out << lint.err;
}

}  // namespace
}  // namespace stesura::testing
