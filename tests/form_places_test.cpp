#include "generator/odf/form_places.h"

#include <gtest/gtest.h>

#include "generator/error.h"
#include "generator/odf/package.h"
#include "generator/schema/schema.h"

namespace stesura {
namespace {

const Schema& schema() {
  static const Schema made = Schema::compile(Json::parse(R"({
    "$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object", "properties": {
      "data": {"type": "string", "title": "Data"},
      "persona": {"type": "object", "title": "Persona", "properties": {
        "cognome": {"type": "string", "title": "Cognome"}, "codice": {"type": "string", "title": "Codice"},
        "racconto": {"type": "string", "title": "Racconto", "contentMediaType": "text/markdown"},
        "assistita": {"type": "boolean", "title": "Assistita"}}},
      "tutore": {"type": "object", "title": "Tutore", "properties": {"cognome": {"type": "string", "title": "Cognome"}}},
      "esito": {"title": "Esito", "oneOf": [{"const": "si", "title": "accolta"}, {"const": "no", "title": "respinta"}]},
      "enti": {"type": "array", "title": "Enti", "maxItems": 3, "items": {"type": "object", "properties": {
        "nome": {"type": "string", "title": "Nome"}, "sede": {"type": "object", "title": "Sede", "properties": {
          "comune": {"type": "string", "title": "Comune"}}}}}},
      "tanti": {"type": "array", "title": "Tanti", "maxItems": 13, "items": {"type": "object", "properties": {"nome": {"type": "string"}}}},
      "infiniti": {"type": "array", "title": "Infiniti", "items": {"type": "object", "properties": {"nome": {"type": "string"}}}}}})"));
  return made;
}

// A flat document; the table style «Riga» has a height, «Libera» has none.
std::string layoutOf(const std::string& body, const std::string& header = {}, const std::string& title = "Prova") {
  return R"(<?xml version="1.0" encoding="UTF-8"?>
<office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0" xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0" xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0" xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:dc="http://purl.org/dc/elements/1.1/" office:version="1.3" office:mimetype="application/vnd.oasis.opendocument.text">
<office:meta><dc:title>)" + title + R"(</dc:title></office:meta>
<office:styles>
<style:style style:name="Centro" style:family="paragraph"><style:paragraph-properties fo:text-align="center"/></style:style>
<style:style style:name="Figlio" style:family="paragraph" style:parent-style-name="Centro"/>
<style:style style:name="Pieno" style:family="paragraph"><style:paragraph-properties fo:text-align="justify"/></style:style>
<style:style style:name="Rientro" style:family="paragraph"><style:paragraph-properties fo:text-indent="1cm"/></style:style>
<style:style style:name="Sillabe" style:family="paragraph"><style:text-properties fo:hyphenate="true"/></style:style>
<style:style style:name="Frame" style:family="graphic"/>
</office:styles>
<office:automatic-styles>
<style:style style:name="Riga" style:family="table-row"><style:table-row-properties style:min-row-height="1cm"/></style:style>
<style:style style:name="Libera" style:family="table-row"><style:table-row-properties fo:keep-together="always"/></style:style>
<style:style style:name="Basso" style:family="table-cell"><style:table-cell-properties style:vertical-align="bottom"/></style:style>
<style:style style:name="Cornice" style:family="graphic" style:parent-style-name="Frame"><style:graphic-properties draw:textarea-vertical-align="middle"/></style:style>
<style:style style:name="Disegno" style:family="graphic"><style:graphic-properties draw:fill="none"/></style:style>
<style:page-layout style:name="pm"><style:page-layout-properties fo:page-width="21cm" fo:page-height="29.7cm"/><style:header-style/></style:page-layout>
</office:automatic-styles>
<office:master-styles><style:master-page style:name="Standard" style:page-layout-name="pm">)" +
         (header.empty() ? "" : "<style:header>" + header + "</style:header>") +
         "</style:master-page></office:master-styles><office:body><office:text>" + body +
         "</office:text></office:body></office:document>";
}

std::string cell(const std::string& content, const std::string& attributes = {}) {
  return "<table:table-cell " + attributes + ">" + content + "</table:table-cell>";
}

std::string alone(const std::string& tag, const std::string& style = "Standard") {
  return "<text:p text:style-name=\"" + style + "\">" + tag + "</text:p>";
}

std::string row(const std::string& cells, const std::string& style = "Riga") {
  return "<table:table-row table:style-name=\"" + style + "\">" + cells + "</table:table-row>";
}

std::string table(const std::string& rows) {
  return "<table:table table:name=\"T\"><table:table-column table:number-columns-repeated=\"2\"/>" + rows + "</table:table>";
}

std::string frame(const std::string& content, const std::string& attributes) {
  return "<text:p><draw:frame draw:name=\"F\" text:anchor-type=\"paragraph\" " + attributes + "><draw:text-box>" + content +
         "</draw:text-box></draw:frame></text:p>";
}

constexpr const char* kSized = "draw:style-name=\"Cornice\" svg:width=\"4cm\" svg:height=\"1cm\"";

FormPlaces placesOf(const std::string& body) { return findFormPlaces(layoutOf(body), schema().shape()); }

std::vector<Problem> problemsOf(const std::string& layout) {
  try {
    findFormPlaces(layout, schema().shape());
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::templateFile);
    return error.problems();
  }
  return {};
}

std::string contentOf(const std::string& odt) { return readPackage(odt).find("content.xml")->bytes; }

TEST(FormPlaces, NamesThePlacesAfterTheirTags) {
  const FormPlaces found = placesOf(table(row(cell(alone("Cognome")) + cell(alone("{{persona.cognome|maiuscolo}}"))) +
                                          row(cell(alone("{{tutore.cognome}}", "Figlio"), "table:style-name=\"Basso\"") +
                                              cell(alone(" <text:span>{{data}}</text:span> ")))) +
                                    frame(alone("{{persona.codice}}"), kSized));
  ASSERT_EQ(found.places.size(), 4u);
  EXPECT_EQ(found.places[0].field, "{{persona.cognome|maiuscolo}}");
  EXPECT_EQ(found.places[0].title, "Persona: Cognome");
  EXPECT_EQ(found.places[1].field, "{{tutore.cognome}}");
  EXPECT_EQ(found.places[1].title, "Tutore: Cognome");
  EXPECT_EQ(found.places[1].across, PlaceAcross::centre);  // of the style's parent
  EXPECT_EQ(found.places[1].down, PlaceDown::bottom);
  EXPECT_EQ(found.places[2].title, "Data");
  EXPECT_EQ(found.places[3].down, PlaceDown::middle);
  EXPECT_NE(found.places[1].sort, found.places[0].sort);
}

TEST(FormPlaces, TellsCheckBoxesApartByTheirValues) {
  const FormPlaces found = placesOf(table(row(cell(alone("{{esito|casella:si}}")) + cell(alone("{{esito|casella:no}}"))) +
                                          row(cell(alone("{{persona.assistita|casella}}")) + cell("<text:p/>"))));
  ASSERT_EQ(found.places.size(), 3u);
  EXPECT_TRUE(found.places[0].checkBox);
  EXPECT_EQ(found.places[0].title, "Esito: accolta");
  EXPECT_EQ(found.places[1].title, "Esito: respinta");
  EXPECT_EQ(found.places[2].title, "Persona: Assistita");
}

TEST(FormPlaces, GivesEveryItemOfABoundedListARow) {
  for (const std::string& rows : {row(cell(alone("{{#enti}}{{nome}}")) + cell(alone("{{sede.comune}}{{/enti}}"))),
                                  row(cell(alone("{{#enti}}"))) + row(cell(alone("{{nome}}")) + cell(alone("{{sede.comune}}"))) +
                                      row(cell(alone("{{/enti}}")))}) {
    const FormPlaces found = placesOf(table(rows));
    ASSERT_EQ(found.places.size(), 6u);
    EXPECT_EQ(found.places[0].field, "{{#enti}}1{{nome}}");
    EXPECT_EQ(found.places[3].field, "{{#enti}}2{{sede.comune}}");
    EXPECT_EQ(found.places[3].title, "Enti 2: Sede: Comune");
    EXPECT_EQ(found.places[4].field, "{{#enti}}3{{nome}}");
    EXPECT_EQ(found.places[4].title, "Enti 3: Nome");
  }
}

TEST(FormPlaces, PutsTheMarksIntoOppositeCorners) {
  const FormPlaces found = placesOf(table(row(cell(alone("Testo")) + cell(alone("{{data}}", "Centro")))));
  const std::string upper = contentOf(found.upper), lower = contentOf(found.lower), lines = contentOf(found.lines);
  for (const std::string& content : {upper, lower}) {
    EXPECT_NE(content.find("xlink:href=\"stesura:campo/0\""), std::string::npos);
    EXPECT_EQ(content.find("{{"), std::string::npos);
    EXPECT_NE(content.find("Testo"), std::string::npos);
  }
  EXPECT_NE(upper.find("fo:text-align=\"start\""), std::string::npos);
  EXPECT_NE(upper.find("style:vertical-align=\"top\""), std::string::npos);
  EXPECT_NE(lower.find("fo:text-align=\"end\""), std::string::npos);
  EXPECT_NE(lower.find("style:vertical-align=\"bottom\""), std::string::npos);
  EXPECT_NE(lines.find("stesura:righe/0/5"), std::string::npos);
  EXPECT_EQ(lines.find("Testo"), std::string::npos);
}

struct Refused {
  std::string body;
  std::string message;
};

TEST(FormPlaces, RefusesWhatIsNoPlaceForAField) {
  const std::vector<Refused> refused = {
      {alone("Il giorno {{data}}"), "Il segnaposto {{data}} sta in mezzo a un testo."},
      {alone("{{data}}"), "Il segnaposto {{data}} non sta in una cella né in una cornice."},
      {"<text:h text:outline-level=\"1\">{{data}}</text:h>", "Il segnaposto {{data}} sta in un titolo."},
      {table(row(cell(alone("del {{data}}")))), "Il segnaposto {{data}} sta in mezzo a un testo."},
      {table(row(cell(alone("{{data}}") + alone("sotto")))), "Il segnaposto {{data}} sta in una cella con altro."},
      {table(row(cell(alone("<text:tab/>{{data}}")))), "Il segnaposto {{data}} sta in mezzo a un testo."},
      {table(row(cell("<text:list><text:list-item>" + alone("{{data}}") + "</text:list-item></text:list>"))),
       "Il segnaposto {{data}} non sta in una cella né in una cornice."},
      {table(row(cell(alone("{{data}}")), "Libera")), "Il segnaposto {{data}} sta in una riga senza altezza fissa né minima."},
      {table(row(cell(alone("{{data}}"), "table:number-rows-spanned=\"2\"")) + row("<table:covered-table-cell/>", "Libera")),
       "Il segnaposto {{data}} sta in una riga senza altezza fissa né minima."},
      {table("<table:table-header-rows>" + row(cell(alone("{{data}}"))) + "</table:table-header-rows>" + row(cell("<text:p/>"))),
       "Il segnaposto {{data}} sta in una riga di intestazione, che si ripete a ogni pagina."},
      {table(row(cell(alone("{{data}}", "Pieno")))), "Il segnaposto {{data}} sta in un capoverso giustificato."},
      {table(row(cell(alone("{{data}}", "Rientro")))), "Il segnaposto {{data}} sta in un capoverso che rientra alla prima riga."},
      {table(row(cell(alone("{{data}}", "Sillabe")))), "Il segnaposto {{data}} sta in un capoverso con la sillabazione."},
      {table(row(cell(alone("{{persona.racconto}}")))),
       "Il segnaposto {{persona.racconto}} mostra un testo formattato: un campo non può contenerlo."},
      {frame(alone("{{data}}"), "draw:style-name=\"Cornice\" svg:width=\"4cm\""), "Il segnaposto {{data}} sta in una cornice senza misura fissa."},
      {frame(alone("{{data}}"), "draw:style-name=\"Disegno\" svg:width=\"4cm\" svg:height=\"1cm\""),
       "Il segnaposto {{data}} sta in un disegno, non in una cornice di testo."},
      {frame(alone("{{data}}") + alone("sotto"), kSized), "Il segnaposto {{data}} sta in una cornice con altro."},
      {table(row(cell(alone("<text:a xlink:href=\"https://stesura.example/{{data}}\">pagina</text:a>")))),
       "Il segnaposto {{data}} sta in un collegamento o in un nome."},
  };
  for (const Refused& one : refused) {
    const std::vector<Problem> problems = problemsOf(layoutOf(one.body));
    ASSERT_FALSE(problems.empty()) << one.message;
    EXPECT_EQ(problems.front().message, one.message);
    EXPECT_NE(problems.front().place.find("{{"), std::string::npos) << one.message;
    EXPECT_FALSE(problems.front().hint.empty()) << one.message;
  }
}

TEST(FormPlaces, RefusesSectionsThatAreNoBoundedRow) {
  const std::vector<Refused> refused = {
      {table(row(cell(alone("{{#tanti}}{{nome}}{{/tanti}}")))), "La sezione {{#tanti}} non può stare in un modulo: si ripete soltanto una riga di tabella."},
      {table(row(cell(alone("{{^data}}senza{{/data}}")))), "La sezione {{^data}} non può stare in un modulo: si ripete soltanto una riga di tabella."},
      {table(row(cell(alone("{{#enti}}{{nome}}"))) + row(cell(alone("{{sede.comune}}{{/enti}}")))),
       "La sezione {{#enti}} non può stare in un modulo: si ripete soltanto una riga di tabella."},
      {table(row(cell(alone("{{#tanti}}{{nome}}")) + cell(alone("{{/tanti}}")))), "La lista di {{#tanti}} può avere 13 elementi: troppi per un modulo."},
      {table(row(cell(alone("{{#infiniti}}{{nome}}")) + cell(alone("{{/infiniti}}")))),
       "La lista di {{#infiniti}} non dice quanti elementi può avere al massimo."},
  };
  for (const Refused& one : refused) {
    const std::vector<Problem> problems = problemsOf(layoutOf(one.body));
    bool told = false;
    for (const Problem& problem : problems) told = told || problem.message == one.message;
    EXPECT_TRUE(told) << one.message << " / " << (problems.empty() ? "nothing" : problems.front().message);
  }
}

TEST(FormPlaces, RefusesTagsOutsideTheText) {
  const std::string body = table(row(cell(alone("{{data}}"))));
  const std::vector<Problem> header = problemsOf(layoutOf(body, alone("{{data}}")));
  ASSERT_EQ(header.size(), 1u);
  EXPECT_EQ(header[0].message, "Il segnaposto {{data}} sta in un’intestazione o in un piè di pagina.");
  const std::vector<Problem> title = problemsOf(layoutOf(body, {}, "Del {{data}}"));
  ASSERT_EQ(title.size(), 1u);
  EXPECT_EQ(title[0].message, "Il segnaposto {{data}} sta nelle proprietà del documento.");
}

TEST(FormPlaces, TellsEveryPlaceAtOnce) {
  const auto problems = problemsOf(layoutOf(alone("Il {{data}} di {{persona.cognome}}") + table(row(cell(alone("{{data}}")), "Libera")),
                                            alone("{{persona.codice}}")));
  ASSERT_EQ(problems.size(), 4u);
  EXPECT_EQ(problems[1].place, "Il {{data}} di {{persona.cognome}}");
}

TEST(FormPlaces, RefusesLayoutsThatAreWrongAnyway) {
  EXPECT_THROW(placesOf(table(row(cell(alone("{{persona.cognme}}"))))), Error);
  EXPECT_THROW(placesOf(table(row(cell(alone("{{#enti}}{{nome}}"))))), Error);
  EXPECT_THROW(placesOf(alone("Nessun segnaposto")), Error);
  EXPECT_THROW(findFormPlaces("non è un modello", schema().shape()), Error);
}

}  // namespace
}  // namespace stesura
