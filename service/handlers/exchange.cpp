#include "service/handlers/exchange.h"

#include <algorithm>
#include <string_view>

#include "service/refusal.h"
#include "service/store/cipher.h"

namespace stesura {
namespace {

// The status table: the only place where an error becomes a number.
int statusOf(const Error& error) {
  if (const auto* refusal = dynamic_cast<const Refusal*>(&error)) {
    switch (refusal->refusal()) {
      case RefusalKind::malformed: return 400;
      case RefusalKind::unauthenticated: return 401;
      case RefusalKind::forbidden: return 403;
      case RefusalKind::notFound: return 404;
      case RefusalKind::notAcceptable: return 406;
      case RefusalKind::conflict: return 409;
      case RefusalKind::stale: return 412;
      case RefusalKind::tooLarge: return 413;
      case RefusalKind::unsupportedType: return 415;
      case RefusalKind::preconditionRequired: return 428;
      case RefusalKind::tooMany: return 429;
      case RefusalKind::busy: return 503;
      case RefusalKind::storageFull: return 507;
    }
  }
  switch (error.kind()) {
    case ErrorKind::data: return 422;
    case ErrorKind::usage: return 400;
    case ErrorKind::someRecords: return 422;
    case ErrorKind::templateFile: return 500;
    case ErrorKind::conversion: return 502;
    case ErrorKind::surroundings: return 500;
  }
  return 500;
}

const char* titleOf(int status) {
  switch (status) {
    case 400: return "Richiesta non valida";
    case 401: return "Accesso richiesto";
    case 403: return "Operazione non consentita";
    case 404: return "Non trovato";
    case 405: return "Metodo non previsto";
    case 406: return "Formato non disponibile";
    case 408: return "Richiesta troppo lenta";
    case 409: return "Stato in conflitto";
    case 411: return "Lunghezza mancante";
    case 412: return "Versione superata";
    case 413: return "Richiesta troppo grande";
    case 414: return "Indirizzo troppo lungo";
    case 415: return "Formato non previsto";
    case 421: return "Indirizzo di un altro servizio";
    case 422: return "Dati non validi";
    case 428: return "Versione mancante";
    case 429: return "Troppe richieste";
    case 431: return "Intestazioni troppo grandi";
    case 501: return "Funzione non prevista";
    case 502: return "Conversione non riuscita";
    case 503: return "Servizio occupato";
    case 505: return "Versione di HTTP non prevista";
    case 507: return "Spazio esaurito";
    default: return "Errore del servizio";
  }
}

// If-None-Match: `*`, or a list of tags, of which those that a cache has marked weak count as well
// (RFC 9110, 13.1.2). Our tags hold no comma.
bool namesTag(std::string_view list, std::string_view tag) {
  while (!list.empty()) {
    const std::size_t end = std::min(list.find(','), list.size());
    std::string_view one = list.substr(0, end);
    list.remove_prefix(std::min(end + 1, list.size()));
    one.remove_prefix(std::min(one.find_first_not_of(" \t"), one.size()));
    one = one.substr(0, one.find_last_not_of(" \t") + 1);
    if (one.starts_with("W/")) one.remove_prefix(2);
    if (one == tag || one == "*") return true;
  }
  return false;
}

}  // namespace

std::string Request::header(const std::string& lowerCaseName) const {
  const auto found = headers.find(lowerCaseName);
  return found == headers.end() ? std::string() : found->second;
}

std::string Request::parameter(const std::string& name) const {
  const auto found = query.find(name);
  return found == query.end() ? std::string() : found->second;
}

Reply jsonReply(const Json& value, int status) { return {status, "application/json", value.dump(), {}, {}}; }

Reply createdReply(const std::string& location, const Json& value) {
  Reply reply = jsonReply(value, 201);
  reply.headers.emplace_back("Location", location);
  return reply;
}

Json problemsAsJson(const std::vector<Problem>& problems) {
  Json list = Json::array();
  for (const Problem& problem : problems) {
    Json one = {{"puntatore", problem.pointer}, {"messaggio", problem.message}};
    if (!problem.hint.empty()) one["suggerimento"] = problem.hint;
    if (!problem.place.empty()) one["posto"] = problem.place;
    list.push_back(std::move(one));
  }
  return list;
}

Reply problemReply(int status, const std::string& sentence, const std::vector<Problem>& problems,
                   const std::string& requestId) {
  Json value = {{"type", "about:blank"}, {"title", titleOf(status)}, {"status", status}, {"detail", sentence}};
  if (!requestId.empty()) value["instance"] = "urn:uuid:" + requestId;
  if (!problems.empty()) value["problems"] = problemsAsJson(problems);
  Reply reply{status, "application/problem+json", value.dump(), {}, {}};
  if (status == 503) reply.headers.emplace_back("Retry-After", "5");
  if (status == 507) reply.headers.emplace_back("Retry-After", "60");
  if (status == 401) reply.headers.emplace_back("WWW-Authenticate", "Bearer realm=\"stesura\"");
  return reply;
}

Reply problemReply(const std::exception& exception, const std::string& requestId) {
  if (const auto* error = dynamic_cast<const Error*>(&exception)) {
    return problemReply(statusOf(*error), error->sentence(), error->problems(), requestId);
  }
  // Its text may name paths and values: it is not for anybody's eyes.
  return problemReply(500, "Errore imprevisto del servizio. Segnalarlo a chi lo cura, con il codice della richiesta.",
                      {}, requestId);
}

Json jsonBody(const Request& request) {
  if (request.mediaType != "application/json") {
    throw Refusal(RefusalKind::unsupportedType, "Qui servono dati in JSON: indicare Content-Type: application/json.");
  }
  Json value = parseJson(request.body);
  if (!value.is_object()) throw Error(ErrorKind::data, "Il corpo della richiesta deve essere un oggetto JSON.");
  return value;
}

std::string entityTag(std::int64_t version) { return "\"" + std::to_string(version) + "\""; }

void requireMatch(const Request& request, std::int64_t version) {
  const std::string given = request.header("if-match");
  if (given.empty()) {
    throw Refusal(RefusalKind::preconditionRequired,
                  "Indicare in If-Match la versione che si vuole modificare (l’ETag dell’ultima lettura).");
  }
  if (given != entityTag(version)) {
    throw Refusal(RefusalKind::stale, "Nel frattempo qualcun altro ha modificato questi dati. Rileggerli, riportare le modifiche e riprovare.");
  }
}

Reply withEntityTag(const Request& request, Reply reply, const std::string& tag) {
  const bool reads = request.method == "GET" || request.method == "HEAD";
  if (reads && namesTag(request.header("if-none-match"), tag)) {
    Reply unchanged{304, {}, {}, {}, {}};
    for (auto& [name, value] : reply.headers) {
      if (name == "Cache-Control") unchanged.headers.emplace_back(name, std::move(value));
    }
    unchanged.headers.emplace_back("ETag", tag);
    return unchanged;
  }
  reply.headers.emplace_back("ETag", tag);
  return reply;
}

Page pageOf(const Request& request) {
  constexpr std::size_t kDefault = 50, kMost = 200;
  Page page{kDefault, request.parameter("cursore")};
  const std::string limit = request.parameter("limite");
  if (!limit.empty()) {
    if (limit.size() > 3 || limit.find_first_not_of("0123456789") != std::string::npos) {
      throw Refusal(RefusalKind::malformed, "Il parametro limite è un numero da 1 a 200.");
    }
    page.limit = static_cast<std::size_t>(std::stoi(limit));
    if (page.limit < 1 || page.limit > kMost) {
      throw Refusal(RefusalKind::malformed, "Il parametro limite è un numero da 1 a 200.");
    }
  }
  if (page.after.empty()) return page;
  page.after = fromHex(page.after);
  if (page.after.empty()) throw Refusal(RefusalKind::malformed, "Il parametro cursore non viene da una risposta di questo servizio.");
  return page;
}

Reply listReply(const Page& page, std::vector<std::pair<std::string, Json>> elementsById) {
  Json value = {{"elementi", Json::array()}};
  const bool more = elementsById.size() > page.limit;
  if (more) elementsById.resize(page.limit);
  for (auto& [id, element] : elementsById) value["elementi"].push_back(std::move(element));
  if (more) value["successivo"] = toHex(elementsById.back().first);
  return jsonReply(value);
}

}  // namespace stesura
