#include "service/handlers/draft_view.h"

#include "service/handlers/check_view.h"
#include "service/handlers/openapi.h"

namespace stesura {
namespace {

constexpr const char* kSlug = "^[a-z0-9][a-z0-9_.-]*$";

Json slugSchema() { return {{"type", "string"}, {"minLength", 1}, {"maxLength", 64}, {"pattern", kSlug}}; }

Json body(const char* description, Json required, Json properties) {
  return {{"type", "object"}, {"description", description}, {"required", std::move(required)}, {"properties", std::move(properties)},
          {"additionalProperties", false}};
}

Json entryProperties() {
  const Json version = {{"type", "integer"}, {"format", "int32"}, {"minimum", 1}, {"maximum", 2147483647}};
  return {{"id", idSchema()}, {"tipo", textSchema(64)}, {"modello", textSchema(64)}, {"percorso", idSchema()}, {"rete", textSchema(64)},
          {"incontro", idSchema()}, {"autore", textSchema(64)}, {"affidata_a", textSchema(64)}, {"versione", version},
          {"creata_il", momentSchema()}, {"modificata_il", momentSchema()}, {"completezza", schemaReference("Completezza")}};
}

Json draftProperties() {
  Json properties = entryProperties();
  properties.update(checkProperties());
  properties["dati"] = schemaReference("DatiDelDocumento");
  properties["origini"] = {{"type", "object"}, {"description", "Da dove viene ogni valore già scritto, per puntatore JSON nei dati."},
                           {"maxProperties", 20000}, {"additionalProperties", schemaReference("OrigineDelDato")}};
  properties["aggiornata"] = {{"type", "boolean"}, {"description", "Era scritta con uno schema precedente: va bene anche con quello di oggi."}};
  properties["da_aggiornare"] = {{"type", "array"}, {"description", "Ciò che lo schema di oggi non ammette: serve l’aggiornamento."},
                                 {"maxItems", 10000}, {"items", schemaReference("ProblemaDelDato")}};
  properties["messi_da_parte"] = {{"type", "object"}, {"description", "Ciò che un aggiornamento ha tolto dai dati, con il suo puntatore di allora."},
                                  {"maxProperties", 10000}};
  return properties;
}

const std::vector<std::string> kDraftRequired = {"id", "tipo", "autore", "affidata_a", "versione", "creata_il", "modificata_il", "dati",
                                                 "origini", "mancanti", "completezza", "problemi", "avvisi"};

}  // namespace

Json draftEntry(const DraftRecord& record) {
  Json entry = {{"id", record.id}, {"tipo", record.kind}, {"autore", record.author}, {"affidata_a", record.holder},
                {"versione", record.version}, {"creata_il", record.createdAt}, {"modificata_il", record.changedAt},
                {"completezza", completenessAsJson(static_cast<std::size_t>(record.present), static_cast<std::size_t>(record.applicable))}};
  if (!record.layout.empty()) entry["modello"] = record.layout;
  if (!record.path.empty()) entry["percorso"] = record.path;
  if (!record.network.empty()) entry["rete"] = record.network;
  if (!record.meeting.empty()) entry["incontro"] = record.meeting;
  return entry;
}

Json draftAsJson(const DraftSheet& sheet) {
  Json value = draftEntry(sheet.record);
  value.update(checkAsJson(sheet.check, sheet.leftOut));
  value["dati"] = sheet.content.data;
  value["origini"] = sheet.origins;
  if (sheet.renewed) value["aggiornata"] = true;
  if (!sheet.misfits.empty()) value["da_aggiornare"] = problemsAsJson(sheet.misfits);
  if (!sheet.content.aside.empty()) value["messi_da_parte"] = sheet.content.aside;
  return value;
}

Json newDraftSchema() {
  return body("La richiesta di una bozza: il tipo e ciò di cui parla.", {"tipo"},
              {{"tipo", textSchema(64)}, {"modello", textSchema(64)}, {"percorso", idSchema()}, {"incontro", idSchema()},
               {"rete", slugSchema()}, {"ente", slugSchema()}});
}

Json changedDraftSchema() {
  return body("I dati di una bozza; possono essere incompleti o sbagliati.", {"dati"},
              {{"dati", {{"type", "object"}, {"maxProperties", 1000}}}, {"modello", textSchema(64)}});
}

Json earlierDocumentSchema() {
  return body("Il documento di cui riprendere i dati.", {"documento"},
              {{"documento", idSchema()}, {"conferma_dati_sanitari", {{"type", "boolean"}, {"default", false}}}});
}

Json handOverSchema() {
  return body("A chi passa la bozza.", {"utente"}, {{"utente", textSchema(64)}});
}

void addDraftSchemas(RouteTable& table) {
  table.schemas["OrigineDelDato"] = {
      {"type", "object"},
      {"description", "Da dove viene un valore: il puntatore nel contesto (o nel documento), il registro, il giorno."},
      {"required", {"da", "registro", "del"}},
      {"properties",
       {{"da", textSchema(2000)}, {"registro", textSchema(40)}, {"del", daySchema()}, {"oggetto", textSchema(64)},
        {"versione", {{"type", "integer"}, {"format", "int32"}, {"minimum", 0}, {"maximum", 2147483647}}},
        {"nota", textSchema(200)}, {"cambiato_il", daySchema()}}}};
  table.schemas["VoceDiBozza"] = {{"type", "object"},
                                  {"description", "Una bozza nell’elenco, senza ciò che vi è scritto."},
                                  {"required", {"id", "tipo", "autore", "affidata_a", "versione", "creata_il", "modificata_il", "completezza"}},
                                  {"properties", entryProperties()}};
  table.schemas["ElencoDelleBozze"] = listSchema("VoceDiBozza");
  Json draft = {{"type", "object"}, {"description", "Una bozza."}, {"required", kDraftRequired}, {"properties", draftProperties()}};
  table.schemas["Bozza"] = draft;
  draft["description"] = "Una bozza, e quanti valori sono stati copiati.";
  draft["required"].push_back("copiati");
  draft["properties"]["copiati"] = {{"type", "integer"}, {"format", "int32"}, {"minimum", 0}, {"maximum", 1000000}};
  table.schemas["BozzaCopiata"] = std::move(draft);
}

}  // namespace stesura
