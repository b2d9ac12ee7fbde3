// A reply as the bytes that go over the wire.
#pragma once

#include <string>

#include "service/handlers/exchange.h"

namespace stesura {

// How the client is told where the body ends.
enum class BodyEnd { length, chunks, close };

struct ReplyFrame {
  BodyEnd end = BodyEnd::length;
  bool keepAlive = false;
  bool http10 = false;
  bool encrypted = false;  // TLS: Strict-Transport-Security
};

// Status line and headers with the empty line: what the handler gave, Date, and the headers of
// caution that it did not give itself. Throws std::logic_error for a header that could be two.
std::string replyHead(const Request& request, const Reply& reply, const ReplyFrame& frame);

// Statuses that never have a body.
bool isBodiless(int status);

}  // namespace stesura
