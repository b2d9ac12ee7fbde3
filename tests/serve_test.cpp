// `stesura serve` as an administrator starts and ends it.

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <thread>

#include "tests/program_process.h"
#include "tests/raw_client.h"

namespace stesura::testing {
namespace {

class Serve : public ::testing::Test {
 protected:
  // Started on a free port.
  Start start(std::vector<std::string> more = {}) {
    Start start;
    start.arguments = {"--home", STESURA_SOURCE_DIR, "serve", "--data", folder_ / "dati", "--port", "0", "--log", folder_ / "log"};
    start.arguments.insert(start.arguments.end(), more.begin(), more.end());
    start.standardOutput = folder_ / "uscita";
    std::filesystem::remove(start.standardOutput);
    return start;
  }
  std::string said() const {
    std::ostringstream text;
    text << std::ifstream(folder_ / "uscita").rdbuf();
    return text.str();
  }
  std::uint16_t port() const {
    for (int tries = 0; tries < 600; ++tries) {
      const std::string text = said();
      const std::size_t at = text.find("://");
      if (at != std::string::npos && text.find("Ctrl-C") != std::string::npos) {
        return static_cast<std::uint16_t>(std::stoi(text.substr(text.find(':', at + 3) + 1)));
      }
      std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
    ADD_FAILURE() << "the service does not start: " << said();
    return 0;
  }
  RawReply ask(std::uint16_t port, const std::string& target, const std::string& lines = {}) {
    return RawClient(port).ask("GET " + target + " HTTP/1.1\r\nHost: localhost\r\n" + lines + "\r\n");
  }
  unsigned modeOf(const std::string& name) const {
    struct stat status {};
    ::stat((folder_ / name).c_str(), &status);
    return status.st_mode & 0777;
  }
  TestFolder folder_;
};

TEST_F(Serve, MakesWhatIsMissingAndEndsInOrder) {
  Running running(start());
  const std::uint16_t where = port();
  EXPECT_EQ(modeOf("dati"), 0700u);
  EXPECT_EQ(modeOf("dati/stesura.db"), 0600u);
  EXPECT_EQ(modeOf("dati.chiave"), 0600u);
  EXPECT_EQ(modeOf("log"), 0600u);
  EXPECT_EQ(ask(where, "/status").status, 200);
  EXPECT_EQ(ask(where, "/openapi.json").status, 200);
  EXPECT_EQ(ask(where, "/utenti").status, 401);
  const RawReply metrics = ask(where, "/metrics");
  EXPECT_NE(metrics.body.find("stesura_richieste_total{metodo=\"GET\",rotta=\"/status\",stato=\"200\"} 1\n"), std::string::npos);
  EXPECT_NE(metrics.body.find("stesura_office_riavvii 0\n"), std::string::npos);
  EXPECT_NE(metrics.body.find("stesura_memoria_bytes "), std::string::npos);
  const std::string output = said();
  const std::size_t key = output.find("  stk_");
  ASSERT_NE(key, std::string::npos);
  const std::string secret = output.substr(key + 2, output.find('\n', key) - key - 2);
  EXPECT_EQ(ask(where, "/utenti", "Authorization: Bearer " + secret + "\r\n").status, 200);
  running.signal(SIGTERM);
  EXPECT_EQ(running.wait().exitCode, 0);
  EXPECT_NE(said().find("Il servizio è terminato."), std::string::npos);
  EXPECT_EQ(folder_.read("log").find(secret), std::string::npos);
}

TEST_F(Serve, KeepsASecondServiceOffItsData) {
  Running running(start());
  port();
  const Ran second = run({"--home", STESURA_SOURCE_DIR, "serve", "--data", folder_ / "dati", "--port", "0"});
  EXPECT_EQ(second.exitCode, 6);
  EXPECT_NE(second.err.find("già usata"), std::string::npos) << second.err;
  EXPECT_EQ(second.err.find(folder_ / "dati"), std::string::npos);
  // A killed one leaves nothing that hinders the next.
  running.signal(SIGKILL);
  EXPECT_EQ(running.wait().exitCode, 128 + SIGKILL);
  Running next(start());
  EXPECT_EQ(ask(port(), "/status").status, 200);
}

TEST_F(Serve, NeverMakesANewKeyForOldData) {
  {
    Running running(start());
    port();
    running.signal(SIGINT);
    EXPECT_EQ(running.wait().exitCode, 0);
  }
  std::filesystem::remove(folder_ / "dati.chiave");
  const Ran ran = run({"--home", STESURA_SOURCE_DIR, "serve", "--data", folder_ / "dati", "--port", "0"});
  EXPECT_EQ(ran.exitCode, 6);
  EXPECT_NE(ran.err.find("La chiave padrona non c’è"), std::string::npos) << ran.err;
  EXPECT_FALSE(std::filesystem::exists(folder_ / "dati.chiave"));
}

TEST_F(Serve, WarnsOfOpenDoors) {
  Running open(start({"--listen", "0.0.0.0"}));
  EXPECT_EQ(ask(port(), "/status").status, 200);
  open.signal(SIGTERM);
  EXPECT_NE(open.wait().err.find("senza TLS"), std::string::npos);
}

TEST_F(Serve, RefusesOptionsThatMakeNoSense) {
  const auto refused = [&](std::vector<std::string> more) { return run(start(std::move(more))); };
  EXPECT_EQ(refused({"--tls-cert", "c.pem"}).exitCode, 2);
  EXPECT_EQ(run({"--home", STESURA_SOURCE_DIR, "serve", "--data", folder_ / "dati", "--port", "70000"}).exitCode, 2);
  EXPECT_EQ(refused({"--tls-cert", "c.pem", "--tls-key", "k.pem"}).exitCode, 6);
  EXPECT_EQ(refused({"--listen", "ovunque"}).exitCode, 6);
  EXPECT_EQ(run({"--home", STESURA_SOURCE_DIR, "serve", "--data", folder_ / "dati", "--port", "0", "--log", folder_ / "nessuna/cartella"}).exitCode, 6);
  EXPECT_EQ(refused({"--unix", folder_ / std::string(200, 'a')}).exitCode, 6);
  folder_.write("segreto", "corto\n");
  EXPECT_EQ(refused({"--segreto-proxy", folder_ / "segreto"}).exitCode, 6);
  ::mkdir((folder_ / "aperta").c_str(), 0755);
  ::chmod((folder_ / "aperta").c_str(), 0755);
  const Ran open = run({"--home", STESURA_SOURCE_DIR, "serve", "--data", folder_ / "aperta", "--port", "0"});
  EXPECT_EQ(open.exitCode, 6) << open.err;
  EXPECT_EQ(run({"--home", STESURA_SOURCE_DIR, "serve"}).exitCode, 2);
}

}  // namespace
}  // namespace stesura::testing
