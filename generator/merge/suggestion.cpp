#include "generator/merge/suggestion.h"

#include <algorithm>
#include <cctype>

namespace stesura {

namespace {

constexpr std::size_t kLongestName = 80;  // longer ones are no slips

// Optimal string alignment: inserted, dropped, changed and swapped letters.
std::size_t editDistance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> beforeLast, last(b.size() + 1), current(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) last[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    current[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t change = a[i - 1] == b[j - 1] ? 0 : 1;
      current[j] = std::min({last[j] + 1, current[j - 1] + 1, last[j - 1] + change});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        current[j] = std::min(current[j], beforeLast[j - 2] + 1);
      }
    }
    beforeLast = last;
    last = current;
  }
  return last[b.size()];
}

}  // namespace

std::string lowerAscii(std::string_view typed) {
  std::string text(typed);
  for (char& c : text) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  }
  return text;
}

std::string nearestName(std::string_view typed, const std::vector<std::string_view>& candidates) {
  if (typed.empty() || typed.size() > kLongestName) return "";
  const std::string wanted = lowerAscii(typed);
  std::size_t best = std::max<std::size_t>(1, typed.size() / 3) + 1;
  std::string_view nearest;
  for (std::string_view candidate : candidates) {
    const std::size_t longer = std::max(candidate.size(), typed.size());
    if (longer - std::min(candidate.size(), typed.size()) >= best) continue;
    const std::size_t distance = editDistance(wanted, lowerAscii(candidate));
    if (distance < best) {
      best = distance;
      nearest = candidate;
    }
  }
  return std::string(nearest);
}

}  // namespace stesura
