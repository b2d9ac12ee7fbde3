// A time-stamp authority on loopback (fixtures/signatures/tsa.py), for the time of a test.
#pragma once

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <stdexcept>
#include <string>
#include <vector>

#include "program_process.h"

namespace stesura::testing {

class StampServer {
 public:
  // `tls`: names of certificate and key, PEM; none for plain HTTP.
  explicit StampServer(const std::vector<std::string>& tls = {}) : secure_(!tls.empty()) {
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0) throw std::runtime_error("pipe");
    process_ = fork();
    if (process_ == 0) become(ends[1], tls);
    ::close(ends[1]);
    for (char letter = 0; ::read(ends[0], &letter, 1) == 1 && letter != '\n';) port_ += letter;
    ::close(ends[0]);
    if (port_.empty()) throw std::runtime_error("the time-stamp authority did not start");
  }
  ~StampServer() {
    ::kill(process_, SIGKILL);
    ::waitpid(process_, nullptr, 0);
  }
  StampServer(const StampServer&) = delete;
  StampServer& operator=(const StampServer&) = delete;

  // `path`: «» answers honestly; the others stand in tsa.py.
  std::string address(const std::string& path = "") const {
    return (secure_ ? "https://127.0.0.1:" : "http://127.0.0.1:") + port_ + "/" + path;
  }
  const std::string& port() const { return port_; }
  // Its folder: tsa-root.pem is who issued its certificate.
  const TestFolder& folder() const { return folder_; }

 private:
  [[noreturn]] void become(int output, const std::vector<std::string>& tls) const {
    ::dup2(output, STDOUT_FILENO);
    std::vector<std::string> words = {"python3", STESURA_SOURCE_DIR "/tests/fixtures/signatures/tsa.py",
                                      "--folder", folder_.path().string()};
    if (!tls.empty()) words.insert(words.end(), {"--tls", tls.at(0), tls.at(1)});
    std::vector<char*> arguments;
    for (std::string& word : words) arguments.push_back(word.data());
    arguments.push_back(nullptr);
    ::execvp(arguments[0], arguments.data());
    _exit(127);
  }

  TestFolder folder_;
  bool secure_;
  pid_t process_ = -1;
  std::string port_;
};

}  // namespace stesura::testing
