#include "generator/form/letters.h"

#include <algorithm>
#include <array>

#include "generator/form/composition.h"

namespace stesura {

namespace {

constexpr char32_t kReplacement = 0xFFFD;

// One character; `at` moves behind it. A byte that begins no well-formed sequence is U+FFFD.
char32_t nextCharacter(std::string_view text, std::size_t& at) {
  const auto byte = [&text](std::size_t index) { return static_cast<unsigned char>(text[index]); };
  const unsigned lead = byte(at++);
  if (lead < 0x80) return lead;
  const std::size_t more = lead >= 0xF0 ? 3 : lead >= 0xE0 ? 2 : 1;
  if (lead < 0xC2 || lead > 0xF4 || text.size() - at < more) return kReplacement;
  char32_t character = lead & (0x3FU >> more);
  for (std::size_t i = 0; i < more; ++i) {
    if ((byte(at + i) & 0xC0) != 0x80) return kReplacement;
    character = (character << 6) | (byte(at + i) & 0x3FU);
  }
  constexpr char32_t kLeast[] = {0, 0x80, 0x800, 0x10000};
  const bool surrogate = character >= 0xD800 && character <= 0xDFFF;
  if (character < kLeast[more] || character > 0x10FFFF || surrogate) return kReplacement;
  at += more;
  return character;
}

bool isInvisible(char32_t character) {
  return (character >= 0x200C && character <= 0x200F) || (character >= 0x202A && character <= 0x202E) ||
         (character >= 0x2060 && character <= 0x206F) || (character >= 0xFE00 && character <= 0xFE0F) ||
         character == 0xFEFF || character == 0x034F || character < 0x20 ||
         (character >= 0x7F && character <= 0x9F) || (character >= 0xE0000 && character <= 0xE0FFF);
}

// Spaces of a fixed width; U+00A0, U+2007 and U+202F hold their words together.
bool isSpace(char32_t character) {
  return character == 0x20 || character == 0x3000 || character == 0x205F ||
         (character >= 0x2000 && character <= 0x200A && character != 0x2007);
}

bool isBreakAfter(char32_t character) {
  return character == '-' || character == '/' || character == 0x2010 || character == 0x2013 ||
         character == 0x2014;
}

bool isNewLine(char32_t character) {
  return character == '\n' || character == '\r' || character == 0x0B || character == 0x0C ||
         character == 0x85 || character == 0x2028 || character == 0x2029;
}

// What may stand for a character that no face has, 0 if nothing.
char32_t plainer(char32_t character) {
  if (isSpace(character) || character == 0xA0 || character == 0x2007 || character == 0x202F) return ' ';
  return character == 0x2010 || character == 0x2011 ? U'-' : 0;
}

// What ASCII needs no second look at: letters and signs; digits; the space.
enum class Plain : std::uint8_t { no, ink, digit, space };

constexpr std::array<Plain, 256> kPlain = [] {
  std::array<Plain, 256> plain{};
  for (std::size_t byte = 0x21; byte < 0x7F; ++byte)
    plain[byte] = byte >= '0' && byte <= '9' ? Plain::digit : Plain::ink;
  plain[' '] = Plain::space;
  plain['-'] = plain['/'] = Plain::no;
  return plain;
}();

class Reader {
 public:
  Reader(std::string_view utf8, const LetterOrder& order, Palette& palette, Letters& letters)
      : text_(utf8), order_(order), palette_(palette), face_(palette.face(order.font)), letters_(letters) {
    letters_.clear();
    letters_.reserve(utf8.size() + 16);
  }

  LettersRead all() {
    while (at_ < text_.size() && read_.codePoints < order_.limit && (plain() || one())) {
    }
    return read_;
  }

 private:
  // One character of ASCII that the wished face draws; false if the next is none.
  bool plain() {
    const auto byte = static_cast<unsigned char>(text_[at_]);
    const Plain sort = kPlain[byte];
    if (sort == Plain::no || count_ >= order_.maxLength) return false;
    const Glyph glyph = face_.glyph(byte);
    if (glyph.id == 0 || (sort == Plain::digit && followsBreak())) return false;
    letters_.push_back(
        {glyph.id, glyph.advance, font(), sort == Plain::space ? LetterKind::space : LetterKind::ink});
    base_ = byte;
    ++at_;
    ++count_;
    ++read_.codePoints;
    return true;
  }

  bool followsBreak() const { return !letters_.empty() && letters_.back().kind == LetterKind::breakAfter; }

  // False at the end of what may be read.
  bool one() {
    const std::size_t before = at_;
    char32_t character = nextCharacter(text_, at_);
    std::size_t codePoints = 1;
    if (character < 0x20 && character == '\r' && at_ < text_.size() && text_[at_] == '\n' &&
        read_.codePoints + 1 < order_.limit) {
      ++at_;
      codePoints = 2;
    }
    if (isMark(character) && !letters_.empty() && character != 0x34F) {
      if (!mark(character)) return false;
    } else if (character != 0x200B && character != 0xAD && !isNewLine(character) && character != '\t' &&
               isInvisible(character)) {
      // draws nothing
    } else if (character == 0x200B) {
      letters_.push_back({0, 0, font(), LetterKind::gap});
    } else if (character == 0xAD) {
      if (!put('-', LetterKind::softHyphen)) return false;
    } else {
      if (++count_ > order_.maxLength) {
        at_ = before;
        read_.whole = false;
        return false;
      }
      if (!letter(character)) return false;
    }
    read_.codePoints += codePoints;
    return true;
  }

  bool letter(char32_t character) {
    base_ = character;
    if (isNewLine(character)) {
      if (!order_.multiline) return put(' ', LetterKind::space);
      letters_.push_back({0, 0, font(), LetterKind::newLine});
      return true;
    }
    if (character == '\t' && order_.tabs) {
      letters_.push_back({0, 0, font(), LetterKind::tab});
      return true;
    }
    if (character == '\t') {
      for (int i = 0; i < 4; ++i)
        if (!put(' ', LetterKind::space)) return false;
      return true;
    }
    if (isSpace(character)) return put(character, LetterKind::space);
    if (character >= '0' && character <= '9' && followsBreak())
      letters_.back().kind = LetterKind::ink;  // «2025-01», «12/34», «-5» stay together
    const bool insideWord = !letters_.empty() && letters_.back().kind != LetterKind::space &&
                            letters_.back().kind != LetterKind::newLine;
    return put(character, isBreakAfter(character) && insideWord ? LetterKind::breakAfter : LetterKind::ink);
  }

  bool mark(char32_t character) {
    Letter& last = letters_.back();
    const char32_t whole = last.kind == LetterKind::ink ? composed(base_, character) : 0;
    if (whole != 0) {
      if (const DrawnGlyph drawn = palette_.choose(whole, order_.font); drawn.glyph.id != 0) {
        last = {drawn.glyph.id, drawn.glyph.advance, static_cast<std::uint16_t>(drawn.font),
                LetterKind::ink};
        base_ = whole;
        return true;
      }
    }
    return put(character, LetterKind::mark);
  }

  bool put(char32_t character, LetterKind kind) {
    if (isRightToLeft(character)) {
      read_.withoutGlyph = character;
      return false;
    }
    DrawnGlyph drawn = palette_.choose(character, order_.font);
    if (drawn.glyph.id == 0) [[unlikely]] {
      if (const char32_t other = plainer(character)) drawn = palette_.choose(other, order_.font);
      if (drawn.glyph.id == 0) {
        read_.withoutGlyph = character;
        return false;
      }
    }
    letters_.push_back({drawn.glyph.id, drawn.glyph.advance, static_cast<std::uint16_t>(drawn.font), kind});
    return true;
  }

  std::uint16_t font() const { return static_cast<std::uint16_t>(order_.font); }

  std::string_view text_;
  const LetterOrder& order_;
  Palette& palette_;
  const Face& face_;
  Letters& letters_;
  LettersRead read_;
  std::size_t at_ = 0;
  std::size_t count_ = 0;  // letters
  char32_t base_ = 0;      // what the last letter draws
};

}  // namespace

bool isRightToLeft(char32_t character) {
  return (character >= 0x0590 && character <= 0x08FF) || (character >= 0xFB1D && character <= 0xFDFF) ||
         (character >= 0xFE70 && character <= 0xFEFE) || (character >= 0x10800 && character <= 0x10FFF) ||
         (character >= 0x1E800 && character <= 0x1EFFF);
}

LettersRead readLetters(std::string_view utf8, const LetterOrder& order, Palette& palette,
                        Letters& letters) {
  return Reader(utf8, order, palette, letters).all();
}

Line lineFrom(std::span<Letter> letters, std::size_t begin, std::uint64_t width, std::uint64_t tab) {
  constexpr std::uint64_t kWidest = 0xFFFF;
  Line wrapped;  // if the line ends at the last place where it may
  bool mayWrap = false;
  Line ink{begin, begin, 0, false, begin};  // up to the last letter that is no space
  std::uint64_t pen = 0;
  for (std::size_t i = begin; i < letters.size(); ++i) {
    Letter& letter = letters[i];
    if (letter.kind == LetterKind::ink || letter.kind == LetterKind::breakAfter) [[likely]] {
      pen += letter.advance;
      if (pen > width && i > begin) {
        if (mayWrap) return wrapped;
        return {begin, i, pen - letter.advance, false, i};
      }
      ink.end = i + 1;
      ink.width = pen;
      if (letter.kind == LetterKind::breakAfter) {
        wrapped = {begin, i + 1, pen, false, i + 1};
        mayWrap = true;
      }
      continue;
    }
    switch (letter.kind) {
      case LetterKind::newLine:
        ink.next = i + 1;
        return ink;
      case LetterKind::tab:
        letter.advance = static_cast<std::uint16_t>(std::min(tab == 0 ? 0 : tab - pen % tab, kWidest));
        [[fallthrough]];
      case LetterKind::space:
        pen += letter.advance;
        [[fallthrough]];
      case LetterKind::gap:
        wrapped = {begin, ink.end, ink.width, false, i + 1};
        mayWrap = ink.end > begin;
        break;
      case LetterKind::softHyphen:
        if (ink.end == i && pen + letter.advance <= width) {
          wrapped = {begin, i, pen + letter.advance, true, i + 1};
          mayWrap = i > begin;
        }
        break;
      default:
        ink.end = i + 1;  // a mark
        break;
    }
  }
  ink.next = letters.size();
  return ink;
}

}  // namespace stesura
