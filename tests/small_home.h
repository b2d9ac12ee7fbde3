// A home folder of the test's own, with one small kind, so that tests need none of the real ones.
#pragma once

#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>

namespace stesura::testing {

class SmallHome {
 public:
  SmallHome() {
    std::string pattern = (std::filesystem::temp_directory_path() / "stesura_home_XXXXXX").string();
    path_ = mkdtemp(pattern.data());
    std::filesystem::create_directories(path_ / "schemas");
  }
  ~SmallHome() { std::filesystem::remove_all(path_); }
  SmallHome(const SmallHome&) = delete;
  SmallHome& operator=(const SmallHome&) = delete;

  const std::filesystem::path& path() const { return path_; }

  void write(const std::string& name, std::string_view text) const {
    std::filesystem::create_directories((path_ / name).parent_path());
    std::ofstream(path_ / name, std::ios::binary) << text;
  }

  std::string read(const std::string& name) const {
    std::ifstream file(path_ / name, std::ios::binary);
    return std::string(std::istreambuf_iterator<char>(file), {});
  }

 private:
  std::filesystem::path path_;
};

// A flat ODF document around a body (the children of office:text).
inline std::string flatDocument(std::string_view body) {
  std::string text = R"(<?xml version="1.0" encoding="UTF-8"?>
<office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0" xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0" office:version="1.3" office:mimetype="application/vnd.oasis.opendocument.text">
<office:meta><dc:title>Scheda di prova</dc:title></office:meta>
<office:font-face-decls><style:font-face style:name="Titillium Web" svg:font-family="'Titillium Web'"/></office:font-face-decls>
<office:styles><style:default-style style:family="paragraph"><style:text-properties style:font-name="Titillium Web" fo:font-size="11pt" fo:language="it" fo:country="IT"/></style:default-style><style:style style:name="Standard" style:family="paragraph"/></office:styles>
<office:automatic-styles><style:page-layout style:name="pm1"><style:page-layout-properties fo:page-width="21cm" fo:page-height="29.7cm" fo:margin-top="2cm" fo:margin-bottom="2cm" fo:margin-left="2cm" fo:margin-right="2cm"/></style:page-layout></office:automatic-styles>
<office:master-styles><style:master-page style:name="Standard" style:page-layout-name="pm1"/></office:master-styles>
<office:body><office:text>)";
  text += body;
  text += "</office:text></office:body></office:document>\n";
  return text;
}

// Writes the kind `prova`: a person with every class, a list, an expected and an optional value;
// layouts `completa` (H, embeds its data) and `ridotta` (I, surname as initials, year of birth).
inline void writeSmallKind(const SmallHome& home) {
  home.write("schemas/prova.schema.json", R"({
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "$id": "https://schemi.stesura.example/prova.schema.json",
  "type": "object", "title": "Prova", "unevaluatedProperties": false,
  "required": ["tipo_documento", "ente", "persona"],
  "properties": {
    "tipo_documento": {"const": "prova"},
    "id": {"type": "string", "format": "uuid", "x-classe": "P"},
    "data_documento": {"type": "string", "format": "date", "title": "Data", "x-classe": "P", "x-atteso": true},
    "ente": {"type": "string", "title": "Ente", "minLength": 1, "x-classe": "P"},
    "persona": {"type": "object", "title": "Persona", "x-classe": "R", "unevaluatedProperties": false,
      "required": ["cognome"],
      "properties": {
        "cognome": {"type": "string", "title": "Cognome", "minLength": 1},
        "data_nascita": {"type": "string", "format": "date", "title": "Data di nascita", "x-atteso": true},
        "codice": {"type": "string", "title": "Codice", "x-classe": "I"},
        "telefono": {"type": "string", "title": "Telefono", "x-atteso": true},
        "condizione": {"type": "string", "title": "Condizione", "x-classe": "H"}}},
    "servizi": {"type": "array", "title": "Servizi", "x-classe": "R", "items": {"type": "object",
      "unevaluatedProperties": false, "required": ["nome"],
      "properties": {"nome": {"type": "string", "title": "Nome", "x-classe": "I"},
                     "referente": {"type": "string", "title": "Referente"}}}},
    "note": {"type": "string", "title": "Note", "x-classe": "I"},
    "dati_assenti": {"type": "object", "x-assenze": true, "x-classe": "I", "additionalProperties": {"type": "string"}}}
})");
  home.write("templates/prova/kind.json", R"({
  "tipo": "prova", "titolo": "Scheda di prova", "ruolo": "prova", "schema": "prova.schema.json",
  "modelli": [
    {"nome": "completa", "titolo": "Completa", "file": "completa.fodt", "classe_massima": "H", "dati_incorporati": true},
    {"nome": "ridotta", "titolo": "Ridotta", "file": "ridotta.fodt", "classe_massima": "I",
     "riduci": {"/persona/cognome": "iniziali", "/persona/data_nascita": "anno"}}]
})");
  home.write("templates/prova/completa.fodt",
             flatDocument("<text:p>{{ente}} {{persona.cognome}} {{persona.data_nascita}} "
                          "{{persona.telefono}} {{persona.condizione|facoltativo}}</text:p>"
                          "<text:p>{{#servizi}}{{nome}}: {{referente|facoltativo}}; {{/servizi}}</text:p>"));
  home.write("templates/prova/ridotta.fodt",
             flatDocument("<text:p>{{ente}} {{persona.cognome}} {{persona.data_nascita}} "
                          "{{persona.codice|facoltativo}} {{note|facoltativo}}</text:p>"));
}

}  // namespace stesura::testing
