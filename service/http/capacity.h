// How much the service takes on at once: requests under way, and bytes of bodies in memory.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <mutex>

namespace stesura {

// So many may pass at once; the others wait in front of it. Thread-safe.
class Gate {
 public:
  explicit Gate(std::size_t most) : free_(most) {}

  // False if no place became free in time.
  bool enter(std::chrono::milliseconds longest) {
    std::unique_lock lock(mutex_);
    ++waiting_;
    const bool entered = changed_.wait_for(lock, longest, [this] { return free_ > 0; });
    --waiting_;
    if (entered) --free_;
    return entered;
  }
  void leave() {
    {
      const std::lock_guard lock(mutex_);
      ++free_;
    }
    changed_.notify_one();
  }
  std::size_t waiting() const {
    const std::lock_guard lock(mutex_);
    return waiting_;
  }

 private:
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::size_t free_, waiting_ = 0;
};

// A passage through the gate, as long as it lives.
class Passage {
 public:
  Passage(Gate& gate, std::chrono::milliseconds longest) : gate_(gate), entered_(gate.enter(longest)) {}
  ~Passage() {
    if (entered_) gate_.leave();
  }
  Passage(const Passage&) = delete;
  Passage& operator=(const Passage&) = delete;
  bool entered() const { return entered_; }

 private:
  Gate& gate_;
  const bool entered_;
};

// Bytes that all bodies together may take. Thread-safe.
class ByteBudget {
 public:
  explicit ByteBudget(std::int64_t bytes) : left_(bytes) {}
  bool take(std::int64_t bytes) {
    if (left_.fetch_sub(bytes) >= bytes) return true;
    left_.fetch_add(bytes);
    return false;
  }
  void giveBack(std::int64_t bytes) { left_.fetch_add(bytes); }

 private:
  std::atomic<std::int64_t> left_;
};

// What one request has taken of the budget.
class BodyShare {
 public:
  explicit BodyShare(ByteBudget& budget) : budget_(budget) {}
  ~BodyShare() { budget_.giveBack(taken_); }
  BodyShare(const BodyShare&) = delete;
  BodyShare& operator=(const BodyShare&) = delete;
  bool growTo(std::int64_t bytes) {
    if (bytes <= taken_) return true;
    if (!budget_.take(bytes - taken_)) return false;
    taken_ = bytes;
    return true;
  }

 private:
  ByteBudget& budget_;
  std::int64_t taken_ = 0;
};

}  // namespace stesura
