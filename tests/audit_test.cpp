#include "service/store/audit.h"

#include <gtest/gtest.h>

#include <thread>

#include "generator/error.h"
#include "service/store/store.h"
#include "tests/data_folder.h"

namespace stesura {
namespace {

class AuditChain : public ::testing::Test {
 protected:
  AuditChain() : store_({folder_.path() / "dati", folder_.path() / "chiave"}) {
    store_.database().write([](Transaction& t) {
      for (int i = 0; i < 20; ++i) appendAudit(t, {"chi", "asl-frosinone", "leggi", "percorsi", "oggetto"});
    });
  }
  AuditFinding afterwards(const std::string& sql) {
    store_.database().write([&](Transaction& t) { t.execute(sql); });
    return finding();
  }
  AuditFinding finding() {
    return store_.database().read([](Transaction& t) { return verifyAudit(t); });
  }
  void appendOne() {
    store_.database().write([](Transaction& t) { appendAudit(t, {"chi", "asl-frosinone", "leggi", "percorsi", "dopo"}); });
  }

  DataFolder folder_;
  Store store_;
};

TEST_F(AuditChain, HoldsWhenNobodyTouchedIt) {
  EXPECT_EQ(finding().flaw, AuditFlaw::none);
  EXPECT_EQ(finding().rows, 20);
}

TEST_F(AuditChain, NamesARowWithAnAlteredWord) {
  for (const std::string column : {"quando", "chi", "ente", "azione", "risorsa", "oggetto", "esito", "catena"}) {
    const DataFolder folder;
    Store store({folder.path() / "dati", folder.path() / "chiave"});
    store.database().write([&](Transaction& t) {
      for (int i = 0; i < 9; ++i) appendAudit(t, {"chi", "asl-frosinone", "leggi", "percorsi", "oggetto"});
      t.execute("UPDATE audit SET " + column + " = " + column + " || 'x' WHERE numero = 7");
    });
    const auto finding = store.database().read([](Transaction& t) { return verifyAudit(t); });
    EXPECT_EQ(finding.flaw, AuditFlaw::altered) << column;
    EXPECT_EQ(finding.number, 7) << column;
  }
}

TEST_F(AuditChain, NamesARowMovedIntoAnotherColumn) {
  const AuditFinding finding = afterwards("UPDATE audit SET chi = 'chias', ente = 'l-frosinone' WHERE numero = 4");
  EXPECT_EQ(finding.number, 4);
}

TEST_F(AuditChain, NamesADeletedRow) {
  const AuditFinding finding = afterwards("DELETE FROM audit WHERE numero = 5");
  EXPECT_EQ(finding.flaw, AuditFlaw::missing);
  EXPECT_EQ(finding.number, 5);
}

TEST_F(AuditChain, NamesTheFirstOfTwoSwappedRows) {
  afterwards("UPDATE audit SET numero = 1000 WHERE numero = 3");
  afterwards("UPDATE audit SET numero = 3 WHERE numero = 11");
  EXPECT_EQ(afterwards("UPDATE audit SET numero = 11 WHERE numero = 1000").number, 3);
}

TEST_F(AuditChain, NamesARowPutInBetween) {
  afterwards("UPDATE audit SET numero = -numero WHERE numero > 8");
  afterwards("UPDATE audit SET numero = 1 - numero WHERE numero < 0");
  EXPECT_EQ(afterwards("INSERT INTO audit SELECT 9, quando, chi, ente, azione, risorsa, oggetto, esito, catena FROM audit WHERE numero = 8").number, 9);
}

TEST_F(AuditChain, NamesARowBeforeTheFirst) {
  EXPECT_EQ(afterwards("INSERT INTO audit SELECT 0, quando, chi, ente, azione, risorsa, oggetto, esito, catena FROM audit WHERE numero = 1").flaw,
            AuditFlaw::altered);
}

TEST_F(AuditChain, MissesRowsCutOffAtTheEnd) {
  const AuditFinding finding = afterwards("DELETE FROM audit WHERE numero > 15");
  EXPECT_EQ(finding.flaw, AuditFlaw::missing);
  EXPECT_EQ(finding.number, 16);
  appendOne();  // what comes later does not paper over it
  EXPECT_EQ(AuditChain::finding().number, 16);
}

TEST_F(AuditChain, MissesEverything) {
  EXPECT_EQ(afterwards("DELETE FROM audit").number, 1);
  EXPECT_NE(afterwards("DELETE FROM audit_testa").flaw, AuditFlaw::none);
  appendOne();
  EXPECT_NE(finding().flaw, AuditFlaw::none);
}

TEST_F(AuditChain, FindsAHeadMovedBackToHideACut) {
  afterwards("DELETE FROM audit WHERE numero > 15");
  EXPECT_EQ(afterwards("UPDATE audit_testa SET numero = 15, catena = (SELECT catena FROM audit WHERE numero = 15)").flaw,
            AuditFlaw::headBroken);
  appendOne();
  EXPECT_EQ(finding().flaw, AuditFlaw::headBroken);
}

TEST_F(AuditChain, FindsRowsPutBehindTheHead) {
  const DataFolder other;
  store_.database().copyTo(other.path() / "stesura.db");
  Database unguarded(other.path());
  unguarded.write([](Transaction& t) { appendAudit(t, {"altro", "asl-frosinone", "leggi", "percorsi", "oggetto"}); });
  Store again({other.path(), folder_.path() / "chiave"}, Opening::existing);
  EXPECT_EQ(again.database().read([](Transaction& t) { return verifyAudit(t); }).flaw, AuditFlaw::headBroken);
  unguarded.write([](Transaction& t) { t.execute("UPDATE audit_testa SET numero = 20"); });
  EXPECT_EQ(again.database().read([](Transaction& t) { return verifyAudit(t); }).flaw, AuditFlaw::addedBehind);
}

TEST_F(AuditChain, StaysSealedFromOneStartToTheNext) {
  Store again({folder_.path() / "dati", folder_.path() / "chiave"}, Opening::existing);
  again.audit().record({"chi", "asl-frosinone", "leggi", "percorsi", "x"});
  appendOne();
  EXPECT_EQ(finding().flaw, AuditFlaw::none);
  EXPECT_EQ(finding().rows, 22);
}

TEST_F(AuditChain, HoldsWhatManyThreadsRecord) {
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&] {
      for (int k = 0; k < 20; ++k) {
        store_.audit().record({"chi", "asl-frosinone", "leggi", "percorsi", "x"});
        if (k % 5 == 0) appendOne();
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(finding().flaw, AuditFlaw::none);
  EXPECT_EQ(finding().rows, 20 + 8 * 24);
}

TEST_F(AuditChain, RefusesToOpenADatabaseWhoseKeysWereTakenAway) {
  store_.database().write([](Transaction& t) { t.execute("DELETE FROM chiave WHERE ambito = 'audit'"); });
  EXPECT_THROW(Store({folder_.path() / "dati", folder_.path() / "chiave"}, Opening::existing), Error);
}

TEST_F(AuditChain, AnswersQuestionsNewestFirst) {
  store_.database().write([](Transaction& t) {
    appendAudit(t, {"u1", "nautilus", "crea", "persone", "p1"});
    appendAudit(t, {"u2", "nautilus", "leggi", "persone", "p2"});
  });
  const auto ask = [&](AuditQuestion question) {
    return store_.database().read([&](Transaction& t) { return auditRows(t, question); });
  };
  AuditQuestion question;
  question.agency = "nautilus";
  ASSERT_EQ(ask(question).size(), 2u);
  EXPECT_EQ(ask(question)[0].entry.object, "p2");
  question.before = ask(question)[0].number;
  EXPECT_EQ(ask(question)[0].entry.object, "p1");
  question.before = 0;
  question.from = question.until = ask(question)[0].when.substr(0, 10);
  EXPECT_EQ(ask(question).size(), 2u);
  question.from = "2001-01-01";
  question.until = "2001-12-31";
  EXPECT_TRUE(ask(question).empty());
}

}  // namespace
}  // namespace stesura
