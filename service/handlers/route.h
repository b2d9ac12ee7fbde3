// The routes of the service: who may come, which handler answers, and what OpenAPI says of it.
#pragma once

#include <functional>
#include <set>
#include <string>
#include <vector>

#include "service/handlers/exchange.h"

namespace stesura {

enum class Admission {
  everyone,   // without credentials
  loopback,   // from this machine only, without credentials; 404 from elsewhere
  signedIn,   // any known identity with one of the route's roles; 401, or 403
};

// A parameter of the query, or one of the path beyond what its name tells.
struct Parameter {
  std::string name{};
  std::string description{};
  Json schema{};          // JSON Schema of the text; strings have maxLength
  bool required = false;  // path parameters always are
  bool header = false;    // of the request's head instead; those below follow from the route by themselves
};

// One possible answer. Errors are the same problem+json everywhere and are not repeated.
struct Answer {
  int status;
  std::string description;
  std::string schema{};                   // name in the components, of the JSON; "" where there is none
  // With a schema: of the JSON, empty means application/json. Without: of bytes, empty means no body.
  std::vector<std::string> mediaTypes{};
  std::set<std::string> headers{};        // beyond those of every answer: "Location", "ETag"
};

// What a change has to say of the version that it changes.
enum class Precondition {
  none,
  ifMatch,  // If-Match names it: 428 without, 412 for another one
};

// What OpenAPI tells of one operation. Some headers and refusals follow from the rest of the route:
// If-Match from the precondition, and from PUT of a resource («/enti/{id}»), which always has one;
// If-None-Match from an answer 304; Prefer from an answer with Preference-Applied; Idempotency-Key and
// X-CSRF-Token from method and admission.
struct Operation {
  std::string id{};           // unique, without the verb: «bozzaDelPercorso»
  std::string summary{};      // Italian
  std::string description{};  // Italian
  std::string tag{};          // «Bozze»
  std::vector<Parameter> parameters{};
  std::string bodySchema{};                   // name in the components; "" without JSON body
  std::vector<std::string> bodyMediaTypes{};  // of bodies that are no JSON
  std::vector<Answer> answers{};
  Precondition precondition = Precondition::none;
};

struct Route {
  std::string method{};   // GET, POST, PUT, DELETE; HEAD follows from GET
  std::string pattern{};  // "/percorsi/{id}"
  Admission admission = Admission::signedIn;
  std::set<Role> roles{};  // any of these; empty: every role
  std::function<Reply(const Request&)> handler{};
  Operation operation{};
};

// What a resource brings: its routes and the schemas they name (JSON Schema 2020-12, by PascalCase name).
// A schema refers to another as "#/components/schemas/Name"; openapi.h makes the usual ones.
struct RouteTable {
  std::vector<Route> routes{};
  std::map<std::string, Json> schemas{};
};

}  // namespace stesura
