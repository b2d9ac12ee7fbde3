#include "service/job_bell.h"

namespace stesura {

void JobBell::ring() {
  {
    const std::lock_guard lock(mutex_);
    ++rings_;
  }
  rung_.notify_all();
}

std::uint64_t JobBell::wait(std::uint64_t heard, std::chrono::milliseconds time, std::stop_token stop) {
  std::unique_lock lock(mutex_);
  rung_.wait_for(lock, stop, time, [&] { return rings_ != heard; });
  return rings_;
}

}  // namespace stesura
