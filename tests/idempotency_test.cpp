#include "service/handlers/idempotency.h"

#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <thread>

#include "service/refusal.h"
#include "service/store/store.h"
#include "tests/data_folder.h"

namespace stesura {
namespace {

class Idempotency : public ::testing::Test {
 protected:
  Idempotency() : store_({folder_.path() / "dati", folder_.path() / "chiave"}) { start(); }

  // As if the service had been started anew.
  void start() {
    RouteTable table;
    table.routes = {
        {"POST", "/incontri", Admission::signedIn, {}, [this](const Request& request) { return handler_(request); }, {}},
        {"POST", "/altre/{id}", Admission::signedIn, {}, [this](const Request& request) { return handler_(request); }, {}},
        {"POST", "/bozze", Admission::signedIn, {}, [this](const Request& request) { return handler_(request); }, {}},
        {"POST", "/percorsi/{id}/operatori", Admission::signedIn, {}, [this](const Request& request) { return handler_(request); }, {}},
        {"PUT", "/incontri", Admission::signedIn, {}, [this](const Request& request) { return handler_(request); }, {}},
        {"POST", "/accesso", Admission::everyone, {}, [this](const Request& request) { return handler_(request); }, {}}};
    router_ = std::make_unique<Router>(
        std::move(table),
        [](const Request& request) {
          Identity who;
          who.id = request.header("authorization");
          who.agency = "asl-frosinone";
          return who;
        },
        onceOnly(store_.database(), store_.vault()));
  }
  Reply ask(const std::string& key, const std::string& body = "{}", const std::string& who = "u1",
            const std::string& path = "/incontri", const std::string& method = "POST") {
    Request request;
    request.method = method;
    request.path = path;
    request.headers = {{"authorization", who}, {"idempotency-key", key}};
    request.mediaType = "application/json";
    request.body = body;
    return router_->answer(request, Origin::elsewhere);
  }
  static std::string headerOf(const Reply& reply, const std::string& name) {
    for (const auto& [each, value] : reply.headers) {
      if (each == name) return value;
    }
    return {};
  }

  DataFolder folder_;
  Store store_;
  std::atomic<int> called_ = 0;
  std::function<Reply(const Request&)> handler_ = [this](const Request&) {
    return createdReply("/incontri/" + std::to_string(++called_), {{"numero", called_.load()}});
  };
  std::unique_ptr<Router> router_;
};

TEST_F(Idempotency, AnswersTheSameRequestAsBefore) {
  const Reply first = ask("k-1");
  const Reply second = ask("k-1");
  EXPECT_EQ(called_, 1);
  EXPECT_EQ(second.status, 201);
  EXPECT_EQ(second.body, first.body);
  EXPECT_EQ(second.mediaType, "application/json");
  EXPECT_EQ(headerOf(second, "Location"), "/incontri/1");
  EXPECT_EQ(headerOf(first, "Idempotency-Replayed"), "");
  EXPECT_EQ(headerOf(second, "Idempotency-Replayed"), "true");
  start();
  EXPECT_EQ(ask("k-1").body, first.body);
  EXPECT_EQ(called_, 1);
}

TEST_F(Idempotency, KeepsKeysOfOthersApart) {
  ask("k-1");
  EXPECT_EQ(ask("k-2").status, 201);
  EXPECT_EQ(ask("k-1", "{}", "u2").status, 201);
  EXPECT_EQ(ask("k-1", "{}", "u1", "/altre/7").status, 201);
  EXPECT_EQ(called_, 4);
  EXPECT_EQ(ask("k-1", "{}", "u1", "/altre/8").status, 422) << "another object with the same key";
  EXPECT_EQ(ask("k-1", "{\"a\":1}").status, 422);
  EXPECT_EQ(called_, 4);
}

TEST_F(Idempotency, LeavesOtherMethodsAndOpenRoutesAlone) {
  ask("k-1", "{}", "u1", "/incontri", "PUT");
  ask("k-1", "{}", "u1", "/incontri", "PUT");
  ask("k-1", "{}", "", "/accesso");
  ask("k-1", "{}", "", "/accesso");
  EXPECT_EQ(called_, 4);
}

TEST_F(Idempotency, RefusesKeysThatAreNone) {
  for (const std::string& key : {std::string(), std::string("a b"), std::string(256, 'a'), std::string("perché"), std::string("a\x7f")}) {
    EXPECT_EQ(ask(key).status, 400) << key;
  }
  EXPECT_EQ(ask(std::string(255, 'a')).status, 201);
}

TEST_F(Idempotency, LetsRepeatWhatFailed) {
  int status = 0;
  handler_ = [&](const Request&) -> Reply {
    ++called_;
    if (status == 1) throw std::runtime_error("x");
    if (status == 2) throw Refusal(RefusalKind::storageFull, "Pieno.");
    if (status == 3) throw Error(ErrorKind::data, "Dati.");
    if (status == 4) return problemReply(409, "Conflitto.", {}, {});
    return jsonReply({{"fatto", true}}, 201);
  };
  for (const int expected : {500, 507, 422, 409, 201, 201}) {
    ++status;
    EXPECT_EQ(ask("k-1").status, expected);
  }
  EXPECT_EQ(called_, 5);
}

TEST_F(Idempotency, KeepsNoCookieAndNoLargeOrSecretBody) {
  handler_ = [this](const Request&) {
    ++called_;
    Reply reply = jsonReply({{"a", 1}});
    reply.headers.emplace_back("Set-Cookie", "sessione=canarino");
    return reply;
  };
  ask("cookie");
  EXPECT_EQ(headerOf(ask("cookie"), "Idempotency-Replayed"), "");
  EXPECT_EQ(called_, 2);
  handler_ = [](const Request&) {
    Reply reply = createdReply("/incontri/1", {{"a", std::string(1 << 20, 'x')}});
    return reply;
  };
  ask("grande");
  Reply again = ask("grande");
  EXPECT_EQ(again.status, 201);
  EXPECT_EQ(again.body, "");
  EXPECT_EQ(again.mediaType, "");
  EXPECT_EQ(headerOf(again, "Location"), "/incontri/1");
  EXPECT_EQ(headerOf(again, "Idempotency-Body"), "omitted");
  handler_ = [](const Request&) {
    Reply reply = createdReply("/chiavi/1", {{"chiave", "canarino"}});
    reply.headers.emplace_back("Cache-Control", "no-store");
    return reply;
  };
  ask("segreta");
  again = ask("segreta");
  EXPECT_EQ(again.body, "");
  EXPECT_EQ(headerOf(again, "Idempotency-Body"), "omitted");
}

// Whoever was taken off a case meanwhile must not read it again, nor may a copy outlive the path's key.
TEST_F(Idempotency, KeepsNothingThatTellsOfPersons) {
  for (const std::string path : {"/bozze", "/percorsi/7/operatori"}) {
    EXPECT_FALSE(ask("k-1", "{}", "u1", path).body.empty());
    const Reply again = ask("k-1", "{}", "u1", path);
    EXPECT_EQ(again.status, 201) << path;
    EXPECT_EQ(again.body, "") << path;
    EXPECT_EQ(headerOf(again, "Idempotency-Body"), "omitted") << path;
    EXPECT_NE(headerOf(again, "Location"), "") << path;
  }
  EXPECT_EQ(called_, 2);
}

TEST_F(Idempotency, TakesEffectOnceWhenAskedTwiceAtOnce) {
  std::promise<void> begun, goOn;
  std::shared_future<void> told = goOn.get_future().share();
  handler_ = [&](const Request&) {
    ++called_;
    begun.set_value();
    told.wait();
    return jsonReply({{"fatto", true}}, 201);
  };
  auto first = std::async(std::launch::async, [&] { return ask("k-1").status; });
  begun.get_future().wait();
  EXPECT_EQ(ask("k-1").status, 409);
  EXPECT_EQ(ask("k-1", "altro").status, 422);
  goOn.set_value();
  EXPECT_EQ(first.get(), 201);
  EXPECT_EQ(ask("k-1").status, 201);
  EXPECT_EQ(called_, 1);
}

TEST_F(Idempotency, TakesEffectOnceAmongManyThreads) {
  std::atomic<int> made = 0, waiting = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&] {
      const int status = ask("k-1").status;
      ++(status == 201 ? made : waiting);
      EXPECT_TRUE(status == 201 || status == 409) << status;
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(called_, 1);
  EXPECT_GE(made, 1);
}

TEST_F(Idempotency, DoesNotRunAgainWhatWasInterrupted) {
  std::promise<void> begun, goOn;
  std::shared_future<void> told = goOn.get_future().share();
  handler_ = [&](const Request&) {
    ++called_;
    begun.set_value();
    told.wait();
    return jsonReply({{"fatto", true}}, 201);
  };
  auto old = std::move(router_);
  start();  // another process over the same data, after the first one died
  auto first = std::async(std::launch::async, [&] {
    Request request;
    request.method = "POST";
    request.path = "/incontri";
    request.headers = {{"authorization", "u1"}, {"idempotency-key", "k-1"}};
    request.mediaType = "application/json";
    request.body = "{}";
    return old->answer(request, Origin::elsewhere).status;
  });
  begun.get_future().wait();
  const Reply reply = ask("k-1");
  EXPECT_EQ(reply.status, 409);
  EXPECT_NE(reply.body.find("interrotta"), std::string::npos);
  goOn.set_value();
  first.get();
  EXPECT_EQ(called_, 1);
}

}  // namespace
}  // namespace stesura
