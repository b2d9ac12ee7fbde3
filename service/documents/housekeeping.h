// Erases what is past its time, once a day, while the service runs.
#pragma once

#include <condition_variable>
#include <mutex>
#include <thread>

#include "service/services.h"

namespace stesura {

// Whether a clock went on by more than a year between two days (full-date) on which the service was at
// work: rather a fault of the clock than a year of rest. `before` is "" where there was none.
bool leapt(const std::string& before, const std::string& today);

// Works from construction to destruction; while the clock seems to have leapt, it erases nothing. What
// fails (a full disk) is tried again an hour later.
class Housekeeping {
 public:
  explicit Housekeeping(const Services& services);
  ~Housekeeping();
  Housekeeping(const Housekeeping&) = delete;
  Housekeeping& operator=(const Housekeeping&) = delete;

 private:
  void work();

  const Services& services_;
  std::mutex mutex_;
  std::condition_variable ending_;
  bool ended_ = false;
  std::string known_;  // the last day on which the service was at work
  std::thread thread_;
};

}  // namespace stesura
