#include "service/store/database.h"

#include <Poco/Data/LOB.h>
#include <Poco/Data/RecordSet.h>
#include <Poco/Data/SQLite/Connector.h>
#include <Poco/Data/SQLite/SQLiteException.h>
#include <Poco/Data/Session.h>
#include <Poco/Data/Statement.h>
#include <Poco/Nullable.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <charconv>
#include <mutex>
#include <new>
#include <set>
#include <stdexcept>
#include <thread>
#include <utility>

#include "service/refusal.h"
#include "service/store/dialect.h"
#include "service/store/migrations.h"

namespace stesura {

namespace keywords = Poco::Data::Keywords;
namespace sqlite = Poco::Data::SQLite;

namespace {

Refusal diskFull() {
  return {RefusalKind::storageFull, "Il disco è pieno: nulla è stato salvato. Liberare spazio e riprovare."};
}

Error damaged() {
  return Error(ErrorKind::surroundings,
               "L’archivio non è integro, o il file non è un archivio di Stesura. Non viene usato: "
               "riprendere l’ultimo salvataggio con «stesura restore».");
}

// By the texts of sqlite3_errstr(): Poco 1.11 has no exception of its own for extended result codes.
[[noreturn]] void tellUnnamed(std::string_view said) {
  const auto says = [&](std::string_view words) { return said.find(words) != std::string_view::npos; };
  if (says("disk I/O error")) {
    throw Refusal(RefusalKind::storageFull, "Il disco non accetta dati: nulla è stato salvato. Controllare lo spazio e riprovare.");
  }
  if (says("disk is full")) throw diskFull();
  if (says("is locked")) throw Refusal(RefusalKind::busy, "L’archivio è occupato. Riprovare tra poco.");
  if (says("readonly")) throw Error(ErrorKind::surroundings, "L’archivio è in sola lettura: controllare i permessi della cartella dei dati.");
  if (says("malformed") || says("not a database")) throw damaged();
  if (says("unable to open")) throw Error(ErrorKind::surroundings, "L’archivio non si può aprire: controllare la cartella dei dati e i permessi.");
  throw Error(ErrorKind::surroundings, "L’archivio non risponde come dovrebbe. Segnalarlo a chi cura Stesura.");
}

// The library's own text may hold SQL and values: it goes nowhere.
[[noreturn]] void tellFailure() {
  try {
    throw;
  } catch (const sqlite::DatabaseFullException&) {
    throw diskFull();
  } catch (const sqlite::IOErrorException&) {
    // A disk that fills up while SQLite writes shows as this, too.
    tellUnnamed("disk I/O error");
  } catch (const sqlite::DBLockedException&) {
    tellUnnamed("is locked");
  } catch (const sqlite::TableLockedException&) {
    tellUnnamed("is locked");
  } catch (const sqlite::ReadOnlyException&) {
    tellUnnamed("readonly");
  } catch (const sqlite::CorruptImageException&) {
    throw damaged();
  } catch (const sqlite::CantOpenDBFileException&) {
    tellUnnamed("unable to open");
  } catch (const sqlite::NoMemoryException&) {
    throw std::bad_alloc();
  } catch (const Poco::Exception& exception) {
    tellUnnamed(exception.message());
  }
}

void bindValue(Poco::Data::Statement& statement, SqlValue& value) {
  if (std::holds_alternative<std::nullptr_t>(value)) {
    statement.addBind(keywords::bind(Poco::Nullable<std::string>()));
  } else if (const auto* integer = std::get_if<std::int64_t>(&value)) {
    statement.addBind(keywords::bind(static_cast<Poco::Int64>(*integer)));
  } else if (auto* text = std::get_if<std::string>(&value)) {
    statement.addBind(keywords::bind(*text));
  } else {
    const std::string& bytes = std::get<SqlBytes>(value).bytes;
    statement.addBind(keywords::bind(
        Poco::Data::BLOB(reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size())));
  }
}

SqlValue columnValue(const Poco::Data::RecordSet& records, std::size_t column, std::size_t row) {
  const Poco::Dynamic::Var value = records.value(column, row);
  if (value.isEmpty()) return nullptr;
  if (value.type() == typeid(Poco::Data::BLOB)) {
    const auto& blob = value.extract<Poco::Data::BLOB>();
    return SqlBytes{std::string(reinterpret_cast<const char*>(blob.rawContent()), blob.size())};
  }
  if (value.isInteger()) return static_cast<std::int64_t>(value.convert<Poco::Int64>());
  return value.convert<std::string>();
}

void syncFolder(const std::filesystem::path& folder) {
  const int descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0) return;
  ::fsync(descriptor);
  ::close(descriptor);
}

// Made by us, so that no other user of the machine ever can read it.
void openPrivately(const std::filesystem::path& file, Opening opening) {
  const int make = opening == Opening::orMake ? O_CREAT : 0;
  const int descriptor = ::open(file.c_str(), make | O_RDWR | O_CLOEXEC | O_NONBLOCK, S_IRUSR | S_IWUSR);
  if (descriptor < 0) {
    if (opening == Opening::existing && errno == ENOENT) {
      throw Error(ErrorKind::surroundings, "Nella cartella indicata non c’è un archivio di Stesura: controllare --data.");
    }
    if (errno == ENOSPC || errno == EDQUOT) throw diskFull();
    throw Error(ErrorKind::surroundings, "La cartella dei dati non si può usare: controllare che esista e i permessi di scrittura.");
  }
  struct ::stat status {};
  const bool regular = ::fstat(descriptor, &status) == 0 && S_ISREG(status.st_mode);
  if (regular && (status.st_mode & (S_IRWXG | S_IRWXO)) != 0) ::fchmod(descriptor, S_IRUSR | S_IWUSR);
  ::close(descriptor);
  if (!regular) throw Error(ErrorKind::surroundings, "Al posto dell’archivio c’è qualcosa che non è un file.");
  syncFolder(file.parent_path());
}

}  // namespace

SqlValue orNull(const std::string& text) { return text.empty() ? SqlValue(nullptr) : SqlValue(text); }
SqlValue orNull(const std::optional<std::string>& text) { return text ? SqlValue(*text) : SqlValue(nullptr); }

bool SqlRow::null(std::size_t column) const {
  return std::holds_alternative<std::nullptr_t>(values_.at(column));
}

std::int64_t SqlRow::integer(std::size_t column) const {
  const SqlValue& value = values_.at(column);
  if (const auto* integer = std::get_if<std::int64_t>(&value)) return *integer;
  // SQLite names no type for an expression such as COUNT(*), and Poco then reads it as text.
  const auto* text = std::get_if<std::string>(&value);
  std::int64_t number = 0;
  if (text) std::from_chars(text->data(), text->data() + text->size(), number);
  return number;
}

const std::string& SqlRow::text(std::size_t column) const {
  static const std::string kNothing;
  const auto* value = std::get_if<std::string>(&values_.at(column));
  return value ? *value : kNothing;
}

const std::string& SqlRow::bytes(std::size_t column) const {
  static const std::string kNothing;
  const auto* value = std::get_if<SqlBytes>(&values_.at(column));
  return value ? value->bytes : kNothing;
}

struct Transaction::Session {
  explicit Session(const std::string& file) : data(sqlite::Connector::KEY, file, 10) {
    for (const std::string& statement : dialect::openingStatements()) execute(statement);
  }
  void execute(std::string_view sql) { data << std::string(sql), keywords::now; }
  Poco::Data::Session data;
  std::vector<std::function<void()>> afterCommit;
  std::string auditKey;
  bool failed = false;  // a statement did; nothing more is done in its transaction, as in PostgreSQL
};

void Transaction::afterCommit(std::function<void()> action) { session_.afterCommit.push_back(std::move(action)); }
std::string Transaction::auditKey() const { return session_.auditKey; }

std::vector<SqlRow> Transaction::query(std::string_view sql, std::vector<SqlValue> values) {
  if (session_.failed) throw std::logic_error("a statement after one that failed");
  try {
    Poco::Data::Statement statement(session_.data);
    statement << std::string(sql);
    for (SqlValue& value : values) bindValue(statement, value);
    statement.execute();
    if (statement.columnsExtracted() == 0) return {};  // no question: a record set would throw
    const Poco::Data::RecordSet records(statement);
    std::vector<SqlRow> rows;
    rows.reserve(records.rowCount());
    for (std::size_t row = 0; row < records.rowCount(); ++row) {
      std::vector<SqlValue> columns;
      for (std::size_t column = 0; column < records.columnCount(); ++column) {
        columns.push_back(columnValue(records, column, row));
      }
      rows.emplace_back(std::move(columns));
    }
    return rows;
  } catch (const Poco::Exception&) {
    session_.failed = true;
    tellFailure();
  }
}

std::optional<SqlRow> Transaction::one(std::string_view sql, std::vector<SqlValue> values) {
  std::vector<SqlRow> rows = query(sql, std::move(values));
  if (rows.empty()) return std::nullopt;
  return std::move(rows.front());
}

std::size_t Transaction::execute(std::string_view sql, std::vector<SqlValue> values) {
  if (session_.failed) throw std::logic_error("a statement after one that failed");
  try {
    Poco::Data::Statement statement(session_.data);
    statement << std::string(sql);
    for (SqlValue& value : values) bindValue(statement, value);
    return statement.execute();
  } catch (const Poco::Exception&) {
    session_.failed = true;
    tellFailure();
  }
}

// Sessions that nobody uses at the moment, and the line in which writers wait.
struct Database::Sessions {
  explicit Sessions(std::string path) : file(std::move(path)) {}

  std::unique_ptr<Transaction::Session> take() {
    std::unique_ptr<Transaction::Session> session;
    std::string key;
    {
      const std::lock_guard lock(mutex);
      key = auditKey;
      if (!idle.empty()) {
        session = std::move(idle.back());
        idle.pop_back();
      }
    }
    if (!session) session = std::make_unique<Transaction::Session>(file);
    session->failed = false;
    session->auditKey = std::move(key);
    return session;
  }

  void giveBack(std::unique_ptr<Transaction::Session> session) {
    constexpr std::size_t kMostIdle = 8;
    const std::lock_guard lock(mutex);
    if (idle.size() < kMostIdle) idle.push_back(std::move(session));
  }

  std::string file;
  std::mutex mutex;
  std::string auditKey;
  std::mutex writing;
  std::atomic<std::thread::id> writer{};
  std::vector<std::unique_ptr<Transaction::Session>> idle;
};

namespace {

// The line of writers, and who stands at its head.
class WritersTurn {
 public:
  WritersTurn(std::mutex& line, std::atomic<std::thread::id>& writer) : line_(line), writer_(writer) {
    if (writer_ == std::this_thread::get_id()) throw std::logic_error("a writing transaction within another");
    line_.lock();
    writer_ = std::this_thread::get_id();
  }
  ~WritersTurn() {
    writer_ = std::thread::id();
    line_.unlock();
  }
  WritersTurn(const WritersTurn&) = delete;
  WritersTurn& operator=(const WritersTurn&) = delete;

 private:
  std::mutex& line_;
  std::atomic<std::thread::id>& writer_;
};

}  // namespace

Database::Database(std::filesystem::path folder, Opening opening) : folder_(std::move(folder)) {
  static const bool registered = [] { sqlite::Connector::registerConnector(); return true; }();
  static_cast<void>(registered);
  const std::filesystem::path file = folder_ / "stesura.db";
  openPrivately(file, opening);
  sessions_ = std::make_unique<Sessions>(file.string());
  migrate();
}

Database::~Database() = default;

void Database::run(Mode mode, const std::function<void(Transaction&)>& work) {
  std::vector<std::function<void()>> after;
  {
    std::optional<WritersTurn> turn;
    if (mode == Mode::write) turn.emplace(sessions_->writing, sessions_->writer);
    after = transact(mode, work);
  }
  for (const std::function<void()>& action : after) {
    try {
      action();
    } catch (...) {  // see Transaction::afterCommit
    }
  }
}

std::vector<std::function<void()>> Database::transact(Mode mode, const std::function<void(Transaction&)>& work) {
  std::unique_ptr<Transaction::Session> session;
  try {
    session = sessions_->take();
    session->execute(mode == Mode::write ? dialect::beginWriting() : dialect::beginReading());
  } catch (const Poco::Exception&) {
    tellFailure();
  }
  Transaction transaction(*session);
  try {
    work(transaction);
    if (session->failed) throw std::logic_error("a statement that failed was passed over");
    session->execute("COMMIT");
  } catch (...) {
    session->afterCommit.clear();
    // A session that cannot even roll back is not used again; SQLite has rolled back by itself then.
    bool usable = true;
    try {
      session->execute("ROLLBACK");
    } catch (const Poco::Exception&) {
      usable = false;
    }
    if (usable) sessions_->giveBack(std::move(session));
    try {
      throw;
    } catch (const Poco::Exception&) {
      tellFailure();
    }
  }
  auto after = std::exchange(session->afterCommit, {});
  sessions_->giveBack(std::move(session));
  return after;
}

bool Database::writingHere() const { return sessions_->writer == std::this_thread::get_id(); }

void Database::keepAuditKey(std::string key) {
  const std::lock_guard lock(sessions_->mutex);
  sessions_->auditKey = std::move(key);
}

void Database::migrate() {
  write([](Transaction& transaction) {
    transaction.execute(
        "CREATE TABLE IF NOT EXISTS migrazione (numero INTEGER PRIMARY KEY, nome TEXT NOT NULL)");
    std::set<std::int64_t> done;
    for (const SqlRow& row : transaction.query("SELECT numero FROM migrazione")) done.insert(row.integer(0));
    if (!done.empty() && *done.rbegin() > migrations().back().number) {
      throw Error(ErrorKind::surroundings,
                  "L’archivio è di una versione più nuova di Stesura: aggiornare il programma.");
    }
    for (const Migration& migration : migrations()) {
      if (done.contains(migration.number)) continue;
      for (const std::string& statement : statementsOf(migration)) {
        transaction.execute(dialect::migrationStatement(statement));
      }
      transaction.execute("INSERT INTO migrazione (numero, nome) VALUES ($1, $2)",
                          {std::int64_t{migration.number}, std::string(migration.name)});
    }
  });
}

// Outside any transaction: neither a copy nor a checkpoint can be made within one.
std::vector<SqlRow> Database::alone(std::string_view sql, std::vector<SqlValue> values) {
  std::unique_ptr<Transaction::Session> session;
  try {
    session = sessions_->take();
  } catch (const Poco::Exception&) {
    tellFailure();
  }
  std::vector<SqlRow> rows = Transaction(*session).query(sql, std::move(values));
  sessions_->giveBack(std::move(session));
  return rows;
}

void Database::copyTo(const std::filesystem::path& file) { alone(dialect::copyStatement(), {file.string()}); }

bool Database::checkpoint() {
  const std::vector<SqlRow> rows = alone(dialect::checkpointStatement(), {});
  return !rows.empty() && rows.front().integer(0) == 0;
}

bool Database::intact() {
  const std::vector<SqlRow> rows = alone(dialect::integrityStatement(), {});
  return rows.size() == 1 && rows.front().text(0) == "ok";
}

}  // namespace stesura
