// What the HTTP server is told when it starts.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <set>
#include <string>
#include <vector>

#include "service/http/connections.h"

namespace stesura {

struct ServerSettings {
  // Empty: loopback, IPv4 and, where the machine has it, IPv6.
  std::vector<std::string> addresses{};
  std::uint16_t port = 0;               // 0: any that is free
  std::filesystem::path unixSocket{};   // "" for none
  std::filesystem::path tlsCertificate{}, tlsKey{};  // PEM; both or none
  std::set<std::string> hosts{};        // names that requests may be for; empty: any

  std::uint64_t maxBody = 25u << 20;
  std::int64_t bodiesInMemory = 256 << 20;
  ConnectionLimits connections{};
  std::size_t requestsAtOnce = 64;      // within the handlers; the others wait
  unsigned requestsPerConnection = 1000;

  std::chrono::milliseconds headTime{10'000};   // from the first byte to the empty line
  std::chrono::milliseconds idleTime{30'000};   // between two requests
  std::chrono::milliseconds bodyTime{15'000};   // for a body to begin, and to fall behind …
  std::uint64_t bodyRate = 4096;                // … these bytes a second
  std::chrono::milliseconds replyTime{15'000};  // the same of replies
  std::uint64_t replyRate = 16384;
  std::chrono::milliseconds gateTime{10'000};   // in front of the handlers
  std::chrono::milliseconds lingerTime{1'500};  // for the client to see the last answer
};

}  // namespace stesura
