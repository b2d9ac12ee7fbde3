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

#include <charconv>
#include <mutex>

#include "service/refusal.h"
#include "service/store/dialect.h"
#include "service/store/migrations.h"

namespace stesura {

namespace keywords = Poco::Data::Keywords;
namespace sqlite = Poco::Data::SQLite;

namespace {

// The library's own text may hold SQL and values: it goes nowhere.
[[noreturn]] void tellFailure() {
  try {
    throw;
  } catch (const sqlite::DatabaseFullException&) {
    throw Refusal(RefusalKind::storageFull, "Il disco è pieno: nulla è stato salvato. Liberare spazio e riprovare.");
  } catch (const sqlite::IOErrorException&) {
    // A disk that fills up while SQLite writes shows as this, too.
    throw Refusal(RefusalKind::storageFull, "Il disco non accetta dati: nulla è stato salvato. Controllare lo spazio e riprovare.");
  } catch (const sqlite::DBLockedException&) {
    throw Refusal(RefusalKind::busy, "L’archivio è occupato. Riprovare tra poco.");
  } catch (const Poco::Exception&) {
    throw Error(ErrorKind::surroundings, "L’archivio non risponde come dovrebbe. Segnalarlo a chi cura Stesura.");
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

// Made by us, so that no other user of the machine ever can read it.
void createPrivately(const std::filesystem::path& file) {
  const int descriptor = ::open(file.c_str(), O_CREAT | O_RDWR | O_CLOEXEC, S_IRUSR | S_IWUSR);
  if (descriptor < 0) {
    throw Error(ErrorKind::surroundings, "La cartella dei dati non si può usare: controllare che esista e i permessi.");
  }
  ::close(descriptor);
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
};

std::vector<SqlRow> Transaction::query(std::string_view sql, std::vector<SqlValue> values) {
  try {
    Poco::Data::Statement statement(session_.data);
    statement << std::string(sql);
    for (SqlValue& value : values) bindValue(statement, value);
    statement.execute();
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
    tellFailure();
  }
}

std::optional<SqlRow> Transaction::one(std::string_view sql, std::vector<SqlValue> values) {
  std::vector<SqlRow> rows = query(sql, std::move(values));
  if (rows.empty()) return std::nullopt;
  return std::move(rows.front());
}

std::size_t Transaction::execute(std::string_view sql, std::vector<SqlValue> values) {
  try {
    Poco::Data::Statement statement(session_.data);
    statement << std::string(sql);
    for (SqlValue& value : values) bindValue(statement, value);
    return statement.execute();
  } catch (const Poco::Exception&) {
    tellFailure();
  }
}

// Sessions that nobody uses at the moment, and the line in which writers wait.
struct Database::Sessions {
  explicit Sessions(std::string path) : file(std::move(path)) {}

  std::unique_ptr<Transaction::Session> take() {
    {
      const std::lock_guard lock(mutex);
      if (!idle.empty()) {
        auto session = std::move(idle.back());
        idle.pop_back();
        return session;
      }
    }
    return std::make_unique<Transaction::Session>(file);
  }

  void giveBack(std::unique_ptr<Transaction::Session> session) {
    constexpr std::size_t kMostIdle = 8;
    const std::lock_guard lock(mutex);
    if (idle.size() < kMostIdle) idle.push_back(std::move(session));
  }

  std::string file;
  std::mutex mutex;
  std::mutex writing;
  std::vector<std::unique_ptr<Transaction::Session>> idle;
};

Database::Database(std::filesystem::path folder) : folder_(std::move(folder)) {
  static const bool registered = [] { sqlite::Connector::registerConnector(); return true; }();
  static_cast<void>(registered);
  const std::filesystem::path file = folder_ / "stesura.db";
  createPrivately(file);
  sessions_ = std::make_unique<Sessions>(file.string());
  migrate();
}

Database::~Database() = default;

void Database::run(Mode mode, const std::function<void(Transaction&)>& work) {
  std::unique_lock<std::mutex> turn;
  if (mode == Mode::write) turn = std::unique_lock(sessions_->writing);
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
    session->execute("COMMIT");
  } catch (...) {
    // A session that cannot even roll back is not used again.
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
  sessions_->giveBack(std::move(session));
}

void Database::migrate() {
  write([](Transaction& transaction) {
    transaction.execute(
        "CREATE TABLE IF NOT EXISTS migrazione (numero INTEGER PRIMARY KEY, nome TEXT NOT NULL)");
    const auto newest = transaction.one("SELECT COALESCE(MAX(numero), 0) FROM migrazione");
    const std::int64_t reached = newest->integer(0);
    if (reached > migrations().back().number) {
      throw Error(ErrorKind::surroundings,
                  "L’archivio è di una versione più nuova di Stesura: aggiornare il programma.");
    }
    for (const Migration& migration : migrations()) {
      if (migration.number <= reached) continue;
      for (const std::string& statement : statementsOf(migration)) {
        transaction.execute(dialect::migrationStatement(statement));
      }
      transaction.execute("INSERT INTO migrazione (numero, nome) VALUES ($1, $2)",
                          {std::int64_t{migration.number}, std::string(migration.name)});
    }
  });
}

void Database::copyTo(const std::filesystem::path& file) {
  try {
    auto session = sessions_->take();
    Poco::Data::Statement statement(session->data);
    statement << std::string(dialect::copyStatement());
    statement.addBind(keywords::bind(file.string()));
    statement.execute();
    sessions_->giveBack(std::move(session));
  } catch (const Poco::Exception&) {
    tellFailure();
  }
}

}  // namespace stesura
