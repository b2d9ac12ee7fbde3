#include "service/store/database.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <regex>
#include <sstream>
#include <stdexcept>
#include <thread>

#include "generator/error.h"
#include "service/refusal.h"
#include "service/store/audit.h"
#include "service/store/migrations.h"
#include "tests/data_folder.h"

namespace stesura {
namespace {

TEST(Database, GivesBackWhatWasStored) {
  const DataFolder folder;
  Database database(folder.path());
  const std::string blob("\0\xff\x01zero", 7);
  database.write([&](Transaction& transaction) {
    transaction.execute("CREATE TABLE prova (a TEXT, b INTEGER, c BLOB, d TEXT)");
    EXPECT_EQ(transaction.execute("INSERT INTO prova (a, b, c, d) VALUES ($1, $2, $3, $4)",
                                  {std::string("perché 12"), std::int64_t{1} << 40, SqlBytes{blob}, nullptr}), 1u);
    transaction.execute("INSERT INTO prova (a, b, c, d) VALUES ($1, $2, $3, $4)",
                        {std::string("0123"), std::int64_t{-1}, SqlBytes{""}, std::string()});
    EXPECT_EQ(transaction.execute("UPDATE prova SET d = $1", {std::string("x")}), 2u);
    EXPECT_EQ(transaction.execute("UPDATE prova SET d = $1 WHERE b = $2", {nullptr, std::int64_t{5}}), 0u);
  });
  const auto rows = database.read([](Transaction& transaction) {
    return transaction.query("SELECT a, b, c, d, COUNT(*) OVER (), NULL, MAX(b) OVER () FROM prova ORDER BY b DESC");
  });
  ASSERT_EQ(rows.size(), 2u);
  EXPECT_EQ(rows[0].text(0), "perché 12");
  EXPECT_EQ(rows[0].integer(1), std::int64_t{1} << 40);
  EXPECT_EQ(rows[0].bytes(2), blob);
  EXPECT_EQ(rows[0].text(3), "x");
  EXPECT_EQ(rows[0].integer(4), 2);
  EXPECT_TRUE(rows[0].null(5));
  EXPECT_EQ(rows[0].integer(6), std::int64_t{1} << 40);
  EXPECT_EQ(rows[1].text(0), "0123");
  EXPECT_EQ(rows[1].bytes(2), "");
}

TEST(Database, RollsBackWhatFails) {
  const DataFolder folder;
  Database database(folder.path());
  database.write([](Transaction& transaction) { transaction.execute("CREATE TABLE prova (a TEXT PRIMARY KEY)"); });
  EXPECT_THROW(database.write([](Transaction& transaction) {
    transaction.execute("INSERT INTO prova (a) VALUES ($1)", {std::string("a")});
    transaction.execute("INSERT INTO prova (a) VALUES ($1)", {std::string("a")});
  }), Error);
  const auto left = database.read([](Transaction& transaction) { return transaction.one("SELECT COUNT(*) FROM prova"); });
  EXPECT_EQ(left->integer(0), 0);
}

TEST(Database, MigratesOnceAndRefusesWhatIsNewer) {
  const DataFolder folder;
  { Database database(folder.path()); }
  {
    Database database(folder.path());
    const auto rows = database.read([](Transaction& t) { return t.query("SELECT numero FROM migrazione"); });
    EXPECT_EQ(rows.size(), migrations().size());
    database.write([](Transaction& t) { t.execute("INSERT INTO migrazione (numero, nome) VALUES (9999, 'x')"); });
  }
  EXPECT_THROW(Database(folder.path()), Error);
}

TEST(Database, RefusesAFileThatIsNoDatabase) {
  const DataFolder folder;
  std::ofstream(folder.path() / "stesura.db") << std::string(5000, 'x');
  EXPECT_THROW(Database(folder.path()), Error);
  EXPECT_EQ(std::filesystem::file_size(folder.path() / "stesura.db"), 5000u);
}

TEST(Database, MakesNothingWhereItIsToOpenWhatExists) {
  const DataFolder folder;
  EXPECT_THROW(Database(folder.path(), Opening::existing), Error);
  EXPECT_TRUE(std::filesystem::is_empty(folder.path()));
}

TEST(Database, KeepsItsFilesFromOtherUsers) {
  const DataFolder folder;
  Database database(folder.path());
  for (const auto& entry : std::filesystem::directory_iterator(folder.path())) {
    EXPECT_EQ(entry.status().permissions() & std::filesystem::perms::mask,
              std::filesystem::perms::owner_read | std::filesystem::perms::owner_write) << entry.path().filename();
  }
}

TEST(Database, RefusesToWriteWithinAWriting) {
  const DataFolder folder;
  Database database(folder.path());
  AuditLog log(database);
  EXPECT_THROW(database.write([&](Transaction&) { database.write([](Transaction&) {}); }), std::logic_error);
  EXPECT_THROW(database.write([&](Transaction&) { log.record({"chi", "ente", "leggi", "percorsi", "x"}); }), std::logic_error);
  database.write([&](Transaction&) { database.read([](Transaction&) {}); });
  database.write([](Transaction&) {});
}

TEST(Database, CommitsNothingAfterAStatementThatFailed) {
  const DataFolder folder;
  Database database(folder.path());
  database.write([](Transaction& t) { t.execute("CREATE TABLE prova (a TEXT PRIMARY KEY)"); });
  EXPECT_ANY_THROW(database.write([](Transaction& t) {
    t.execute("INSERT INTO prova (a) VALUES ($1)", {std::string("a")});
    try {
      t.execute("INSERT INTO prova (a) VALUES ($1)", {std::string("a")});
    } catch (const Error&) {
    }
  }));
  database.read([](Transaction& t) { EXPECT_EQ(t.one("SELECT COUNT(*) FROM prova")->integer(0), 0); });
}

TEST(Database, CallsWhatFollowsTheCommitOnlyAfterOne) {
  const DataFolder folder;
  Database database(folder.path());
  int called = 0;
  EXPECT_THROW(database.write([&](Transaction& t) {
    t.afterCommit([&] { ++called; });
    throw notFound();
  }), Refusal);
  EXPECT_EQ(called, 0);
  database.write([&](Transaction& t) {
    t.afterCommit([&] { called += database.writingHere() ? 100 : 1; });
    t.afterCommit([] { throw 7; });
  });
  database.write([](Transaction&) {});
  EXPECT_EQ(called, 1);
}

TEST(Database, EmptiesItsLogAtACheckpoint) {
  const DataFolder folder;
  Database database(folder.path());
  database.write([](Transaction& t) { t.execute("CREATE TABLE prova (a BLOB)"); });
  database.write([](Transaction& t) { t.execute("INSERT INTO prova (a) VALUES ($1)", {SqlBytes{std::string(1 << 20, 'x')}}); });
  EXPECT_GT(std::filesystem::file_size(folder.path() / "stesura.db-wal"), 1u << 20);
  EXPECT_TRUE(database.checkpoint());
  EXPECT_EQ(std::filesystem::file_size(folder.path() / "stesura.db-wal"), 0u);
  EXPECT_TRUE(database.intact());
}

TEST(Database, TellsThatItIsLockedByAnother) {
  const DataFolder folder;
  Database database(folder.path());
  Database other(folder.path());
  database.write([&](Transaction&) {
    std::thread([&] {
      try {
        other.write([](Transaction&) {});
        ADD_FAILURE() << "two wrote at once";
      } catch (const Refusal& refusal) {
        EXPECT_EQ(refusal.refusal(), RefusalKind::busy);
      }
    }).join();
  });
  other.write([](Transaction&) {});
}

// What a migration may say is what SQLite and PostgreSQL both understand.
TEST(Migrations, KeepToTheCommonDialect) {
  static const std::regex kForeign(
      R"(\b(AUTOINCREMENT|PRAGMA|IFNULL|ROWID|STRICT|REAL|VARCHAR|DATETIME|BOOLEAN|GLOB|REPLACE|BYTEA|SERIAL|JSONB?|STRFTIME|JULIANDAY|RANDOMBLOB|HEX|INSTR)\b|INSERT OR|CREATE TRIGGER|CREATE VIRTUAL|date\()",
      std::regex::icase);
  static const std::regex kColumn(R"(^  ([a-z_0-9]+) ([A-Za-z]+))");
  int former = 0;
  for (const Migration& migration : migrations()) {
    EXPECT_GT(migration.number, former) << migration.name;
    former = migration.number;
    const std::vector<std::string> statements = statementsOf(migration);
    EXPECT_FALSE(statements.empty()) << migration.name;
    for (const std::string& statement : statements) {
      EXPECT_FALSE(std::regex_search(statement, kForeign)) << statement;
      EXPECT_TRUE(statement.starts_with("CREATE TABLE ") || statement.starts_with("CREATE INDEX ") ||
                  statement.starts_with("CREATE UNIQUE INDEX ") || statement.starts_with("ALTER TABLE ") ||
                  statement.starts_with("DROP ") || statement.starts_with("INSERT INTO ") ||
                  statement.starts_with("UPDATE ") || statement.starts_with("DELETE FROM ")) << statement;
      if (!statement.starts_with("CREATE TABLE ")) continue;
      std::istringstream lines(statement);
      for (std::string line; std::getline(lines, line);) {
        std::smatch column;
        if (!std::regex_search(line, column, kColumn)) continue;
        const std::string type = column[2];
        EXPECT_TRUE(type == "TEXT" || type == "INTEGER" || type == "BLOB" || line.starts_with("  PRIMARY") ||
                    line.starts_with("  FOREIGN") || line.starts_with("  UNIQUE") || line.starts_with("  CHECK")) << line;
      }
    }
  }
}

}  // namespace
}  // namespace stesura
