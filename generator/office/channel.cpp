#include "generator/office/channel.h"

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

namespace stesura {

namespace {

constexpr std::size_t kLongestLine = 200;

// Waits for the socket; `closed` is left to the call that follows.
Transfer await(int socket, short events, Channel::Deadline deadline) {
  for (;;) {
    const auto left =
        std::chrono::ceil<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
    pollfd watched{socket, events, 0};
    const auto wait = std::clamp<long long>(left.count(), 0, 60'000);
    const int found = poll(&watched, 1, static_cast<int>(wait));
    if (found > 0) return Transfer::complete;
    if (found < 0 && errno != EINTR) return Transfer::closed;
    if (wait == 0) return Transfer::late;
  }
}

}  // namespace

Channel::~Channel() { close(socket_); }

Transfer Channel::send(std::string_view bytes, Deadline deadline) {
  while (!bytes.empty()) {
    const ssize_t sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent >= 0) {
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    } else if (errno == EAGAIN || errno == EWOULDBLOCK) {
      if (const Transfer wait = await(socket_, POLLOUT, deadline); wait != Transfer::complete)
        return wait;
    } else if (errno != EINTR) {
      return Transfer::closed;
    }
  }
  return Transfer::complete;
}

Transfer Channel::fill(Deadline deadline) {
  char chunk[65536];
  for (;;) {
    if (const Transfer wait = await(socket_, POLLIN, deadline); wait != Transfer::complete)
      return wait;
    const ssize_t got = recv(socket_, chunk, sizeof chunk, MSG_DONTWAIT);
    if (got > 0) {
      buffer_.append(chunk, static_cast<std::size_t>(got));
      return Transfer::complete;
    }
    if (got == 0) return Transfer::closed;
    if (errno != EINTR && errno != EAGAIN && errno != EWOULDBLOCK) return Transfer::closed;
  }
}

Transfer Channel::receiveLine(std::string& line, Deadline deadline) {
  for (;;) {
    const auto end = buffer_.find('\n');
    if (end != std::string::npos && end <= kLongestLine) {
      line.assign(buffer_, 0, end);
      buffer_.erase(0, end + 1);
      return Transfer::complete;
    }
    if (buffer_.size() > kLongestLine) return Transfer::closed;
    if (const Transfer more = fill(deadline); more != Transfer::complete) return more;
  }
}

Transfer Channel::receive(std::string& bytes, std::size_t size, Deadline deadline) {
  while (buffer_.size() < size) {
    if (const Transfer more = fill(deadline); more != Transfer::complete) return more;
  }
  bytes.assign(buffer_, 0, size);
  buffer_.erase(0, size);
  return Transfer::complete;
}

bool Channel::readableBy(Deadline deadline) {
  return !buffer_.empty() || await(socket_, POLLIN, deadline) != Transfer::late;
}

void Channel::drain(Deadline deadline) {
  do {
    buffer_.clear();
  } while (fill(deadline) == Transfer::complete);
}

}  // namespace stesura
