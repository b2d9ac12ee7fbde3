// Many clients, slow clients, and a good one among them.

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <deque>
#include <future>
#include <memory>

#include "tests/http_home.h"

namespace stesura {
namespace {

using Milliseconds = std::chrono::milliseconds;

// The 95th percentile of what a good client waits for each of its answers.
double p95OfAGoodClient(std::uint16_t port, int requests) {
  std::vector<double> waits;
  for (int at = 0; at < requests; ++at) {
    const auto started = std::chrono::steady_clock::now();
    RawClient client(port);
    EXPECT_EQ(client.ask(get("/eco")).status, 200) << at;
    waits.push_back(std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - started).count());
    std::this_thread::sleep_for(Milliseconds(10));
  }
  std::sort(waits.begin(), waits.end());
  return waits[waits.size() * 95 / 100];
}

TEST(SlowClients, DoNotHinderAGoodOne) {
  ServerSettings settings = HttpHome::quick();
  settings.headTime = settings.bodyTime = settings.replyTime = Milliseconds(20'000);
  HttpHome home(settings);
  std::deque<RawClient> slow;
  for (int at = 0; at < 100; ++at) {
    RawClient& client = slow.emplace_back(home.port());
    switch (at % 4) {
      case 0: client.send("GET /eco HTTP/1.1\r\nHost: loc"); break;
      case 1: client.send(post("/eco", "Content-Length: 1000\r\n", "a")); break;
      case 2: client.send(get("/grande")); break;  // and never reads
      default: break;                              // says nothing
    }
  }
  std::atomic<bool> done{false};
  std::thread dripping([&] {
    while (!done) {
      for (std::size_t at = 0; at < slow.size(); ++at) {
        if (at % 4 < 2) slow[at].send("x");
      }
      std::this_thread::sleep_for(Milliseconds(1000));
    }
  });
  const double p95 = p95OfAGoodClient(home.port(), 100);
  done = true;
  dripping.join();
  RecordProperty("p95_ms", std::to_string(p95));
  EXPECT_LT(p95, 200);
}

TEST(SlowClients, AreToldAndSentAway) {
  HttpHome home;
  RawClient head(home.port()), body(home.port()), chunks(home.port()), silent(home.port()), idle(home.port());
  head.send("GET /eco HTTP/1.1\r\nHost: loc");
  body.send(post("/eco", "Content-Length: 1000\r\n", "a"));
  chunks.send(post("/eco", "Transfer-Encoding: chunked\r\n", "5\r\nab"));
  EXPECT_EQ(idle.ask(get("/eco")).status, 200);
  EXPECT_EQ(head.reply().status, 408);
  EXPECT_EQ(body.reply().status, 408);
  EXPECT_EQ(chunks.reply().status, 408);
  EXPECT_TRUE(head.ends());
  EXPECT_TRUE(silent.ends());
  EXPECT_TRUE(idle.ends());
}

TEST(SlowClients, WhoDripsAHeadIsStillTooSlow) {
  HttpHome home;
  RawClient client(home.port());
  const auto started = std::chrono::steady_clock::now();
  while (client.send("G") && std::chrono::steady_clock::now() - started < std::chrono::seconds(15)) {
    std::this_thread::sleep_for(Milliseconds(100));
    if (client.reply(false, 1).status != 0) break;
  }
  EXPECT_LT(std::chrono::steady_clock::now() - started, std::chrono::seconds(10));
}

// What was sent fast is no credit for holding the rest back.
TEST(SlowClients, WhoStopsWithinABodyIsSentAway) {
  HttpHome home;
  RawClient client(home.port());
  client.send(post("/percorsi", "Authorization: Bearer giusta\r\nContent-Length: 200000\r\n", std::string(199'999, 'x')));
  const auto started = std::chrono::steady_clock::now();
  EXPECT_EQ(client.reply().status, 408);
  EXPECT_LT(std::chrono::steady_clock::now() - started, std::chrono::seconds(10));
}

TEST(SlowClients, WhoDoesNotReadIsSentAway) {
  ServerSettings settings = HttpHome::quick();
  settings.replyRate = 100 << 20;
  HttpHome home(settings);
  RawClient client(home.port());
  client.send(get("/grande"));
  std::this_thread::sleep_for(Milliseconds(4000));
  EXPECT_EQ(client.reply().status, 0);  // cut off before its end
  EXPECT_NE(home.log().find("\"interrotta\":true"), std::string::npos);
}

TEST(Crowds, TwoHundredConnectionsAreServedAtOnce) {
  HttpHome home;
  std::deque<RawClient> clients;
  for (int at = 0; at < 200; ++at) ASSERT_TRUE(clients.emplace_back(home.port()).connected());
  for (int times = 0; times < 3; ++times) {
    for (RawClient& client : clients) ASSERT_TRUE(client.send(get("/eco")));
    for (RawClient& client : clients) ASSERT_EQ(client.reply().status, 200);
  }
}

// Twenty connections that wait, where there is room for twenty.
struct FullHouse {
  explicit FullHouse(Milliseconds leastWait) : home(settings(leastWait)) {
    for (int at = 0; at < 20; ++at) waiting.emplace_back(home.port());
    EXPECT_EQ(waiting.back().ask(get("/eco")).status, 200);  // all of them have been taken in
  }
  static ServerSettings settings(Milliseconds leastWait) {
    ServerSettings settings = HttpHome::quick();
    settings.connections.inAll = 20;
    settings.connections.leastWait = leastWait;
    settings.headTime = settings.idleTime = Milliseconds(60'000);
    return settings;
  }

  HttpHome home;
  std::deque<RawClient> waiting;
};

TEST(Crowds, WaitingConnectionsGiveWay) {
  FullHouse full(Milliseconds(1));
  std::this_thread::sleep_for(Milliseconds(50));
  for (int at = 0; at < 5; ++at) EXPECT_EQ(full.home.statusOf(get("/eco")), 200);
}

TEST(Crowds, WhoCameAMomentAgoDoesNotGiveWay) {
  FullHouse full(Milliseconds(60'000));
  const RawReply refused = full.home.ask(get("/eco"));
  EXPECT_EQ(refused.status, 503);
  EXPECT_FALSE(refused.header("retry-after").empty());
}

TEST(Crowds, OneAddressDoesNotTakeEveryPlace) {
  Connections connections({10, 2});
  std::vector<std::unique_ptr<Connections::Place>> places;
  for (const char* address : {"a", "a"}) places.push_back(connections.enter(-1, address));
  EXPECT_EQ(connections.enter(-1, "a"), nullptr);
  EXPECT_NE(connections.enter(-1, "b"), nullptr);
  EXPECT_NE(connections.enter(-1, ""), nullptr);
  places.clear();
  EXPECT_NE(connections.enter(-1, "a"), nullptr);
  EXPECT_EQ(connections.count(), 0u);
}

// Whoever asks for many PDFs waits for them; the others go on.
TEST(Crowds, OneAskerDoesNotTakeEveryRequestAtOnce) {
  std::promise<void> goOn;
  const std::shared_future<void> told = goOn.get_future().share();
  std::atomic<int> begun{0};
  RouteTable table;
  table.routes.push_back({"GET", "/lento", Admission::signedIn, {}, [&](const Request&) {
                            ++begun;
                            told.wait();
                            return Reply{200, "text/plain", "fatto", {}, {}};
                          }, {}});
  table.routes.push_back({"GET", "/eco", Admission::signedIn, {}, [](const Request&) { return Reply{200, "text/plain", "eco", {}, {}}; }, {}});
  const Router router(std::move(table), [](const Request& request) { return Identity{request.header("authorization"), "ente-1", {Role::operatore}, false}; },
                      fewAtOnce(2));
  const auto ask = [&](const char* path, const char* who) {
    Request request;
    request.method = "GET";
    request.path = path;
    request.headers["authorization"] = who;
    return router.answer(request).status;
  };
  std::vector<std::future<int>> waiting;
  for (int at = 0; at < 2; ++at) waiting.push_back(std::async(std::launch::async, [&] { return ask("/lento", "uno"); }));
  while (begun < 2) std::this_thread::sleep_for(Milliseconds(5));
  EXPECT_EQ(ask("/eco", "uno"), 429);
  EXPECT_EQ(ask("/eco", "due"), 200);
  goOn.set_value();
  for (std::future<int>& each : waiting) EXPECT_EQ(each.get(), 200);
  EXPECT_EQ(ask("/eco", "uno"), 200);
}

TEST(Crowds, TooManyRequestsAtOnceAreToldToWait) {
  ServerSettings settings = HttpHome::quick();
  settings.requestsAtOnce = 1;
  settings.gateTime = Milliseconds(100);
  HttpHome home(settings);
  RawClient first(home.port());
  first.send(get("/lento"));
  std::this_thread::sleep_for(Milliseconds(200));
  const RawReply second = home.ask(get("/eco"));
  EXPECT_EQ(second.status, 503);
  EXPECT_FALSE(second.header("retry-after").empty());
  EXPECT_EQ(first.reply().status, 200);
  EXPECT_EQ(home.statusOf(get("/eco")), 200);
}

}  // namespace
}  // namespace stesura
