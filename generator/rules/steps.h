// The bound on how long the rules and derived values of one document may take.
#pragma once

#include <cstddef>

namespace stesura {

// A step is one item looked at, or about eight bytes stored. One object a document, one thread.
class Steps {
 public:
  static constexpr std::size_t kBound = 5'000'000;

  explicit Steps(std::size_t bound = kBound) : bound_(bound) {}
  // Throws Error{data} that names the bound once more than that many were taken.
  void take(std::size_t count = 1) {
    taken_ += count;
    if (taken_ > bound_) stop();
  }
  std::size_t taken() const { return taken_; }

 private:
  [[noreturn]] void stop() const;

  std::size_t bound_;
  std::size_t taken_ = 0;
};

}  // namespace stesura
