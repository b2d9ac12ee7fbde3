// The program `stesura`, started as a person or a script would start it.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace stesura::testing {

struct Ran {
  int exitCode = -1;  // 128 + signal if a signal ended it
  std::string out;
  std::string err;
};

struct Start {
  std::vector<std::string> arguments;
  std::string input;             // standard input
  std::filesystem::path folder;  // current folder; "" keeps the test's
  std::vector<std::pair<std::string, std::string>> variables;  // added to the environment
  std::optional<std::size_t> fileSizeLimit;                    // RLIMIT_FSIZE: a disk that is full
  std::string standardOutput;                                  // a file; "" is told in Ran::out
  bool ordinaryUser = false;  // bound by permissions even where the tests run as root
};

Ran run(const Start& start);
Ran run(std::vector<std::string> arguments);

// A program under way.
class Running {
 public:
  explicit Running(const Start& start);
  ~Running();  // kills it
  Running(const Running&) = delete;
  Running& operator=(const Running&) = delete;
  pid_t process() const { return process_; }
  void signal(int number) const;
  Ran wait();

 private:
  pid_t process_ = -1;
  std::filesystem::path folder_;  // of what it writes
};

// A folder of the test's own.
class TestFolder {
 public:
  TestFolder();
  ~TestFolder();
  TestFolder(const TestFolder&) = delete;
  TestFolder& operator=(const TestFolder&) = delete;
  const std::filesystem::path& path() const { return path_; }
  std::string operator/(const std::string& name) const { return (path_ / name).string(); }
  std::string write(const std::string& name, const std::string& text) const;  // returns its path
  std::string read(const std::string& name) const;
  std::vector<std::string> names(const std::string& folder = "") const;  // sorted, hidden ones too
  bool has(const std::string& name) const { return std::filesystem::exists(path_ / name); }

 private:
  std::filesystem::path path_;
};

}  // namespace stesura::testing
