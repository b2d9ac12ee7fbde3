#include "generator/spelling.h"

#include <algorithm>
#include <cctype>
#include <numeric>

namespace stesura {
namespace {

constexpr std::size_t kLongestName = 128;  // beyond it a comparison is not worth its time

char folded(char letter) {
  if (letter == '-' || letter == ' ') return '_';
  return static_cast<char>(std::tolower(static_cast<unsigned char>(letter)));
}

// Optimal string alignment distance: a swap of neighbours costs one.
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> beforeLast(b.size() + 1);
  std::vector<std::size_t> last(b.size() + 1);
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(last.begin(), last.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const bool same = folded(a[i - 1]) == folded(b[j - 1]);
      row[j] = std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + (same ? 0 : 1)});
      const bool swapped = i > 1 && j > 1 && folded(a[i - 1]) == folded(b[j - 2]) && folded(a[i - 2]) == folded(b[j - 1]);
      if (swapped) row[j] = std::min(row[j], beforeLast[j - 2] + 1);
    }
    std::swap(beforeLast, last);
    std::swap(last, row);
  }
  return last[b.size()];
}

}  // namespace

std::string didYouMean(std::string_view unknown, const std::vector<std::string>& known) {
  if (unknown.empty() || unknown.size() > kLongestName) return {};
  const std::string* nearest = nullptr;
  std::size_t least = 0;
  for (const std::string& candidate : known) {
    if (candidate.size() > kLongestName) continue;
    const std::size_t apart = distance(unknown, candidate);
    const std::size_t allowed = std::max<std::size_t>(1, std::max(unknown.size(), candidate.size()) / 3);
    if (apart <= allowed && (nearest == nullptr || apart < least)) {
      nearest = &candidate;
      least = apart;
    }
  }
  return nearest == nullptr ? std::string() : "Forse intendevi «" + *nearest + "»?";
}

}  // namespace stesura
