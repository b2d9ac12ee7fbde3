// The service is killed while it works through jobs, again and again; nothing is lost, nothing is done twice.
#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <memory>
#include <random>
#include <sstream>
#include <thread>

#include "generator/json/json.h"
#include "service/store/access_keys.h"
#include "service/store/audit.h"
#include "service/store/database.h"
#include "service/store/moment.h"
#include "service/store/users.h"
#include "service/store/vault.h"
#include "tests/data_folder.h"
#include "tests/program_process.h"

namespace stesura {
namespace {

using namespace std::chrono_literals;
using testing::Running;
using testing::Start;

constexpr const char* kAgency = "provincia-frosinone";
constexpr int kItems = 12;  // of each job

std::string fileText(const std::string& path) {
  std::ifstream stream(path);
  std::stringstream text;
  text << stream.rdbuf();
  return text.str();
}

// The whole answer, or what of it came before the service died.
std::string answerTo(int port, const std::string& request) {
  const int connection = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const timeval patience{10, 0};
  ::setsockopt(connection, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  ::inet_pton(AF_INET, "127.0.0.1", &address.sin_addr);
  std::string answer;
  if (::connect(connection, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0 &&
      ::send(connection, request.data(), request.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(request.size())) {
    char piece[4096];
    for (ssize_t size; (size = ::recv(connection, piece, sizeof piece, 0)) > 0;) answer.append(piece, static_cast<std::size_t>(size));
  }
  ::close(connection);
  return answer;
}

class KilledService : public ::testing::Test {
 protected:
  KilledService() {
    std::filesystem::create_directory(data_);
    std::filesystem::permissions(data_, std::filesystem::perms::owner_all);
    const Store store(*this);
    NewUser user;
    user.agency = kAgency;
    user.login = "operatore";
    user.roles = {"operatore"};
    NewAccessKey key;
    key.name = "prova";
    key.agency = kAgency;
    key.roles = user.roles;
    key.expiresAt = utcIn(86400);
    store.database->write([&](Transaction& transaction) {
      key.user = *Users(*store.vault).add(transaction, user);
      secret_ = AccessKeys(*store.vault).add(transaction, key).secret;
    });
    Json item = parseJson(fileText(STESURA_SOURCE_DIR "/samples/nautilus/gradimento-utente.json"));
    item.erase("id");
    for (int number = 0; number < kItems; ++number) body_ += item.dump() + "\n";
  }

  // The data folder, while no service has it.
  struct Store {
    explicit Store(const KilledService& test) : database(std::make_unique<Database>(test.data_)) {
      const std::filesystem::path file = test.data_.string() + ".chiave";
      const bool there = std::filesystem::exists(file);
      vault = std::make_unique<Vault>(there ? MasterKeys::fromFile(file) : MasterKeys::create(file), *database);
    }
    std::unique_ptr<Database> database;
    std::unique_ptr<Vault> vault;
  };

  std::unique_ptr<Running> started() {
    const std::string output = (folder_.path() / ("uscita-" + std::to_string(++starts_))).string();
    Start start;
    start.arguments = {"serve", "--data", data_.string(), "--port", "0", "--limite", "1000000", "--home", STESURA_SOURCE_DIR,
                       "--log", (folder_.path() / "log").string()};
    start.standardOutput = output;
    auto running = std::make_unique<Running>(start);
    port_ = 0;
    for (int tries = 0; tries < 1500 && port_ == 0; ++tries) {
      std::this_thread::sleep_for(10ms);
      const std::string text = fileText(output), sign = "http://localhost:";
      const std::size_t at = text.find(sign);
      if (at != std::string::npos && text.find('\n', at) != std::string::npos) port_ = std::atoi(text.c_str() + at + sign.size());
    }
    EXPECT_NE(port_, 0) << "the service did not start: " << fileText(output);
    return running;
  }

  std::string ask(const std::string& head, const std::string& body = {}) {
    return answerTo(port_, head + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nAuthorization: Bearer " + secret_ +
                               "\r\n" + (body.empty() ? "" : "Content-Type: application/x-ndjson\r\nContent-Length: " + std::to_string(body.size()) + "\r\n") +
                               "\r\n" + body);
  }

  // Posts jobs until the service dies; keeps those that were accepted.
  void postWhileItLives() {
    while (alive_) {
      const std::string answer = ask("POST /lavori?tipo=scheda_gradimento&formato=odt", body_);
      const std::size_t at = answer.find("/lavori/");
      if (answer.starts_with("HTTP/1.1 202") && at != std::string::npos) accepted_.push_back(answer.substr(at + 8, 36));
      std::this_thread::sleep_for(50ms);
    }
  }

  void cycle() {
    const auto service = started();
    alive_ = true;
    std::thread client([this] { postWhileItLives(); });
    std::this_thread::sleep_for(std::chrono::milliseconds(std::uniform_int_distribution<>(20, 700)(chance_)));
    service->signal(SIGKILL);
    alive_ = false;
    client.join();
    service->wait();
  }

  void finishEverything() {
    const auto service = started();
    for (int tries = 0; tries < 3000; ++tries) {
      const std::string answer = ask("GET /lavori?limite=200");
      if (answer.starts_with("HTTP/1.1 200") && answer.find("in_attesa") == std::string::npos && answer.find("in_corso") == std::string::npos) break;
      std::this_thread::sleep_for(100ms);
    }
    service->signal(SIGTERM);
    EXPECT_EQ(service->wait().exitCode, 0);
  }

  void inspect() {
    const Store store(*this);
    store.database->read([&](Transaction& transaction) {
      const auto number = [&](const char* sql) { return transaction.one(sql)->integer(0); };
      EXPECT_EQ(transaction.one("PRAGMA integrity_check")->text(0), "ok");
      EXPECT_EQ(firstBrokenAuditRow(transaction), std::nullopt);
      for (const std::string& id : accepted_) {
        EXPECT_TRUE(transaction.one("SELECT id FROM lavoro WHERE id = $1", {id})) << "an accepted job is lost";
      }
      EXPECT_EQ(number("SELECT COUNT(*) FROM lavoro WHERE stato <> 'finito'"), 0);
      EXPECT_EQ(number("SELECT COUNT(*) FROM lavoro_voce WHERE stato NOT IN ('fatta', 'fallita')"), 0);
      EXPECT_EQ(number("SELECT COUNT(*) FROM lavoro WHERE fatte + fallite <> totale OR totale <> 12"), 0);
      const std::int64_t issued = number("SELECT COUNT(*) FROM lavoro_voce WHERE stato = 'fatta'");
      EXPECT_EQ(number("SELECT SUM(fatte) FROM lavoro"), issued);
      EXPECT_EQ(number("SELECT COUNT(*) FROM documento"), issued) << "no document of an item twice, none without its item";
      EXPECT_EQ(number("SELECT COUNT(DISTINCT documento) FROM lavoro_voce WHERE stato = 'fatta'"), issued);
      EXPECT_EQ(number("SELECT COUNT(*) FROM documento WHERE id NOT IN (SELECT documento FROM lavoro_voce WHERE documento IS NOT NULL)"), 0);
      EXPECT_EQ(number("SELECT COUNT(*) FROM lavoro_voce WHERE dati IS NOT NULL"), 0);
      EXPECT_EQ(number("SELECT COUNT(*) FROM audit WHERE azione = 'emetti'"), issued);
      // Only what was in hand in two crashes may have failed.
      const std::int64_t failed = number("SELECT COUNT(*) FROM lavoro_voce WHERE stato = 'fallita'");
      EXPECT_EQ(number("SELECT COUNT(*) FROM lavoro_voce WHERE stato = 'fallita' AND tentativi < 2"), 0);
      EXPECT_GT(issued, 0);
      std::printf("%lld documents of %zu jobs known to be accepted, %lld items given up after two crashes\n",
                  static_cast<long long>(issued), accepted_.size(), static_cast<long long>(failed));
    });
  }

  DataFolder folder_;
  std::filesystem::path data_ = folder_.path() / "dati";
  std::string secret_, body_;
  std::vector<std::string> accepted_;
  std::atomic<bool> alive_ = false;
  std::mt19937 chance_{20260312};
  int port_ = 0, starts_ = 0;
};

// ./test --long kills it a hundred times.
TEST_F(KilledService, BringsEveryAcceptedJobToOneEnd) {
  const char* given = std::getenv("STESURA_KILLS");
  const int kills = given != nullptr ? std::atoi(given) : 10;
  for (int number = 0; number < kills && !HasFailure(); ++number) cycle();
  finishEverything();
  inspect();
  EXPECT_FALSE(accepted_.empty());
}

}  // namespace
}  // namespace stesura
