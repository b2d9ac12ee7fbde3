// One client's socket, plain or TLS: reads with a deadline, writes whole texts.
#pragma once

#include <Poco/Net/StreamSocket.h>

#include <chrono>
#include <string>
#include <string_view>

namespace stesura {

using Clock = std::chrono::steady_clock;

// For one thread. A connection that breaks is an `end`, never an exception.
class Wire {
 public:
  explicit Wire(Poco::Net::StreamSocket socket) : socket_(std::move(socket)) {}

  enum class Got { bytes, end, nothing };  // nothing: the deadline came first
  // Appends what has come to `buffer`, at most `most` bytes.
  Got read(std::string& buffer, std::size_t most, Clock::time_point deadline);
  // False when the client is gone, or somebody shut the socket (see Connections).
  bool write(std::string_view bytes);
  // Ends writing, and reads what still comes for a while, so that a client which is still sending
  // gets to see the answer before its connection is reset.
  void linger(std::chrono::milliseconds longest);

  int descriptor() const;

 private:
  Poco::Net::StreamSocket socket_;
};

}  // namespace stesura
