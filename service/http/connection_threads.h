// Threads for connections: made when all others are busy, and gone when nobody needs them.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>

namespace stesura {

// A task never waits for another one to end: a slow client holds nobody else up. How many there
// are at once is the caller's to bound.
class ConnectionThreads {
 public:
  ConnectionThreads() = default;
  ~ConnectionThreads() { stop(); }
  ConnectionThreads(const ConnectionThreads&) = delete;
  ConnectionThreads& operator=(const ConnectionThreads&) = delete;

  // False where the system gives no more threads. `task` throws nothing.
  bool run(std::function<void()> task);
  // Waits until every task has ended.
  void stop();

 private:
  static void* start(void* self);
  void work();
  bool make();

  std::mutex mutex_;
  std::condition_variable given_, ended_;
  std::deque<std::function<void()>> tasks_;
  std::size_t idle_ = 0;   // threads that wait, without those already promised to a task
  std::size_t alive_ = 0;
  bool stopping_ = false;
};

}  // namespace stesura
