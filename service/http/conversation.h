// What is said over one connection: requests are read and checked, answered, and logged.
#pragma once

#include <optional>
#include <string>

#include "service/handlers/router.h"
#include "service/http/access_log.h"
#include "service/http/capacity.h"
#include "service/http/http_refusal.h"
#include "service/http/rate_limiter.h"
#include "service/http/reply_text.h"
#include "service/http/request_head.h"
#include "service/http/server_settings.h"
#include "service/http/wire.h"
#include "service/metrics.h"

namespace stesura {

// Who is at the other end of a connection.
struct Peer {
  std::string address{};  // without port; "" over the proxy's socket
  bool loopback = false;
  bool overProxySocket = false;
  bool tls = false;
};

// What all connections share. Borrowed; thread-safe.
struct ServerParts {
  const ServerSettings& settings;
  const Router& router;
  RateLimiter& limiter;
  AccessLog& log;
  Metrics& metrics;
  Connections& connections;
  Gate& gate;
  ByteBudget& bodies;
};

// One connection, on one thread. A client that has said anything always gets an answer, unless it is gone.
class Conversation {
 public:
  Conversation(Wire& wire, Connections::Place& place, const Peer& peer, const ServerParts& parts)
      : wire_(wire), place_(place), peer_(peer), parts_(parts) {}

  // Until one of the two ends it. Throws nothing but std::bad_alloc.
  void run();
  // Tells a client that there is no place for it.
  void turnAway();

 private:
  enum class Next { another, end, endSlowly };  // endSlowly: the client may still be sending

  Next exchange();
  Request newRequest() const;
  std::optional<RequestHead> receiveHead();
  void take(RequestHead& head, Request& request) const;
  void receiveBody(const RequestHead& head, Request& request, BodyShare& share);
  void receiveChunks(Request& request, BodyShare& share, Clock::time_point deadline);
  void receiveMore(Clock::time_point& deadline);  // which it moves on
  void admit(Request& request, std::size_t size);
  void grow(BodyShare& share, std::size_t size);
  Reply answer(Request& request) const;
  Next send(Request& request, Reply& reply, ReplyFrame frame);
  bool sendBody(const Reply& reply, std::string&& head, const ReplyFrame& frame, std::size_t& bytes);
  bool sendPieces(const Reply& reply, const ReplyFrame& frame, std::size_t& bytes);
  bool sendInTime(std::string_view bytes);

  Wire& wire_;
  Connections::Place& place_;
  const Peer& peer_;
  const ServerParts& parts_;
  std::string buffer_;  // received, and not yet understood
  unsigned served_ = 0;
  Clock::time_point started_{};
  bool admitted_ = false;  // the request under way may be as large as it likes
};

}  // namespace stesura
