#include "generator/form/page_words.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "generator/form/content_reader.h"

namespace stesura {
namespace {

constexpr std::size_t kMostPages = 500;
constexpr std::size_t kMostWords = 50000;     // a page
constexpr std::size_t kMostInAll = 200000;
constexpr std::size_t kMostLetters = 1 << 20;  // a page, bytes
constexpr double kGap = 0.25;                  // em: more than that stands between words
constexpr double kStep = 0.3;                  // em: a baseline further off is another line

bool isBlank(const std::string& text) {
  return std::all_of(text.begin(), text.end(), [](unsigned char c) { return c <= ' '; }) || text == "\u00A0" ||
         text == "\u2002" || text == "\u2003" || text == "\u2007" || text == "\u2009" || text == "\u202F" || text == "\u200B";
}

// 0, 90, 180 or 270: where the writing runs.
int directionOf(const PlacedGlyph& glyph) {
  const double degrees = std::atan2(glyph.endY - glyph.y, glyph.endX - glyph.x) * 180 / std::numbers::pi;
  return static_cast<int>(std::lround(degrees / 90) + 4) % 4 * 90;
}

// Puts glyphs together to words while they follow each other.
class WordBuilder {
 public:
  WordBuilder(std::size_t page, std::vector<PageWord>& words) : page_(page), words_(words), first_(words.size()) {}

  bool add(const PlacedGlyph& glyph) {
    if (isBlank(*glyph.text)) {
      end();
      return true;
    }
    if (open_ && !follows(glyph)) end();
    if (!open_) {
      if (words_.size() - first_ >= kMostWords || words_.size() >= kMostInAll) return false;
      begin(glyph);
    }
    extend(glyph);
    letters_ += glyph.text->size();
    return letters_ < kMostLetters;
  }
  void end() { open_ = false; }

 private:
  bool follows(const PlacedGlyph& glyph) const {
    const double length = std::hypot(last_.upX, last_.upY);
    const double upX = last_.upX / length, upY = last_.upY / length;
    const double dx = glyph.x - last_.endX, dy = glyph.y - last_.endY;
    const double along = dx * upY - dy * upX, across = dx * upX + dy * upY;
    const double em = std::min(last_.size, glyph.size);
    return std::fabs(across) < kStep * em && along < kGap * em && along > -0.3 * em && glyph.size < 2 * last_.size &&
           last_.size < 2 * glyph.size;
  }
  void begin(const PlacedGlyph& glyph) {
    open_ = true;
    direction_ = directionOf(glyph);
    PageWord& word = words_.emplace_back();
    word.page = page_;
    word.left = word.right = glyph.x;
    word.bottom = word.top = glyph.y;
    word.baseline = glyph.y;
    word.size = glyph.size;
    word.direction = direction_;
    word.font = glyph.font->name();
  }
  void extend(const PlacedGlyph& glyph) {
    PageWord& word = words_.back();
    for (const double share : {glyph.font->ascent(), glyph.font->descent()}) {
      for (const auto& [x, y] : {std::pair{glyph.x, glyph.y}, std::pair{glyph.endX, glyph.endY}}) {
        word.left = std::min(word.left, x + share * glyph.upX);
        word.right = std::max(word.right, x + share * glyph.upX);
        word.bottom = std::min(word.bottom, y + share * glyph.upY);
        word.top = std::max(word.top, y + share * glyph.upY);
      }
    }
    word.text += *glyph.text;
    last_ = glyph;
  }

  std::size_t page_;
  std::vector<PageWord>& words_;
  std::size_t first_;
  std::size_t letters_ = 0;
  bool open_ = false;
  int direction_ = 0;
  PlacedGlyph last_{};
};

// Where a word stands if the page is turned so that its writing runs to the right.
double downwards(const PageWord& word) {
  switch (word.direction) {
    case 90: return word.right;
    case 180: return word.bottom;
    case 270: return -word.left;
    default: return -word.baseline;
  }
}
double along(const PageWord& word) {
  switch (word.direction) {
    case 90: return word.bottom;
    case 180: return -word.right;
    case 270: return -word.top;
    default: return word.left;
  }
}

// Lines from top to bottom, words from left to right; a line takes in what is less than a third of
// its letters off.
void putInOrder(std::vector<PageWord>::iterator first, std::vector<PageWord>::iterator last) {
  std::stable_sort(first, last, [](const PageWord& a, const PageWord& b) {
    return a.direction != b.direction ? a.direction < b.direction : downwards(a) < downwards(b);
  });
  for (auto line = first; line != last;) {
    auto end = line + 1;
    while (end != last && end->direction == line->direction &&
           downwards(*end) - downwards(*line) < std::max(line->size, end->size) / 3) {
      ++end;
    }
    std::stable_sort(line, end, [](const PageWord& a, const PageWord& b) { return along(a) < along(b); });
    line = end;
  }
}

}  // namespace

std::vector<PageWord> wordsOf(QPDF& pdf) {
  std::vector<PageWord> words;
  try {
    const std::vector<QPDFObjectHandle>& pages = pdf.getAllPages();
    ContentReader reader;
    for (std::size_t page = 0; page < std::min(pages.size(), kMostPages); ++page) {
      const auto first = static_cast<std::ptrdiff_t>(words.size());
      WordBuilder builder(page, words);
      reader.read(pages[page], [&](const PlacedGlyph& glyph) { return builder.add(glyph); });
      putInOrder(words.begin() + first, words.end());
    }
  } catch (const std::exception&) {
    // No page tree that could be followed: what was read so far stays.
  }
  return words;
}

}  // namespace stesura
