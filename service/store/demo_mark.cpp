#include "service/store/demo_mark.h"

#include "service/store/moment.h"

namespace stesura {

bool isDemo(Transaction& transaction) { return transaction.one("SELECT 1 FROM dimostrazione").has_value(); }

bool isUntouched(Transaction& transaction) {
  for (const char* table : {"ente", "rete", "persona", "utente"}) {
    if (transaction.one("SELECT 1 FROM " + std::string(table) + " LIMIT 1")) return false;
  }
  return true;
}

void markDemo(Transaction& transaction) {
  transaction.execute("INSERT INTO dimostrazione (creata_il) VALUES ($1)", {utcNow()});
}

}  // namespace stesura
