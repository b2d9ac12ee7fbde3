// Erases what is past its time, once a day, while the service runs.
#pragma once

#include <condition_variable>
#include <mutex>
#include <thread>

#include "service/services.h"

namespace stesura {

// Works from construction to destruction. What fails (a full disk) is tried again an hour later.
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
  std::thread thread_;
};

}  // namespace stesura
