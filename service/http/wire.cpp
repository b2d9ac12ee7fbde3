#include "service/http/wire.h"

#include <Poco/Exception.h>
#include <Poco/Net/SocketImpl.h>
#include <poll.h>

#include <algorithm>
#include <cerrno>

namespace stesura {
namespace {

constexpr std::size_t kPiece = 64 << 10;

// Whether there is something to read before the deadline.
bool waitForInput(int descriptor, Clock::time_point deadline) {
  while (true) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now()).count();
    pollfd one{descriptor, POLLIN, 0};
    const int ready = ::poll(&one, 1, static_cast<int>(std::clamp<long long>(left, 0, 60'000)));
    if (ready > 0) return true;
    if (ready < 0 && errno != EINTR) return true;  // the read tells what is wrong
    if (ready == 0 && Clock::now() >= deadline) return false;
  }
}

}  // namespace

int Wire::descriptor() const { return socket_.impl()->sockfd(); }

Wire::Got Wire::read(std::string& buffer, std::size_t most, Clock::time_point deadline) {
  const std::size_t before = buffer.size();
  try {
    // What TLS has already decrypted does not show on the descriptor.
    const bool pending = socket_.secure() && socket_.available() > 0;
    if (!pending && !waitForInput(descriptor(), deadline)) return Got::nothing;
    buffer.resize(before + std::min(most, kPiece));
    const int got = socket_.receiveBytes(buffer.data() + before, static_cast<int>(buffer.size() - before));
    buffer.resize(before + static_cast<std::size_t>(std::max(got, 0)));
    // TLS may have read a part of a record, or a message of its own.
    if (got < 0 && socket_.secure()) return Clock::now() < deadline ? Got::bytes : Got::nothing;
    return got > 0 ? Got::bytes : Got::end;
  } catch (const Poco::Exception&) {
    buffer.resize(before);
    return Got::end;
  }
}

bool Wire::write(std::string_view bytes) {
  try {
    while (!bytes.empty()) {
      const int sent = socket_.sendBytes(bytes.data(), static_cast<int>(std::min(bytes.size(), kPiece)));
      if (sent <= 0) return false;
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
  } catch (const Poco::Exception&) {
    return false;
  }
}

void Wire::linger(std::chrono::milliseconds longest) {
  try {
    socket_.shutdownSend();
  } catch (const Poco::Exception&) {
    return;
  }
  const auto deadline = Clock::now() + longest;
  std::string ignored;
  while (read(ignored, kPiece, deadline) == Got::bytes && Clock::now() < deadline) ignored.clear();
}

}  // namespace stesura
