// The small kind with layouts over many of its documents.
#pragma once

#include <string>

#include "generator/json/json.h"
#include "tests/small_home.h"

namespace stesura::testing {

inline constexpr const char* kListSchema = R"({
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "$id": "https://schemi.stesura.example/elenco_prova.schema.json",
  "type": "object", "title": "Elenco", "unevaluatedProperties": false, "required": ["documenti"],
  "properties": {
    "titolo": {"type": "string", "title": "Titolo", "x-classe": "P"},
    "data_documento": {"type": "string", "format": "date", "title": "Data", "x-classe": "P"},
    "documenti": {"type": "array", "title": "Schede", "minItems": 1, "maxItems": 3000,
                  "items": {"$ref": "prova.schema.json"}}}
})";

// `completa` (one document), `elenco` (class I) and `registro` (class H, data embedded).
inline void writeCollectionKind(const SmallHome& home) {
  writeSmallKind(home);
  home.write("schemas/elenco_prova.schema.json", kListSchema);
  home.write("templates/prova/kind.json", R"({
  "tipo": "prova", "titolo": "Scheda di prova", "ruolo": "prova", "schema": "prova.schema.json",
  "modelli": [
    {"nome": "completa", "titolo": "Completa", "file": "completa.fodt", "classe_massima": "H", "dati_incorporati": true},
    {"nome": "elenco", "titolo": "Elenco", "file": "elenco.fodt", "classe_massima": "I",
     "raccolta": {"schema": "elenco_prova.schema.json", "elenco": "documenti"},
     "riduci": {"/documenti/*/persona/cognome": "iniziali"}},
    {"nome": "registro", "titolo": "Registro", "file": "registro.fodt", "classe_massima": "H", "dati_incorporati": true,
     "raccolta": {"schema": "elenco_prova.schema.json", "elenco": "documenti"}}]
})");
  home.write("templates/prova/elenco.fodt",
             flatDocument("<text:h text:outline-level=\"1\">{{titolo|facoltativo}}</text:h>"
                          "<text:p>{{#documenti}}{{@numero}}) {{ente}}, {{persona.cognome}}, "
                          "{{persona.codice|facoltativo}}{{#impronta}} {{sha256}}{{/impronta}}.{{/documenti}}</text:p>"));
  home.write("templates/prova/registro.fodt",
             flatDocument("<text:p>{{#documenti}}{{ente}} {{persona.cognome}} {{persona.telefono}}; {{/documenti}}</text:p>"));
}

inline Json smallDocument(const std::string& surname) {
  return {{"tipo_documento", "prova"},
          {"data_documento", "2026-03-12"},
          {"ente", "Comune di Rho"},
          {"persona", {{"cognome", surname}, {"telefono", "02 CANARINO"}, {"condizione", "CANARINO"}}}};
}

}  // namespace stesura::testing
