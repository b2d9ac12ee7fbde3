#include "service/commands/worker_threads.h"

#include <algorithm>

namespace stesura {

WorkerThreads::WorkerThreads(std::size_t count) {
  for (std::size_t index = 0; index < count; ++index) {
    threads_.emplace_back([this] { work(); });
  }
}

WorkerThreads::~WorkerThreads() {
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
    waiting_.clear();
  }
  changed_.notify_all();
  for (std::thread& thread : threads_) thread.join();
}

void WorkerThreads::put(std::function<void()> job) {
  {
    const std::lock_guard lock(mutex_);
    waiting_.push_back(std::move(job));
  }
  changed_.notify_one();
}

void WorkerThreads::work() {
  for (;;) {
    std::function<void()> job;
    {
      std::unique_lock lock(mutex_);
      changed_.wait(lock, [this] { return ending_ || !waiting_.empty(); });
      if (ending_) return;
      job = std::move(waiting_.front());
      waiting_.pop_front();
    }
    job();
  }
}

std::size_t threadCount(std::size_t jobs) {
  const std::size_t wanted = jobs == 0 ? std::thread::hardware_concurrency() : jobs;
  return std::clamp<std::size_t>(wanted, 1, 64);
}

}  // namespace stesura
