#include "generator/signature/drawn_marks.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <memory>
#include <optional>
#include <unordered_map>

#include "generator/error.h"
#include "generator/form/content_lexer.h"
#include "generator/signature/drawn_font.h"

namespace stesura {
namespace {

constexpr std::size_t kDeepest = 8, kMostStates = 256, kMostOperators = 120, kMostOperands = 4000,
                      kMostFonts = 500, kLongestWord = 4096, kDecodedAtOnce = 1024, kFewNames = 64;
constexpr double kLowest = 0, kHighest = 0.5;  // em: of a word what everybody's letters fill
constexpr double kNarrowest = 0.25;  // em: a letter may be wider than the font says that it moves on
constexpr DrawnMatrix kSame = {1, 0, 0, 1, 0, 0};

using Token = ContentToken;

// First `a`, then `b` (8.3.4).
DrawnMatrix product(const DrawnMatrix& a, const DrawnMatrix& b) {
  return {a[0] * b[0] + a[1] * b[2], a[0] * b[1] + a[1] * b[3],        a[2] * b[0] + a[3] * b[2],
          a[2] * b[1] + a[3] * b[3], a[4] * b[0] + a[5] * b[2] + b[4], a[4] * b[1] + a[5] * b[3] + b[5]};
}

struct Extent {
  PdfBox box{0, 0, 0, 0};
  bool isEmpty = true;
  void add(const DrawnMatrix& m, double x, double y) {
    const double across = m[0] * x + m[2] * y + m[4], along = m[1] * x + m[3] * y + m[5];
    if (!std::isfinite(across) || !std::isfinite(along)) return;
    if (isEmpty) box = {across, along, across, along};
    box = {std::min(box.left, across), std::min(box.bottom, along), std::max(box.right, across),
           std::max(box.top, along)};
    isEmpty = false;
  }
};

struct State {
  DrawnMatrix space = kSame;
  const DrawnFont* font = nullptr;
  double size = 0, characterGap = 0, wordGap = 0, stretch = 1, leading = 0, rise = 0, lineWidth = 1;
  bool isPattern = false, isMasked = false;  // then what is painted may be of any shape
};

struct Path {
  Extent extent{};
  bool isPlain = true, isClip = false;
  double x = 0, y = 0;
};

class Interpreter {
 public:
  Interpreter(const PdfHistory& history, std::size_t revision, const DrawnBounds& bounds)
      : history_(history), revision_(revision), left_(bounds) {}

  void run(const PdfObject& stream, const PdfObject& resources, std::size_t depth, const State& from) {
    std::string content;
    if (!take(stream, content)) return;
    draw(content, resources, depth, from);
  }

  // What cannot be read has cost all that was left: it may have been inflated up to there.
  bool take(const PdfObject& stream, std::string& content) {
    if (left_.bytes == 0) return found_.isWhole = false;
    try {
      const std::string piece = history_.decoded(stream, revision_, left_.bytes);
      spend(piece.size() + 1);
      content += piece + "\n";
      return true;
    } catch (const Error&) {
      spend(left_.bytes);
      return found_.isWhole = false;
    }
  }

  void draw(std::string_view content, const PdfObject& resources, std::size_t depth, const State& from) {
    Frame frame{ContentLexer(content), resources, depth, {}, from, {}};
    Token token;
    std::vector<Token> operands;
    for (frame.lexer.next(token); token.sort != Token::Sort::end && !isFull_; frame.lexer.next(token)) {
      if (token.sort != Token::Sort::word) {
        if (operands.size() == kMostOperands) operands.clear(), found_.isWhole = false;
        operands.push_back(token);
        continue;
      }
      if (found_.operators.size() < kMostOperators)
        found_.operators.insert(token.text);
      else if (!found_.operators.contains(token.text))
        found_.isWhole = false;
      apply(token.text, operands, frame);
      operands.clear();
    }
  }

  DrawnMarks finish() { return std::move(found_); }

 private:
  struct Frame {
    ContentLexer lexer;
    const PdfObject& resources;
    std::size_t depth;
    std::vector<State> kept;
    State state;
    Path path;
    DrawnMatrix text = kSame, line = kSame;
  };
  using Operands = std::vector<Token>;

  static double number(const Operands& operands, std::size_t fromEnd) {
    return fromEnd < operands.size() ? operands[operands.size() - 1 - fromEnd].number : 0;
  }

  static DrawnMatrix matrix(const Operands& operands) {
    return {number(operands, 5), number(operands, 4), number(operands, 3),
            number(operands, 2), number(operands, 1), number(operands, 0)};
  }

  void apply(const std::string& word, const Operands& operands, Frame& frame) {
    if (applyState(word, operands, frame) || applyText(word, operands, frame) ||
        applyPath(word, operands, frame))
      return;
    if (word == "Do" && !operands.empty()) return drawNamed(operands.back().text, frame);
    if (word == "BI") {
      frame.lexer.skipInlineImage();
      return addPicture(frame.state);
    }
    if (word == "sh") add({DrawnMark::Sort::picture, {-1e6, -1e6, 1e6, 1e6}, {}, 0, false});
  }

  bool applyState(const std::string& word, const Operands& operands, Frame& frame) {
    State& state = frame.state;
    if (word == "q") {
      if (frame.kept.size() == kMostStates)
        found_.isWhole = false;
      else
        frame.kept.push_back(state);
    } else if (word == "Q") {
      if (frame.kept.empty()) return true;
      state = frame.kept.back();
      frame.kept.pop_back();
    } else if (word == "cm") {
      state.space = product(matrix(operands), state.space);
    } else if (word == "w") {
      state.lineWidth = number(operands, 0);
    } else if (word == "Tf") {
      if (operands.size() >= 2) state.font = font(operands[operands.size() - 2].text, frame.resources);
      state.size = number(operands, 0);
    } else if (word == "Tc") {
      state.characterGap = number(operands, 0);
    } else if (word == "Tw") {
      state.wordGap = number(operands, 0);
    } else if (word == "Tz") {
      state.stretch = number(operands, 0) / 100;
    } else if (word == "TL") {
      state.leading = number(operands, 0);
    } else if (word == "Ts") {
      state.rise = number(operands, 0);
    } else if (word == "gs") {
      takeParameters(operands, frame);
    } else if (word == "sc" || word == "scn" || word == "cs" || word == "g" || word == "rg" || word == "k") {
      state.isPattern = word == "scn" && !operands.empty() && operands.back().sort == Token::Sort::name;
    } else {
      return false;
    }
    return true;
  }

  void takeParameters(const Operands& operands, Frame& frame) {
    if (operands.empty()) return;
    const PdfObject& parameters = named(frame.resources["ExtGState"], operands.back().text);
    const PdfObject& mask = at(parameters["SMask"]);
    if (!mask.isNull()) frame.state.isMasked = !mask.isName("None");
    if (parameters.has("Font")) found_.isWhole = false;
    if (at(parameters["LW"]).isNumber()) frame.state.lineWidth = at(parameters["LW"]).real;
  }

  static void moveLine(Frame& frame, double x, double y) {
    frame.line = product({1, 0, 0, 1, x, y}, frame.line);
    frame.text = frame.line;
  }

  bool applyText(const std::string& word, const Operands& operands, Frame& frame) {
    if (word == "BT") {
      frame.text = frame.line = kSame;
    } else if (word == "Td" || word == "TD") {
      if (word == "TD") frame.state.leading = -number(operands, 0);
      moveLine(frame, number(operands, 1), number(operands, 0));
    } else if (word == "Tm") {
      frame.text = frame.line = matrix(operands);
    } else if (word == "T*") {
      moveLine(frame, 0, -frame.state.leading);
    } else if (word == "Tj" || word == "TJ" || word == "'" || word == "\"") {
      if (word == "\"")
        frame.state.wordGap = number(operands, 2), frame.state.characterGap = number(operands, 1);
      if (word == "'" || word == "\"") moveLine(frame, 0, -frame.state.leading);
      show(word == "TJ" || operands.empty() ? operands : Operands{operands.back()}, frame);
    } else {
      return false;
    }
    return true;
  }

  void show(const Operands& operands, Frame& frame) {
    const State& state = frame.state;
    Word word;
    if (state.font != nullptr && !state.font->isPlaceable()) found_.isWhole = false;
    std::vector<PaintedGlyph> glyphs;
    for (const Token& token : operands) {
      if (token.sort == Token::Sort::number) {
        advance(frame, -token.number / 1000 * state.size * state.stretch);
        if (token.number < -200) end(word);  // wide enough for a space
      }
      if (token.sort != Token::Sort::string) continue;
      const std::string_view codes = token.text;
      for (std::size_t at = 0; state.font != nullptr && at < codes.size(); at += kDecodedAtOnce) {
        glyphs.clear();
        state.font->decode(codes.substr(at, kDecodedAtOnce), glyphs);
        for (const PaintedGlyph& glyph : glyphs) place(glyph, word, frame);
      }
      if (state.font == nullptr && !codes.empty())
        place({"\xEF\xBF\xBD", 0.5 * static_cast<double>(codes.size()), false}, word, frame);
    }
    end(word);
  }

  struct Word {
    std::string text{};
    Extent extent{};
  };

  void place(const PaintedGlyph& glyph, Word& word, Frame& frame) {
    const State& state = frame.state;
    if (glyph.isSpace || glyph.text == " " || glyph.text == "\xC2\xA0") {
      end(word);
    } else {
      const DrawnMatrix space = product(
          product({state.size * state.stretch, 0, 0, state.size, 0, state.rise}, frame.text), state.space);
      word.extent.add(space, 0, kLowest);
      word.extent.add(space, std::max(glyph.advance, kNarrowest), kHighest);
      if (word.text.size() < kLongestWord)
        word.text += glyph.text;
      else
        found_.isWhole = false;
    }
    advance(frame, (glyph.advance * state.size + state.characterGap + (glyph.isSpace ? state.wordGap : 0)) *
                       state.stretch);
  }

  static void advance(Frame& frame, double by) { frame.text = product({1, 0, 0, 1, by, 0}, frame.text); }

  void end(Word& word) {
    spend(word.text.size());
    if (!word.extent.isEmpty) add({DrawnMark::Sort::word, word.extent.box, std::move(word.text), 0, false});
    word = {};
  }

  bool applyPath(const std::string& word, const Operands& operands, Frame& frame) {
    if (word == "re") {
      rectangle(operands, frame);
    } else if (word == "m" || word == "l") {
      const double x = number(operands, 1), y = number(operands, 0);
      if (word == "l" && x != frame.path.x && y != frame.path.y) frame.path.isPlain = false;
      reach(frame, x, y);
    } else if (word == "c" || word == "v" || word == "y") {
      frame.path.isPlain = false;
      for (std::size_t i = 0; i + 1 < operands.size(); i += 2)
        reach(frame, operands[i].number, operands[i + 1].number);
    } else if (word == "f" || word == "F" || word == "f*" || word == "B" || word == "B*" || word == "b" ||
               word == "b*") {
      paint(frame, DrawnMark::Sort::fill);
    } else if (word == "S" || word == "s") {
      paint(frame, DrawnMark::Sort::line);
    } else if (word == "n") {
      end(frame);
    } else if (word == "W" || word == "W*") {
      frame.path.isClip = true;
    } else {
      return false;
    }
    return true;
  }

  static void reach(Frame& frame, double x, double y) {
    frame.path.extent.add(frame.state.space, x, y);
    frame.path.x = x;
    frame.path.y = y;
  }

  static void rectangle(const Operands& operands, Frame& frame) {
    const double x = number(operands, 3), y = number(operands, 2);
    frame.path.extent.add(frame.state.space, x, y);
    frame.path.extent.add(frame.state.space, x + number(operands, 1), y);
    frame.path.extent.add(frame.state.space, x, y + number(operands, 0));
    frame.path.extent.add(frame.state.space, x + number(operands, 1), y + number(operands, 0));
  }

  void paint(Frame& frame, DrawnMark::Sort sort) {
    const DrawnMatrix& space = frame.state.space;
    const double scale = std::max(std::hypot(space[0], space[1]), std::hypot(space[2], space[3]));
    const bool isUpright = (space[1] == 0 && space[2] == 0) || (space[0] == 0 && space[3] == 0);
    const bool isShaped = frame.state.isPattern || frame.state.isMasked;
    if (!frame.path.extent.isEmpty) {
      add({sort == DrawnMark::Sort::fill && isShaped ? DrawnMark::Sort::picture : sort,
           frame.path.extent.box,
           {},
           std::abs(frame.state.lineWidth) * scale,
           frame.path.isPlain && isUpright});
    }
    end(frame);
  }

  static void end(Frame& frame) {
    if (frame.path.isClip && !frame.path.isPlain) frame.state.isMasked = true;
    frame.path = {};
  }

  void addPicture(const State& state) {
    Extent extent;
    for (const double x : {0.0, 1.0}) {
      for (const double y : {0.0, 1.0}) extent.add(state.space, x, y);
    }
    if (!extent.isEmpty) add({DrawnMark::Sort::picture, extent.box, {}, 0, false});
  }

  void add(DrawnMark mark) {
    if (found_.marks.size() == left_.marks)
      isFull_ = true, found_.isWhole = false;
    else
      found_.marks.push_back(std::move(mark));
  }

  void spend(std::size_t bytes) {
    found_.bytes += bytes;
    left_.bytes -= std::min(left_.bytes, bytes);
  }

  // One of a sort of resources; of many by an index, or each operator would look through all.
  const PdfObject& named(const PdfObject& written, const std::string& name) {
    const PdfObject& sort = at(written);
    if (sort.entries.size() <= kFewNames) return at(sort[name]);
    const auto [known, isNew] = names_.try_emplace(&sort);
    if (isNew) {
      spend(kFewNames * sort.entries.size());
      for (const auto& [key, value] : sort.entries) known->second.emplace(key, &value);
    }
    static const PdfObject kNone;
    const auto found = known->second.find(name);
    return found == known->second.end() ? kNone : at(*found->second);
  }

  void drawNamed(const std::string& name, Frame& frame) {
    const PdfObject& object = named(frame.resources["XObject"], name);
    if (!object.isStream()) return;
    if (at(object["Subtype"]).isName("Image")) return addPicture(frame.state);
    if (!at(object["Subtype"]).isName("Form") || frame.depth == kDeepest || left_.forms == 0) {
      found_.isWhole = false;
      return;
    }
    --left_.forms;
    State state = frame.state;
    if (const auto own = drawnMatrixOf(history_, object["Matrix"], revision_))
      state.space = product(*own, state.space);
    const PdfObject& resources = at(object["Resources"]);
    run(object, resources.isDictionary() ? resources : frame.resources, frame.depth + 1, state);
  }

  const DrawnFont* font(const std::string& name, const PdfObject& resources) {
    const PdfObject& dictionary = named(resources["Font"], name);
    const auto known = fonts_.find(&dictionary);
    if (known != fonts_.end()) return known->second.get();
    if (fonts_.size() == kMostFonts) {
      found_.isWhole = false;
      return nullptr;
    }
    if (left_.bytes == 0) {
      found_.isWhole = false;
      return nullptr;
    }
    auto read = std::make_unique<DrawnFont>(history_, dictionary, revision_);
    spend(read->cost());
    return fonts_.emplace(&dictionary, std::move(read)).first->second.get();
  }

  const PdfObject& at(const PdfObject& written) const { return history_.resolve(written, revision_); }

  const PdfHistory& history_;
  std::size_t revision_;
  DrawnBounds left_;
  DrawnMarks found_;
  bool isFull_ = false;  // what would come is not read
  std::map<const PdfObject*, std::unique_ptr<DrawnFont>> fonts_;
  std::map<const PdfObject*, std::unordered_map<std::string_view, const PdfObject*>> names_;
};

}  // namespace

std::optional<DrawnMatrix> drawnMatrixOf(const PdfHistory& history, const PdfObject& array,
                                         std::size_t revision) {
  const PdfObject& written = history.resolve(array, revision);
  if (written.isNull()) return kSame;
  if (!written.isArray() || written.items.size() != 6) return {};
  DrawnMatrix matrix{};
  for (std::size_t i = 0; i < 6; ++i) {
    const PdfObject& number = history.resolve(written.items[i], revision);
    if (!number.isNumber() || !std::isfinite(number.real)) return {};
    matrix[i] = number.real;
  }
  return matrix;
}

DrawnMarks marksOfPage(const PdfHistory& history, const PdfObject& page, const PdfObject& resources,
                       std::size_t revision, const DrawnBounds& bounds) {
  Interpreter interpreter(history, revision, bounds);
  const PdfObject& contents = history.resolve(page["Contents"], revision);
  std::string content;
  if (contents.isStream()) interpreter.take(contents, content);
  for (const PdfObject& piece : contents.items) {
    const PdfObject& stream = history.resolve(piece, revision);
    if (stream.isStream()) interpreter.take(stream, content);
  }
  interpreter.draw(content, resources, 0, {});
  return interpreter.finish();
}

DrawnMarks marksOfForm(const PdfHistory& history, const PdfObject& form, std::size_t revision,
                       const DrawnBounds& bounds) {
  Interpreter interpreter(history, revision, bounds);
  interpreter.run(form, history.resolve(form["Resources"], revision), 0, {});
  return interpreter.finish();
}

}  // namespace stesura
