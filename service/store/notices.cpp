#include "service/store/notices.h"

#include "service/store/moment.h"

namespace stesura {

void addNotice(Transaction& transaction, const Notice& notice) {
  transaction.execute(
      "INSERT INTO avviso (id, ente, utente, che_cosa, risorsa, oggetto, creato_il) VALUES ($1, "
      "$2, $3, $4, $5, $6, $7)",
      {newId(), notice.agency, notice.user, notice.what, notice.resource, notice.object, utcNow()});
}

std::vector<StoredNotice> noticesFor(Transaction& transaction, const std::string& agency,
                                     const std::string& user, NoticesShown shown,
                                     const std::string& after, std::size_t limit) {
  std::string sql =
      "SELECT a.id, a.che_cosa, a.risorsa, a.oggetto, a.creato_il, l.letto_il FROM avviso a "
      "LEFT JOIN avviso_letto l ON l.avviso = a.id AND l.utente = $1 "
      "WHERE a.ente = $2 AND (a.utente = '' OR a.utente = $3)";
  std::vector<SqlValue> values = {user, agency, user};
  if (shown == NoticesShown::unread) sql += " AND l.letto_il IS NULL";
  // The newest come first: the cursor goes down.
  if (!after.empty()) {
    values.emplace_back(after);
    sql += " AND a.id < $" + std::to_string(values.size());
  }
  values.emplace_back(static_cast<std::int64_t>(limit));
  sql += " ORDER BY a.id DESC LIMIT $" + std::to_string(values.size());
  std::vector<StoredNotice> notices;
  for (const SqlRow& row : transaction.query(sql, std::move(values))) {
    notices.push_back({row.text(0),
                       {agency, {}, row.text(1), row.text(2), row.text(3)},
                       row.text(4),
                       row.text(5)});
  }
  return notices;
}

bool markNoticeRead(Transaction& transaction, const std::string& agency, const std::string& user,
                    const std::string& id) {
  if (!transaction.one(
          "SELECT 1 FROM avviso WHERE id = $1 AND ente = $2 AND (utente = '' OR utente = $3)",
          {id, agency, user})) {
    return false;
  }
  transaction.execute(
      "INSERT INTO avviso_letto (avviso, utente, letto_il) VALUES ($1, $2, $3) ON CONFLICT "
      "(avviso, utente) DO NOTHING",
      {id, user, utcNow()});
  return true;
}

}  // namespace stesura
