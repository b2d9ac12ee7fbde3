// Asks a time-stamp authority over HTTP or HTTPS (RFC 3161, 3.4).
#pragma once

#include <chrono>
#include <string>
#include <string_view>

namespace stesura {

// Name and password for an authority that asks for them (RFC 7617); both empty for one that does not.
struct TimeStampLogin {
  std::string user, password;
};

// Goes straight to the address: no proxies, no redirections. HTTPS wants a certificate that
// the system's authorities confirm for this host. Thread-safe.
class TimeStampClient {
 public:
  // Throws Error{usage} for what is no http:// or https:// address, or holds a user name or password; for a
  // login with a colon in the name or control characters, and for one that would go unencrypted to another
  // machine.
  explicit TimeStampClient(const std::string& address,
                           std::chrono::milliseconds patience = std::chrono::seconds(15),
                           TimeStampLogin login = {});

  // The body of the answer, at most 1 MiB, within `patience` altogether. Throws Error{surroundings} with a
  // sentence that names the host alone.
  std::string operator()(std::string_view request) const;

 private:
  bool secure_ = false;
  std::string host_;  // «tsa.example», «127.0.0.1», «::1»
  unsigned short port_ = 0;
  std::string target_;  // path and query
  std::chrono::milliseconds patience_;
  TimeStampLogin login_;
};

}  // namespace stesura
