// What openapi.json says of the bodies and answers of /documenti.
#include "service/documents/states.h"
#include "service/handlers/document_desk.h"
#include "service/handlers/openapi.h"

namespace stesura {
namespace {

Json digestSchema() { return {{"type", "string"}, {"minLength", 64}, {"maxLength", 64}, {"pattern", "^[0-9a-f]{64}$"}}; }

Json countSchema(std::int64_t least, std::int64_t most) {
  return {{"type", "integer"}, {"format", "int64"}, {"minimum", least}, {"maximum", most}};
}

Json wordSchema(std::vector<std::string> words) {
  return {{"type", "string"}, {"maxLength", 40}, {"enum", std::move(words)}};
}

Json classSchema() { return wordSchema({"P", "I", "R", "G", "H"}); }

Json stateSchema() {
  std::vector<std::string> words;
  for (const std::string_view state : documentStates()) words.emplace_back(state);
  return wordSchema(std::move(words));
}

Json listOf(Json items, int most) { return {{"type", "array"}, {"maxItems", most}, {"items", std::move(items)}}; }

Json object(const char* description, std::vector<std::string> required, Json properties) {
  return {{"type", "object"}, {"description", description}, {"required", std::move(required)}, {"properties", std::move(properties)},
          {"additionalProperties", false}};
}

Json briefProperties() {
  return {{"id", idSchema()}, {"ente", textSchema(64)}, {"tipo", textSchema(60)}, {"modello", textSchema(60)},
          {"formato", wordSchema({"odt", "pdf"})}, {"percorso", idSchema()}, {"rete", textSchema(64)}, {"incontro", idSchema()},
          {"bozza", idSchema()}, {"autore", textSchema(64)}, {"classe", classSchema()}, {"stato", stateSchema()},
          {"versione", countSchema(1, 1000000)}, {"corregge", idSchema()},
          {"tipo_correzione", wordSchema({"rettifica", "integrazione", "annotazione"})}, {"superato_da", idSchema()},
          {"impronta", object("Impronta dei byte.", {"algoritmo", "valore"}, {{"algoritmo", textSchema(20)}, {"valore", digestSchema()}})},
          {"dimensione", countSchema(0, 1073741824)}, {"emesso_il", momentSchema()}, {"conservare_fino", daySchema()},
          {"protocolli_inseriti", countSchema(0, 1000)}, {"cancellato_il", momentSchema()}, {"autorizzazione_scarto", textSchema(80)}};
}

Json registrationProperties() {
  return {{"ente", textSchema(64)},
          {"codice_amministrazione", textSchema(20)},
          {"codice_aoo", textSchema(20)},
          {"codice_registro", {{"type", "string"}, {"minLength", 1}, {"maxLength", 16}, {"pattern", "^[A-Za-z0-9_.-]{1,16}$"}}},
          {"numero", {{"type", "string"}, {"minLength", 7}, {"maxLength", 20}, {"pattern", "^[0-9]{7,}$"}}},
          {"data", daySchema()},
          {"ora", {{"type", "string"}, {"maxLength", 8}, {"pattern", "^[0-9]{2}:[0-9]{2}:[0-9]{2}$"}}}};
}

std::vector<std::string> briefRequired() {
  return {"id", "ente", "tipo", "modello", "formato", "autore", "classe", "stato", "versione", "impronta", "dimensione", "emesso_il", "protocolli_inseriti"};
}

Json wholeSchema() {
  Json registration = registrationProperties();
  registration["inserito_da"] = textSchema(64);
  registration["inserito_il"] = momentSchema();
  const Json change = object("Un passaggio di stato.", {"stato", "chi", "quando"},
                             {{"stato", stateSchema()}, {"chi", textSchema(64)}, {"quando", momentSchema()}, {"motivo", textSchema(1000)}});
  Json properties = briefProperties();
  properties["id_dati"] = textSchema(36);
  properties["schema_sha256"] = digestSchema();
  properties["modello_sha256"] = digestSchema();
  properties["protocolli"] = listOf(object("Un numero di protocollo.", {"ente", "codice_registro", "numero", "data"}, std::move(registration)), 1000);
  properties["storia"] = listOf(change, 100);
  properties["stati_possibili"] = listOf(stateSchema(), 10);
  properties["avvertenze"] = listOf(schemaReference("ProblemaDelDato"), 2000);
  return object("Un documento emesso, con ciò che gli è accaduto.", briefRequired(), std::move(properties));
}

Json newDocumentSchema() {
  return object("Da una bozza, oppure da tipo e dati.", {},
                {{"bozza", idSchema()}, {"tipo", textSchema(60)}, {"modello", textSchema(60)}, {"formato", wordSchema({"odt", "pdf"})},
                 {"percorso", idSchema()}, {"rete", textSchema(64)}, {"incontro", idSchema()}, {"corregge", idSchema()},
                 {"tipo_correzione", wordSchema({"rettifica", "integrazione", "annotazione"})},
                 {"dati", {{"description", "I dati, come dice lo schema del tipo; un elenco per le raccolte."},
                           {"anyOf", {{{"type", "object"}, {"additionalProperties", true}},
                                      {{"type", "array"}, {"maxItems", 10000}, {"items", {{"type", "object"}, {"additionalProperties", true}}}}}}}}});
}

Json accessSchema() {
  const Json may = object("Chi può vedere il documento.", {"ente", "fino_alla_classe"},
                          {{"ente", textSchema(64)}, {"ruolo", textSchema(40)}, {"utente", textSchema(64)}, {"come", textSchema(60)},
                           {"nominativo", textSchema(200)}, {"fino_alla_classe", classSchema()}});
  const Json did = object("Chi ha fatto qualcosa con il documento.", {"quando", "chi", "ente", "azione", "esito"},
                          {{"quando", momentSchema()}, {"chi", textSchema(64)}, {"ente", textSchema(64)}, {"azione", textSchema(40)}, {"esito", textSchema(40)}});
  return object("Chi vede che cosa.", {"documento", "classe", "chi_puo", "chi_ha"},
                {{"documento", idSchema()}, {"classe", classSchema()}, {"chi_puo", listOf(may, 10000)}, {"chi_ha", listOf(did, 500)}});
}

}  // namespace

void addDocumentSchemas(RouteTable& table) {
  table.schemas["DocumentoInBreve"] = object("Un documento emesso.", briefRequired(), briefProperties());
  table.schemas["ElencoDocumenti"] = listSchema("DocumentoInBreve");
  table.schemas["Documento"] = wholeSchema();
  table.schemas["NuovoDocumento"] = newDocumentSchema();
  const Json file = object("Un file.", {"denominazione", "contenuto"}, {{"denominazione", textSchema(255)}, {"contenuto", textSchema(16777216)}});
  table.schemas["SchemaDelDocumento"] = object("Lo schema, con tutto ciò a cui rimanda.", {"sha256", "file"}, {{"sha256", digestSchema()}, {"file", listOf(file, 1000)}});
  table.schemas["DatiDelDocumento"] = object(
      "I dati emessi, fin dove chi chiede può vederli.", {"documento", "tipo", "classe", "dati"},
      {{"documento", idSchema()}, {"tipo", textSchema(60)}, {"classe", classSchema()},
       {"dati", {{"anyOf", {{{"type", "object"}, {"additionalProperties", true}},
                            {{"type", "array"}, {"maxItems", 10000}, {"items", {{"type", "object"}, {"additionalProperties", true}}}}}}}}});
  table.schemas["MetadatiDelDocumento"] = object("I metadati, con i nomi dell’Allegato 5.", {"riferimento", "metadati"},
                                                 {{"riferimento", textSchema(300)}, {"metadati", {{"type", "object"}, {"additionalProperties", true}}}});
  table.schemas["AccessiAlDocumento"] = accessSchema();
  table.schemas["PassaggioDiStato"] = object("Un passaggio di stato.", {"a"}, {{"a", stateSchema()}, {"motivo", {{"type", "string"}, {"minLength", 1}, {"maxLength", 1000}}}});
  table.schemas["NuovoProtocollo"] = object("Il numero che il registro del proprio ente ha dato al documento.", {"codice_registro", "numero", "data"}, registrationProperties());
  table.schemas["NuovoScarto"] = object("Lo scarto di un documento registrato.", {"autorizzazione"}, {{"autorizzazione", {{"type", "string"}, {"minLength", 3}, {"maxLength", 80}}}});
}

}  // namespace stesura
