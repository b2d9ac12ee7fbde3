// A small HTTP/1.1 client over one socket, for measuring: no buffers beyond what an answer needs.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstring>
#include <stdexcept>
#include <string>
#include <vector>

namespace stesura::bench {

struct HttpAnswer { int status = 0; std::string head, body; };

class HttpClient {
 public:
  HttpClient(int port, std::string credentials, const char* from = "127.0.0.1")
      : port_(port), credentials_(std::move(credentials)), from_(from) { connect(); }
  ~HttpClient() { ::close(socket_); }
  HttpClient(const HttpClient&) = delete;
  HttpClient& operator=(const HttpClient&) = delete;

  HttpAnswer ask(const std::string& method, const std::string& target, const std::string& body = {},
                 const std::string& headers = {}) {
    std::string text = method + " " + target + " HTTP/1.1\r\nHost: localhost:" + std::to_string(port_) + "\r\n";
    if (!credentials_.empty()) text += "Authorization: Bearer " + credentials_ + "\r\n";
    text += headers;
    if (method != "GET") {
      text += "Content-Type: application/json\r\nContent-Length: " + std::to_string(body.size()) + "\r\n";
    }
    send(text + "\r\n" + body);
    HttpAnswer answer = receive();
    if (answer.head.find("\r\nConnection: close") != std::string::npos) {
      ::close(socket_);
      connect();
    }
    return answer;
  }

  void send(const std::string& text) {
    std::size_t sent = 0;
    while (sent < text.size()) {
      const ssize_t count = ::send(socket_, text.data() + sent, text.size() - sent, MSG_NOSIGNAL);
      if (count <= 0) throw std::runtime_error("the service closed the connection");
      sent += static_cast<std::size_t>(count);
    }
  }

 private:
  void connect() {
    socket_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const int yes = 1;
    ::setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    sockaddr_in own{}, other{};
    own.sin_family = other.sin_family = AF_INET;
    ::inet_pton(AF_INET, from_, &own.sin_addr);
    ::inet_pton(AF_INET, "127.0.0.1", &other.sin_addr);
    other.sin_port = htons(static_cast<unsigned short>(port_));
    if (::bind(socket_, reinterpret_cast<sockaddr*>(&own), sizeof own) != 0 ||
        ::connect(socket_, reinterpret_cast<sockaddr*>(&other), sizeof other) != 0) {
      throw std::runtime_error("no connection to the service");
    }
    rest_.clear();
  }

  HttpAnswer receive() {
    std::size_t end;
    while ((end = rest_.find("\r\n\r\n")) == std::string::npos) more();
    HttpAnswer answer;
    answer.head = rest_.substr(0, end + 2);
    rest_.erase(0, end + 4);
    answer.status = std::stoi(answer.head.substr(9, 3));
    const std::size_t at = answer.head.find("\r\nContent-Length: ");
    if (at != std::string::npos) {
      const std::size_t size = std::stoul(answer.head.substr(at + 18));
      while (rest_.size() < size) more();
      answer.body = rest_.substr(0, size);
      rest_.erase(0, size);
    }
    return answer;
  }

  void more() {
    char bytes[65536];
    const ssize_t count = ::recv(socket_, bytes, sizeof bytes, 0);
    if (count <= 0) throw std::runtime_error("the service closed the connection");
    rest_.append(bytes, static_cast<std::size_t>(count));
  }

  int port_;
  std::string credentials_;
  const char* from_;
  int socket_ = -1;
  std::string rest_;
};

using Clock = std::chrono::steady_clock;

inline double milliseconds(Clock::duration duration) {
  return std::chrono::duration<double, std::milli>(duration).count();
}

// `share` 0.5 is the median. Sorts.
inline double percentile(std::vector<double>& values, double share) {
  if (values.empty()) return 0;
  std::sort(values.begin(), values.end());
  return values[std::min(values.size() - 1, static_cast<std::size_t>(share * static_cast<double>(values.size())))];
}

}  // namespace stesura::bench
