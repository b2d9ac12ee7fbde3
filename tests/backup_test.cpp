#include "service/store/backup.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <atomic>
#include <fstream>
#include <thread>

#include "generator/json/json.h"
#include "service/refusal.h"
#include "tests/data_folder.h"

namespace stesura {
namespace {

namespace fs = std::filesystem;

constexpr SealedPlace kPlace{"persona", "1", "corpo"};

class Backup : public ::testing::Test {
 protected:
  Backup() : place_{folder_.path() / "dati", folder_.path() / "chiave"}, file_(folder_.path() / "copia") {
    store_ = std::make_unique<Store>(place_);
    store_->database().write([&](Transaction& t) {
      t.execute("CREATE TABLE prova (numero INTEGER PRIMARY KEY, corpo BLOB)");
      sealed_ = store_->vault().seal(t, "persona/1", kPlace, "Mario Rossi");
      other_ = store_->vault().seal(t, "persona/2", kPlace, "Anna Neri");
      t.execute("INSERT INTO prova (numero, corpo) VALUES (1, $1)", {SqlBytes{sealed_}});
      appendAudit(t, {"chi", "asl-frosinone", "crea", "persone", "1"});
    });
  }
  StorePlace elsewhere(const std::string& name = "ripresi") const { return {folder_.path() / name, place_.keyFile}; }
  static std::string contentOf(const fs::path& file) {
    std::ifstream stream(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
  }
  std::string sentenceOf(const fs::path& file) const {
    try {
      restore(file, elsewhere());
    } catch (const Error& error) {
      EXPECT_FALSE(fs::exists(folder_.path() / "ripresi"));
      return error.sentence();
    }
    ADD_FAILURE() << "was restored";
    return {};
  }
  void expectNothingLeftBeside() const {
    for (const auto& entry : fs::directory_iterator(folder_.path())) {
      EXPECT_EQ(entry.path().string().find("ripresa"), std::string::npos);
      EXPECT_EQ(entry.path().string().find("parziale"), std::string::npos);
    }
  }

  DataFolder folder_;
  StorePlace place_;
  fs::path file_;
  std::unique_ptr<Store> store_;
  std::string sealed_, other_;
};

TEST_F(Backup, GivesEverythingBack) {
  const BackupNote note = backUp(*store_, file_);
  struct ::stat status {};
  ASSERT_EQ(::stat(file_.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0600u);
  const Restored restored = restore(file_, elsewhere());
  EXPECT_EQ(restored.note.sha256, note.sha256);
  EXPECT_EQ(restored.audit.flaw, AuditFlaw::none);
  EXPECT_EQ(restored.erasedAgain, 0u);
  Store again(elsewhere(), Opening::existing);
  again.database().read([&](Transaction& t) {
    EXPECT_EQ(again.vault().open(t, "persona/1", kPlace, t.one("SELECT corpo FROM prova")->bytes(0)), "Mario Rossi");
    EXPECT_EQ(verifyAudit(t).flaw, AuditFlaw::none);
    EXPECT_EQ(auditRows(t, {}).front().entry.action, "riprendi");
  });
  expectNothingLeftBeside();
  for (const auto& entry : fs::directory_iterator(elsewhere().data)) {
    EXPECT_EQ(entry.status().permissions() & fs::perms::mask, fs::perms::owner_read | fs::perms::owner_write);
  }
}

TEST_F(Backup, HoldsNeitherKeyNorPersonalText) {
  backUp(*store_, file_);
  const std::string bytes = contentOf(file_);
  EXPECT_EQ(bytes.find("Rossi"), std::string::npos);
  const MasterKeys keys = MasterKeys::fromFile(place_.keyFile);
  EXPECT_EQ(bytes.find(std::string_view(keys.keys.at(1))), std::string::npos);
  EXPECT_EQ(bytes.find(toHex(keys.keys.at(1))), std::string::npos);
}

TEST_F(Backup, IsNotedInTheDatabaseAndTheAudit) {
  store_->database().read([](Transaction& t) { EXPECT_FALSE(lastBackup(t)); });
  const BackupNote note = backUp(*store_, file_);
  store_->database().read([&](Transaction& t) {
    ASSERT_TRUE(lastBackup(t));
    EXPECT_EQ(lastBackup(t)->madeAt, note.madeAt);
    EXPECT_EQ(auditRows(t, {}).front().entry.action, "salva");
    EXPECT_EQ(verifyAudit(t).flaw, AuditFlaw::none);
  });
}

TEST_F(Backup, IsOfOneMomentWhileOthersWrite) {
  store_->database().write([](Transaction& t) {
    t.execute("CREATE TABLE coppia (a INTEGER, b INTEGER)");
    t.execute("INSERT INTO coppia (a, b) VALUES (0, 0)");
  });
  std::atomic<bool> over = false;
  std::thread writer([&] {
    for (std::int64_t i = 1; !over; ++i) {
      store_->database().write([&](Transaction& t) {
        t.execute("UPDATE coppia SET a = $1", {i});
        appendAudit(t, {"chi", "asl-frosinone", "modifica", "prova", "1"});
        t.execute("UPDATE coppia SET b = $1", {i});
      });
    }
  });
  for (int i = 0; i < 5; ++i) {
    const std::string name = "copia" + std::to_string(i);
    backUp(*store_, folder_.path() / name);
    EXPECT_EQ(restore(folder_.path() / name, elsewhere(name + "-ripresa")).audit.flaw, AuditFlaw::none);
    Database copy(folder_.path() / (name + "-ripresa"));
    copy.read([](Transaction& t) { EXPECT_EQ(t.one("SELECT a - b FROM coppia")->integer(0), 0); });
  }
  over = true;
  writer.join();
}

TEST_F(Backup, RefusesEveryTruncation) {
  backUp(*store_, file_);
  const std::string whole = contentOf(file_);
  for (const std::size_t size : {std::size_t{0}, std::size_t{1}, std::size_t{31}, whole.size() / 2, whole.size() - 33, whole.size() - 32, whole.size() - 1}) {
    std::ofstream(folder_.path() / "tronca", std::ios::binary) << whole.substr(0, size);
    EXPECT_NE(sentenceOf(folder_.path() / "tronca").find("troncato"), std::string::npos) << size;
  }
  std::ofstream(folder_.path() / "lunga", std::ios::binary) << whole << "x";
  EXPECT_NE(sentenceOf(folder_.path() / "lunga").find("alterato"), std::string::npos);
  expectNothingLeftBeside();
}

TEST_F(Backup, RefusesAFlippedBitAnywhere) {
  backUp(*store_, file_);
  const std::string whole = contentOf(file_);
  std::vector<std::size_t> places = {0, 100, whole.size() / 3, whole.size() - 300};
  for (std::size_t at = whole.size() - 280; at < whole.size(); at += 7) places.push_back(at);
  for (const std::size_t at : places) {
    std::string flipped = whole;
    flipped[at] = static_cast<char>(flipped[at] ^ 4);
    std::ofstream(folder_.path() / "alterata", std::ios::binary) << flipped;
    EXPECT_FALSE(sentenceOf(folder_.path() / "alterata").empty()) << at;
  }
}

TEST_F(Backup, RefusesOneForgedWithoutTheKey) {
  // Somebody replaces the database and computes its digest anew.
  store_->database().write([](Transaction& t) { t.execute("DELETE FROM prova"); });
  const DataFolder aside;
  store_->database().copyTo(aside.path() / "db");
  backUp(*store_, file_);
  const std::string whole = contentOf(file_);
  const std::string manifest = whole.substr(whole.find("{\"byte\""));
  const std::string forged = contentOf(aside.path() / "db");
  BackupNote note;
  Json json = parseJson(manifest.substr(0, manifest.find("STESURA")));
  json["byte"] = forged.size();
  json["sha256"] = std::string(64, '0');
  std::ofstream(folder_.path() / "falsa", std::ios::binary) << forged << json.dump() << "STESURA-BACKUP-1 " << [&] {
    std::string length = std::to_string(json.dump().size());
    return std::string(14 - length.size(), '0') + length;
  }() << "\n";
  EXPECT_NE(sentenceOf(folder_.path() / "falsa").find("alterato"), std::string::npos);
}

TEST_F(Backup, RefusesAnotherMasterKey) {
  backUp(*store_, file_);
  MasterKeys::create(folder_.path() / "altra");
  EXPECT_THROW(restore(file_, {folder_.path() / "ripresi", folder_.path() / "altra"}), Error);
  EXPECT_THROW(restore(file_, {folder_.path() / "ripresi", folder_.path() / "nessuna"}), Error);
  EXPECT_THROW(restore(file_, {folder_.path() / "ripresi", folder_.path() / "ripresi" / "chiave"}), Error);
  EXPECT_FALSE(fs::exists(folder_.path() / "ripresi"));
  expectNothingLeftBeside();
}

TEST_F(Backup, TouchesNothingThatIsThere) {
  backUp(*store_, file_);
  EXPECT_THROW(backUp(*store_, file_), Error);
  EXPECT_THROW(backUp(*store_, place_.data / "copia"), Error);
  EXPECT_THROW(backUp(*store_, place_.data / "stesura.db"), Error);
  EXPECT_THROW(backUp(*store_, folder_.path() / "manca" / "copia"), Error);
  EXPECT_THROW(restore(file_, place_), Error);
  fs::create_directory(folder_.path() / "piena");
  std::ofstream(folder_.path() / "piena" / "x") << "x";
  EXPECT_THROW(restore(file_, elsewhere("piena")), Error);
  fs::create_directory(folder_.path() / "vuota");
  EXPECT_NO_THROW(restore(file_, elsewhere("vuota")));
  EXPECT_THROW(restore(folder_.path(), elsewhere()), Error);
  EXPECT_THROW(restore(folder_.path() / "manca", elsewhere()), Error);
}

TEST_F(Backup, DoesNotBringErasedKeysBackToLife) {
  backUp(*store_, file_);
  store_->database().write([&](Transaction& t) { store_->vault().erase(t, "persona/1"); });
  const Restored restored = restore(file_, elsewhere());
  EXPECT_EQ(restored.erasedAgain, 1u);
  Store again(elsewhere(), Opening::existing);
  again.database().write([&](Transaction& t) {
    EXPECT_THROW(again.vault().open(t, "persona/1", kPlace, sealed_), Refusal);
    EXPECT_THROW(again.vault().seal(t, "persona/1", kPlace, "di nuovo"), Refusal);
    EXPECT_EQ(again.vault().open(t, "persona/2", kPlace, other_), "Anna Neri");
  });
}

TEST_F(Backup, TellsOfAnAuditThatWasBrokenBefore) {
  store_->database().write([](Transaction& t) { t.execute("UPDATE audit SET chi = 'altro' WHERE numero = 1"); });
  backUp(*store_, file_);
  const Restored restored = restore(file_, elsewhere());
  EXPECT_EQ(restored.audit.flaw, AuditFlaw::altered);
  EXPECT_EQ(restored.audit.number, 1);
}

TEST_F(Backup, MadeBeforeARotationOpensWhileTheOldKeyIsKept) {
  backUp(*store_, file_);
  withNewKey(MasterKeys::fromFile(place_.keyFile));
  Store rotated(place_, Opening::existing);
  rotated.database().write([&](Transaction& t) { rotated.vault().rewrap(t); });
  EXPECT_NO_THROW(restore(file_, elsewhere()));
  withoutKey(MasterKeys::fromFile(place_.keyFile), 1);
  EXPECT_THROW(restore(file_, elsewhere("secondi")), Error);
}

}  // namespace
}  // namespace stesura
