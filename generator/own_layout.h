// A template in the place of a layout's own, and a letterhead over it, compiled once and kept.
#pragma once

#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <string>

#include "generator/catalogue.h"

namespace stesura {

// Immutable. Projection, rules and derived values are those of the layout that it stands for.
struct OwnLayout {
  std::string kind{}, layout{};   // that it stands for
  std::string templateSha256{};   // as Document::templateSha256
  std::string templateBytes{};    // "" where the layout's own template is used
  std::string letterheadBytes{};  // "" for none
  std::shared_ptr<const Kind> owner{};
  std::shared_ptr<const CompiledLayout> compiled{};
};

// The compiled ones that were asked for last. Thread-safe; what it hands out stays valid as long as
// the pointer is held.
class OwnLayouts {
 public:
  // What `make` made for the key, now or before. Two who ask at the same time may both make it.
  std::shared_ptr<const OwnLayout> get(const std::string& key,
                                       const std::function<std::shared_ptr<const OwnLayout>()>& make);

 private:
  struct Kept { std::string key; std::shared_ptr<const OwnLayout> layout; };
  static std::size_t sizeOf(const Kept& kept);

  std::mutex mutex_;
  std::list<Kept> kept_;  // the last one asked for in front
  std::size_t bytes_ = 0;
};

}  // namespace stesura
