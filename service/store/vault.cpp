#include "service/store/vault.h"

#include <mutex>

#include "service/refusal.h"
#include "service/store/audit.h"
#include "service/store/cipher.h"
#include "service/store/erased_scopes.h"
#include "service/store/moment.h"

namespace stesura {
namespace {

constexpr char kSealVersion = 1;
// Keys of the installation itself; made together when a vault first opens the database.
const std::string kIndexScope = "indice", kAuditScope = "audit", kErasedScope = "registro";

// Length before each part: no two places give the same text.
std::string associatedData(const std::string& scope, const SealedPlace& place) {
  std::string all;
  for (const std::string_view part : {std::string_view(scope), place.table, place.row, place.column}) {
    all += std::to_string(part.size()) + ":";
    all += part;
  }
  return all;
}

Error unknownKey() {
  return Error(ErrorKind::surroundings, "La chiave padrona con cui i dati sono cifrati non è nel file indicato.");
}

Error wrongKey() {
  return Error(ErrorKind::surroundings, "La chiave padrona indicata non è quella di questi dati: indicare la sua con --chiave.");
}

}  // namespace

// The master keys; read again from their file when somebody rotated them meanwhile.
struct Vault::Master {
  std::mutex mutex;
  MasterKeys keys;
  bool registers = false;  // erased scopes stand beside the key file, too

  int newest() {
    const std::lock_guard lock(mutex);
    return keys.keys.rbegin()->first;
  }
  Secret key(int number) {
    const std::lock_guard lock(mutex);
    if (!keys.keys.contains(number)) keys = MasterKeys::fromFile(keys.file);
    const auto found = keys.keys.find(number);
    if (found == keys.keys.end()) throw unknownKey();
    return found->second;
  }
  Secret unwrap(const std::string& scope, int number, std::string_view wrapped) {
    return decrypt(key(number), "chiave:" + scope, wrapped);
  }
  ErasedScopes erased() {
    const std::lock_guard lock(mutex);
    return ErasedScopes(ErasedScopes::besideKey(keys.file));
  }
};

Vault::Vault(MasterKeys master) : master_(std::make_unique<Master>()) { master_->keys = std::move(master); }

Vault::Vault(MasterKeys master, Database& database) : Vault(std::move(master)) {
  master_->registers = true;
  const Secret auditKey = database.write([&](Transaction& transaction) {
    prepare(transaction);
    return scopeKey(transaction, kAuditScope, false);
  });
  database.keepAuditKey(std::string(std::string_view(auditKey)));
  syncErased(database);
}

Vault::~Vault() = default;

// A database that has keys but not these was tampered with: nothing is made anew over it.
void Vault::prepare(Transaction& transaction) const {
  const auto known = transaction.one(
      "SELECT COUNT(*), COALESCE(SUM(CASE WHEN ambito = $1 OR ambito = $2 THEN 1 ELSE 0 END), 0) FROM chiave",
      {kAuditScope, kErasedScope});
  if (known->integer(0) == 0) {
    scopeKey(transaction, kErasedScope, true);
    startAudit(transaction, scopeKey(transaction, kAuditScope, true));
    return;
  }
  if (known->integer(1) != 2) {
    throw Error(ErrorKind::surroundings, "Nell’archivio mancano le chiavi dell’audit: è stato manomesso. Riprendere l’ultimo salvataggio.");
  }
  const auto row = transaction.one("SELECT padrona, avvolta FROM chiave WHERE ambito = $1", {kAuditScope});
  const int number = static_cast<int>(row->integer(0));
  const Secret key = master_->key(number);
  try {
    decrypt(key, "chiave:" + kAuditScope, row->bytes(1));
  } catch (const Error&) {
    throw wrongKey();
  }
}

Secret Vault::scopeKey(Transaction& transaction, const std::string& scope, bool make) const {
  const auto row = transaction.one("SELECT padrona, avvolta FROM chiave WHERE ambito = $1", {scope});
  if (row) return master_->unwrap(scope, static_cast<int>(row->integer(0)), row->bytes(1));
  if (!make) throw notFound();
  if (master_->registers && scope != kErasedScope &&
      transaction.one("SELECT 1 FROM chiave_cancellata WHERE impronta = $1", {printOf(transaction, scope)})) {
    throw notFound();
  }
  // After a rotation the number in the database is ahead of a service that still runs.
  const auto inUse = transaction.one("SELECT COALESCE(MAX(padrona), 0) FROM chiave WHERE ambito = $1", {kAuditScope});
  const int number = std::max(master_->newest(), static_cast<int>(inUse->integer(0)));
  Secret key = randomBytes(32);
  transaction.execute("INSERT INTO chiave (ambito, padrona, avvolta, creata_il) VALUES ($1, $2, $3, $4)",
                      {scope, std::int64_t{number}, SqlBytes{encrypt(master_->key(number), "chiave:" + scope, key)}, utcNow()});
  return key;
}

std::string Vault::seal(Transaction& transaction, const std::string& scope, const SealedPlace& place,
                        std::string_view plain) const {
  return kSealVersion + encrypt(scopeKey(transaction, scope, true), associatedData(scope, place), plain);
}

std::string Vault::open(Transaction& transaction, const std::string& scope, const SealedPlace& place,
                        std::string_view sealed) const {
  const Secret key = scopeKey(transaction, scope, false);
  if (!sealed.starts_with(kSealVersion)) return decrypt(key, "", "");  // tells what is wrong
  return decrypt(key, associatedData(scope, place), sealed.substr(1));
}

std::string Vault::blindIndex(Transaction& transaction, std::string_view purpose, std::string_view value) const {
  const Secret key = hmacSha256(scopeKey(transaction, kIndexScope, true), purpose);
  return toHex(hmacSha256(key, value));
}

std::string Vault::printOf(Transaction& transaction, const std::string& scope) const {
  return toHex(hmacSha256(scopeKey(transaction, kErasedScope, true), scope));
}

void Vault::erase(Transaction& transaction, const std::string& scope) const {
  const std::size_t erased = transaction.execute("DELETE FROM chiave WHERE ambito = $1", {scope});
  if (!master_->registers || erased == 0) return;
  const std::string print = printOf(transaction, scope);
  transaction.execute("INSERT INTO chiave_cancellata (impronta, quando) VALUES ($1, $2) ON CONFLICT DO NOTHING",
                      {print, utcNow()});
  // Should this fail, the next start or backup does it: the table knows.
  transaction.afterCommit([this, print] { master_->erased().append({print}); });
}

std::size_t Vault::rewrap(Transaction& transaction) const {
  const int number = master_->newest();
  const Secret newest = master_->key(number);
  std::size_t count = 0;
  for (const SqlRow& row : transaction.query("SELECT ambito, padrona, avvolta FROM chiave WHERE padrona <> $1", {std::int64_t{number}})) {
    const std::string scope = row.text(0);
    const Secret key = master_->unwrap(scope, static_cast<int>(row.integer(1)), row.bytes(2));
    transaction.execute("UPDATE chiave SET padrona = $1, avvolta = $2 WHERE ambito = $3",
                        {std::int64_t{number}, SqlBytes{encrypt(newest, "chiave:" + scope, key)}, scope});
    ++count;
  }
  return count;
}

void Vault::syncErased(Database& database) const {
  const std::vector<std::string> prints = database.read([](Transaction& transaction) {
    std::vector<std::string> all;
    for (const SqlRow& row : transaction.query("SELECT impronta FROM chiave_cancellata")) all.push_back(row.text(0));
    return all;
  });
  if (!prints.empty() && master_->registers) master_->erased().add(prints);
}

std::size_t Vault::eraseRegistered(Transaction& transaction) const {
  const std::set<std::string> registered = master_->erased().read();
  const Secret key = scopeKey(transaction, kErasedScope, true);
  std::size_t count = 0;
  for (const SqlRow& row : transaction.query("SELECT ambito FROM chiave")) {
    const std::string& scope = row.text(0);
    if (scope != kErasedScope && registered.contains(toHex(hmacSha256(key, scope)))) {
      count += transaction.execute("DELETE FROM chiave WHERE ambito = $1", {scope});
    }
  }
  for (const std::string& print : registered) {
    transaction.execute("INSERT INTO chiave_cancellata (impronta, quando) VALUES ($1, $2) ON CONFLICT DO NOTHING",
                        {print, utcNow()});
  }
  return count;
}

std::map<int, std::size_t> masterKeysInUse(Transaction& transaction) {
  std::map<int, std::size_t> uses;
  for (const SqlRow& row : transaction.query("SELECT padrona, COUNT(*) FROM chiave GROUP BY padrona")) {
    uses[static_cast<int>(row.integer(0))] = static_cast<std::size_t>(row.integer(1));
  }
  return uses;
}

}  // namespace stesura
