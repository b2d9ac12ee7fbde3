// The program's commands, but for batch: exit codes, sentences, files.
#include <sys/stat.h>

#include <nlohmann/json.hpp>

#include "program_fixture.h"

namespace stesura::testing {
namespace fs = std::filesystem;
namespace {

using Kinds = Program;
using Check = Program;
using Generate = Program;
using Render = Program;
using Lint = Program;
using Extract = Program;
using Settings = Program;
using CommandLine = Program;

mode_t modeOf(const std::string& path) {
  struct stat status {};
  return stat(path.c_str(), &status) == 0 ? status.st_mode & 0777 : 0;
}

TEST_F(CommandLine, HelpIsItalianWithAnExampleEverywhere) {
  for (const std::string command : {"", "kinds", "check", "generate", "render", "lint", "convert",
                                    "batch", "extract", "samples"}) {
    std::vector<std::string> arguments = {"--help"};
    if (!command.empty()) arguments.insert(arguments.begin(), command);
    const Ran ran = run(arguments);
    EXPECT_EQ(ran.exitCode, 0) << command;
    EXPECT_TRUE(holds(ran.out, "Uso:")) << ran.out;
    EXPECT_TRUE(holds(ran.out, "Esempio:\n  stesura " + command)) << ran.out;
    EXPECT_FALSE(holds(ran.out, "Usage")) << ran.out;
    EXPECT_FALSE(holds(ran.out, "Options")) << ran.out;
    EXPECT_TRUE(ran.err.empty()) << ran.err;
  }
}

TEST_F(CommandLine, MistakesAreToldInItalianWithCodeTwo) {
  const std::vector<std::pair<std::vector<std::string>, std::string>> mistakes = {
      {{}, "Manca il comando."},
      {{"generat"}, "«generat» non è previsto. Forse intendevi «generate»?"},
      {{"check"}, "Manca KIND."},
      {{"check", "prova"}, "Manca FILE."},
      {{"kinds", "--jsn"}, "«--jsn» non è previsto. Forse intendevi «--json»?"},
      {{"generate", "prova", "x.json", "--to", "doc"}, "Indicare odt oppure pdf."},
      {{"generate", "prova", "x.json", "--to", "pdf", "-o", "x.odt"}, "si contraddicono"},
      {{"generate", "prova", "x.json", "--date", "2026-02-30"}, "anno-mese-giorno"},
      {{"generate", "prova", "x.json", "--date", "12/03/2026"}, "anno-mese-giorno"},
      {{"batch", "prova", "x.ndjson", "--out", "d"}, "Manca --to."},
      {{"batch", "prova", "x.ndjson", "--to", "odt"}, "Manca --out."},
      {{"batch", "prova", "x.ndjson", "--to", "odt", "--out", "d", "--jobs", "0"}, "da 1 a 64"},
      {{"check", "prova", "x.json", "--timeout", "abc"}, "da 1 a 3600"},
      {{"check", "prova", "x.json", "--workers", "0"}, "da 1 a 64"},
      {{"check", "prova", "non-esiste.json"}, "«non-esiste.json» non esiste."},
      {{"check", "prova", "."}, "è una cartella"},
      {{"render", "-", "-"}, "non entrambi"},
  };
  for (const auto& [arguments, sentence] : mistakes) {
    const Ran ran = stesura(arguments);
    EXPECT_EQ(ran.exitCode, 2) << sentence;
    EXPECT_TRUE(holds(ran.err, sentence)) << "wanted: " << sentence << "\ngot: " << ran.err;
    EXPECT_TRUE(ran.out.empty()) << ran.out;
  }
}

TEST_F(CommandLine, OptionWithoutItsValueIsNamed) {
  const Ran ran = run({"generate", "prova", "x.json", "--to"});
  EXPECT_EQ(ran.exitCode, 2);
  EXPECT_TRUE(holds(ran.err, "A --to serve un valore")) << ran.err;
}

TEST_F(CommandLine, UnknownKindAndLayoutAreMistakesThatNameWhatThereIs) {
  const std::string data = folder_.write("dati.json", record("Rossi"));
  const Ran kind = stesura({"generate", "prva", data});
  EXPECT_EQ(kind.exitCode, 2);
  EXPECT_TRUE(holds(kind.err, "Forse intendevi «prova»?")) << kind.err;
  const Ran layout = stesura({"generate", "prova", data, "--layout", "lunga"});
  EXPECT_EQ(layout.exitCode, 2);
  EXPECT_TRUE(holds(layout.err, "completa") && holds(layout.err, "ridotta")) << layout.err;
}

TEST_F(Kinds, ListsTitleRoleAndLayoutsWithTheirClass) {
  const Ran ran = stesura({"kinds"});
  EXPECT_EQ(ran.exitCode, 0);
  EXPECT_TRUE(holds(ran.out, "prova · Scheda di prova (ruolo: prova)")) << ran.out;
  EXPECT_TRUE(holds(ran.out, "ridotta · Ridotta (fino alla classe I)")) << ran.out;
  const auto list = nlohmann::json::parse(stesura({"kinds", "--json"}).out);
  EXPECT_EQ(list[0]["modelli"][0]["classe_massima"], "H");
  EXPECT_EQ(list[0]["modelli"][0]["dati_incorporati"], true);
}

TEST_F(Check, ValidDataSayWhatIsMissingAndHowMuchIsThere) {
  const Ran ran = stesura({"check", "prova", "-"}, record("Rossi"));
  EXPECT_EQ(ran.exitCode, 0) << ran.err;
  EXPECT_TRUE(holds(ran.out, "/persona/data_nascita: Persona › Data di nascita")) << ran.out;
  EXPECT_TRUE(holds(ran.out, "Completezza: ")) << ran.out;
  EXPECT_TRUE(holds(ran.out, " %)")) << ran.out;
}

TEST_F(Check, EveryProblemIsALineWithPointerSentenceAndHint) {
  const Ran ran = stesura({"check", "prova", "-"}, badRecord());
  EXPECT_EQ(ran.exitCode, 1);
  EXPECT_TRUE(holds(ran.out, "/persona/cognome: ")) << ran.out;
  EXPECT_TRUE(holds(ran.out, "/ente: ")) << ran.out;
  EXPECT_FALSE(holds(ran.out + ran.err, kCanary)) << ran.out << ran.err;
}

TEST_F(Check, JsonHasItsKeysForMachines) {
  const Ran ran = stesura({"check", "prova", "-", "--json"}, badRecord());
  EXPECT_EQ(ran.exitCode, 1);
  const auto answer = nlohmann::json::parse(ran.out);
  EXPECT_EQ(answer["valido"], false);
  ASSERT_GE(answer["problemi"].size(), 2u);
  for (const char* key :
       {"puntatore", "messaggio", "suggerimento", "parola_chiave", "puntatore_schema"}) {
    EXPECT_TRUE(answer["problemi"][0].contains(key)) << key;
  }
  ASSERT_FALSE(answer["mancanti"].empty());
  EXPECT_TRUE(answer["mancanti"][0].contains("obbligatorio"));
  EXPECT_TRUE(answer["completezza"]["percentuale"].is_number_integer());
  EXPECT_TRUE(answer["avvisi"].is_array());
}

TEST_F(Check, ShowsDerivedValuesAndTheRulesOfALayout) {
  home_.write("templates/prova/kind.json", R"({
  "tipo": "prova", "titolo": "Scheda di prova", "ruolo": "prova", "schema": "prova.schema.json",
  "derivati": [{"nome": "/quanti", "titolo": "Quanti servizi", "valore": {"conta": {"elenco": "/servizi"}}},
               {"nome": "/gruppi", "titolo": "Gruppi", "valore": {"raggruppa": {"elenco": "/servizi", "per": "nome"}}},
               {"nome": "/nome", "titolo": "Cognome", "valore": "/persona/cognome"}],
  "modelli": [
    {"nome": "completa", "titolo": "Completa", "file": "completa.fodt", "classe_massima": "H",
     "regole": [{"nome": "pochi", "allora": {"campo": "/quanti", "minimo": 9}, "messaggio": "Sono pochi.", "norma": "art. 1"}]},
    {"nome": "ridotta", "titolo": "Ridotta", "file": "ridotta.fodt", "classe_massima": "I",
     "riduci": {"/persona/cognome": "iniziali", "/persona/data_nascita": "anno"}}]})");
  auto data = nlohmann::json::parse(record("Rossi"));
  data["servizi"] = nlohmann::json::parse(R"([{"nome": "NIL"}, {"nome": "CPI"}, {"nome": "NIL"}])");
  const Ran plain = stesura({"check", "prova", "-"}, data.dump());
  EXPECT_EQ(plain.exitCode, 0);
  EXPECT_FALSE(holds(plain.out, "derivati")) << plain.out;
  const Ran ran = stesura({"check", "prova", "-", "--derivati"}, data.dump());
  EXPECT_EQ(ran.exitCode, 1);
  EXPECT_TRUE(holds(ran.out, "Valori derivati:\n  /quanti: Quanti servizi: 3\n  /gruppi: Gruppi: 2 elementi\n"
                             "    1. chiave: NIL; etichetta: NIL; voci: 2 elementi\n")) << ran.out;
  EXPECT_TRUE(holds(ran.out, "/quanti: Sono pochi. Norma: art. 1.\n")) << ran.out;
  // What a layout may not show in full, its derived values do not tell either.
  const Ran reduced = stesura({"check", "prova", "-", "--derivati", "--layout", "ridotta", "--json"}, data.dump());
  EXPECT_EQ(reduced.exitCode, 0) << reduced.err;
  const auto derived = nlohmann::json::parse(reduced.out)["derivati"];
  EXPECT_EQ(derived.back(), nlohmann::json::parse(R"({"puntatore": "/nome", "titolo": "Cognome", "valore": "R."})"));
  EXPECT_FALSE(holds(reduced.out, "Rossi")) << reduced.out;
  EXPECT_TRUE(holds(stesura({"check", "prova", "-", "--layout", "ridota"}, data.dump()).err, "Forse intendevi «ridotta»?"));
}

TEST_F(Check, TextThatIsNoJsonIsNotValidData) {
  const std::vector<std::string> texts = {"",
                                          "{",
                                          R"({"a":1,"a":2})",
                                          std::string(70, '[') + std::string(70, ']'),
                                          "NaN",
                                          "{\"a\":\"\xff\"}",
                                          std::string("{\"a\":1}\0", 8)};
  for (const std::string& text : texts) {
    const Ran ran = stesura({"check", "prova", "-"}, text);
    EXPECT_EQ(ran.exitCode, 1) << text;
    EXPECT_FALSE(ran.err.empty()) << text;
    const auto answer = nlohmann::json::parse(stesura({"check", "prova", "-", "--json"}, text).out);
    EXPECT_EQ(answer["valido"], false) << text;
  }
}

TEST_F(Check, TextOverTheBoundIsRefusedNamingTheBound) {
  const Ran ran = stesura({"check", "prova", "-"}, "\"" + std::string(17u << 20, 'a') + "\"");
  EXPECT_EQ(ran.exitCode, 1);
  EXPECT_TRUE(holds(ran.err, "16")) << ran.err;
}

TEST_F(Check, KeysWithControlCharactersCannotForgeLines) {
  const Ran ran = stesura({"check", "prova", "-"},
                          R"({"tipo_documento":"prova","ente":"A","persona":{"cognome":"B"},)"
                          R"("x\u001b[2J\ny":1})");
  EXPECT_EQ(ran.exitCode, 1);
  EXPECT_FALSE(holds(ran.out, "\x1b")) << ran.out;
  EXPECT_TRUE(holds(ran.out, "\\u{001B}")) << ran.out;
}

TEST_F(Generate, NamesTheDocumentAfterKindAndLayoutInTheCurrentFolder) {
  const std::string data = folder_.write("dati.json", record("CANARINO"));
  const Ran ran = stesura({"generate", "prova", data, "--layout", "ridotta"});
  EXPECT_EQ(ran.exitCode, 0) << ran.err;
  EXPECT_EQ(folder_.names(), (std::vector<std::string>{"dati.json", "prova-ridotta.odt"}));
  EXPECT_TRUE(holds(ran.out, "prova-ridotta.odt")) << ran.out;
  EXPECT_FALSE(holds(ran.out + ran.err, kCanary));
  EXPECT_EQ(folder_.read("prova-ridotta.odt").substr(0, 2), "PK");
}

TEST_F(Generate, WritesPdfAskedForByNameWithTheModeOfTheUmask) {
  const Ran ran = stesura({"generate", "prova", "-", "-o", "scheda.PDF"}, record("Rossi"));
  EXPECT_EQ(ran.exitCode, 0) << ran.err;
  EXPECT_EQ(folder_.read("scheda.PDF").substr(0, 5), "%PDF-");
  const mode_t mask = umask(022);
  umask(mask);
  EXPECT_EQ(modeOf(folder_ / "scheda.PDF"), 0666 & ~mask);
}

TEST_F(Generate, StandardOutputTakesTheDocumentAlone) {
  const Ran ran = stesura({"generate", "prova", "-", "-o", "-"}, record("Rossi"));
  EXPECT_EQ(ran.exitCode, 0) << ran.err;
  EXPECT_EQ(ran.out.substr(0, 2), "PK");
  EXPECT_TRUE(folder_.names().empty());
  const Ran again = stesura({"generate", "prova", "-", "-o", "-"}, record("Rossi"));
  EXPECT_EQ(ran.out, again.out);
}

TEST_F(Generate, DataThatBreakTheSchemaLeaveNoFile) {
  const Ran ran = stesura({"generate", "prova", "-", "-o", "x.odt"}, badRecord());
  EXPECT_EQ(ran.exitCode, 1);
  EXPECT_TRUE(holds(ran.err, "/persona/cognome")) << ran.err;
  EXPECT_TRUE(holds(ran.err, "/ente")) << ran.err;
  EXPECT_FALSE(holds(ran.out + ran.err, kCanary)) << ran.err;
  EXPECT_TRUE(folder_.names().empty());
}

TEST_F(Generate, DraftPrintsIncompleteData) {
  const std::string half = R"({"tipo_documento":"prova","persona":{}})";
  EXPECT_EQ(stesura({"generate", "prova", "-", "-o", "x.odt"}, half).exitCode, 1);
  const Ran ran = stesura({"generate", "prova", "-", "-o", "x.odt", "--bozza"}, half);
  EXPECT_EQ(ran.exitCode, 0) << ran.err;
  EXPECT_TRUE(folder_.has("x.odt"));
}

TEST_F(Generate, NeverWritesOntoWhatItReads) {
  const std::string data = folder_.write("dati.json", record("Rossi"));
  fs::create_symlink("dati.json", folder_ / "altro.odt");
  for (const std::string& output : {data, folder_ / "altro.odt"}) {
    const Ran ran = stesura({"generate", "prova", data, "-o", output});
    EXPECT_EQ(ran.exitCode, 2);
    EXPECT_TRUE(holds(ran.err, "è lo stesso che si legge")) << ran.err;
  }
  EXPECT_EQ(folder_.read("dati.json"), record("Rossi"));
}

TEST_F(Generate, RefusesANameOfAnotherSortOfFile) {
  for (const char* output : {"x.docx", "x.json", "x.fodt"}) {
    EXPECT_EQ(stesura({"generate", "prova", "-", "-o", output}, record("Rossi")).exitCode, 2) << output;
    EXPECT_FALSE(fs::exists(folder_ / output)) << output;
  }
  EXPECT_EQ(stesura({"generate", "prova", "-", "--to", "odt", "-o", "x.bozza"}, record("Rossi")).exitCode, 0);
}

TEST_F(Generate, CharacterThatNoFontHasNamesTheField) {
  const Ran ran =
      stesura({"generate", "prova", "-", "-o", "x.pdf"}, record("Rossi \xF0\x92\x80\x80"));
  EXPECT_EQ(ran.exitCode, 1);
  EXPECT_TRUE(holds(ran.err, "/persona/cognome") && holds(ran.err, "U+12000")) << ran.err;
  EXPECT_FALSE(folder_.has("x.pdf"));
}

TEST_F(Generate, CharacterOfTheTemplateThatNoFontHasIsCodeFour) {
  home_.write("templates/prova/completa.fodt", flatDocument("<text:p>Scheda \xF0\x92\x80\x80</text:p>"));
  const Ran ran = stesura({"generate", "prova", "-", "-o", "x.pdf"}, record("Rossi"));
  EXPECT_EQ(ran.exitCode, 4);
  EXPECT_NE(ran.err.find("U+12000"), std::string::npos) << ran.err;
  EXPECT_FALSE(folder_.has("x.pdf"));
}

TEST_F(Generate, BrokenTemplateIsCodeFourWithThePlaceOnThePage) {
  home_.write("templates/prova/completa.fodt",
              flatDocument("<text:p>Cognome: {{persona.cognme}}</text:p>"));
  const Ran ran = stesura({"generate", "prova", "-", "-o", "x.odt"}, record("CANARINO"));
  EXPECT_EQ(ran.exitCode, 4);
  EXPECT_TRUE(holds(ran.err, "persona.cognme") && holds(ran.err, "Cognome:")) << ran.err;
  EXPECT_FALSE(holds(ran.err, home_.path().string())) << ran.err;
  EXPECT_FALSE(holds(ran.err, kCanary));
  EXPECT_TRUE(folder_.names().empty());
}

TEST_F(Render, MergesAnyTemplateWithAnyData) {
  folder_.write("lettera.fodt", flatDocument("<text:p>Gentile {{nome}}</text:p>"));
  const Ran ran = stesura({"render", "lettera.fodt", "-"}, R"({"nome":"Anna"})");
  EXPECT_EQ(ran.exitCode, 0) << ran.err;
  EXPECT_TRUE(folder_.has("lettera.odt"));
  const Ran pdf =
      stesura({"render", "-", folder_.write("d.json", R"({"nome":"Anna"})"), "-o", "l.pdf"},
              folder_.read("lettera.fodt"));
  EXPECT_EQ(pdf.exitCode, 0) << pdf.err;
  EXPECT_EQ(folder_.read("l.pdf").substr(0, 5), "%PDF-");
}

TEST_F(Render, CharacterOfAHeaderThatNoFontHasIsCodeFour) {
  std::string letter = flatDocument("<text:p>Gentile {{nome}}</text:p>");
  const std::string page = R"(style:page-layout-name="pm1"/>)";
  letter.replace(letter.find(page), page.size(),
                 "style:page-layout-name=\"pm1\"><style:header><text:p>\xF0\x92\x80\x80</text:p>"
                 "</style:header></style:master-page>");
  folder_.write("lettera.fodt", letter);
  const Ran ran = stesura({"render", "lettera.fodt", "-", "-o", "l.pdf"}, R"({"nome":"Anna"})");
  EXPECT_EQ(ran.exitCode, 4);
  EXPECT_NE(ran.err.find("U+12000"), std::string::npos) << ran.err;
  EXPECT_FALSE(folder_.has("l.pdf"));
}

TEST_F(Render, EveryMissingNameIsAnError) {
  folder_.write("lettera.fodt", flatDocument("<text:p>{{nome}} {{cognome}} {{via}}</text:p>"));
  const Ran ran = stesura({"render", "lettera.fodt", "-", "-o", "x.odt"}, R"({"nome":"CANARINO"})");
  EXPECT_EQ(ran.exitCode, 4);
  EXPECT_TRUE(holds(ran.err, "cognome") && holds(ran.err, "via")) << ran.err;
  EXPECT_FALSE(holds(ran.err, kCanary));
  EXPECT_FALSE(folder_.has("x.odt"));
}

TEST_F(Render, WhatIsNoTemplateIsCodeFour) {
  for (const std::string& bytes :
       {std::string(), std::string("PK"), std::string("<html>{{nome}}</html>"),
        std::string("<!DOCTYPE x><office:document/>"), std::string(100, '\0')}) {
    folder_.write("x.odt", bytes);
    const Ran ran = stesura({"render", "x.odt", "-", "-o", "y.odt"}, R"({"nome":"Anna"})");
    EXPECT_EQ(ran.exitCode, 4) << bytes;
    EXPECT_FALSE(ran.err.empty());
    EXPECT_FALSE(folder_.has("y.odt"));
  }
}

TEST_F(Lint, NoArgumentTakesEveryKind) {
  const Ran ran = stesura({"lint"});
  EXPECT_TRUE(holds(ran.out, "prova/completa")) << ran.out << ran.err;
  EXPECT_TRUE(holds(ran.out, "prova/ridotta")) << ran.out;
}

TEST_F(Lint, ErrorsAreCodeFourAndShowTheirPlace) {
  home_.write("templates/prova/ridotta.fodt",
              flatDocument("<text:p>Condizione: {{persona.condizione|facoltativo}}</text:p>"));
  const Ran ran = stesura({"lint", "prova"});
  EXPECT_EQ(ran.exitCode, 4) << ran.out << ran.err;
  EXPECT_TRUE(holds(ran.out, "errore: ") && holds(ran.out, "Condizione:")) << ran.out;
  const Ran file = stesura({"lint", (home_.path() / "templates/prova/ridotta.fodt").string()});
  EXPECT_EQ(file.exitCode, 4) << "a file in a kind's folder is linted as its layout: " << file.out;
  const auto list = nlohmann::json::parse(stesura({"lint", "prova", "--json"}).out);
  EXPECT_TRUE(list.is_array());
  EXPECT_TRUE(holds(list.dump(), "\"livello\":\"errore\"")) << list.dump(1);
}

TEST_F(Lint, FileOutsideAnyKindIsLintedByItself) {
  folder_.write("buona.fodt", flatDocument("<text:p>{{nome}}</text:p>"));
  folder_.write("rotta.fodt", flatDocument("<text:p>{{#a}}{{nome}}</text:p>"));
  EXPECT_EQ(stesura({"lint", "buona.fodt"}).exitCode, 0);
  EXPECT_EQ(stesura({"lint", "rotta.fodt"}).exitCode, 4);
  EXPECT_EQ(stesura({"lint", "-"}, folder_.read("rotta.fodt")).exitCode, 4);
  EXPECT_EQ(stesura({"lint", "inesistente"}).exitCode, 2);
  EXPECT_EQ(stesura({"lint", "inesistente.odt"}).exitCode, 2);
}

TEST_F(Extract, GivesBackTheProjectionThatWasEmbedded) {
  ASSERT_EQ(stesura({"generate", "prova", "-", "-o", "x.pdf"}, record("Rossi")).exitCode, 0);
  const Ran ran = stesura({"extract", "x.pdf"});
  EXPECT_EQ(ran.exitCode, 0) << ran.err;
  EXPECT_EQ(nlohmann::json::parse(ran.out), nlohmann::json::parse(record("Rossi")));
  EXPECT_EQ(stesura({"extract", "-", "-o", "dati.json"}, folder_.read("x.pdf")).exitCode, 0);
  EXPECT_EQ(folder_.read("dati.json"), ran.out);
}

TEST_F(Extract, PdfWithoutDataIsNotValid) {
  ASSERT_EQ(
      stesura({"generate", "prova", "-", "-o", "x.pdf", "--senza-dati"}, record("Rossi")).exitCode,
      0);
  EXPECT_EQ(stesura({"extract", "x.pdf"}).exitCode, 1);
  EXPECT_EQ(stesura({"extract", "-"}, "no PDF at all").exitCode, 1);
  EXPECT_FALSE(stesura({"extract", "-"}, "").err.empty());
}

TEST_F(Settings, OptionGoesBeforeEnvironmentBeforeFile) {
  const std::string good = home_.path().string();
  const std::string empty = folder_.path().string();
  const auto kinds = [&](std::vector<std::string> arguments,
                         std::vector<std::pair<std::string, std::string>> variables) {
    Start start;
    start.arguments = std::move(arguments);
    start.variables = std::move(variables);
    return run(start);
  };
  const std::string config =
      folder_.write("stesura.conf", "# casa\nhome = " + good + "\ntimeout=20\n");
  EXPECT_TRUE(holds(kinds({"kinds", "--config", config}, {}).out, "prova"));
  EXPECT_TRUE(holds(kinds({"kinds"}, {{"STESURA_CONFIG", config}}).out, "prova"));
  EXPECT_EQ(kinds({"kinds", "--config", config}, {{"STESURA_HOME", empty}}).exitCode, 2);
  EXPECT_TRUE(holds(kinds({"kinds", "--home", good}, {{"STESURA_HOME", empty}}).out, "prova"));
  EXPECT_TRUE(holds(kinds({"kinds"}, {{"STESURA_HOME", good}}).out, "prova"));
  const std::string wrong = folder_.write("wrong.conf", "home = x\npassword = y\n");
  const Ran ran = kinds({"kinds", "--config", wrong}, {});
  EXPECT_EQ(ran.exitCode, 2);
  EXPECT_TRUE(holds(ran.err, "riga 2")) << ran.err;
}

TEST_F(Settings, WorkingWithoutASandboxIsSaidAloud) {
  const Ran ran = stesura({"kinds", "--unsafe-no-sandbox"});
  EXPECT_EQ(ran.exitCode, 0);
  EXPECT_TRUE(holds(ran.err, "senza isolamento")) << ran.err;
}

}  // namespace
}  // namespace stesura::testing
