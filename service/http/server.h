// The HTTP server: listens, gives every connection a thread, and ends in order.
#pragma once

#include <atomic>
#include <memory>
#include <thread>

#include "service/handlers/router.h"
#include "service/http/access_log.h"
#include "service/http/rate_limiter.h"
#include "service/http/server_settings.h"
#include "service/metrics.h"

namespace stesura {

// What the server works with. Borrowed; thread-safe.
struct ServerTools {
  const Router& router;
  RateLimiter& limiter;
  AccessLog& log;
  Metrics& metrics;
};

// Serves from construction to stop(). Facing the Internet belongs to a reverse proxy.
class HttpServer {
 public:
  // Throws Error{surroundings} where it cannot listen, or has no usable certificate.
  HttpServer(ServerSettings settings, const ServerTools& tools);
  ~HttpServer();
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;

  std::uint16_t port() const;
  // Takes no more requests, and finishes those under way. False if some were still not finished
  // after that time: then a handler hangs, and only ending the process helps.
  bool stop(std::chrono::milliseconds longest);

 private:
  struct Parts;
  void listen();
  std::unique_ptr<Parts> parts_;
  Metrics& metrics_;
  std::atomic<bool> stopping_{false};
  std::thread acceptor_;
};

}  // namespace stesura
