#include <gtest/gtest.h>

#include "service/registers/csv.h"
#include "service/registers/import_columns.h"
#include "service/registers/register_schemas.h"
#include "tests/package_fixture.h"
#include "tests/registers_fixture.h"

namespace stesura {
namespace {

using Import = RegistersHome;

std::string refusalOf(const std::string& csv) {
  try {
    readCsv(csv);
  } catch (const Error& error) {
    return error.sentence();
  }
  return "read";
}

using Cells = std::vector<std::string>;

TEST(Csv, ReadsWhatSpreadsheetsWrite) {
  const auto rows = readCsv("\xEF\xBB\xBF" "cognome;nome\r\n\"Rossi; \"\"il\"\"\";Mario\n\n\"due\nrighe\";\"\"\n");
  ASSERT_EQ(rows.size(), 3u);
  EXPECT_EQ(rows[0].cells, (Cells{"cognome", "nome"}));
  EXPECT_EQ(rows[1].cells, (Cells{"Rossi; \"il\"", "Mario"}));
  EXPECT_EQ(rows[2].cells, (Cells{"due\nrighe"}));
  EXPECT_EQ(rows[2].number, 4u);
  EXPECT_EQ(readCsv("a,b\n1,2;3").back().cells, (Cells{"1", "2;3"}));
  EXPECT_EQ(readCsv("a;b\r1;2\r").size(), 2u);
}

TEST(Csv, KnowsWindows1252) {
  EXPECT_EQ(readCsv("nome\nNiccol\xF2 \x80\n").back().cells, Cells{"Niccolò €"});
  EXPECT_NE(refusalOf("nome\nNiccol\xF2 \x81\n"), "read");
}

TEST(Csv, RefusesWhatIsNoCsv) {
  EXPECT_NE(refusalOf("\xFF\xFE" "a\0b"), "read");
  EXPECT_NE(refusalOf(std::string("a;b\0c\n", 6)), "read");
  EXPECT_NE(refusalOf("a;b\n\"x;y\n"), "read");
  EXPECT_NE(refusalOf("a;b\n\"x\"y;z\n"), "read");
  EXPECT_NE(refusalOf("a;b\nx\"y\";z\n"), "read");
  EXPECT_NE(refusalOf(std::string(300, ';')), "read");
  EXPECT_NE(refusalOf("a\n" + std::string(9000, 'x')), "read");
  std::string many = "a\n";
  for (int i = 0; i < 10001; ++i) many += "x\n";
  EXPECT_NE(refusalOf(many), "read");
  EXPECT_TRUE(readCsv("").empty());
}

TEST(Csv, KeepsWhatLooksLikeAFormulaAsText) {
  EXPECT_EQ(readCsv("a;b;c;d\n=1+1;+39 02;-1;@x").back().cells, (Cells{"=1+1", "+39 02", "-1", "@x"}));
}

TEST(ImportColumns, AreNamedByKeyOrTitle) {
  const RegisterSchemas schemas(STESURA_SOURCE_DIR);
  const auto columns = importColumns(schemas.shape(Register::persons));
  EXPECT_EQ(columnFor(columns, "residenza.comune")->pointer, "/residenza/comune");
  EXPECT_EQ(columnFor(columns, "RESIDENZA – comune")->pointer, "/residenza/comune");
  EXPECT_EQ(columnFor(columns, "Codice fiscale")->pointer, "/codice_fiscale");
  EXPECT_EQ(columnFor(columns, "Comune"), nullptr);  // of residence, or of the address for letters?
  EXPECT_EQ(columnFor(columns, "recapito_protetto.telefono"), nullptr);  // class H
  EXPECT_EQ(columnFor(columns, "tutela.misura_attiva"), nullptr);
}

class ImportRequest : public Import {
 protected:
  Reply import(const Identity& who, const std::string& target, const std::string& bytes, const std::string& type = "text/csv") {
    Request request;
    request.method = "POST";
    const std::size_t mark = target.find('?');
    request.path = target.substr(0, mark);
    if (mark != std::string::npos) request.query["prova"] = target.substr(target.find('=') + 1);
    request.mediaType = type;
    request.body = bytes;
    return home_.ask(request, who);
  }
  std::int64_t persons() {
    return home_.database().read([](Transaction& t) { return t.one("SELECT COUNT(*) FROM persona")->integer(0); });
  }
};

constexpr const char* kGood =
    "cognome;nome_proprio;codice_fiscale;residenza.comune;automunito;titolo_studio;patenti\n"
    "De Prova;Niccolò;DPRNCL99M09C034N;Paderno Dugnano;sì;licenza media;B|AM\n"
    "Esempio;Utente;smptnt90a01d912h;;no;;\n";

TEST_F(ImportRequest, TriesOutFirstAndStoresNothing) {
  const Reply reply = import(anna_, "/persone/importazione", kGood);
  ASSERT_EQ(reply.status, 200) << reply.body;
  const Json report = bodyOf(reply);
  EXPECT_EQ(report.at("prova"), true);
  EXPECT_EQ(report.at("importabili"), 2);
  EXPECT_EQ(report.at("compilati_dal_codice_fiscale"), 6);
  EXPECT_EQ(report.at("problemi"), Json::array());
  EXPECT_EQ(persons(), 0);
}

TEST_F(ImportRequest, StoresAllOfAGoodFile) {
  EXPECT_EQ(bodyOf(import(anna_, "/persone/importazione?prova=false", kGood)).at("importate"), 2);
  EXPECT_EQ(persons(), 2);
  const Json found = bodyOf(home_.ask(anna_, "POST", "/persone/ricerca", {{"codice_fiscale", "DPRNCL99M09C034N"}}));
  const std::string id = found.at("elementi").at(0).at("id");
  const Json person = bodyOf(home_.ask(anna_, "GET", "/persone/" + id)).at("dati");
  EXPECT_EQ(person.at("titolo_studio"), "media");
  EXPECT_EQ(person.at("patenti"), (Json{"B", "AM"}));
  EXPECT_EQ(person.at("automunito"), true);
  // The same file again: everybody is there already.
  const Reply again = import(anna_, "/persone/importazione?prova=false", kGood);
  EXPECT_EQ(again.status, 422);
  EXPECT_EQ(bodyOf(again).at("problems").size(), 2u);
  EXPECT_EQ(persons(), 2);
}

TEST_F(ImportRequest, TellsEveryRowThatIsWrongAndStoresNone) {
  const std::string bad = std::string(kGood) + "Neri;Anna;NRENNA01B68H264X;Rho;boh;;\n;Senza;;;;;\nFo;Al;FOXLAX69T31A123H;;forse;;\nDe Prova;Niccolo;DPRNCL99M09C034N;;;;\n";
  const Json trial = bodyOf(import(anna_, "/persone/importazione", bad));
  EXPECT_EQ(trial.at("importabili"), 2);
  std::string all;
  for (const Json& problem : trial.at("problemi")) all += problem.at("puntatore").get<std::string>() + " " + problem.at("messaggio").get<std::string>() + "\n";
  EXPECT_NE(all.find("/righe/4/codice_fiscale Riga 4: "), std::string::npos) << all;
  EXPECT_NE(all.find("/righe/4/automunito"), std::string::npos) << all;  // everything at once
  EXPECT_NE(all.find("/righe/5"), std::string::npos) << all;
  EXPECT_NE(all.find("/righe/6/automunito Riga 6: «Dispone di un’automobile»"), std::string::npos) << all;
  EXPECT_NE(all.find("/righe/7/codice_fiscale Riga 7: «Codice fiscale»: lo stesso valore è già alla riga 2."), std::string::npos) << all;
  for (const char* value : {"NRENNA", "Senza", "forse", "Neri"}) EXPECT_EQ(all.find(value), std::string::npos) << value;
  EXPECT_EQ(import(anna_, "/persone/importazione?prova=false", bad).status, 422);
  EXPECT_EQ(persons(), 0);
}

TEST_F(ImportRequest, FindsTheSamePersonByNameAndBirth) {
  const std::string twice = "cognome,nome_proprio,data_nascita\nRossi,Mario,12/03/1985\nRossi,Mario,1985-03-12\n";
  const Json report = bodyOf(import(anna_, "/persone/importazione", twice));
  EXPECT_EQ(report.at("problemi").size(), 1u);
  EXPECT_EQ(report.at("problemi")[0].at("puntatore"), "/righe/3/data_nascita");
}

TEST_F(ImportRequest, RefusesColumnsAndFilesItDoesNotKnow) {
  EXPECT_EQ(import(anna_, "/persone/importazione", "cognome;diagnosi\nx;y\n").status, 422);
  EXPECT_EQ(import(anna_, "/persone/importazione", "cognome;Cognome\nx;y\n").status, 422);
  EXPECT_EQ(import(anna_, "/persone/importazione", "cognome\n").status, 422);
  EXPECT_EQ(import(anna_, "/persone/importazione", "").status, 422);
  EXPECT_EQ(import(anna_, "/persone/importazione", "cognome;nome_proprio\nRossi;Mario;di troppo\n").status, 200);
  EXPECT_EQ(import(anna_, "/persone/importazione", "x", "application/pdf").status, 415);
  EXPECT_EQ(import(anna_, "/persone/importazione?prova=forse", kGood).status, 400);
  EXPECT_EQ(import(anna_, "/persone/importazione", std::string((10u << 20) + 1, 'x')).status, 413);
  EXPECT_EQ(import(desk_, "/persone/importazione", kGood).status, 403);
  const Json report = bodyOf(import(anna_, "/persone/importazione", "cognome;nome_proprio\nRossi;Mario;di troppo\n"));
  EXPECT_EQ(report.at("problemi").size(), 1u);
}

TEST_F(ImportRequest, ReadsASpreadsheetOfAgencies) {
  const auto cell = [](const std::string& text) { return "<table:table-cell office:value-type=\"string\"><text:p>" + text + "</text:p></table:table-cell>"; };
  const auto row = [](const std::string& cells) { return "<table:table-row>" + cells + "</table:table-row>"; };
  const std::string content = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<office:document-content" + testing::namespaces() +
                              "><office:body><office:spreadsheet><table:table>" +
                              row(cell("id") + cell("Denominazione") + cell("tipo") + cell("pubblica_amministrazione") + cell("sede.comune")) +
                              row(cell("comune-alatri") + cell("Comune di Alatri") + cell("Comune") + cell("sì") + cell("Alatri")) +
                              row(cell("asl-frosinone") + cell("ASL") + cell("altro") + cell("sì") + cell("")) +
                              "</table:table></office:spreadsheet></office:body></office:document-content>";
  const std::string ods = testing::rawZip({{"content.xml", content, true}});
  const std::string type = "application/vnd.oasis.opendocument.spreadsheet";
  const Json report = bodyOf(import(lead_, "/enti/importazione", ods, type));
  ASSERT_EQ(report.at("problemi").size(), 1u) << report.dump();
  EXPECT_EQ(report.at("problemi")[0].at("puntatore"), "/righe/3/id");
  EXPECT_EQ(import(lead_, "/enti/importazione?prova=false", ods, type).status, 422);
  EXPECT_EQ(import(desk_, "/enti/importazione", ods, type).status, 403);
}

}  // namespace
}  // namespace stesura
