// The sockets on which the service listens.
#pragma once

#include <Poco/Net/ServerSocket.h>

#include <filesystem>
#include <vector>

#include "service/http/server_settings.h"

namespace stesura {

struct Listener {
  Poco::Net::ServerSocket socket;
  bool proxySocket = false;
};

// Opened by the constructor, closed (and the Unix socket removed) by the destructor.
class Listeners {
 public:
  // Throws Error{surroundings}: the port is taken, the address is not this machine's, …
  explicit Listeners(const ServerSettings& settings);
  ~Listeners();
  Listeners(const Listeners&) = delete;
  Listeners& operator=(const Listeners&) = delete;

  const std::vector<Listener>& all() const { return all_; }
  std::uint16_t port() const { return port_; }  // the real one

 private:
  void listenOn(const std::string& address);
  void listenOnLoopback();
  void listenOnUnix(const std::filesystem::path& file);

  std::vector<Listener> all_;
  std::uint16_t port_;
  std::filesystem::path unixSocket_;
};

}  // namespace stesura
