// Calls the workers when there is something to do, and says how many jobs may wait.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <stop_token>

namespace stesura {

struct JobLimits {
  std::size_t jobs = 20;           // that have not ended, of all agencies together
  std::size_t items = 10'000;      // of one job
  std::size_t bytes = 64u << 20;   // of one job's data
  long keptSeconds = 7 * 86'400;   // from when it is accepted until it may be forgotten
  long leaseSeconds = 60;          // how long an item is a worker's unless it is renewed
  std::int64_t attempts = 2;       // an item that is in hand in as many crashes has failed
};

// Thread-safe.
class JobBell {
 public:
  explicit JobBell(JobLimits limits = {}) : limits_(limits) {}
  const JobLimits& limits() const { return limits_; }

  // To be called once what it tells of is committed.
  void ring();
  // Returns at the next ring since `heard`, when the time is over, or when asked to stop; the rings so far.
  std::uint64_t wait(std::uint64_t heard, std::chrono::milliseconds time, std::stop_token stop);

 private:
  JobLimits limits_;
  std::mutex mutex_;
  std::condition_variable_any rung_;
  std::uint64_t rings_ = 0;
};

}  // namespace stesura
