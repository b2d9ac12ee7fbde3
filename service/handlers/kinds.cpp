#include "service/handlers/kinds.h"

#include <algorithm>

#include "service/handlers/check_view.h"
#include "service/handlers/openapi.h"
#include "service/handlers/preview.h"
#include "service/refusal.h"

namespace stesura {
namespace {

constexpr const char* kTag = "Tipi di documento";
constexpr const char* kSchemaType = "application/schema+json";

// An unknown kind is an unknown address.
KindSummary kindOf(const Generator& generator, const std::string& name) {
  try {
    return generator.kind(name);
  } catch (const Error& error) {
    if (error.kind() == ErrorKind::usage) throw notFound();
    throw;
  }
}

// An unknown layout is a mistake in the request.
const LayoutSummary& layoutOf(const KindSummary& kind, const std::string& name) {
  if (name.empty()) return kind.layouts.front();
  const auto found = std::find_if(kind.layouts.begin(), kind.layouts.end(), [&](const LayoutSummary& layout) { return layout.name == name; });
  if (found == kind.layouts.end()) throw Refusal(RefusalKind::malformed, "Questo tipo di documento non ha il modello indicato.");
  return *found;
}

Json summaryOf(const KindSummary& kind) {
  Json layouts = Json::array();
  for (const LayoutSummary& layout : kind.layouts) {
    layouts.push_back({{"nome", layout.name}, {"titolo", layout.title}, {"classe_massima", layout.ceiling},
                       {"dati_incorporati", layout.embedsData}, {"raccolta", !layout.list.empty()},
                       {"formati", layout.makesOdt ? Json{"odt", "pdf"} : Json{"pdf"}}});
  }
  return {{"tipo", kind.name}, {"titolo", kind.title}, {"ruolo", kind.role}, {"modelli", std::move(layouts)},
          {"schema_sha256", kind.schemaSha256}};
}

std::string tagOf(const KindSummary& kind) {
  std::string tag = "\"";
  return tag.append(kind.schemaSha256, 0, 32).append("\"");
}

const char* presenceName(const Field& field) {
  switch (field.presence) {
    case Presence::required: return "obbligatorio";
    case Presence::expected: return "atteso";
    case Presence::optional: break;
  }
  return field.everRequired ? "secondo_i_dati" : "facoltativo";
}

void addFields(const Field& field, Json& list) {
  if (!field.pointer.empty() && !field.pointer.ends_with("/*")) {
    Json one = {{"puntatore", field.pointer}, {"titolo", field.title}, {"classe", className(field.dataClass)},
                {"presenza", presenceName(field)}};
    if (!field.prefill.empty()) one["precompila"] = field.prefill;
    list.push_back(std::move(one));
  }
  if (field.items) addFields(*field.items, list);
  for (const auto& [name, member] : field.properties) addFields(*member, list);
}

// One schema with all that it refers to, as JSON Schema 2020-12 bundles them (section 9.3.1).
Json bundled(const Materials& materials, const std::string& root) {
  Json bundle = parseJson(materials.schemas.at(root));
  for (const auto& [file, bytes] : materials.schemas) {
    if (file != root) bundle["$defs"][file] = parseJson(bytes);
  }
  return bundle;
}

// The file that no other refers to is the schema of the kind itself.
std::string rootOf(const Materials& materials, const std::string& kind) {
  const std::string usual = kind + ".schema.json";
  if (materials.schemas.contains(usual)) return usual;
  for (const auto& [file, bytes] : materials.schemas) {
    const bool referred = std::any_of(materials.schemas.begin(), materials.schemas.end(),
                                      [&](const auto& other) { return other.first != file && other.second.find(file + "#") != std::string::npos; });
    if (!referred) return file;
  }
  throw Error(ErrorKind::templateFile, "Lo schema di questo tipo non si può leggere.");
}

Collection collectionOf(const LayoutSummary& layout, const Json& data) {
  Collection collection;
  const auto list = data.find(layout.list);
  if (list == data.end() || !list->is_array()) {
    throw Error(ErrorKind::data, "Questo modello raccoglie molti documenti: indicarli in un elenco.",
                {{.pointer = pointerJoin("", layout.list), .message = "Manca l’elenco dei documenti.", .hint = {}, .keyword = {},
                  .schemaPointer = {}, .place = {}}});
  }
  collection.documents.assign(list->begin(), list->end());
  collection.others = data;
  collection.others.erase(layout.list);
  return collection;
}

Reply checked(const Generator& generator, const Request& request) {
  const KindSummary kind = kindOf(generator, request.value("tipo"));
  const Json data = jsonBody(request);
  const std::string name = request.parameter("modello");
  const LayoutSummary& layout = layoutOf(kind, name);
  if (!layout.list.empty()) {
    const CheckResult check = generator.check(kind.name, layout.name, collectionOf(layout, data));
    Json value = checkAsJson(check);
    value["valido"] = check.report.valid();
    return jsonReply(value);
  }
  CheckResult check = generator.check(kind.name, data);
  if (!name.empty()) {
    const LayoutCheck ofLayout = generator.checkLayout(kind.name, layout.name, data);
    check.report.problems.insert(check.report.problems.end(), ofLayout.problems.begin(), ofLayout.problems.end());
    check.report.warnings.insert(check.report.warnings.end(), ofLayout.warnings.begin(), ofLayout.warnings.end());
  }
  Json value = checkAsJson(check);
  value["valido"] = check.report.valid();
  return jsonReply(value);
}

void addSchemas(RouteTable& table) {
  const Json flag = {{"type", "boolean"}};
  const Json dataClass = {{"type", "string"}, {"enum", {"P", "I", "R", "G", "H"}}, {"maxLength", 1}};
  table.schemas["ModelloDelTipo"] = {
      {"type", "object"},
      {"description", "Un modello e la classe più protetta di ciò che mostra."},
      {"required", {"nome", "titolo", "classe_massima", "dati_incorporati", "raccolta", "formati"}},
      {"properties", {{"nome", textSchema(64)}, {"titolo", textSchema(300)}, {"classe_massima", dataClass}, {"dati_incorporati", flag}, {"raccolta", flag},
                      {"formati", {{"type", "array"}, {"minItems", 1}, {"maxItems", 2}, {"items", {{"type", "string"}, {"enum", {"odt", "pdf"}}, {"maxLength", 3}}}}}}}};
  table.schemas["CampoDelTipo"] = {
      {"type", "object"},
      {"description", "Una proprietà dei dati. Nel puntatore * vale per ogni elemento."},
      {"required", {"puntatore", "titolo", "classe", "presenza"}},
      {"properties", {{"puntatore", textSchema(1000)}, {"titolo", textSchema(500)}, {"classe", dataClass},
                      {"presenza", {{"type", "string"}, {"enum", {"obbligatorio", "atteso", "secondo_i_dati", "facoltativo"}}, {"maxLength", 16}}},
                      {"precompila", textSchema(300)}}}};
  Json kind = {{"type", "object"},
               {"description", "Un tipo di documento con i suoi modelli."},
               {"required", {"tipo", "titolo", "ruolo", "modelli", "schema_sha256"}},
               {"properties", {{"tipo", textSchema(64)}, {"titolo", textSchema(300)}, {"ruolo", textSchema(64)}, {"schema_sha256", textSchema(64)},
                               {"modelli", {{"type", "array"}, {"maxItems", 100}, {"items", schemaReference("ModelloDelTipo")}}}}}};
  table.schemas["TipoDiDocumento"] = kind;
  kind["description"] = "Un tipo di documento con i suoi modelli e i suoi campi.";
  kind["required"].push_back("campi");
  kind["properties"]["campi"] = {{"type", "array"}, {"maxItems", 20000}, {"items", schemaReference("CampoDelTipo")}};
  table.schemas["DettaglioDelTipo"] = kind;
  table.schemas["ElencoDeiTipi"] = listSchema("TipoDiDocumento");
  table.schemas["DatiDelDocumento"] = anyData();
  Json properties = checkProperties();
  properties["valido"] = flag;
  table.schemas["ControlloDeiDati"] = {{"type", "object"},
                                       {"description", "Che cosa non va nei dati, che cosa manca."},
                                       {"required", {"valido", "problemi", "avvisi", "mancanti", "completezza"}},
                                       {"properties", std::move(properties)}};
}

std::vector<Parameter> kindParameter() { return {{"tipo", "Il nome del tipo di documento.", textSchema(64), true}}; }

std::vector<Parameter> with(std::vector<Parameter> parameters, const std::vector<Parameter>& more) {
  parameters.insert(parameters.end(), more.begin(), more.end());
  return parameters;
}

Route listRoute(const Generator& generator) {
  return {"GET", "/tipi", Admission::signedIn, {},
          [&generator](const Request&) {
            Json value = {{"elementi", Json::array()}};
            for (const KindSummary& kind : generator.kinds()) value["elementi"].push_back(summaryOf(kind));
            return jsonReply(value);
          },
          {"tipiDiDocumento", "Elenca i tipi di documento e i loro modelli", "", kTag, {}, "", {}, {{200, "I tipi.", "ElencoDeiTipi", {}, {}}}}};
}

Route detailRoute(const Generator& generator) {
  return {"GET", "/tipi/{tipo}", Admission::signedIn, {},
          [&generator](const Request& request) {
            const KindSummary kind = kindOf(generator, request.value("tipo"));
            Json value = summaryOf(kind);
            value["campi"] = Json::array();
            addFields(*generator.shape(kind.name), value["campi"]);
            return withEntityTag(request, jsonReply(value), tagOf(kind));
          },
          {"tipoDiDocumento", "Mostra un tipo di documento: modelli, campi, classi", "", kTag, kindParameter(), "", {},
           {{200, "Il tipo.", "DettaglioDelTipo", {}, {"ETag"}}, {304, "Non è cambiato.", "", {}, {"ETag"}}}}};
}

Route schemaRoute(const Generator& generator) {
  return {"GET", "/tipi/{tipo}/schema", Admission::signedIn, {},
          [&generator](const Request& request) {
            const KindSummary kind = kindOf(generator, request.value("tipo"));
            const auto single = std::find_if(kind.layouts.begin(), kind.layouts.end(), [](const LayoutSummary& layout) { return layout.list.empty(); });
            const Materials materials = generator.materials(kind.name, single == kind.layouts.end() ? std::string() : single->name);
            Reply reply{200, kSchemaType, bundled(materials, rootOf(materials, kind.name)).dump(), {}, {}};
            return withEntityTag(request, std::move(reply), tagOf(kind));
          },
          {"schemaDelTipo", "Dà lo schema JSON dei dati, con tutto ciò a cui rimanda", "", kTag, kindParameter(), "", {},
           {{200, "Lo schema (JSON Schema 2020-12).", "", {kSchemaType}, {"ETag"}}, {304, "Non è cambiato.", "", {}, {"ETag"}}}}};
}

Route checkRoute(const Generator& generator) {
  return {"POST", "/tipi/{tipo}/controllo", Admission::signedIn, {},
          [&generator](const Request& request) { return checked(generator, request); },
          {"controlloDeiDati", "Controlla dei dati: problemi, avvisi, ciò che manca", "Nulla è conservato.", kTag,
           with(kindParameter(), {{"modello", "Controlla anche le regole di questo modello.", textSchema(64), false}}), "DatiDelDocumento", {},
           {{200, "Che cosa si è trovato.", "ControlloDeiDati", {}, {}}}}};
}

Route previewRoute(const Services& services) {
  return {"POST", "/tipi/{tipo}/anteprima", Admission::signedIn, {},
          [&services](const Request& request) {
            const KindSummary kind = kindOf(services.generator, request.value("tipo"));
            const PreviewOrder order = previewOrder(request);
            layoutOf(kind, order.layout);
            return previewReply(services, request.who, kind.name, order, jsonBody(request));
          },
          {"anteprimaDeiDati", "Fa vedere il documento che verrebbe da questi dati", "Nulla è conservato.", kTag,
           with(kindParameter(), previewParameters(true)), "DatiDelDocumento", {}, {previewAnswer()}}};
}

}  // namespace

void addKindRoutes(RouteTable& table, const Services& services) {
  addSchemas(table);
  addCheckSchemas(table);
  table.routes.push_back(listRoute(services.generator));
  table.routes.push_back(detailRoute(services.generator));
  table.routes.push_back(schemaRoute(services.generator));
  table.routes.push_back(checkRoute(services.generator));
  table.routes.push_back(previewRoute(services));
}

}  // namespace stesura
