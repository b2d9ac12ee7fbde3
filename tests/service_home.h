// A service within the test, without sockets: a data folder, the real kinds, a router.
#pragma once

#include <gtest/gtest.h>

#include <map>
#include <string>

#include "generator/generator.h"
#include "service/handlers/all_routes.h"
#include "service/handlers/idempotency.h"
#include "service/handlers/router.h"
#include "service/services.h"
#include "tests/api_contract.h"
#include "tests/data_folder.h"

namespace stesura {

class ServiceHome {
 public:
  ServiceHome()
      : generator_(GeneratorSettings{STESURA_SOURCE_DIR, STESURA_BINARY_DIR, 1, 60, true}),
        database_(folder_.path()),
        vault_(MasterKeys::create(folder_.path() / "chiave"), database_),
        audit_(database_),
        services_{generator_, database_, vault_, audit_, STESURA_SOURCE_DIR},
        router_(allRoutes(services_), [](const Request& request) { return identityOf(request); }, onceOnly(services_)),
        contract_(router_.table()) {}

  // Asks as somebody; a JSON body becomes application/json.
  Reply ask(const Identity& who, const std::string& method, const std::string& target, const Json& body = nullptr,
            std::map<std::string, std::string> headers = {}) {
    Request request;
    request.method = method;
    const std::size_t mark = target.find('?');
    request.path = target.substr(0, mark);
    if (mark != std::string::npos) addQuery(target.substr(mark + 1), request.query);
    request.headers = std::move(headers);
    asked() = who;
    if (!body.is_null()) {
      request.mediaType = "application/json";
      request.body = body.dump();
    }
    return answerOf(request);
  }
  Reply ask(Request request, const Identity& who) {
    asked() = who;
    return answerOf(request);
  }

  const Services& services() const { return services_; }
  Database& database() { return database_; }
  const Vault& vault() const { return vault_; }
  const Router& router() const { return router_; }

 private:
  static Identity& asked() {
    thread_local Identity who;
    return who;
  }
  static Identity identityOf(const Request&) { return asked(); }
  // Every answer of every test is held against the OpenAPI document.
  Reply answerOf(Request& request) {
    const std::string pattern = router_.patternOf(request);
    Reply reply = router_.answer(request, Origin::thisMachine);
    const std::string complaint = contract_.complaint(pattern, request, reply);
    if (!complaint.empty()) ADD_FAILURE() << complaint;
    return reply;
  }
  // Without percent signs: what a test needs.
  static void addQuery(const std::string& text, std::map<std::string, std::string>& query) {
    std::size_t from = 0;
    while (from < text.size()) {
      const std::size_t end = std::min(text.find('&', from), text.size());
      const std::string part = text.substr(from, end - from);
      const std::size_t equals = std::min(part.find('='), part.size());
      query[part.substr(0, equals)] = equals < part.size() ? part.substr(equals + 1) : "";
      from = end + 1;
    }
  }

  DataFolder folder_;
  Generator generator_;
  Database database_;
  Vault vault_;
  AuditLog audit_;
  Services services_;
  Router router_;
  ApiContract contract_;
};

inline Json bodyOf(const Reply& reply) { return parseJson(reply.body); }

}  // namespace stesura
