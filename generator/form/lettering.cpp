#include "generator/form/lettering.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <limits>

#include "generator/pdf/decimal.h"
#include "generator/form/letters.h"

namespace stesura {

namespace {

constexpr double kMostAutomatic = 12;  // points
constexpr double kTolerance = 0.01;    // points: what a rounded rectangle may lack
constexpr double kLargest = 20000;     // points: what a box may measure
constexpr std::size_t kNoBound = std::numeric_limits<std::size_t>::max();

double bounded(double value, double least, double most) {
  return std::isnan(value) ? least : std::clamp(value, least, most);
}

FieldRoom soberRoom(FieldRoom room) {
  room.width = bounded(room.width, 0, kLargest);
  room.height = bounded(room.height, 0, kLargest);
  room.inset = bounded(room.inset, 0, kLargest);
  room.size = room.size > 0 ? bounded(room.size, 1, 1000) : 0;
  room.smallest = bounded(room.smallest, 1, room.size > 0 ? room.size : kMostAutomatic);
  room.leading = bounded(room.leading, 0, 100);
  room.firstBaseline = bounded(room.firstBaseline, -1, kLargest);
  room.tab = room.tab > 0 ? bounded(room.tab, 1, kLargest) : 0;
  if (room.multiline) room.comb = 0;
  return room;
}

using TwoDigits = std::array<char, 2>;

constexpr std::array<TwoDigits, 256> kHexadecimal = [] {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  std::array<TwoDigits, 256> table{};
  for (std::size_t byte = 0; byte < table.size(); ++byte)
    table[byte] = {kDigits[byte / 16], kDigits[byte % 16]};
  return table;
}();

double tenths(double size) { return std::floor(size * 10 + 1e-6) / 10; }

// One text in one box: finds its size, its lines, and draws them.
class Setter {
 public:
  Setter(std::string_view text, const FieldRoom& room, Palette& palette)
      : text_(text),
        room_(soberRoom(room)),
        palette_(palette),
        face_(palette.face(room.font)),
        letters_(&pool_),
        lines_(&pool_) {}

  Lettering set(std::string& out) {
    Lettering lettering;
    const LettersRead read = readLetters(text_, order(kNoBound), palette_, letters_);
    lettering.withoutGlyph = read.withoutGlyph;
    if (read.withoutGlyph != 0 || letters_.empty()) return lettering;
    double size = chooseSize();
    if (!read.whole || !fitsAt(size)) {
      lettering.fits = false;
      lettering.fitting =
          !read.whole && fitsAt(room_.smallest) ? read.codePoints : countFitting(read.codePoints);
    } else if (hasInk()) {
      lettering.size = size;
      draw(size, out);
    }
    return lettering;
  }

 private:
  LetterOrder order(std::size_t limit) const {
    const std::size_t length = room_.maxLength == 0 ? kNoBound : room_.maxLength;
    const std::size_t cells = room_.comb == 0 ? kNoBound : room_.comb;
    return {room_.font, room_.multiline, hasTabs(), limit, std::min(length, cells)};
  }

  bool hasTabs() const { return room_.multiline && room_.tab > 0 && room_.alignment == Alignment::left; }
  std::uint64_t tabAt(double size) const { return hasTabs() ? static_cast<std::uint64_t>(room_.tab / size * 1000) : 0; }

  double lineWidth() const { return std::max(0.0, room_.width - 2 * room_.inset); }
  std::uint64_t limitAt(double size) const {
    return static_cast<std::uint64_t>((lineWidth() + kTolerance) / size * 1000);
  }
  double leadingAt(double size) const {
    return (room_.leading > 0 ? room_.leading : face_.ascent() + face_.descent()) * size;
  }
  double cell() const { return room_.width / static_cast<double>(room_.comb); }

  // From the upper edge to the first of several baselines.
  double firstBaselineAt(double size) const {
    if (room_.firstBaseline >= 0 && room_.size > 0)
      return room_.firstBaseline - face_.ascent() * (room_.size - size);
    return room_.inset + face_.ascent() * size;
  }
  // From the lower edge, of one line alone: half of what capitals leave free is below them, but a
  // descender stays inside.
  double onlyBaselineAt(double size) const {
    if (room_.firstBaseline >= 0 && room_.size > 0) return room_.height - room_.firstBaseline;
    const double free = room_.height - face_.capHeight() * size;
    return std::max(free / 2, std::min(face_.descent() * size, free));
  }
  bool oneLineIsLowEnough(double size) const {
    return (face_.capHeight() + face_.descent()) * size <= room_.height + kTolerance;
  }
  // How many lines stand one under the other from the first baseline.
  std::size_t stackedAt(double size) const {
    const double left =
        room_.height - room_.inset + kTolerance - firstBaselineAt(size) - face_.descent() * size;
    return left < 0 ? 0 : static_cast<std::size_t>(left / leadingAt(size)) + 1;
  }

  bool fitsAt(double size) {
    if (room_.comb != 0) return oneLineIsLowEnough(size) && cellsHoldAt(size);
    const std::uint64_t limit = limitAt(size);
    lines_.clear();
    if (!room_.multiline) {
      lines_.push_back(lineFrom(letters_, 0, std::numeric_limits<std::uint64_t>::max()));
      return lines_.front().width <= limit && oneLineIsLowEnough(size);
    }
    const std::size_t most = std::max<std::size_t>(stackedAt(size), oneLineIsLowEnough(size) ? 1 : 0);
    for (std::size_t begin = 0; begin < letters_.size(); begin = lines_.back().next) {
      if (lines_.size() == most) return false;
      lines_.push_back(lineFrom(letters_, begin, limit, tabAt(size)));
      if (lines_.back().width > limit) return false;
    }
    return true;
  }

  bool cellsHoldAt(double size) const {
    const double most = (cell() + kTolerance) / size * 1000;
    return std::all_of(letters_.begin(), letters_.end(), [most](const Letter& letter) {
      return letter.kind == LetterKind::mark || letter.advance <= most;
    });
  }

  // The size at which the text fits, else the smallest.
  double chooseSize() {
    if (room_.size > 0 && fitsAt(room_.size)) return room_.size;
    return room_.multiline ? chooseByLines() : chooseByWidth();
  }

  double chooseByLines() {
    const double step = room_.size > 0 ? std::max(0.25, room_.size / 50) : 0.5;
    double size = room_.size > 0 ? room_.size - step : kMostAutomatic;
    while (size > room_.smallest && !fitsAt(size)) size -= step;
    return std::max(size, room_.smallest);
  }

  double chooseByWidth() {
    double size = room_.size > 0 ? room_.size : kMostAutomatic;
    if (room_.size == 0)
      size = std::min(size, (room_.height - 2 * room_.inset) / (face_.ascent() + face_.descent()));
    else
      size = std::min(size, room_.height / (face_.capHeight() + face_.descent()));
    if (room_.comb == 0) {
      const Line line = lineFrom(letters_, 0, std::numeric_limits<std::uint64_t>::max());
      if (line.width > 0) size = std::min(size, lineWidth() * 1000 / static_cast<double>(line.width));
    } else {
      std::uint16_t widest = 1;
      for (const Letter& letter : letters_)
        if (letter.kind != LetterKind::mark) widest = std::max(widest, letter.advance);
      size = std::min(size, cell() * 1000 / widest);
    }
    return std::max(tenths(size), room_.smallest);
  }

  // The most code points of which fit at the smallest size, knowing that `tooMany` do not.
  std::size_t countFitting(std::size_t tooMany) {
    std::size_t fitting = 0;
    while (tooMany - fitting > 1) {
      const std::size_t middle = fitting + (tooMany - fitting) / 2;
      readLetters(text_, order(middle), palette_, letters_);
      (fitsAt(room_.smallest) ? fitting : tooMany) = middle;
    }
    return fitting;
  }

  bool hasInk() const {
    return std::any_of(letters_.begin(), letters_.end(), [](const Letter& letter) {
      return letter.kind == LetterKind::ink || letter.kind == LetterKind::mark ||
             letter.kind == LetterKind::breakAfter;
    });
  }

  void draw(double size, std::string& out) {
    out += "BT\n";
    font_ = kNoFont;
    x_ = y_ = 0;
    if (room_.comb != 0)
      drawCells(size, out);
    else
      drawLines(size, out);
    out += "ET\n";
  }

  void drawLines(double size, std::string& out) {
    const bool alone = !room_.multiline || (lines_.size() == 1 && stackedAt(size) == 0);
    double baseline = alone ? onlyBaselineAt(size) : room_.height - firstBaselineAt(size);
    for (const Line& line : lines_) {
      if (line.end > line.begin) {
        const double free = room_.width - static_cast<double>(line.width) * size / 1000;
        double left = room_.inset;
        if (room_.alignment == Alignment::centre) left = free / 2;
        if (room_.alignment == Alignment::right) left = free - room_.inset;
        drawAt(line.begin, line.end + (line.hyphen ? 1 : 0), left, baseline, size, out);
      }
      baseline -= leadingAt(size);
    }
  }

  static bool takesCell(const Letter& letter) {
    return letter.kind == LetterKind::ink || letter.kind == LetterKind::space ||
           letter.kind == LetterKind::breakAfter;
  }

  void drawCells(double size, std::string& out) {
    const auto used = static_cast<std::size_t>(std::count_if(letters_.begin(), letters_.end(), takesCell));
    std::size_t at = 0;
    if (room_.alignment == Alignment::right) at = room_.comb - std::min(used, room_.comb);
    if (room_.alignment == Alignment::centre) at = (room_.comb - std::min(used, room_.comb)) / 2;
    const double baseline = onlyBaselineAt(size);
    for (std::size_t i = 0; i < letters_.size();) {
      std::size_t end = i + 1;
      while (end < letters_.size() && letters_[end].kind == LetterKind::mark) ++end;
      const Letter& letter = letters_[i];
      const double left = static_cast<double>(at) * cell() + (cell() - letter.advance * size / 1000) / 2;
      if (letter.kind != LetterKind::space) drawAt(i, end, left, baseline, size, out);
      if (takesCell(letter)) ++at;
      i = end;
    }
  }

  // The letters from `begin` to `end`; a soft hyphen is drawn only as the last.
  void drawAt(std::size_t begin, std::size_t end, double left, double baseline, double size,
              std::string& out) {
    const auto drawn = [this, end](std::size_t i) {
      return letters_[i].kind != LetterKind::gap &&
             (letters_[i].kind != LetterKind::softHyphen || i + 1 == end);
    };
    bool placed = false;
    for (std::size_t i = begin; i < end;) {
      if (!drawn(i)) {
        ++i;
        continue;
      }
      if (letters_[i].font != font_) chooseFont(letters_[i].font, size, out);
      if (!placed) place(left, baseline, out);
      placed = true;
      const std::size_t first = i;
      if (letters_[i].kind == LetterKind::tab) {
        out += '[';
        appendThousandths(out, -std::int64_t{letters_[i++].advance} * 1000);
        out += "] TJ\n";
        continue;
      }
      const bool back = goesBack(letters_[i]);
      for (++i; !back && i < end; ++i)
        if (drawn(i) && (letters_[i].font != font_ || goesBack(letters_[i]) || letters_[i].kind == LetterKind::tab)) break;
      if (back) out += '[';
      appendGlyphs(first, i, end, out);
      if (!back) {
        out += " Tj\n";
        continue;
      }
      out += ' ';
      appendThousandths(out, std::int64_t{letters_[first].advance} * 1000);
      out += "] TJ\n";
    }
  }

  // A mark of a face that gives it room: the pen returns.
  static bool goesBack(const Letter& letter) {
    return letter.kind == LetterKind::mark && letter.advance != 0;
  }

  void chooseFont(std::uint16_t font, double size, std::string& out) {
    font_ = font;
    out += "/St";
    appendThousandths(out, std::int64_t{font} * 1000);
    out += ' ';
    appendDecimal(out, size);
    out += " Tf\n";
  }

  // Td moves from the beginning of the line before: differences of rounded places add up to no error.
  void place(double left, double baseline, std::string& out) {
    const std::int64_t x = thousandthsOf(left), y = thousandthsOf(baseline);
    appendThousandths(out, x - x_);
    out += ' ';
    appendThousandths(out, y - y_);
    out += " Td\n";
    x_ = x;
    y_ = y;
  }

  void appendGlyphs(std::size_t begin, std::size_t end, std::size_t lineEnd, std::string& out) const {
    const std::size_t before = out.size();
    out.resize(before + 4 * (end - begin) + 2);
    char* at = out.data() + before;
    *at++ = '<';
    for (std::size_t i = begin; i < end; ++i) {
      const Letter& letter = letters_[i];
      if (letter.kind == LetterKind::gap || (letter.kind == LetterKind::softHyphen && i + 1 != lineEnd))
        continue;
      std::memcpy(at, kHexadecimal[letter.glyph >> 8].data(), 2);
      std::memcpy(at + 2, kHexadecimal[letter.glyph & 0xFF].data(), 2);
      at += 4;
    }
    *at++ = '>';
    out.resize(static_cast<std::size_t>(at - out.data()));
  }

  static constexpr std::uint32_t kNoFont = 0xFFFFFFFF;
  static constexpr std::size_t kOnStack = 16384;

  std::string_view text_;
  FieldRoom room_;
  Palette& palette_;
  const Face& face_;
  alignas(Letter) std::array<std::byte, kOnStack> memory_;
  std::pmr::monotonic_buffer_resource pool_{memory_.data(), memory_.size()};
  Letters letters_;
  std::pmr::vector<Line> lines_;
  std::uint32_t font_ = kNoFont;
  std::int64_t x_ = 0, y_ = 0;  // thousandths of a point: where the last line began
};

}  // namespace

Lettering setLetters(std::string_view utf8, const FieldRoom& room, Palette& palette, std::string& out) {
  if (utf8.empty()) return {};
  return Setter(utf8, room, palette).set(out);
}

}  // namespace stesura
