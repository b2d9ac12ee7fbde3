#include "generator/merge/recognise_list.h"

#include <algorithm>
#include <array>
#include <vector>

#include "generator/merge/typed_text.h"

namespace stesura {

namespace {

constexpr std::array<std::string_view, 7> kEnds = {", ", "; ", ",\n", ";\n", "\n", " e ", " ed "};
constexpr std::size_t kMostPieces = 500;
constexpr std::size_t kMostInItem = 12;  // pieces: an item holds at most so many signs less one

struct Piece {
  std::size_t start, end;
  char sign = 0;  // before it: ',' for «, », 'e' for « e », else 0
};

// Small letters, so that «A E B» of |maiuscolo ends like «a e b».
char small(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

std::size_t endAt(std::string_view text, std::size_t at) {
  for (std::string_view end : kEnds) {
    const std::string_view there = text.substr(at, end.size());
    if (there.size() == end.size() && std::equal(end.begin(), end.end(), there.begin(), [](char a, char b) { return a == small(b); }))
      return end.size();
  }
  return 0;
}

// Between the signs; «a e b» shares no blank with its neighbours.
std::vector<Piece> piecesOf(std::string_view text) {
  std::vector<Piece> pieces = {{0, text.size()}};
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t length = endAt(text, at);
    if (length == 0) {
      ++at;
      continue;
    }
    pieces.back().end = at;
    const char sign = length == 2 && text[at] == ',' && text[at + 1] == ' ' ? ',' : length == 3 && text[at] == ' ' ? 'e' : '\0';
    at += length;
    pieces.push_back({at, text.size(), sign});
  }
  return pieces;
}

enum class Grammar { shown, typed };  // «a, b e c» and no other signs; any

// The ways to take the first pieces as items, for every number of them.
class Ways {
 public:
  Ways(std::string_view text, const std::vector<Piece>& pieces, const ItemReader& read)
      : text_(text), pieces_(pieces), read_(read) {}

  // Null for none, or for more than one.
  std::optional<Json> only(Grammar grammar, bool& several) const {
    const std::size_t all = pieces_.size();
    std::vector<int> ways(all + 1, 0);  // 2: more than one
    std::vector<std::pair<std::size_t, Json>> last(all + 1);  // how the last item begins, and its value
    ways[0] = 1;
    for (std::size_t end = 1; end <= all; ++end) {
      for (std::size_t start = end; start-- > 0 && end - start <= kMostInItem;) {
        if (ways[start] == 0 || (grammar == Grammar::shown && start > 0 && pieces_[start].sign != (end == all ? 'e' : ',')))
          continue;
        auto value = itemOf(start, end);
        if (!value) continue;
        ways[end] = std::min(2, ways[end] + ways[start]);
        last[end] = {start, std::move(*value)};
      }
    }
    several = ways.back() == 2;
    if (ways.back() != 1) return std::nullopt;
    std::vector<Json> items;
    for (std::size_t end = all; end > 0; end = last[end].first) items.push_back(std::move(last[end].second));
    std::reverse(items.begin(), items.end());
    return Json(std::move(items));
  }

 private:
  std::optional<Json> itemOf(std::size_t start, std::size_t end) const {
    const std::size_t from = pieces_[start].start;
    const auto item = trimmedText(text_.substr(from, pieces_[end - 1].end - from));
    return item && !item->empty() ? read_(*item, start) : std::nullopt;
  }

  std::string_view text_;
  const std::vector<Piece>& pieces_;
  const ItemReader& read_;
};

}  // namespace

std::optional<Json> recogniseList(std::string_view text, bool free, const ItemReader& read) {
  const std::vector<Piece> pieces = piecesOf(text);
  if (pieces.size() > kMostPieces || (free && pieces.size() > 1)) return std::nullopt;
  const Ways ways(text, pieces, read);
  bool several = false;
  auto shown = ways.only(Grammar::shown, several);
  return shown || several ? shown : ways.only(Grammar::typed, several);
}

}  // namespace stesura
