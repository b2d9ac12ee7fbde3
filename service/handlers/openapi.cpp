#include "service/handlers/openapi.h"

#include <algorithm>
#include <stdexcept>

namespace stesura {
namespace {

constexpr const char* kProblemType = "application/problem+json";
constexpr const char* kDescription =
    "Registri, bozze e documenti delle reti per l’inserimento lavorativo. Gli errori sono "
    "application/problem+json (RFC 9457), in italiano, con l’elenco dei problemi. Gli identificativi non "
    "dicono nulla di chi indicano; quello di un altro ente risponde come uno sconosciuto (404). I dati "
    "personali non stanno mai negli indirizzi. Chi modifica ciò che anche altri possono modificare manda in "
    "If-Match l’ETag dell’ultima lettura.";

struct ErrorAnswer { int status; const char* name; const char* description; };

constexpr ErrorAnswer kErrors[] = {
    {400, "RichiestaNonValida", "La richiesta non si può leggere."},
    {401, "AccessoRichiesto", "Mancano le credenziali, o non valgono."},
    {403, "OperazioneNonConsentita", "Il ruolo con cui si è entrati non consente questa operazione."},
    {404, "NonTrovato", "Non esiste, o non è accessibile con queste credenziali."},
    {409, "StatoInConflitto", "Lo stato non lo consente, o la stessa richiesta è ancora in lavorazione."},
    {412, "VersioneSuperata", "Nel frattempo i dati sono cambiati: If-Match ne nomina un’altra versione."},
    {413, "RichiestaTroppoGrande", "La richiesta supera il limite."},
    {415, "FormatoNonPrevisto", "Il formato della richiesta non è previsto."},
    {422, "DatiNonValidi", "I dati non sono validi: tutti i problemi sono elencati."},
    {428, "VersioneMancante", "Manca If-Match, con l’ETag dell’ultima lettura."},
    {429, "TroppeRichieste", "Troppe richieste: riprovare dopo i secondi di Retry-After."},
    {503, "ServizioOccupato", "Il servizio è occupato: riprovare dopo i secondi di Retry-After."},
};

Json headerReference(const std::string& name) { return {{"$ref", "#/components/headers/" + name}}; }
Json parameterReference(const std::string& name) { return {{"$ref", "#/components/parameters/" + name}}; }

bool answersWith(const Route& route, const std::string& header) {
  const std::vector<Answer>& answers = route.operation.answers;
  return std::any_of(answers.begin(), answers.end(), [&](const Answer& answer) { return answer.headers.contains(header); });
}

bool mayBeUnchanged(const Route& route) {
  const std::vector<Answer>& answers = route.operation.answers;
  return std::any_of(answers.begin(), answers.end(), [](const Answer& answer) { return answer.status == 304; });
}

// A session is in the cookie, which a browser sends by itself.
bool asksForToken(const Route& route) { return route.admission == Admission::signedIn && route.method != "GET"; }

bool asksForVersion(const Route& route) {
  const bool replaces = route.method == "PUT" && route.pattern.ends_with('}');
  return replaces || route.operation.precondition == Precondition::ifMatch;
}

// Those whose answer onceOnly() keeps (idempotency.h).
bool mayBeRepeated(const Route& route) { return route.method == "POST" && route.admission == Admission::signedIn; }

// What a request may or must say in its head, beyond Operation::parameters.
std::vector<std::string> requestHeaders(const Route& route) {
  std::vector<std::string> names;
  if (asksForVersion(route)) names.emplace_back("If-Match");
  if (mayBeUnchanged(route)) names.emplace_back("If-None-Match");
  if (answersWith(route, "Preference-Applied")) names.emplace_back("Prefer");
  if (mayBeRepeated(route)) names.emplace_back("Idempotency-Key");
  if (asksForToken(route)) names.emplace_back("X-CSRF-Token");
  return names;
}

// On answers that went well, and on the client's mistakes.
Json limitHeaders() {
  Json headers = Json::object();
  for (const char* name : {"RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset"}) headers[name] = headerReference(name);
  return headers;
}

Json countHeader(const char* description) {
  return {{"description", description},
          {"schema", {{"type", "integer"}, {"format", "int32"}, {"minimum", 0}, {"maximum", 2147483647}}}};
}

Json textHeader(const char* description, int maxLength) {
  return {{"description", description}, {"schema", textSchema(maxLength)}};
}

// Of the answers that tell of it none comes without.
Json always(Json header) {
  header["required"] = true;
  return header;
}

Json wordHeader(const char* description, const char* word) {
  return {{"description", description}, {"schema", {{"type", "string"}, {"enum", {word}}}}};
}

Json headerComponents() {
  return {{"RateLimit-Limit", countHeader("Quante richieste sono concesse nell’intervallo.")},
          {"RateLimit-Remaining", countHeader("Quante ne restano.")},
          {"RateLimit-Reset", countHeader("Fra quanti secondi tornano tutte.")},
          {"Retry-After", countHeader("Dopo quanti secondi riprovare.")},
          {"Location", always(textHeader("Dove si trova la risorsa.", 2048))},
          {"ETag", always(textHeader("La versione, per If-Match e If-None-Match.", 200))},
          {"Content-Disposition", always(textHeader("Il nome del file.", 500))},
          {"Set-Cookie", always(textHeader("Il cookie della sessione.", 1000))},
          {"Preference-Applied", always(textHeader("La preferenza di Prefer che è stata seguita.", 200))},
          {"Idempotency-Replayed", wordHeader("C’è quando questa è la risposta di prima, a una richiesta ripetuta con la stessa Idempotency-Key.", "true")},
          {"Idempotency-Body", wordHeader("C’è quando la risposta di prima torna senza corpo: si rilegge all’indirizzo in Location.", "omitted")}};
}

Json requestHeader(const char* name, bool required, const char* description, Json schema) {
  return {{"name", name}, {"in", "header"}, {"required", required}, {"description", description}, {"schema", std::move(schema)}};
}

Json parameterComponents() {
  const Json version = {{"type", "string"}, {"maxLength", 21}, {"pattern", "^\"[0-9]{1,19}\"$"}};
  const Json key = {{"type", "string"}, {"minLength", 1}, {"maxLength", 255}, {"pattern", "^[!-~]+$"}};
  return {{"If-Match",
           requestHeader("If-Match", true,
                         "L’ETag dell’ultima lettura: senza, la risposta è 428; se nel frattempo la versione è un’altra, 412.", version)},
          {"If-None-Match",
           requestHeader("If-None-Match", false, "Gli ETag che si hanno già, o *: se uno è quello di adesso, la risposta è 304, senza corpo.",
                         textSchema(1000))},
          {"Prefer",
           requestHeader("Prefer", false, "respond-async: non aspettare. La risposta è 202 e dà un lavoro (RFC 7240).", textSchema(200))},
          {"Idempotency-Key",
           requestHeader("Idempotency-Key", false,
                         "Scelta da chi chiede, diversa per ogni richiesta: ripetuta entro 24 ore con lo stesso corpo, riceve la "
                         "stessa risposta, con Idempotency-Replayed: true, e nulla avviene due volte. Una risposta che parla di una "
                         "persona torna senza corpo (Idempotency-Body: omitted): si rilegge all’indirizzo in Location.",
                         key)},
          {"X-CSRF-Token",
           requestHeader("X-CSRF-Token", false, "Per chi è entrato con nome e password: token_csrf di /accesso. Con una chiave non serve.",
                         textSchema(64))}};
}

Json problemContent() { return {{kProblemType, {{"schema", schemaReference("Problema")}}}}; }

Json errorResponse(const ErrorAnswer& error) {
  Json headers = error.status < 500 ? limitHeaders() : Json::object();
  if (error.status == 429 || error.status == 503) headers["Retry-After"] = headerReference("Retry-After");
  Json response = {{"description", error.description}, {"content", problemContent()}};
  if (!headers.empty()) response["headers"] = headers;
  return response;
}

Json errorComponents() {
  Json responses = {{"Errore", {{"description", "Un altro errore."}, {"content", problemContent()}}}};
  for (const ErrorAnswer& error : kErrors) responses[error.name] = errorResponse(error);
  return responses;
}

Json answerContent(const Answer& answer) {
  Json content = Json::object();
  if (!answer.schema.empty()) {
    const std::vector<std::string> json = {"application/json"};
    for (const std::string& type : answer.mediaTypes.empty() ? json : answer.mediaTypes) {
      if (type.ends_with("json")) content[type] = {{"schema", schemaReference(answer.schema)}};
    }
  }
  for (const std::string& type : answer.mediaTypes) {
    if (!content.contains(type)) content[type] = {{"schema", {{"type", "string"}, {"format", "binary"}, {"maxLength", 268435456}}}};
  }
  return content;
}

Json answerResponse(const Route& route, const Answer& answer) {
  Json response = {{"description", answer.description}, {"headers", limitHeaders()}};
  for (const std::string& name : answer.headers) response["headers"][name] = headerReference(name);
  if (mayBeRepeated(route) && answer.status < 400) {
    for (const char* name : {"Idempotency-Replayed", "Idempotency-Body"}) response["headers"][name] = headerReference(name);
  }
  if (answer.status == 429 || answer.status == 503) response["headers"]["Retry-After"] = headerReference("Retry-After");
  const Json content = answer.status >= 400 ? problemContent() : answerContent(answer);
  if (!content.empty()) response["content"] = content;
  return response;
}

bool hasError(const Route& route, int status) {
  const bool named = route.pattern.find('{') != std::string::npos;
  const bool body = !route.operation.bodySchema.empty() || !route.operation.bodyMediaTypes.empty();
  switch (status) {
    case 401: return route.admission == Admission::signedIn;
    case 403: return route.admission == Admission::signedIn;
    case 404: return named || route.admission == Admission::loopback;
    case 409: return route.admission == Admission::signedIn && route.method != "GET";
    case 412:
    case 428: return asksForVersion(route);
    case 413:
    case 415: return body;
    case 422: return body || mayBeRepeated(route);
    default: return true;
  }
}

Json responsesOf(const Route& route) {
  Json responses = {{"default", {{"$ref", "#/components/responses/Errore"}}}};
  for (const ErrorAnswer& error : kErrors) {
    if (hasError(route, error.status)) {
      responses[std::to_string(error.status)] = {{"$ref", std::string("#/components/responses/") + error.name}};
    }
  }
  for (const Answer& answer : route.operation.answers) responses[std::to_string(answer.status)] = answerResponse(route, answer);
  return responses;
}

std::vector<std::string> namesIn(const std::string& pattern) {
  std::vector<std::string> names;
  for (std::size_t open = pattern.find('{'); open != std::string::npos; open = pattern.find('{', open + 1)) {
    names.push_back(pattern.substr(open + 1, pattern.find('}', open) - open - 1));
  }
  return names;
}

Json parametersOf(const Route& route) {
  Json list = Json::array();
  const std::vector<std::string> names = namesIn(route.pattern);
  for (const std::string& name : names) {
    const auto& told = route.operation.parameters;
    const auto found = std::find_if(told.begin(), told.end(), [&](const Parameter& each) { return each.name == name; });
    list.push_back({{"name", name},
                    {"in", "path"},
                    {"required", true},
                    {"description", found == told.end() ? "L’identificativo della risorsa." : found->description},
                    {"schema", found == told.end() ? textSchema(64) : found->schema}});
  }
  for (const Parameter& parameter : route.operation.parameters) {
    if (std::find(names.begin(), names.end(), parameter.name) != names.end()) continue;
    list.push_back({{"name", parameter.name},
                    {"in", parameter.header ? "header" : "query"},
                    {"required", parameter.required},
                    {"description", parameter.description},
                    {"schema", parameter.schema}});
  }
  for (const std::string& name : requestHeaders(route)) list.push_back(parameterReference(name));
  return list;
}

Json bodyOf(const Operation& operation) {
  Json content = Json::object();
  if (!operation.bodySchema.empty()) content["application/json"] = {{"schema", schemaReference(operation.bodySchema)}};
  for (const std::string& type : operation.bodyMediaTypes) {
    content[type] = {{"schema", {{"type", "string"}, {"format", "binary"}, {"maxLength", 26214400}}}};
  }
  return content;
}

Json operationOf(const Route& route) {
  const Operation& told = route.operation;
  Json operation = {{"operationId", told.id},
                    {"summary", told.summary},
                    {"description", told.description.empty() ? told.summary : told.description},
                    {"tags", {told.tag}},
                    {"responses", responsesOf(route)}};
  const Json parameters = parametersOf(route);
  if (!parameters.empty()) operation["parameters"] = parameters;
  const Json content = bodyOf(told);
  if (!content.empty()) operation["requestBody"] = {{"required", true}, {"content", content}};
  // Without this member an operation asks for the credentials of the whole document.
  if (route.admission != Admission::signedIn) operation["security"] = Json::array();
  return operation;
}

void refuseMistakes(const RouteTable& table, const Route& route) {
  const Operation& told = route.operation;
  const std::string where = route.method + " " + route.pattern;
  if (told.id.empty() || told.summary.empty() || told.tag.empty() || told.answers.empty()) {
    throw std::logic_error(where + ": operation without id, summary, tag or answers");
  }
  std::vector<std::string> named;
  for (const Answer& answer : told.answers) named.push_back(answer.schema);
  named.push_back(told.bodySchema);
  for (const std::string& name : named) {
    if (!name.empty() && !table.schemas.contains(name)) throw std::logic_error(where + ": no schema " + name);
  }
}

Json information() {
  return {{"title", "Stesura"},
          {"version", STESURA_VERSION},
          {"summary", "Documenti delle reti per l’inserimento lavorativo"},
          {"x-summary", "Documenti delle reti per l’inserimento lavorativo"},
          {"description", kDescription},
          {"termsOfService", "https://stesura.example/condizioni"},
          {"contact", {{"name", "Redazione di Stesura"}, {"url", "https://stesura.example"}, {"email", "redazione@stesura.example"}}},
          {"license", {{"name", "Apache-2.0"}, {"url", "https://www.apache.org/licenses/LICENSE-2.0"}}}};
}

Json securitySchemes() {
  return {{"chiave", {{"type", "http"}, {"scheme", "bearer"}, {"description", "La chiave di un programma o di una persona."}}},
          {"sessione", {{"type", "apiKey"}, {"in", "cookie"}, {"name", "__Host-stesura"},
                        {"description", "La sessione di chi è entrato con nome e password."}}}};
}

// What one resource has no use for now may be another's tomorrow; readers need not see it.
void dropUnused(Json& document) {
  for (bool changed = true; changed;) {
    changed = false;
    const std::string text = document.dump();
    for (const std::string section : {"schemas", "headers", "parameters", "responses"}) {
      Json& components = document["components"][section];
      for (auto each = components.begin(); each != components.end();) {
        const bool used = text.find("\"#/components/" + section + "/" + each.key() + "\"") != std::string::npos;
        changed = changed || !used;
        each = used ? std::next(each) : components.erase(each);
      }
    }
  }
}

}  // namespace

Json openApiDocument(const RouteTable& table) {
  Json paths = Json::object();
  Json tags = Json::object();
  for (const Route& route : table.routes) {
    refuseMistakes(table, route);
    std::string method = route.method;
    std::transform(method.begin(), method.end(), method.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    paths[route.pattern][method] = operationOf(route);
    tags[route.operation.tag] = true;
  }
  Json tagList = Json::array();
  for (const auto& [name, unused] : tags.items()) tagList.push_back({{"name", name}, {"description", name}});
  Json document = {{"openapi", "3.1.0"},
          {"info", information()},
          {"servers", {{{"url", "http://localhost:8080"}, {"description", "Servizio sulla propria macchina"}, {"x-sandbox", true}}}},
          {"tags", tagList},
          {"security", {{{"chiave", Json::array()}}, {{"sessione", Json::array()}}}},
          {"paths", paths},
          {"components",
           {{"schemas", table.schemas},
            {"headers", headerComponents()},
            {"parameters", parameterComponents()},
            {"responses", errorComponents()},
            {"securitySchemes", securitySchemes()}}}};
  dropUnused(document);
  return document;
}

void addSharedSchemas(RouteTable& table) {
  const Json status = {{"type", "integer"}, {"format", "int32"}, {"minimum", 100}, {"maximum", 599}};
  table.schemas["ProblemaDelDato"] = {
      {"type", "object"},
      {"description", "Una cosa che non va, e come rimediare."},
      {"required", {"puntatore", "messaggio"}},
      {"properties", {{"puntatore", textSchema(2000)}, {"messaggio", textSchema(4000)}, {"suggerimento", textSchema(4000)}, {"posto", textSchema(4000)}}}};
  table.schemas["Problema"] = {
      {"type", "object"},
      {"description", "Un errore come lo dice la RFC 9457."},
      {"required", {"type", "title", "status", "detail"}},
      {"properties",
       {{"type", textSchema(200)},
        {"title", textSchema(200)},
        {"status", status},
        {"detail", textSchema(4000)},
        {"instance", textSchema(200)},
        {"problems", {{"type", "array"}, {"maxItems", 2000}, {"items", schemaReference("ProblemaDelDato")}}}}}};
  table.schemas["StatoDelServizio"] = {
      {"type", "object"},
      {"description", "Lo stato del servizio, come lo vuole il ModI."},
      {"required", {"type", "title", "status", "detail"}},
      {"properties", {{"type", textSchema(200)}, {"title", textSchema(200)}, {"status", status}, {"detail", textSchema(200)}}}};
}

Json schemaReference(const std::string& name) { return {{"$ref", "#/components/schemas/" + name}}; }

Json listSchema(const std::string& elementName) {
  return {{"type", "object"},
          {"required", {"elementi"}},
          {"properties",
           {{"elementi", {{"type", "array"}, {"maxItems", 200}, {"items", schemaReference(elementName)}}},
            {"successivo", textSchema(1000)}}}};
}

Json textSchema(int maxLength) { return {{"type", "string"}, {"maxLength", maxLength}}; }

Json idSchema() {
  return {{"type", "string"}, {"minLength", 36}, {"maxLength", 36}, {"pattern", "^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$"}};
}

Json momentSchema() { return {{"type", "string"}, {"format", "date-time"}, {"maxLength", 40}}; }
Json daySchema() { return {{"type", "string"}, {"format", "date"}, {"maxLength", 10}}; }

std::vector<Parameter> pageParameters() {
  return {{"limite", "Quanti elementi al massimo.",
           {{"type", "integer"}, {"format", "int32"}, {"minimum", 1}, {"maximum", 200}, {"default", 50}}, false},
          {"cursore", "Da dove riprendere: «successivo» della risposta precedente.", textSchema(1000), false}};
}

}  // namespace stesura
