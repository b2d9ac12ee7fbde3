#include "service/handlers/service_state.h"

#include <memory>

#include "generator/digest.h"
#include "service/handlers/openapi.h"

namespace stesura {
namespace {

constexpr const char* kTag = "Servizio";
constexpr const char* kMetricsType = "text/plain; version=0.0.4; charset=utf-8";

Route statusRoute() {
  return {"GET", "/status", Admission::everyone, {},
          [](const Request&) {
            const Json value = {{"type", "about:blank"}, {"title", "OK"}, {"status", 200}, {"detail", "Il servizio risponde."}};
            return Reply{200, "application/problem+json", value.dump(), {}, {}};
          },
          {"statoDelServizio", "Dice se il servizio risponde", "", kTag, {}, "", {},
           {{200, "Il servizio risponde.", "StatoDelServizio", {"application/problem+json"}, {}}}}};
}

Route metricsRoute(const Services& services) {
  return {"GET", "/metrics", Admission::loopback, {},
          [metrics = services.metrics](const Request&) { return Reply{200, kMetricsType, metrics->text(), {}, {}}; },
          {"misureDelServizio", "Misure per Prometheus, solo da questa macchina", "", kTag, {}, "", {},
           {{200, "Le misure, nel formato di testo di Prometheus.", "", {"text/plain"}, {}}}}};
}

struct Description { std::string text, tag; };

Route documentRoute(const std::shared_ptr<Description>& document) {
  return {"GET", "/openapi.json", Admission::everyone, {},
          [document](const Request& request) {
            return withEntityTag(request, {200, "application/json", document->text, {{"Cache-Control", "public, max-age=300"}}, {}}, document->tag);
          },
          {"descrizioneDelServizio", "Questa descrizione, in OpenAPI 3.1", "", kTag, {}, "", {},
           {{200, "La descrizione.", "DescrizioneOpenApi", {}, {"ETag"}}, {304, "Non è cambiata.", "", {}, {"ETag"}}}}};
}

}  // namespace

void addServiceStateRoutes(RouteTable& table, const Services& services) {
  addSharedSchemas(table);
  table.schemas["DescrizioneOpenApi"] = {
      {"type", "object"}, {"description", "Un documento OpenAPI."}, {"required", {"openapi", "info", "paths"}}};
  table.routes.push_back(statusRoute());
  table.routes.push_back(metricsRoute(services));
  const auto document = std::make_shared<Description>();
  table.routes.push_back(documentRoute(document));
  document->text = openApiDocument(table).dump();
  document->tag = "\"" + sha256Hex(document->text).substr(0, 32) + "\"";
}

}  // namespace stesura
