// Notices to an agency: that something happened which concerns it, by ids and fixed words only.
#pragma once

#include <string>

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

}  // namespace stesura
