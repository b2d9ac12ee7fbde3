#include "generator/office/supervisor.h"

#include <utility>

namespace stesura {

Supervisor::Supervisor(const OfficeSettings& settings)
    : settings_(settings), thread_([this] { run(); }) {}

Supervisor::~Supervisor() {
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
  }
  changed_.notify_one();
  thread_.join();
}

std::future<std::unique_ptr<Worker>> Supervisor::start() {
  std::packaged_task<std::unique_ptr<Worker>()> order(
      [this] { return std::make_unique<Worker>(settings_); });
  auto worker = order.get_future();
  {
    const std::lock_guard lock(mutex_);
    orders_.push_back(std::move(order));
  }
  changed_.notify_one();
  return worker;
}

void Supervisor::run() {
  std::unique_lock lock(mutex_);
  for (;;) {
    changed_.wait(lock, [this] { return ending_ || !orders_.empty(); });
    if (orders_.empty()) return;
    auto order = std::move(orders_.front());
    orders_.pop_front();
    lock.unlock();
    order();
    lock.lock();
  }
}

}  // namespace stesura
