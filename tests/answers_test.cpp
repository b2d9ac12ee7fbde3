#include "service/store/answers.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "service/store/housekeeping.h"
#include "service/store/store.h"
#include "tests/data_folder.h"

namespace stesura {
namespace {

class KeptAnswers : public ::testing::Test {
 protected:
  KeptAnswers() : place_{folder_.path() / "dati", folder_.path() / "chiave"}, store_(place_), answers_(store_.database(), store_.vault()) {}
  static OnceAsked asked(const std::string& body = "corpo") { return {"u1", "POST /bozze", "k-1", body}; }

  DataFolder folder_;
  StorePlace place_;
  Store store_;
  Answers answers_;
};

TEST_F(KeptAnswers, AreGivenAgainToTheSameQuestionOnly) {
  const Claim first = answers_.claim(asked());
  ASSERT_EQ(first.asked, Asked::first);
  EXPECT_EQ(answers_.claim(asked()).asked, Asked::inProgress);
  EXPECT_EQ(answers_.claim(asked("altro")).asked, Asked::otherwise);
  answers_.keep(first, "risposta");
  EXPECT_EQ(answers_.claim(asked()).answer, "risposta");
  EXPECT_EQ(answers_.claim(asked("altro")).asked, Asked::otherwise);
  OnceAsked other = asked();
  other.who = "u2";
  EXPECT_EQ(answers_.claim(other).asked, Asked::first);
  other = asked();
  other.route = "POST /documenti";
  EXPECT_EQ(answers_.claim(other).asked, Asked::first);
}

TEST_F(KeptAnswers, SurviveARestartAndTellWhatWasLost) {
  answers_.keep(answers_.claim(asked()), "risposta");
  OnceAsked unfinished = asked();
  unfinished.key = "k-2";
  answers_.claim(unfinished);
  Answers restarted(store_.database(), store_.vault());
  EXPECT_EQ(restarted.claim(asked()).answer, "risposta");
  EXPECT_EQ(restarted.claim(unfinished).asked, Asked::lost);
}

TEST_F(KeptAnswers, MayBeAskedAgainAfterARelease) {
  answers_.release(answers_.claim(asked()));
  EXPECT_EQ(answers_.claim(asked("altro")).asked, Asked::first);
}

TEST_F(KeptAnswers, GiveOneFirstAmongManyAtOnce) {
  std::atomic<int> first = 0, others = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&] { ++(answers_.claim(asked()).asked == Asked::first ? first : others); });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(first, 1);
  EXPECT_EQ(others, 7);
}

TEST_F(KeptAnswers, StandNowhereInClearAndGoAfterADay) {
  answers_.keep(answers_.claim({"u1", "POST /bozze", "chiave-canarino", "corpo-canarino"}), "risposta-canarino");
  store_.database().read([](Transaction& t) {
    const auto row = t.one("SELECT impronta, corpo, ambito, risposta FROM risposta");
    EXPECT_EQ((row->text(0) + row->text(1) + row->text(2) + row->bytes(3)).find("canarino"), std::string::npos);
  });
  EXPECT_EQ(keepHouse(store_.database(), store_.vault()).answers, 0u);
  store_.database().write([](Transaction& t) {
    t.execute("UPDATE risposta SET scade_il = '2001-01-01T00:00:00.000Z', ambito = 'risposte/2000-12-31'");
    t.execute("UPDATE chiave SET ambito = 'risposte/2000-12-31' WHERE ambito LIKE 'risposte/%'");
  });
  EXPECT_EQ(answers_.claim({"u1", "POST /bozze", "chiave-canarino", "altro"}).asked, Asked::first);
  const Housekept done = keepHouse(store_.database(), store_.vault());
  EXPECT_TRUE(done.logEmptied);
  store_.database().read([](Transaction& t) {
    EXPECT_EQ(t.one("SELECT COUNT(*) FROM chiave WHERE ambito = 'risposte/2000-12-31'")->integer(0), 0);
  });
}

}  // namespace
}  // namespace stesura
