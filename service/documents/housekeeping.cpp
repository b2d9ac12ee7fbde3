#include "service/documents/housekeeping.h"

#include <chrono>

#include "service/documents/erasing.h"
#include "service/store/moment.h"

namespace stesura {

Housekeeping::Housekeeping(const Services& services) : services_(services), thread_([this] { work(); }) {}

Housekeeping::~Housekeeping() {
  {
    const std::lock_guard lock(mutex_);
    ended_ = true;
  }
  ending_.notify_all();
  thread_.join();
}

// The day in Rome tells whether it was done: a clock that is set back does it once more, no harm done.
void Housekeeping::work() {
  std::string done;
  std::unique_lock lock(mutex_);
  while (!ended_) {
    const std::string today = todayInRome();
    if (done != today) {
      lock.unlock();
      try {
        purgeDocuments(services_.database, today, false);
        done = today;
      } catch (const std::exception&) {
        // Nothing is half erased; the next hour tries again.
      }
      lock.lock();
    }
    ending_.wait_for(lock, std::chrono::hours(1), [&] { return ended_; });
  }
}

}  // namespace stesura
