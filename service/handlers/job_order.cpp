#include "service/handlers/job_order.h"

#include "service/handlers/openapi.h"
#include "service/refusal.h"

namespace stesura {
namespace {

constexpr std::size_t kMostItems = 10'000;

Json formatSchema() { return {{"type", "string"}, {"title", "Formato"}, {"enum", {"odt", "pdf"}}, {"maxLength", 3}, {"default", "odt"}}; }
Json kindSchema() { return {{"type", "string"}, {"title", "Tipo di documento"}, {"minLength", 1}, {"maxLength", 64}}; }
Json layoutSchema() { return {{"type", "string"}, {"title", "Modello"}, {"minLength", 1}, {"maxLength", 64}}; }
Json networkSchema() { return {{"type", "string"}, {"title", "Rete"}, {"minLength", 1}, {"maxLength", 64}}; }

Json itemSchema() {
  Json path = idSchema(), meeting = idSchema();
  path["title"] = "Percorso";
  meeting["title"] = "Incontro";
  return {{"type", "object"},
          {"title", "Voce"},
          {"description", "Senza dati, il documento si compila da ciò che i registri sanno."},
          {"minProperties", 1},
          {"additionalProperties", false},
          {"properties",
           {{"dati", {{"type", "object"}, {"title", "Dati del documento"}}},
            {"percorso", path},
            {"rete", networkSchema()},
            {"incontro", meeting}}}};
}

OutputFormat formatFrom(const std::string& name) {
  if (name == "pdf") return OutputFormat::pdf;
  if (name.empty() || name == "odt") return OutputFormat::odt;
  throw Refusal(RefusalKind::malformed, "Il parametro formato è odt o pdf.");
}

std::string parameterOf(const Request& request, const std::string& name) {
  std::string value = request.parameter(name);
  if (value.size() > 64) throw Refusal(RefusalKind::malformed, "Il parametro " + name + " è troppo lungo.");
  return value;
}

bool isBlank(std::string_view line) { return line.find_first_not_of(" \t\r") == std::string_view::npos; }

JobOrder fromLines(const Request& request) {
  JobOrder order;
  order.kind = parameterOf(request, "tipo");
  order.layout = parameterOf(request, "modello");
  order.format = formatFrom(parameterOf(request, "formato"));
  if (order.kind.empty()) throw Refusal(RefusalKind::malformed, "Con NDJSON il tipo di documento si indica nel parametro tipo.");
  std::string_view rest = request.body;
  for (std::int64_t number = 1; !rest.empty(); ++number) {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    const std::string_view line = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    if (isBlank(line)) continue;
    // Before it is taken in: an item weighs a hundred times the shortest line.
    if (order.items.size() == kMostItems) {
      throw Refusal(RefusalKind::tooLarge, "Un lavoro può avere al massimo " + std::to_string(kMostItems) + " documenti: dividerlo in più lavori.");
    }
    JobItem item;
    item.index = number;
    item.data = line;
    order.items.push_back(std::move(item));
  }
  return order;
}

JobItem itemFrom(const Json& given) {
  JobItem item;
  item.path = given.value("percorso", "");
  item.network = given.value("rete", "");
  item.meeting = given.value("incontro", "");
  if (given.contains("dati")) item.data = given.at("dati").dump();
  return item;
}

JobOrder fromJson(const Json& given) {
  JobOrder order;
  order.kind = given.at("tipo");
  order.layout = given.value("modello", "");
  order.format = formatFrom(given.value("formato", ""));
  if (given.contains("percorsi")) order.sent = JobOrder::Sent::paths;
  for (const Json& path : given.value("percorsi", Json::array())) {
    JobItem item;
    item.path = path;
    order.items.push_back(std::move(item));
  }
  for (const Json& each : given.value("voci", Json::array())) order.items.push_back(itemFrom(each));
  for (std::size_t at = 0; at < order.items.size(); ++at) order.items[at].index = static_cast<std::int64_t>(at) + 1;
  return order;
}

}  // namespace

Json jobOrderSchema() {
  return {{"type", "object"},
          {"title", "Lavoro da fare"},
          {"description", "I documenti da produrre: da un elenco di percorsi, o voce per voce."},
          {"required", {"tipo"}},
          {"additionalProperties", false},
          {"oneOf", {{{"required", {"percorsi"}}}, {{"required", {"voci"}}}}},
          {"properties",
           {{"tipo", kindSchema()},
            {"modello", layoutSchema()},
            {"formato", formatSchema()},
            {"percorsi", {{"type", "array"}, {"title", "Percorsi"}, {"minItems", 1}, {"maxItems", kMostItems}, {"items", idSchema()}}},
            {"voci", {{"type", "array"}, {"title", "Voci"}, {"minItems", 1}, {"maxItems", kMostItems}, {"items", itemSchema()}}}}}};
}

std::vector<Parameter> jobOrderParameters() {
  return {{"tipo", "Con NDJSON: il tipo di documento.", kindSchema(), false},
          {"modello", "Con NDJSON: il modello; senza, per ogni documento il primo adatto ai suoi dati.", layoutSchema(), false},
          {"formato", "Con NDJSON: il formato.", formatSchema(), false}};
}

JobOrder jobOrderOf(const Request& request, const CheckedBody& body) {
  JobOrder order = request.mediaType == kNdjsonType ? fromLines(request) : fromJson(body.of(request));
  order.who = request.who;
  return order;
}

}  // namespace stesura
