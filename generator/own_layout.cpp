#include "generator/own_layout.h"

#include <utility>

namespace stesura {
namespace {

constexpr std::size_t kMostKept = 64;
constexpr std::size_t kMostBytes = 64u << 20;  // of the files they were made from

}  // namespace

std::size_t OwnLayouts::sizeOf(const Kept& kept) {
  return kept.layout->templateBytes.size() + kept.layout->letterheadBytes.size();
}

std::shared_ptr<const OwnLayout> OwnLayouts::get(const std::string& key,
                                                 const std::function<std::shared_ptr<const OwnLayout>()>& make) {
  const auto find = [&]() -> std::shared_ptr<const OwnLayout> {
    for (auto at = kept_.begin(); at != kept_.end(); ++at) {
      if (at->key != key) continue;
      kept_.splice(kept_.begin(), kept_, at);
      return kept_.front().layout;
    }
    return nullptr;
  };
  {
    const std::lock_guard lock(mutex_);
    if (auto found = find()) return found;
  }
  // Compiling takes a while: whoever needs another one does not wait for it.
  std::shared_ptr<const OwnLayout> made = make();
  const std::lock_guard lock(mutex_);
  if (auto found = find()) return found;
  kept_.push_front({key, made});
  bytes_ += sizeOf(kept_.front());
  while (kept_.size() > kMostKept || (bytes_ > kMostBytes && kept_.size() > 1)) {
    bytes_ -= sizeOf(kept_.back());
    kept_.pop_back();
  }
  return made;
}

}  // namespace stesura
