#include "service/http/connections.h"

#include <sys/socket.h>

#include <algorithm>

namespace stesura {
namespace {

constexpr auto kWatchEvery = std::chrono::milliseconds(100);
// Those who give way need a moment to leave.
constexpr std::size_t kSpare = 64;

}  // namespace

Connections::Connections(ConnectionLimits limits) : limits_(limits), watchdog_([this] { watch(); }) {}

Connections::~Connections() {
  {
    const std::lock_guard lock(mutex_);
    ended_ = true;
  }
  changed_.notify_all();
  watchdog_.join();
}

std::unique_ptr<Connections::Place> Connections::enter(int descriptor, const std::string& countedAs) {
  const std::lock_guard lock(mutex_);
  if (draining_ || entries_.size() >= limits_.inAll + kSpare) return nullptr;
  if (entries_.size() >= limits_.inAll && !giveWay()) return nullptr;
  if (!countedAs.empty()) {
    std::size_t& already = perAddress_[countedAs];
    if (already >= limits_.perAddress) return nullptr;
    ++already;
  }
  return add(descriptor, countedAs);
}

std::unique_ptr<Connections::Place> Connections::enterSpare(int descriptor) {
  const std::lock_guard lock(mutex_);
  if (draining_ || entries_.size() >= limits_.inAll + 2 * kSpare) return nullptr;
  return add(descriptor, {});
}

std::unique_ptr<Connections::Place> Connections::add(int descriptor, const std::string& countedAs) {
  const auto now = Clock::now();
  entries_.push_back({descriptor, countedAs, now, now + std::chrono::minutes(1), Waiting::forNothing, false});
  return std::make_unique<Place>(*this, std::prev(entries_.end()));
}

bool Connections::giveWay() {
  Entry* longest = nullptr;
  for (Entry& entry : entries_) {
    if (entry.shut || entry.waiting != Waiting::forRequest) continue;
    if (!longest || entry.since < longest->since) longest = &entry;
  }
  if (!longest || Clock::now() - longest->since < limits_.leastWait) return false;
  longest->shut = true;
  ::shutdown(longest->descriptor, SHUT_RDWR);
  return true;
}

void Connections::leave(Entries::iterator entry) {
  {
    const std::lock_guard lock(mutex_);
    if (!entry->countedAs.empty() && --perAddress_[entry->countedAs] == 0) perAddress_.erase(entry->countedAs);
    entries_.erase(entry);
  }
  changed_.notify_all();
}

std::size_t Connections::count() const {
  const std::lock_guard lock(mutex_);
  return entries_.size();
}

bool Connections::draining() const {
  const std::lock_guard lock(mutex_);
  return draining_;
}

void Connections::drain() {
  const std::lock_guard lock(mutex_);
  draining_ = true;
  for (Entry& entry : entries_) {
    if (entry.waiting != Waiting::forRequest) continue;
    entry.shut = true;
    ::shutdown(entry.descriptor, SHUT_RDWR);
  }
}

bool Connections::waitUntilEmpty(std::chrono::milliseconds longest) {
  std::unique_lock lock(mutex_);
  if (changed_.wait_for(lock, longest, [this] { return entries_.empty(); })) return true;
  for (Entry& entry : entries_) {
    entry.shut = true;
    ::shutdown(entry.descriptor, SHUT_RDWR);
  }
  return changed_.wait_for(lock, std::chrono::seconds(2), [this] { return entries_.empty(); });
}

void Connections::watch() {
  std::unique_lock lock(mutex_);
  while (!ended_) {
    changed_.wait_for(lock, kWatchEvery, [this] { return ended_; });
    const auto now = Clock::now();
    for (Entry& entry : entries_) {
      if (entry.shut || now < entry.deadline) continue;
      entry.shut = true;
      ::shutdown(entry.descriptor, SHUT_RDWR);
    }
  }
}

bool Connections::Place::until(Clock::time_point deadline, Waiting waiting) {
  const std::lock_guard lock(connections_.mutex_);
  if (waiting != entry_->waiting) entry_->since = Clock::now();
  entry_->deadline = deadline;
  entry_->waiting = waiting;
  return !entry_->shut && !(connections_.draining_ && waiting == Waiting::forRequest);
}

bool Connections::Place::wasShut() const {
  const std::lock_guard lock(connections_.mutex_);
  return entry_->shut;
}

}  // namespace stesura
