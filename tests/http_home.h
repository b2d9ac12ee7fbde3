// An HTTP server on a free port with a few routes that show what arrives.
#pragma once

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>
#include <string>
#include <thread>

#include "service/http/limited_identity.h"
#include "service/http/server.h"
#include "service/refusal.h"
#include "tests/data_folder.h"
#include "tests/raw_client.h"

namespace stesura {

class HttpHome {
 public:
  explicit HttpHome(ServerSettings settings = quick(), unsigned perMinute = 1'000'000)
      : limiter_(perMinute), log_(folder_.path() / "log"),
        router_(routes(*this), limitedIdentity(limiter_, [](const Request& request) { return identityOf(request); })),
        server_(std::move(settings), {router_, limiter_, log_, metrics_}) {}

  // Deadlines that a test can wait for, and which this machine keeps even when it is busy.
  static ServerSettings quick() {
    ServerSettings settings;
    settings.addresses = {"127.0.0.1"};
    settings.hosts = {"localhost"};
    settings.headTime = settings.bodyTime = settings.replyTime = std::chrono::milliseconds(1500);
    settings.idleTime = std::chrono::milliseconds(2500);
    settings.lingerTime = std::chrono::milliseconds(500);
    return settings;
  }

  std::uint16_t port() const { return server_.port(); }
  HttpServer& server() { return server_; }
  Metrics& metrics() { return metrics_; }
  const std::filesystem::path& folder() const { return folder_.path(); }
  std::string log() const {
    std::ostringstream text;
    text << std::ifstream(folder_.path() / "log").rdbuf();
    return text.str();
  }
  RawReply ask(const std::string& text) {
    RawClient client(port());
    return client.ask(text);
  }
  int statusOf(const std::string& text) { return ask(text).status; }

 private:
  static Identity identityOf(const Request& request) {
    const std::string given = request.header("authorization");
    if (given.empty()) return {};
    if (given != "Bearer giusta" && given != "Bearer altra") throw Refusal(RefusalKind::unauthenticated, "Chiave sconosciuta.");
    return {given == "Bearer giusta" ? "utente-1" : "utente-2", "ente-1", {Role::operatore}, false};
  }
  static Route route(const char* method, const char* pattern, std::function<Reply(const Request&)> handler,
                     Admission admission = Admission::everyone) {
    return {method, pattern, admission, {}, std::move(handler), {}};
  }
  static Reply seen(const Request& request) {
    Json query = Json::object(), headers = Json::object();
    for (const auto& [name, value] : request.query) query[name] = value;
    for (const auto& [name, value] : request.headers) headers[name] = value;
    return jsonReply({{"percorso", request.path}, {"query", query}, {"intestazioni", headers}, {"tipo", request.mediaType},
                      {"lunghezza", request.body.size()}, {"corpo", request.body.substr(0, 100)},
                      {"qui", request.origin == Origin::thisMachine}, {"proxy", request.overProxySocket},
                      {"cifrato", request.encrypted}, {"indirizzo", request.clientAddress}});
  }
  static RouteTable routes(HttpHome&) {
    RouteTable table;
    table.routes.push_back(route("GET", "/eco", seen));
    table.routes.push_back(route("POST", "/eco", seen));
    table.routes.push_back(route("GET", "/eco/{id}", seen));
    table.routes.push_back(route("GET", "/percorsi/{id}", seen, Admission::signedIn));
    table.routes.push_back(route("POST", "/percorsi", seen, Admission::signedIn));
    table.routes.push_back(route("GET", "/misure", seen, Admission::loopback));
    table.routes.push_back(route("POST", "/accesso", [](const Request&) -> Reply { throw Refusal(RefusalKind::unauthenticated, "No."); }));
    table.routes.push_back(route("GET", "/guasto", [](const Request&) -> Reply { throw 7; }));
    table.routes.push_back(route("GET", "/lento", [](const Request&) {
      std::this_thread::sleep_for(std::chrono::milliseconds(700));
      return Reply{200, "text/plain", "fatto", {}, {}};
    }));
    table.routes.push_back(route("GET", "/grande", [](const Request&) { return Reply{200, "text/plain", std::string(16 << 20, 'x'), {}, {}}; }));
    table.routes.push_back(route("GET", "/pezzi", [](const Request&) {
      Reply reply{200, "text/plain", {}, {}, {}};
      reply.more = [count = 0](std::string& piece) mutable {
        piece.assign(1000, static_cast<char>('a' + count));
        return ++count < 3;
      };
      return reply;
    }));
    table.routes.push_back(route("GET", "/rotto", [](const Request&) {
      Reply reply{200, "text/plain", {}, {}, {}};
      reply.more = [count = 0](std::string& piece) mutable {
        if (++count > 1) throw std::runtime_error("a metà");
        piece = "inizio";
        return true;
      };
      return reply;
    }));
    table.routes.push_back(route("GET", "/doppia", [](const Request&) { return Reply{200, "text/plain", "x", {{"X-A", "b\r\nSet-Cookie: c"}}, {}}; }));
    table.routes.push_back(route("GET", "/versione", [](const Request& request) {
      return withEntityTag(request, {200, "text/plain", "uno", {}, {}}, "\"1\"");
    }));
    return table;
  }

  DataFolder folder_;
  Metrics metrics_;
  RateLimiter limiter_;
  AccessLog log_;
  Router router_;
  HttpServer server_;
};

// «GET /eco HTTP/1.1» with Host, further lines, and the empty line.
inline std::string get(const std::string& target, const std::string& lines = {}) {
  return "GET " + target + " HTTP/1.1\r\nHost: localhost\r\n" + lines + "\r\n";
}
inline std::string post(const std::string& target, const std::string& lines, const std::string& body = {}) {
  return "POST " + target + " HTTP/1.1\r\nHost: localhost\r\n" + lines + "\r\n" + body;
}

}  // namespace stesura
