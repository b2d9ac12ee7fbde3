#include "service/store/housekeeping.h"

#include "service/store/answers.h"
#include "service/store/moment.h"

namespace stesura {
namespace {

// After which nobody comes in with a session; see sessions.h.
constexpr long kIdleSeconds = 1800, kLongestSeconds = 43200;

}  // namespace

Housekept keepHouse(Database& database, const Vault& vault) {
  Housekept done;
  database.write([&](Transaction& transaction) {
    done.answers = dropOldAnswers(transaction, vault);
    done.sessions = transaction.execute("DELETE FROM sessione WHERE vista_il < $1 OR creata_il < $2",
                                        {utcIn(-kIdleSeconds), utcIn(-kLongestSeconds)});
  });
  vault.syncErased(database);
  done.logEmptied = database.checkpoint();
  return done;
}

}  // namespace stesura
