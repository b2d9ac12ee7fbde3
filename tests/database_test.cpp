#include "service/store/database.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <thread>

#include "generator/error.h"
#include "service/refusal.h"
#include "service/store/audit.h"
#include "service/store/migrations.h"
#include "service/store/vault.h"
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

TEST(Vault, OpensOnlyWhatStandsWhereItWasSealed) {
  const DataFolder folder;
  Database database(folder.path());
  const Vault vault(MasterKeys::create(folder.path() / "chiave"));
  database.write([&](Transaction& transaction) {
    const SealedPlace place{"persona", "1", "corpo"};
    const std::string sealed = vault.seal(transaction, "persona/1", place, "segreto");
    EXPECT_EQ(sealed.find("segreto"), std::string::npos);
    EXPECT_EQ(vault.open(transaction, "persona/1", place, sealed), "segreto");
    EXPECT_THROW(vault.open(transaction, "persona/1", {"persona", "2", "corpo"}, sealed), Error);
    EXPECT_THROW(vault.open(transaction, "persona/1", {"persona", "1", "altro"}, sealed), Error);
    vault.erase(transaction, "persona/1");
    EXPECT_THROW(vault.open(transaction, "persona/1", place, sealed), Refusal);
  });
}

TEST(AuditLog, ChainsWhatManyThreadsRecord) {
  const DataFolder folder;
  Database database(folder.path());
  AuditLog log(database);
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&] {
      for (int k = 0; k < 20; ++k) log.record({"chi", "ente", "leggi", "percorsi", "x", "fatto"});
    });
  }
  for (std::thread& thread : threads) thread.join();
  database.read([](Transaction& transaction) {
    EXPECT_EQ(transaction.one("SELECT COUNT(*) FROM audit")->integer(0), 160);
    EXPECT_EQ(firstBrokenAuditRow(transaction), std::nullopt);
  });
  database.write([](Transaction& t) { t.execute("UPDATE audit SET azione = 'x' WHERE numero = 7"); });
  EXPECT_EQ(database.read([](Transaction& t) { return firstBrokenAuditRow(t); }), std::optional<std::int64_t>(7));
}

}  // namespace
}  // namespace stesura
