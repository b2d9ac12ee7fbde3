// A client of the HTTP server that says exactly the bytes it is told.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace stesura {

struct RawReply {
  int status = 0;  // 0: none came
  std::map<std::string, std::string> headers;  // names in lower case
  std::string body;                            // chunks put together
  std::string header(const std::string& name) const {
    const auto found = headers.find(name);
    return found == headers.end() ? std::string() : found->second;
  }
};

class RawClient {
 public:
  explicit RawClient(std::uint16_t port, const char* source = "127.0.0.1") {
    descriptor_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in from{};
    from.sin_family = AF_INET;
    ::inet_pton(AF_INET, source, &from.sin_addr);
    ::bind(descriptor_, reinterpret_cast<sockaddr*>(&from), sizeof from);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    ::inet_pton(AF_INET, "127.0.0.1", &address.sin_addr);
    connected_ = ::connect(descriptor_, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
  }
  explicit RawClient(const std::string& unixSocket) {
    descriptor_ = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    unixSocket.copy(address.sun_path, sizeof address.sun_path - 1);
    connected_ = ::connect(descriptor_, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
  }
  ~RawClient() { ::close(descriptor_); }
  RawClient(const RawClient&) = delete;
  RawClient& operator=(const RawClient&) = delete;

  bool connected() const { return connected_; }
  int descriptor() const { return descriptor_; }

  bool send(std::string_view text) {
    while (!text.empty()) {
      const ssize_t sent = ::send(descriptor_, text.data(), text.size(), MSG_NOSIGNAL);
      if (sent <= 0) return false;
      text.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
  }
  void endSending() { ::shutdown(descriptor_, SHUT_WR); }

  // The next reply; its status is 0 if the connection ends or nothing comes in time.
  RawReply reply(bool ofHead = false, int milliseconds = 20'000) {
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::milliseconds(milliseconds);
    RawReply reply;
    std::size_t end;
    while ((end = buffer_.find("\r\n\r\n")) == std::string::npos) {
      if (!more(deadline)) return {};
    }
    readHead(buffer_.substr(0, end + 2), reply);
    buffer_.erase(0, end + 4);
    if (ofHead || reply.status == 304 || reply.status == 204 || reply.status == 100) return reply;
    if (reply.header("transfer-encoding") == "chunked") {
      if (!readChunks(reply, deadline)) return {};
    } else if (reply.headers.contains("content-length")) {
      const std::size_t size = std::stoull(reply.header("content-length"));
      while (buffer_.size() < size) {
        if (!more(deadline)) return {};
      }
      reply.body = buffer_.substr(0, size);
      buffer_.erase(0, size);
    } else {
      while (more(deadline)) {
      }
      reply.body.swap(buffer_);
    }
    return reply;
  }
  RawReply ask(std::string_view text) { return send(text) ? reply() : RawReply{}; }
  // Whether the server ends the connection in time, without another byte.
  bool ends(int milliseconds = 20'000) {
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::milliseconds(milliseconds);
    if (!buffer_.empty()) return false;
    while (more(deadline)) return false;
    return ended_;
  }
  const std::string& rest() const { return buffer_; }

 private:
  bool more(std::chrono::steady_clock::time_point deadline) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now()).count();
    pollfd one{descriptor_, POLLIN, 0};
    if (left <= 0 || ::poll(&one, 1, static_cast<int>(left)) <= 0) return false;
    char piece[16384];
    const ssize_t got = ::recv(descriptor_, piece, sizeof piece, 0);
    ended_ = got <= 0;
    if (ended_) return false;
    buffer_.append(piece, static_cast<std::size_t>(got));
    return true;
  }
  static void readHead(const std::string& head, RawReply& reply) {
    reply.status = std::stoi(head.substr(9, 3));
    for (std::size_t from = head.find("\r\n") + 2; from < head.size();) {
      const std::size_t end = head.find("\r\n", from);
      const std::size_t colon = head.find(':', from);
      std::string name = head.substr(from, colon - from);
      for (char& c : name) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
      reply.headers[name] = head.substr(colon + 2, end - colon - 2);
      from = end + 2;
    }
  }
  bool readChunks(RawReply& reply, std::chrono::steady_clock::time_point deadline) {
    while (true) {
      std::size_t end;
      while ((end = buffer_.find("\r\n")) == std::string::npos) {
        if (!more(deadline)) return false;
      }
      const std::size_t size = std::stoull(buffer_.substr(0, end), nullptr, 16);
      while (buffer_.size() < end + 2 + size + 2) {
        if (!more(deadline)) return false;
      }
      reply.body += buffer_.substr(end + 2, size);
      buffer_.erase(0, end + 2 + size + 2);
      if (size == 0) return true;
    }
  }

  int descriptor_ = -1;
  bool connected_ = false, ended_ = false;
  std::string buffer_;
};

}  // namespace stesura
