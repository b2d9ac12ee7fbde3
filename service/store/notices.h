// Notices to an agency: that something happened which concerns it, by ids and fixed words only.
#pragma once

#include <string>
#include <vector>

#include "service/store/database.h"

namespace stesura {

struct Notice {
  std::string agency{};    // who is told
  std::string user{};      // one of its users only; "" for all who may see the object
  std::string what{};      // «comunicazione_revocata», «segnalazione_ricevuta», …
  std::string resource{};  // «percorsi»
  std::string object{};    // id
};

void addNotice(Transaction& transaction, const Notice& notice);

// One notice as it stands for one user.
struct StoredNotice {
  std::string id{};
  Notice notice{};
  std::string createdAt{};  // RFC 3339, UTC
  std::string readAt{};     // by this user; "" if not yet
};

enum class NoticesShown { all, unread };

// The newest first; `after` goes on below that id.
std::vector<StoredNotice> noticesFor(Transaction& transaction, const std::string& agency,
                                     const std::string& user, NoticesShown shown,
                                     const std::string& after, std::size_t limit);
// False for a notice that is not this user's to read.
bool markNoticeRead(Transaction& transaction, const std::string& agency, const std::string& user,
                    const std::string& id);

}  // namespace stesura
