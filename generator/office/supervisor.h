// The one thread that starts workers.
#pragma once

#include <condition_variable>
#include <deque>
#include <future>
#include <memory>
#include <mutex>
#include <thread>

#include "generator/office/office.h"
#include "generator/office/worker.h"

namespace stesura {

// «Die with the parent» means with the parent's *thread*: a worker started by a thread that serves
// one request would be killed when that request is over. So all are started by one thread that
// lives as long as the pool. Thread-safe.
class Supervisor {
 public:
  explicit Supervisor(const OfficeSettings& settings);
  ~Supervisor();  // every worker it started must have been destroyed
  Supervisor(const Supervisor&) = delete;
  Supervisor& operator=(const Supervisor&) = delete;

  // Comes at once, with a worker that may not be ready yet, or with Error{surroundings}.
  std::future<std::unique_ptr<Worker>> start();

 private:
  void run();

  const OfficeSettings settings_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::packaged_task<std::unique_ptr<Worker>()>> orders_;
  bool ending_ = false;
  std::thread thread_;
};

}  // namespace stesura
