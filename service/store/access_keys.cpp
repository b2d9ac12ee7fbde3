#include "service/store/access_keys.h"

#include <algorithm>

#include "generator/digest.h"
#include "service/store/audit.h"
#include "service/store/cipher.h"
#include "service/store/moment.h"
#include "service/store/one_time_code.h"
#include "service/store/users.h"

namespace stesura {
namespace {

constexpr std::string_view kPrefix = "stk_";
constexpr std::size_t kSecretLetters = 43;  // 32 bytes in base64url
constexpr long kFirstKeySeconds = 24 * 60 * 60;
constexpr long kCoarseSeconds = 60 * 60;  // how often its use is written down
constexpr std::chrono::seconds kKept{10};
constexpr std::size_t kMostKept = 10000;

constexpr std::string_view kColumns =
    "id, nome, ente, ruoli, utente, iniziale, creata_il, scade_il, usata_il, revocata_il";

std::string scopeOf(const std::string& agency) {
  return agency.empty() ? "sistema" : "ente/" + agency;
}

std::string selectWhere(std::string_view condition) {
  return "SELECT " + std::string(kColumns) + " FROM chiave_accesso WHERE " + std::string(condition);
}

}  // namespace

bool isAccessKey(const std::string& text) {
  return text.size() == kPrefix.size() + kSecretLetters && text.starts_with(kPrefix) &&
         text.find_first_not_of(
             "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_") ==
             std::string::npos;
}

MadeAccessKey AccessKeys::add(Transaction& transaction, const NewAccessKey& key) const {
  MadeAccessKey made{newId(), std::string(kPrefix) + base64Url(randomBytes(32))};
  const SqlBytes name{
      vault_.seal(transaction, scopeOf(key.agency), {"chiave_accesso", made.id, "nome"}, key.name)};
  transaction.execute(
      "INSERT INTO chiave_accesso (id, impronta, nome, ente, ruoli, utente, iniziale, creata_il, "
      "scade_il, usata_il, revocata_il) "
      "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, '', '')",
      {made.id, sha256Hex(made.secret), name, key.agency, joinedRoles(key.roles), orNull(key.user),
       std::int64_t{key.first ? 1 : 0}, utcNow(), key.expiresAt});
  return made;
}

AccessKey AccessKeys::read(Transaction& transaction, const SqlRow& row) const {
  AccessKey key;
  key.id = row.text(0);
  key.agency = row.text(2);
  key.name = vault_.open(transaction, scopeOf(key.agency), {"chiave_accesso", key.id, "nome"},
                         row.bytes(1));
  key.roles = splitRoles(row.text(3));
  key.user = row.text(4);
  key.first = row.integer(5) != 0;
  key.createdAt = row.text(6);
  key.expiresAt = row.text(7);
  key.usedAt = row.text(8);
  key.revokedAt = row.text(9);
  return key;
}

std::optional<AccessKey> AccessKeys::find(Transaction& transaction, const std::string& id) const {
  const auto row = transaction.one(selectWhere("id = $1"), {id});
  if (!row) return std::nullopt;
  return read(transaction, *row);
}

std::vector<AccessKey> AccessKeys::list(Transaction& transaction,
                                        const std::optional<std::string>& agency,
                                        const std::string& after, std::size_t limit) const {
  const auto count = static_cast<std::int64_t>(limit);
  const auto rows =
      agency ? transaction.query(selectWhere("ente = $1 AND id > $2 ORDER BY id LIMIT $3"),
                                 {*agency, after, count})
             : transaction.query(selectWhere("id > $1 ORDER BY id LIMIT $2"), {after, count});
  std::vector<AccessKey> keys;
  for (const SqlRow& row : rows) keys.push_back(read(transaction, row));
  return keys;
}

bool AccessKeys::revoke(Transaction& transaction, const std::string& id) const {
  return transaction.execute(
             "UPDATE chiave_accesso SET revocata_il = $1 WHERE id = $2 AND revocata_il = ''",
             {utcNow(), id}) == 1;
}

std::optional<KeyBearer> AccessKeys::bearer(Transaction& transaction, const std::string& digest,
                                            bool& usedLongAgo) const {
  const auto row = transaction.one(
      "SELECT chiave_accesso.id, chiave_accesso.ente, chiave_accesso.ruoli, chiave_accesso.utente, "
      "chiave_accesso.scade_il, chiave_accesso.usata_il, utente.ente, utente.ruoli, utente.attivo "
      "FROM chiave_accesso LEFT JOIN utente ON utente.id = chiave_accesso.utente "
      "WHERE chiave_accesso.impronta = $1 AND chiave_accesso.revocata_il = '' AND "
      "chiave_accesso.scade_il > $2",
      {digest, utcNow()});
  if (!row) return std::nullopt;
  KeyBearer bearer{row->text(0), row->text(3), row->text(1), splitRoles(row->text(2)),
                   row->text(4)};
  if (!bearer.user.empty()) {
    if (row->integer(8) == 0 || row->text(6) != bearer.agency) return std::nullopt;
    const std::vector<std::string> ofUser = splitRoles(row->text(7));
    std::erase_if(bearer.roles, [&](const std::string& role) {
      return std::find(ofUser.begin(), ofUser.end(), role) == ofUser.end();
    });
  }
  usedLongAgo = row->text(5) < utcIn(-kCoarseSeconds);
  return bearer;
}

void AccessKeys::touch(Transaction& transaction, const std::string& id) const {
  // To the hour: when somebody works is nobody's business.
  transaction.execute("UPDATE chiave_accesso SET usata_il = $1 WHERE id = $2",
                      {utcNow().substr(0, 13) + ":00:00.000Z", id});
}

std::optional<std::string> firstAdministratorKey(Database& database, const Vault& vault) {
  return database.write([&](Transaction& transaction) -> std::optional<std::string> {
    const bool somebody =
        transaction.one("SELECT id FROM utente LIMIT 1").has_value() ||
        transaction.one("SELECT id FROM chiave_accesso WHERE iniziale = 0 LIMIT 1").has_value();
    if (somebody) return std::nullopt;
    transaction.execute("UPDATE chiave_accesso SET revocata_il = $1 WHERE revocata_il = ''",
                        {utcNow()});
    const AccessKeys keys(vault);
    const MadeAccessKey made = keys.add(
        transaction,
        {"Prima chiave di amministratore", "", {"sistema"}, "", utcIn(kFirstKeySeconds), true});
    appendAudit(transaction, {"sistema", "", "crea", "chiavi", made.id, "fatto"});
    return made.secret;
  });
}

std::optional<KeyBearer> KeyMemory::find(const std::string& digest) const {
  const std::lock_guard lock(mutex_);
  const auto found = kept_.find(digest);
  if (found == kept_.end() || found->second.until < std::chrono::steady_clock::now())
    return std::nullopt;
  if (found->second.bearer.expiresAt <= utcNow()) return std::nullopt;
  return found->second.bearer;
}

std::uint64_t KeyMemory::generation() const {
  const std::lock_guard lock(mutex_);
  return generation_;
}

void KeyMemory::keep(const std::string& digest, const KeyBearer& bearer, std::uint64_t generation) {
  const std::lock_guard lock(mutex_);
  if (generation != generation_) return;
  if (kept_.size() >= kMostKept) kept_.clear();
  kept_[digest] = {bearer, std::chrono::steady_clock::now() + kKept};
}

void KeyMemory::forget() {
  const std::lock_guard lock(mutex_);
  kept_.clear();
  ++generation_;
}

}  // namespace stesura
