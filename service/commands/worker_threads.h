// A few threads that run jobs; each job's result or exception comes back through its future.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <future>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

namespace stesura {

// The destructor drops jobs not yet begun (their futures break) and waits for those under way.
// The caller bounds how many wait by collecting futures.
class WorkerThreads {
 public:
  explicit WorkerThreads(std::size_t count);
  ~WorkerThreads();
  WorkerThreads(const WorkerThreads&) = delete;
  WorkerThreads& operator=(const WorkerThreads&) = delete;

  template <class Work>
  auto run(Work work) -> std::future<decltype(work())> {
    // std::function wants a copyable target; a packaged task is not.
    auto task = std::make_shared<std::packaged_task<decltype(work())()>>(std::move(work));
    auto result = task->get_future();
    put([task] { (*task)(); });
    return result;
  }

 private:
  void put(std::function<void()> job);
  void work();

  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::function<void()>> waiting_;
  bool ending_ = false;
  std::vector<std::thread> threads_;
};

// How many threads `--jobs` means: 0 is one a processor; never more than 64.
std::size_t threadCount(std::size_t jobs);

}  // namespace stesura
