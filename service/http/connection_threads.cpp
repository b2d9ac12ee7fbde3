#include "service/http/connection_threads.h"

#include <pthread.h>

#include <chrono>

namespace stesura {
namespace {

// Only what is used of it takes memory. As deep as the checks of nested data need it.
constexpr std::size_t kStackBytes = 4 << 20;
constexpr auto kIdleTime = std::chrono::seconds(20);

}  // namespace

bool ConnectionThreads::run(std::function<void()> task) {
  const std::lock_guard lock(mutex_);
  if (stopping_) return false;
  if (idle_ > 0) {
    --idle_;
  } else if (!make()) {
    return false;
  }
  tasks_.push_back(std::move(task));
  given_.notify_one();
  return true;
}

bool ConnectionThreads::make() {
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  pthread_attr_setstacksize(&attributes, kStackBytes);
  pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
  pthread_t thread;
  const bool made = pthread_create(&thread, &attributes, start, this) == 0;
  pthread_attr_destroy(&attributes);
  if (made) ++alive_;
  return made;
}

void* ConnectionThreads::start(void* self) {
  static_cast<ConnectionThreads*>(self)->work();
  return nullptr;
}

void ConnectionThreads::work() {
  std::unique_lock lock(mutex_);
  while (true) {
    const bool given = given_.wait_for(lock, kIdleTime, [this] { return stopping_ || !tasks_.empty(); });
    if (!tasks_.empty()) {
      std::function<void()> task = std::move(tasks_.front());
      tasks_.pop_front();
      lock.unlock();
      task();
      task = nullptr;  // closes the socket
      lock.lock();
      ++idle_;
      continue;
    }
    // A thread that was promised to a task must not go: then the count of idle ones is 0.
    if (stopping_ || (!given && idle_ > 0)) break;
  }
  if (idle_ > 0) --idle_;
  --alive_;
  // Under the lock: whoever waits for this destroys the mutex right after.
  ended_.notify_all();
}

void ConnectionThreads::stop() {
  std::unique_lock lock(mutex_);
  stopping_ = true;
  given_.notify_all();
  ended_.wait(lock, [this] { return alive_ == 0; });
}

}  // namespace stesura
