// The database: sessions, transactions and rows, in plain types; no other file sees Poco::Data.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace stesura {

struct SqlBytes { std::string bytes; };
using SqlValue = std::variant<std::nullptr_t, std::int64_t, std::string, SqlBytes>;

// NULL for an empty text, and for none.
SqlValue orNull(const std::string& text);
SqlValue orNull(const std::optional<std::string>& text);

// One row of an answer. Columns count from 0. A column that is NULL reads as 0 or "".
class SqlRow {
 public:
  explicit SqlRow(std::vector<SqlValue> values) : values_(std::move(values)) {}
  bool null(std::size_t column) const;
  std::int64_t integer(std::size_t column) const;
  const std::string& text(std::size_t column) const;   // of a TEXT column
  const std::string& bytes(std::size_t column) const;  // of a BLOB column

 private:
  std::vector<SqlValue> values_;
};

// What one unit of work may ask. Placeholders are $1, $2, … in order of their appearance, each once
// (both SQLite and PostgreSQL bind them so). SQL is in the dialect that both understand: what differs
// stands in dialect.h. Duplicate keys are found with ON CONFLICT … DO NOTHING and the count of rows.
class Transaction {
 public:
  // Throws Refusal{storageFull} where the disk is full, Error{surroundings} for anything else.
  std::vector<SqlRow> query(std::string_view sql, std::vector<SqlValue> values = {});
  std::optional<SqlRow> one(std::string_view sql, std::vector<SqlValue> values = {});  // the first row
  std::size_t execute(std::string_view sql, std::vector<SqlValue> values = {});        // rows changed

  // Called once everything is on the disk; never where the work was rolled back. What it throws is
  // dropped: the work is done, and whoever asked for it must not hear otherwise.
  void afterCommit(std::function<void()> action);
  // Under what the head of the audit is sealed; "" until a Vault has opened this database.
  std::string auditKey() const;

  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;

 private:
  friend class Database;
  struct Session;
  explicit Transaction(Session& session) : session_(session) {}
  Session& session_;
};

enum class Opening { orMake, existing };

// Thread-safe. Readers see one moment and never wait; writers wait for each other in line.
class Database {
 public:
  // Opens `folder`/stesura.db, or makes it (mode 0600), and brings it to the newest migration.
  // Throws Error{surroundings} for a file that is no database, or that a newer program wrote.
  explicit Database(std::filesystem::path folder, Opening opening = Opening::orMake);
  ~Database();

  const std::filesystem::path& folder() const { return folder_; }

  // Calls `work` once within one transaction; what it throws rolls everything back. A thread that
  // writes must not ask for another writing transaction within it: std::logic_error.
  template <typename Work>
  auto read(Work work) { return within<Work>(Mode::read, work); }
  template <typename Work>
  auto write(Work work) { return within<Work>(Mode::write, work); }

  // Whether this thread is within write().
  bool writingHere() const;

  // Copies the whole database, as of one moment, into a new file (or an empty one) while others go
  // on. The copy is not yet on the disk for good: fsync is the caller's.
  void copyTo(const std::filesystem::path& file);
  // Moves what was committed from the log into the database file and empties the log, so that what
  // was erased stands nowhere any more. False where a long reader is in the way: try later.
  bool checkpoint();
  // Whether every page and index of the file is in order. Reads all of it.
  bool intact();
  void keepAuditKey(std::string key);

 private:
  enum class Mode { read, write };
  template <typename Work>
  auto within(Mode mode, Work& work) {
    using Result = decltype(work(std::declval<Transaction&>()));
    if constexpr (std::is_void_v<Result>) {
      run(mode, [&](Transaction& transaction) { work(transaction); });
    } else {
      std::optional<Result> result;
      run(mode, [&](Transaction& transaction) { result.emplace(work(transaction)); });
      return std::move(*result);
    }
  }
  void run(Mode mode, const std::function<void(Transaction&)>& work);
  // What is to be called after the commit.
  std::vector<std::function<void()>> transact(Mode mode, const std::function<void(Transaction&)>& work);
  std::vector<SqlRow> alone(std::string_view sql, std::vector<SqlValue> values);
  void migrate();

  struct Sessions;
  std::filesystem::path folder_;
  std::unique_ptr<Sessions> sessions_;
};

}  // namespace stesura
