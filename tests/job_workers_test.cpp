#include "service/jobs/job_workers.h"

#include <gtest/gtest.h>

#include <atomic>
#include <condition_variable>
#include <map>
#include <mutex>
#include <thread>

#include "service/refusal.h"
#include "service/store/audit.h"
#include "service/store/moment.h"
#include "tests/data_folder.h"

namespace stesura {
namespace {

using namespace std::chrono_literals;

// A database with jobs, without documents: what an item does is the test's.
class JobWorkersTest : public ::testing::Test {
 protected:
  std::string add(const std::string& agency, int items, const std::string& data = "{}") {
    Job job;
    job.agency = agency;
    job.user = "utente-di-" + agency;
    job.roles = "operatore";
    job.kind = "tipo";
    job.format = "odt";
    std::vector<JobItem> all(static_cast<std::size_t>(items));
    for (std::size_t at = 0; at < all.size(); ++at) {
      all[at].index = static_cast<std::int64_t>(at) + 1;
      all[at].data = data;
    }
    const std::string id = database_.write([&](Transaction& transaction) { return rows_.add(transaction, job, all, kept_); });
    services_.jobs->ring();
    return id;
  }
  Job job(const std::string& id) {
    return *database_.read([&](Transaction& transaction) { return rows_.find(transaction, id); });
  }
  Job ended(const std::string& id) {
    for (int tries = 0; tries < 2000 && !job(id).ended(); ++tries) std::this_thread::sleep_for(5ms);
    return job(id);
  }
  std::optional<LeasedItem> lease(const std::string& worker) {
    return database_.write([&](Transaction& transaction) { return rows_.lease(transaction, worker, 60); });
  }
  // Marks the item done, as issuing would.
  void store(const ItemDone& done) {
    database_.write([&](Transaction& transaction) { done(transaction, newId()); });
  }
  JobWork storing() {
    return [this](const LeasedItem&, const std::string&, const ItemDone& done) { store(done); };
  }
  std::string failureOf(const std::string& id) {
    const auto all = database_.read([&](Transaction& transaction) { return rows_.failures(transaction, id, 0, 10); });
    return all.empty() ? "" : parseJson(all.front().error).at("messaggio").get<std::string>();
  }
  std::int64_t count(const std::string& sql) {
    return database_.read([&](Transaction& transaction) { return transaction.one(sql)->integer(0); });
  }

  DataFolder folder_;
  Generator generator_{GeneratorSettings{STESURA_SOURCE_DIR, STESURA_BINARY_DIR, 1, 60, true}};
  Database database_{folder_.path()};
  Vault vault_{MasterKeys::create(folder_.path() / "chiave")};
  AuditLog audit_{database_};
  Services services_{generator_, database_, vault_, audit_, STESURA_SOURCE_DIR};
  Jobs rows_{vault_};
  long kept_ = 600;
};

TEST_F(JobWorkersTest, BringEveryItemToItsEnd) {
  const JobWorkers workers(services_, storing(), 2);
  const std::string id = add("asl-frosinone", 50);
  const Job done = ended(id);
  EXPECT_EQ(done.state, "finito");
  EXPECT_EQ(done.issued, 50);
  EXPECT_EQ(done.failed, 0);
  EXPECT_FALSE(done.endedAt.empty());
}

TEST_F(JobWorkersTest, ServeASmallJobBesideABigOne) {
  std::mutex mutex;
  std::vector<std::string> order;
  const std::string big = add("asl-frosinone", 200), bigToo = add("asl-frosinone", 200), small = add("nautilus", 5);
  {
    const JobWorkers workers(
        services_, [&](const LeasedItem& leased, const std::string&, const ItemDone& done) {
          {
            const std::lock_guard lock(mutex);
            order.push_back(leased.job.id);
          }
          store(done);
        }, 1);
    ended(small);
  }
  // One of every two items was the small agency's until it had no more; two big jobs give no second turn.
  const auto last = std::find(order.rbegin(), order.rend(), small);
  ASSERT_NE(last, order.rend());
  EXPECT_LE(order.rend() - last, 11);
  EXPECT_GT(std::count(order.begin(), order.end(), big), 0);
  EXPECT_GT(std::count(order.begin(), order.end(), bigToo), 0);
}

TEST_F(JobWorkersTest, TellAFailureWithoutStoppingTheJob) {
  const JobWorkers workers(
      services_, [&](const LeasedItem& leased, const std::string&, const ItemDone& done) {
        if (leased.item.index == 2) throw Error(ErrorKind::data, "Manca qualcosa.", {{"/a", "Manca.", "Indicarlo.", "", "", ""}});
        if (leased.item.index == 3) throw std::runtime_error("un valore segreto");
        store(done);
      }, 2);
  const std::string id = add("asl-frosinone", 5);
  const Job done = ended(id);
  EXPECT_EQ(done.issued, 3);
  EXPECT_EQ(done.failed, 2);
  const auto all = database_.read([&](Transaction& transaction) { return rows_.failures(transaction, id, 0, 10); });
  ASSERT_EQ(all.size(), 2u);
  EXPECT_EQ(all[0].index, 2);
  EXPECT_EQ(parseJson(all[0].error).at("problemi")[0].at("suggerimento"), "Indicarlo.");
  EXPECT_EQ(all[1].error.find("segreto"), std::string::npos);
}

TEST_F(JobWorkersTest, EraseTheDataOfWhatEnded) {
  const std::string id = add("asl-frosinone", 3, R"({"cognome": "Esempio"})");
  EXPECT_EQ(count("SELECT COUNT(*) FROM lavoro_voce WHERE dati IS NOT NULL"), 3);
  EXPECT_EQ(count("SELECT COUNT(*) FROM chiave"), 1);
  const JobWorkers workers(services_, storing(), 1);
  ended(id);
  EXPECT_EQ(count("SELECT COUNT(*) FROM lavoro_voce WHERE dati IS NOT NULL"), 0);
  EXPECT_EQ(count("SELECT COUNT(*) FROM chiave"), 0);
}

TEST_F(JobWorkersTest, GiveTheDataToTheWorkAndKeepThemSealed) {
  std::string seen;
  const std::string id = add("asl-frosinone", 1, R"({"cognome": "Esempio"})");
  std::string stored = database_.read([&](Transaction& transaction) {
    return transaction.one("SELECT dati FROM lavoro_voce")->bytes(0);
  });
  EXPECT_EQ(stored.find("Esempio"), std::string::npos);
  const JobWorkers workers(services_, [&](const LeasedItem&, const std::string& data, const ItemDone& done) {
    seen = data;
    store(done);
  }, 1);
  ended(id);
  EXPECT_EQ(seen, R"({"cognome": "Esempio"})");
}

TEST_F(JobWorkersTest, TamperedDataFailTheirItemAlone) {
  const std::string id = add("asl-frosinone", 2);
  database_.write([&](Transaction& transaction) {
    const auto second = transaction.one("SELECT dati FROM lavoro_voce WHERE indice = 2");
    transaction.execute("UPDATE lavoro_voce SET dati = $1 WHERE indice = 1", {SqlBytes{second->bytes(0)}});
  });
  const JobWorkers workers(services_, storing(), 1);
  const Job done = ended(id);
  EXPECT_EQ(done.issued, 1);
  EXPECT_EQ(done.failed, 1);
}

// What a process that died had in hand is done by the next one.
TEST_F(JobWorkersTest, TakeUpWhatACrashLeft) {
  const std::string id = add("asl-frosinone", 3);
  ASSERT_TRUE(lease("morto"));
  const JobWorkers workers(services_, storing(), 1);
  EXPECT_EQ(ended(id).issued, 3);
}

TEST_F(JobWorkersTest, GiveUpAnItemThatWasInHandInTwoCrashes) {
  const std::string id = add("asl-frosinone", 2);
  const auto crash = [&](const std::string& next) {
    database_.write([&](Transaction& transaction) { rows_.reclaim(transaction, next, 2, R"({"messaggio": "no"})"); });
  };
  ASSERT_EQ(lease("primo")->item.index, 1);
  crash("secondo");
  const LeasedItem other = *lease("secondo");
  ASSERT_EQ(other.item.index, 2) << "what was interrupted comes last";
  database_.write([&](Transaction& transaction) { EXPECT_TRUE(rows_.succeed(transaction, other, newId())); });
  ASSERT_EQ(lease("secondo")->item.index, 1);
  const JobWorkers workers(services_, storing(), 1);
  const Job done = ended(id);
  EXPECT_EQ(done.failed, 1);
  EXPECT_EQ(done.issued, 1);
  EXPECT_NE(failureOf(id).find("si è interrotto"), std::string::npos);
}

// Whoever held an item for so long that it was given away must not store its document.
TEST_F(JobWorkersTest, LetOnlyTheHolderEndAnItem) {
  const std::string id = add("asl-frosinone", 1);
  const LeasedItem late = *lease("lento");
  database_.write([&](Transaction& transaction) { rows_.reclaim(transaction, "altro", 2, "{}"); });
  const LeasedItem now = *lease("altro");
  database_.write([&](Transaction& transaction) {
    EXPECT_FALSE(rows_.succeed(transaction, late, newId()));
    EXPECT_FALSE(rows_.fail(transaction, late, R"({"messaggio": "no"})"));
    EXPECT_TRUE(rows_.succeed(transaction, now, newId()));
    EXPECT_FALSE(rows_.succeed(transaction, now, newId()));
  });
  EXPECT_EQ(job(id).issued, 1);
  EXPECT_EQ(job(id).failed, 0);
}

TEST_F(JobWorkersTest, TryAgainWhereItWasNotTheItemsFault) {
  std::atomic<int> tries = 0;
  const JobWorkers workers(services_, [&](const LeasedItem& leased, const std::string&, const ItemDone& done) {
    EXPECT_EQ(leased.attempt, 1) << "does not count as a crash";
    if (++tries == 1) throw Refusal(RefusalKind::storageFull, "Il disco è pieno.");
    store(done);
  }, 1);
  const std::string id = add("asl-frosinone", 1);
  EXPECT_EQ(ended(id).issued, 1);
  EXPECT_EQ(tries, 2);
}

TEST_F(JobWorkersTest, CancelWhatNobodyHasInHand) {
  std::mutex mutex;
  std::condition_variable changed;
  bool begun = false, goOn = false;
  const std::string id = add("asl-frosinone", 10);
  const JobWorkers workers(services_, [&](const LeasedItem&, const std::string&, const ItemDone& done) {
    std::unique_lock lock(mutex);
    begun = true;
    changed.notify_all();
    changed.wait(lock, [&] { return goOn; });
    lock.unlock();
    store(done);
  }, 1);
  {
    std::unique_lock lock(mutex);
    changed.wait(lock, [&] { return begun; });
    database_.write([&](Transaction& transaction) { rows_.cancel(transaction, id); });
    EXPECT_EQ(job(id).cancelled, 9);
    EXPECT_FALSE(job(id).ended()) << "one is still in hand";
    goOn = true;
  }
  changed.notify_all();
  const Job done = ended(id);
  EXPECT_EQ(done.state, "annullato");
  EXPECT_EQ(done.issued, 1);
  EXPECT_EQ(done.cancelled, 9);
}

TEST_F(JobWorkersTest, ACancelledItemThatACrashLeftIsNotTakenUp) {
  const std::string id = add("asl-frosinone", 2);
  ASSERT_TRUE(lease("morto"));
  database_.write([&](Transaction& transaction) { rows_.cancel(transaction, id); });
  const JobWorkers workers(services_, storing(), 1);
  const Job done = ended(id);
  EXPECT_EQ(done.state, "annullato");
  EXPECT_EQ(done.cancelled, 2);
}

TEST_F(JobWorkersTest, FinishTheItemInHandBeforeTheyStop) {
  const std::string id = add("asl-frosinone", 1000);
  std::atomic<int> began = 0, finished = 0;
  {
    const JobWorkers workers(services_, [&](const LeasedItem&, const std::string&, const ItemDone& done) {
      ++began;
      std::this_thread::sleep_for(20ms);
      store(done);
      ++finished;
    }, 2);
    while (finished == 0) std::this_thread::sleep_for(1ms);
  }
  EXPECT_EQ(began, finished);
  EXPECT_EQ(count("SELECT COUNT(*) FROM lavoro_voce WHERE stato = 'in_corso'"), 0);
  EXPECT_EQ(job(id).issued, finished);
  EXPECT_LT(finished, 1000);
}

TEST_F(JobWorkersTest, ForgetJobsWhoseTimeIsOver) {
  kept_ = -1;
  const std::string old = add("asl-frosinone", 2);
  kept_ = 600;
  const std::string young = add("asl-frosinone", 2);
  for (int item = 0; item < 4; ++item) {
    const LeasedItem leased = *lease("uno");
    database_.write([&](Transaction& transaction) { rows_.fail(transaction, leased, R"({"messaggio": "no"})"); });
  }
  EXPECT_EQ(count("SELECT COUNT(*) FROM chiave"), 2) << "what failed of each job";
  EXPECT_EQ(database_.write([&](Transaction& transaction) { return rows_.expire(transaction); }), 1u);
  EXPECT_FALSE(database_.read([&](Transaction& transaction) { return rows_.find(transaction, old); }));
  EXPECT_EQ(job(young).failed, 2);
  EXPECT_EQ(count("SELECT COUNT(*) FROM lavoro_voce"), 2);
  EXPECT_EQ(count("SELECT COUNT(*) FROM chiave"), 1);
}

TEST_F(JobWorkersTest, AJobThatStillWaitsIsNotForgotten) {
  kept_ = -1;
  const std::string id = add("asl-frosinone", 1);
  EXPECT_EQ(database_.write([&](Transaction& transaction) { return rows_.expire(transaction); }), 0u);
  EXPECT_EQ(job(id).state, "in_attesa");
}

// Many threads, none gets what another has.
TEST_F(JobWorkersTest, GiveEachItemToOneThread) {
  std::mutex mutex;
  std::map<std::int64_t, int> done;
  const std::string id = add("asl-frosinone", 300);
  const JobWorkers workers(services_, [&](const LeasedItem& leased, const std::string&, const ItemDone& end) {
    {
      const std::lock_guard lock(mutex);
      ++done[leased.item.index];
    }
    store(end);
  }, 8);
  EXPECT_EQ(ended(id).issued, 300);
  const std::lock_guard lock(mutex);
  EXPECT_EQ(done.size(), 300u);
  for (const auto& [index, times] : done) EXPECT_EQ(times, 1) << index;
}

}  // namespace
}  // namespace stesura
