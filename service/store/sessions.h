// Sessions of persons signed in: a random secret in a cookie, its digest here.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "service/store/database.h"

namespace stesura {

// Whose session it is, as things stand now.
struct SessionBearer {
  std::string user{};
  std::string agency{};
  std::vector<std::string> roles{};
  bool mustChangePassword = false;
  bool seenLongAgo = false;  // time for Sessions::touch()
};

// Every call works within the caller's transaction. A session ends 30 minutes after it was last
// used, 12 hours after it began, and when its user changes password or roles.
class Sessions {
 public:
  // The secret, 256 random bits in base64url: nowhere kept.
  static std::string open(Transaction& transaction, const std::string& user);
  static std::optional<SessionBearer> find(Transaction& transaction, const std::string& secret);
  static void touch(Transaction& transaction, const std::string& secret);
  static void close(Transaction& transaction, const std::string& secret);
  static void closeAll(Transaction& transaction, const std::string& user);
  // What a page of ours must send back with what changes something (X-CSRF-Token).
  static std::string requestToken(const std::string& secret);
};

}  // namespace stesura
