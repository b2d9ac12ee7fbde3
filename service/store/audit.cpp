#include "service/store/audit.h"

#include <condition_variable>
#include <exception>
#include <mutex>
#include <stdexcept>

#include "generator/digest.h"
#include "service/store/cipher.h"
#include "service/store/moment.h"

namespace stesura {
namespace {

// Length before each part: no two rows give the same text.
std::string chainOf(const std::string& former, std::int64_t number, const std::string& when, const AuditEntry& entry) {
  std::string all;
  for (const std::string& part : {former, std::to_string(number), when, entry.who, entry.agency, entry.action,
                                  entry.resource, entry.object, entry.outcome}) {
    all += std::to_string(part.size()) + ":" + part;
  }
  return sha256Hex(all);
}

// A sealed head holds the number and the hash of the last row under a key that is not in the database.
std::string sealOf(std::string_view key, std::int64_t number, const std::string& chain) {
  return toHex(hmacSha256(key, "testa:" + std::to_string(number) + ":" + chain));
}

struct Head { std::int64_t number = 0; std::string chain{}, seal{}; bool there = false; };

Head headOf(Transaction& transaction) {
  const auto row = transaction.one("SELECT numero, catena, sigillo FROM audit_testa WHERE uno = 1");
  if (row) return {row->integer(0), row->text(1), row->text(2), true};
  const auto last = transaction.one("SELECT numero, catena FROM audit ORDER BY numero DESC LIMIT 1");
  return last ? Head{last->integer(0), last->text(1), {}, false} : Head{};
}

bool genuine(const Head& head, const std::string& key) {
  return head.there && equalSecrets(head.seal, sealOf(key, head.number, head.chain));
}

// A seal that was broken once is never made good: what follows a forged head stays unsealed.
void append(Transaction& transaction, const std::vector<AuditEntry>& entries) {
  const std::string key = transaction.auditKey();
  Head head = headOf(transaction);
  const bool sealed = !key.empty() && genuine(head, key);
  for (const AuditEntry& entry : entries) {
    const std::string when = utcNow();
    head.chain = chainOf(head.chain, ++head.number, when, entry);
    transaction.execute(
        "INSERT INTO audit (numero, quando, chi, ente, azione, risorsa, oggetto, esito, catena) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        {head.number, when, entry.who, entry.agency, entry.action, entry.resource, entry.object, entry.outcome, head.chain});
  }
  const std::string seal = sealed ? sealOf(key, head.number, head.chain) : std::string();
  if (head.there) {
    transaction.execute("UPDATE audit_testa SET numero = $1, catena = $2, sigillo = $3 WHERE uno = 1",
                        {head.number, head.chain, seal});
  } else {
    transaction.execute("INSERT INTO audit_testa (uno, numero, catena, sigillo) VALUES (1, $1, $2, $3)",
                        {head.number, head.chain, seal});
  }
}

}  // namespace

void startAudit(Transaction& transaction, std::string_view key) {
  transaction.execute("INSERT INTO audit_testa (uno, numero, catena, sigillo) VALUES (1, 0, '', $1)", {sealOf(key, 0, "")});
}

void appendAudit(Transaction& transaction, const AuditEntry& entry) { append(transaction, {entry}); }


// Those who come while a commit goes on are committed together by the next in line.
struct AuditLog::Line {
  explicit Line(Database& borrowed) : database(borrowed) {}
  struct Batch {
    std::vector<AuditEntry> entries;
    bool done = false;
    std::exception_ptr failure;
  };
  Database& database;
  std::mutex mutex;
  std::condition_variable changed;
  std::shared_ptr<Batch> waiting = std::make_shared<Batch>();
  bool committing = false;
};

AuditLog::AuditLog(Database& database) : line_(std::make_unique<Line>(database)) {}
AuditLog::~AuditLog() = default;

void AuditLog::record(const AuditEntry& entry) {
  if (line_->database.writingHere()) throw std::logic_error("a row of the audit by itself, within a transaction");
  std::unique_lock lock(line_->mutex);
  const std::shared_ptr<Line::Batch> batch = line_->waiting;
  batch->entries.push_back(entry);
  line_->changed.wait(lock, [&] { return batch->done || !line_->committing; });
  if (!batch->done) {
    line_->committing = true;
    line_->waiting = std::make_shared<Line::Batch>();
    lock.unlock();
    try {
      line_->database.write([&](Transaction& transaction) {
        append(transaction, batch->entries);
      });
    } catch (...) {
      batch->failure = std::current_exception();
    }
    lock.lock();
    batch->done = true;
    line_->committing = false;
    line_->changed.notify_all();
  }
  if (batch->failure) std::rethrow_exception(batch->failure);
}

AuditFinding verifyAudit(Transaction& transaction) {
  const std::string key = transaction.auditKey();
  const Head head = headOf(transaction);
  AuditFinding finding;
  std::string former;
  constexpr std::int64_t kRowsAtATime = 1000;
  for (bool more = true; more;) {
    const auto rows = transaction.query(
        "SELECT numero, quando, chi, ente, azione, risorsa, oggetto, esito, catena FROM audit "
        "WHERE numero > $1 ORDER BY numero LIMIT $2", {finding.rows, kRowsAtATime});
    more = rows.size() == static_cast<std::size_t>(kRowsAtATime);
    for (const SqlRow& row : rows) {
      finding.number = finding.rows + 1;
      const AuditEntry entry{row.text(2), row.text(3), row.text(4), row.text(5), row.text(6), row.text(7)};
      if (row.integer(0) != finding.number) finding.flaw = AuditFlaw::missing;
      else if (chainOf(former, finding.number, row.text(1), entry) != row.text(8)) finding.flaw = AuditFlaw::altered;
      else if (finding.number > head.number) finding.flaw = AuditFlaw::addedBehind;
      if (finding.flaw != AuditFlaw::none) return finding;
      former = row.text(8);
      finding.rows = finding.number;
    }
  }
  const auto first = transaction.one("SELECT COUNT(*) FROM audit WHERE numero < 1");
  if (first->integer(0) != 0) return {AuditFlaw::altered, 1, finding.rows};
  if (finding.rows < head.number) return {AuditFlaw::missing, finding.rows + 1, finding.rows};
  if (former != head.chain || (!key.empty() && !genuine(head, key))) return {AuditFlaw::headBroken, finding.rows, finding.rows};
  return {AuditFlaw::none, 0, finding.rows};
}

std::optional<std::int64_t> firstBrokenAuditRow(Transaction& transaction) {
  const AuditFinding finding = verifyAudit(transaction);
  if (finding.flaw == AuditFlaw::none) return std::nullopt;
  return finding.number;
}

std::vector<AuditRow> auditRows(Transaction& transaction, const AuditQuestion& question) {
  std::string sql = "SELECT numero, quando, chi, ente, azione, risorsa, oggetto, esito, catena FROM audit WHERE 1 = 1";
  std::vector<SqlValue> values;
  const auto where = [&](const char* condition, SqlValue value) {
    values.push_back(std::move(value));
    sql += std::string(" AND ") + condition + " $" + std::to_string(values.size());
  };
  const auto whereGiven = [&](const char* condition, const std::string& text) {
    if (!text.empty()) where(condition, text);
  };
  whereGiven("ente =", question.agency);
  whereGiven("chi =", question.who);
  whereGiven("azione =", question.action);
  whereGiven("risorsa =", question.resource);
  whereGiven("oggetto =", question.object);
  whereGiven("quando >=", question.from);
  // «2026-03-12» holds the whole day: every moment that begins so comes before «2026-03-12~».
  whereGiven("quando <=", question.until.empty() ? question.until : question.until + "~");
  if (question.before > 0) where("numero <", question.before);
  values.push_back(static_cast<std::int64_t>(question.limit));
  sql += " ORDER BY numero DESC LIMIT $" + std::to_string(values.size());
  std::vector<AuditRow> rows;
  for (const SqlRow& row : transaction.query(sql, std::move(values))) {
    rows.push_back({row.integer(0), row.text(1),
                    {row.text(2), row.text(3), row.text(4), row.text(5), row.text(6), row.text(7)}, row.text(8)});
  }
  return rows;
}

}  // namespace stesura
