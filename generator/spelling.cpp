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

std::string nearestName(std::string_view typed, const std::vector<std::string_view>& candidates) {
  if (typed.empty() || typed.size() > kLongestName) return {};
  std::size_t best = std::max<std::size_t>(1, typed.size() / 3) + 1;
  std::string_view nearest;
  for (const std::string_view candidate : candidates) {
    const std::size_t longer = std::max(candidate.size(), typed.size());
    if (longer - std::min(candidate.size(), typed.size()) >= best || longer > kLongestName) continue;
    const std::size_t apart = distance(typed, candidate);
    if (apart < best) {
      best = apart;
      nearest = candidate;
    }
  }
  return std::string(nearest);
}

std::string didYouMean(std::string_view typed, const std::vector<std::string>& candidates) {
  const std::string nearest = nearestName(typed, {candidates.begin(), candidates.end()});
  return nearest.empty() ? std::string() : "Forse intendevi «" + nearest + "»?";
}

}  // namespace stesura
