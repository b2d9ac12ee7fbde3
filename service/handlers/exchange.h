// A request and its reply in plain types: what the handlers see of HTTP.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "generator/error.h"
#include "generator/json/json.h"
#include "service/identity.h"

namespace stesura {

// Where a request came from, as the socket tells it; never from a header.
enum class Origin { thisMachine, elsewhere };  // thisMachine: a loopback peer that is no proxy

struct Request {
  std::string method{};                          // GET, POST, …
  std::string path{};                            // percent-decoded once, valid UTF-8, without the query
  std::map<std::string, std::string> values{};   // of the route's {names}
  std::map<std::string, std::string> query{};    // decoded; a name given twice is refused before
  std::map<std::string, std::string> headers{};  // names in lower case; no CR, LF or NUL in a value
  std::string mediaType{};                       // of Content-Type, lower case, without parameters
  std::string body{};
  Identity who{};
  std::string id{};                              // of this request, for the log and for problem+json
  Origin origin = Origin::elsewhere;
  bool overProxySocket = false;  // through --unix: what the proxy says of the client may be believed
  bool encrypted = false;        // TLS up to here, or up to the proxy (X-Forwarded-Proto over its socket)
  std::string clientAddress{};   // without port; what the proxy tells only where it came over its socket

  const std::string& value(const std::string& name) const { return values.at(name); }
  // "" where it was not given.
  std::string header(const std::string& lowerCaseName) const;
  std::string parameter(const std::string& name) const;
};

struct Reply {
  int status = 200;
  std::string mediaType{};  // "" only without a body
  std::string body{};
  std::vector<std::pair<std::string, std::string>> headers{};
  // A body too large for the memory: called until it gives no more; `body` is empty then.
  std::function<bool(std::string& chunk)> more{};
};

// 200 with JSON. A list is {"elementi": […], "successivo": "<cursor>"}.
Reply jsonReply(const Json& value, int status = 200);
// 201 with Location.
Reply createdReply(const std::string& location, const Json& value);
// application/problem+json (RFC 9457) of an Error or Refusal; whatever else is 500 without a word of it.
Reply problemReply(const std::exception& exception, const std::string& requestId);
Reply problemReply(int status, const std::string& sentence, const std::vector<Problem>& problems,
                   const std::string& requestId);
// {"puntatore", "messaggio", "suggerimento"?, "posto"?} of each.
Json problemsAsJson(const std::vector<Problem>& problems);

// The JSON object of the body. Throws Refusal{unsupportedType}, Error{data}.
Json jsonBody(const Request& request);

// A version of a resource as ETag, and what If-Match must say before it is changed.
// Throws Refusal{preconditionRequired} without If-Match, Refusal{stale} for another version.
std::string entityTag(std::int64_t version);
void requireMatch(const Request& request, std::int64_t version);
// Adds ETag; answers 304 where If-None-Match names it.
Reply withEntityTag(const Request& request, Reply reply, const std::string& tag);

// How many elements a list may give (`limite`, 1…200, else 50) and where it goes on (`cursore`, as
// a former answer gave it; opaque to clients, checked here). Throws Refusal{malformed}.
struct Page { std::size_t limit; std::string after; };
Page pageOf(const Request& request);
// The reply of a list; `elements` may hold one more than the limit, whose predecessor's `idOf` is the cursor.
Reply listReply(const Page& page, std::vector<std::pair<std::string, Json>> elementsById);

}  // namespace stesura
