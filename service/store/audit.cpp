#include "service/store/audit.h"

#include <condition_variable>
#include <exception>
#include <mutex>

#include "generator/digest.h"
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

}  // namespace

void appendAudit(Transaction& transaction, const AuditEntry& entry) {
  const auto last = transaction.one("SELECT numero, catena FROM audit ORDER BY numero DESC LIMIT 1");
  const std::int64_t number = last ? last->integer(0) + 1 : 1;
  const std::string when = utcNow();
  const std::string chain = chainOf(last ? last->text(1) : std::string(), number, when, entry);
  transaction.execute(
      "INSERT INTO audit (numero, quando, chi, ente, azione, risorsa, oggetto, esito, catena) "
      "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
      {number, when, entry.who, entry.agency, entry.action, entry.resource, entry.object, entry.outcome, chain});
}

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
        for (const AuditEntry& each : batch->entries) appendAudit(transaction, each);
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

std::optional<std::int64_t> firstBrokenAuditRow(Transaction& transaction) {
  std::string former;
  std::int64_t expected = 1;
  constexpr std::int64_t kRowsAtATime = 1000;
  while (true) {
    const auto rows = transaction.query(
        "SELECT numero, quando, chi, ente, azione, risorsa, oggetto, esito, catena FROM audit "
        "WHERE numero >= $1 ORDER BY numero LIMIT $2", {expected, kRowsAtATime});
    for (const SqlRow& row : rows) {
      const AuditEntry entry{row.text(2), row.text(3), row.text(4), row.text(5), row.text(6), row.text(7)};
      if (row.integer(0) != expected || chainOf(former, expected, row.text(1), entry) != row.text(8)) return expected;
      former = row.text(8);
      ++expected;
    }
    if (rows.size() < static_cast<std::size_t>(kRowsAtATime)) return std::nullopt;
  }
}

}  // namespace stesura
