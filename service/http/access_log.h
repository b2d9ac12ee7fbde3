// One line of JSON for each request: who, what, when, how it went; never a value.
#pragma once

#include <atomic>
#include <filesystem>
#include <mutex>
#include <string>

#include "service/handlers/exchange.h"

namespace stesura {

struct AccessEntry {
  std::string method{};   // "" where none could be read
  std::string pattern{};  // of the route: «/percorsi/{id}»; "" for none
  int status = 0;
  std::size_t bytes = 0;  // of the reply's body, as sent
  double milliseconds = 0;
  bool broken = false;    // the client went away before the whole reply
};

// Thread-safe.
class AccessLog {
 public:
  AccessLog();  // to standard error
  // Throws Error{surroundings} if the file cannot be opened; it is made with mode 0600.
  explicit AccessLog(const std::filesystem::path& file);
  ~AccessLog();
  AccessLog(const AccessLog&) = delete;
  AccessLog& operator=(const AccessLog&) = delete;

  // A line that cannot be written (the disk is full) is counted, and hinders nobody.
  void write(const Request& request, const AccessEntry& entry);
  std::uint64_t lost() const { return lost_; }

 private:
  std::mutex mutex_;
  int descriptor_ = -1;
  bool halfLine_ = false;  // the last line could only be written in part
  std::atomic<std::uint64_t> lost_{0};
};

}  // namespace stesura
