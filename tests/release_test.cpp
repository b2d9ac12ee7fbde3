// A database of the first release, brought to what this program knows.
#include <Poco/Data/SQLite/Connector.h>
#include <Poco/Data/Session.h>
#include <Poco/Data/Statement.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>

#include "service/refusal.h"
#include "service/store/migrations.h"
#include "service/store/registers.h"
#include "service/store/store.h"
#include "tests/data_folder.h"

namespace stesura {
namespace {

namespace fs = std::filesystem;

const fs::path kFixtures = fs::path(STESURA_SOURCE_DIR) / "tests" / "fixtures" / "store";

// Its statements end with a semicolon at the end of a line; so says how it was dumped.
void load(const fs::path& dump, const fs::path& file) {
  Poco::Data::SQLite::Connector::registerConnector();
  Poco::Data::Session session(Poco::Data::SQLite::Connector::KEY, file.string());
  std::ifstream lines(dump);
  ASSERT_TRUE(lines.good());
  std::string statement;
  for (std::string line; std::getline(lines, line);) {
    if (statement.empty() && line.starts_with("--")) continue;
    statement += line + "\n";
    if (!line.ends_with(';')) continue;
    session << statement, Poco::Data::Keywords::now;
    statement.clear();
  }
}

TEST(FirstRelease, IsMigratedWithAllItHolds) {
  const DataFolder folder;
  const StorePlace place{folder.path() / "dati", folder.path() / "chiave"};
  fs::create_directory(place.data);
  load(kFixtures / "release-1.sql", place.data / "stesura.db");
  fs::copy(kFixtures / "release-1.chiave", place.keyFile);
  ::chmod(place.keyFile.c_str(), 0600);
  Store store(place, Opening::existing);
  EXPECT_TRUE(store.database().intact());
  const Registers registers(store.vault());
  store.database().read([&](Transaction& t) {
    EXPECT_EQ(t.one("SELECT COUNT(*) FROM migrazione")->integer(0), static_cast<std::int64_t>(migrations().size()));
    EXPECT_EQ(verifyAudit(t).flaw, AuditFlaw::none);
    EXPECT_GE(verifyAudit(t).rows, 3);
    const auto mario = registers.personWithCode(t, "ente-a", "RSSMRA85C12F704U");
    ASSERT_TRUE(mario);
    EXPECT_EQ(registers.find(t, Register::persons, *mario)->body.at("nome_proprio"), "Mario");
    EXPECT_FALSE(registers.personWithCode(t, "ente-a", "NRENNA01B68H264D")) << "erased before";
    const auto path = t.one("SELECT id FROM percorso");
    ASSERT_TRUE(path);
    EXPECT_EQ(registers.path(t, path->text(0))->person, *mario);
  });
}

}  // namespace
}  // namespace stesura
