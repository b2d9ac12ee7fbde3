// Which members of one object, or items of one array, some schema has already looked at.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace stesura {

// A set of positions; the first 64 need no memory of their own.
class Evaluated {
 public:
  void add(std::size_t position) {
    if (position < 64) {
      first_ |= std::uint64_t{1} << position;
      return;
    }
    const std::size_t word = position / 64 - 1;
    if (word >= rest_.size()) rest_.resize(word + 1);
    rest_[word] |= std::uint64_t{1} << (position % 64);
  }
  void addAll() { all_ = true; }

  bool has(std::size_t position) const {
    if (all_) return true;
    if (position < 64) return (first_ >> position & 1) != 0;
    const std::size_t word = position / 64 - 1;
    return word < rest_.size() && (rest_[word] >> (position % 64) & 1) != 0;
  }
  bool hasAll() const { return all_; }

  void merge(const Evaluated& other) {
    all_ = all_ || other.all_;
    first_ |= other.first_;
    if (other.rest_.size() > rest_.size()) rest_.resize(other.rest_.size());
    for (std::size_t i = 0; i < other.rest_.size(); ++i) rest_[i] |= other.rest_[i];
  }

 private:
  std::uint64_t first_ = 0;
  std::vector<std::uint64_t> rest_;
  bool all_ = false;
};

}  // namespace stesura
