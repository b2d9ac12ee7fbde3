#include "generator/form/content_reader.h"

#include <algorithm>
#include <cmath>
#include <unordered_map>
#include <vector>

#include "generator/form/bounded_stream.h"
#include "generator/form/content_lexer.h"

namespace stesura {
namespace {

constexpr std::size_t kPageBytes = 16u << 20;
constexpr std::size_t kDocumentBytes = 48u << 20;
constexpr std::size_t kLeastFormBytes = 1000;
constexpr std::size_t kMostDepth = 8;
constexpr std::size_t kMostStates = 64;
constexpr std::size_t kMostOperands = 20000;  // arrays of TJ are long; any more is damage
constexpr std::size_t kMostParts = 1000;

using Sort = ContentToken::Sort;

// [a b c d e f], points of row vectors (8.3.3).
struct Matrix {
  double a = 1, b = 0, c = 0, d = 1, e = 0, f = 0;
  Matrix times(const Matrix& m) const {
    return {a * m.a + b * m.c, a * m.b + b * m.d, c * m.a + d * m.c, c * m.b + d * m.d,
            e * m.a + f * m.c + m.e, e * m.b + f * m.d + m.f};
  }
};

struct TextState {
  const PageFont* font = nullptr;
  double size = 0, charSpace = 0, wordSpace = 0, scale = 1, leading = 0, rise = 0;
};

struct State {
  Matrix matrix{};
  TextState text{};
};

Matrix matrixOf(QPDFObjectHandle list) {
  double n[6] = {1, 0, 0, 1, 0, 0};
  if (list.isArray() && list.getArrayNItems() == 6) {
    for (int i = 0; i < 6; ++i) {
      QPDFObjectHandle item = list.getArrayItem(i);
      if (item.isNumber()) n[i] = item.getNumericValue();
    }
  }
  return {n[0], n[1], n[2], n[3], n[4], n[5]};
}

// The resources of a page, its own or those of the nearest ancestor (7.7.3.4).
QPDFObjectHandle resourcesOf(QPDFObjectHandle page) {
  QPDFObjectHandle node = page;
  for (int level = 0; level < 64 && node.isDictionary(); ++level, node = node.getKey("/Parent")) {
    if (QPDFObjectHandle own = node.getKey("/Resources"); own.isDictionary()) return own;
  }
  return QPDFObjectHandle::newNull();
}

}  // namespace

struct ContentReader::Kept {
  std::map<QPDFObjGen, std::unique_ptr<PageFont>> fonts{};
  std::vector<std::unique_ptr<PageFont>> directFonts{};
  std::map<QPDFObjGen, std::string> forms{};
  std::size_t formBytes = 0;
  std::size_t left = kDocumentBytes;

  const PageFont* font(QPDFObjectHandle dictionary) {
    if (!dictionary.isIndirect()) {
      if (directFonts.size() >= 1000) return directFonts.back().get();
      return directFonts.emplace_back(std::make_unique<PageFont>(dictionary)).get();
    }
    auto& kept = fonts[dictionary.getObjGen()];
    if (!kept) kept = std::make_unique<PageFont>(dictionary);
    return kept.get();
  }
  const std::string& form(QPDFObjectHandle stream, std::size_t limit) {
    const auto [found, fresh] = forms.try_emplace(stream.getObjGen());
    if (fresh && formBytes < kDocumentBytes) {
      found->second = boundedStreamBytes(stream, limit);
      formBytes += found->second.size();
    }
    return found->second;
  }
};

// The content of one page.
class ContentReader::Run {
 public:
  Run(Kept& kept, const Sink& sink) : kept_(kept), sink_(sink), left_(std::min(kPageBytes, kept.left)) {}

  void page(QPDFObjectHandle page) {
    const std::size_t before = left_;
    const std::string content = pageContent(page);
    if (take(content.size())) stream(content, resourcesOf(page), State{}, 0);
    kept_.left -= std::min(kept_.left, before - left_);
  }

 private:
  std::string pageContent(QPDFObjectHandle page) const {
    QPDFObjectHandle contents = page.getKey("/Contents");
    if (!contents.isArray()) return boundedStreamBytes(contents, left_);
    std::string joined;
    const auto count = std::min<std::size_t>(static_cast<std::size_t>(contents.getArrayNItems()), kMostParts);
    for (std::size_t i = 0; i < count && joined.size() < left_; ++i) {
      joined += boundedStreamBytes(contents.getArrayItem(static_cast<int>(i)), left_ - joined.size()) + "\n";
    }
    joined.resize(std::min(joined.size(), left_));
    return joined;
  }

  bool take(std::size_t bytes) {
    const bool enough = bytes <= left_;
    left_ -= std::min(left_, bytes);
    return enough;
  }

  void stream(const std::string& content, QPDFObjectHandle resources, State start, std::size_t depth);
  void apply(const std::string& name);
  void textOperator(const std::string& name);
  void show(const std::string& codes);
  void showArray();
  void draw(const std::string& name);
  void chooseFont();
  void newLine(double x, double y) {
    lineMatrix_ = Matrix{1, 0, 0, 1, x, y}.times(lineMatrix_);
    textMatrix_ = lineMatrix_;
  }
  double number(std::size_t index) const {
    return index < operands_.size() && operands_[index].sort == Sort::number ? operands_[index].number : 0;
  }
  Matrix matrixOfOperands() const { return {number(0), number(1), number(2), number(3), number(4), number(5)}; }
  const std::string& lastText() const {
    static const std::string kNone;
    return operands_.empty() ? kNone : operands_.back().text;
  }

  Kept& kept_;
  const Sink& sink_;
  std::size_t left_;
  bool enough_ = false;
  // Of the stream that is being read.
  QPDFObjectHandle resources_{};
  std::size_t depth_ = 0;
  State state_{};
  std::vector<State> saved_{};
  Matrix textMatrix_{}, lineMatrix_{};
  std::vector<ContentToken> operands_{};
  std::vector<ReadGlyph> glyphs_{};
};

void ContentReader::Run::stream(const std::string& content, QPDFObjectHandle resources, State start, std::size_t depth) {
  resources_ = resources;
  depth_ = depth;
  state_ = start;
  saved_.clear();
  operands_.clear();
  ContentLexer lexer(content);
  ContentToken token;
  for (lexer.next(token); token.sort != Sort::end && !enough_; lexer.next(token)) {
    if (token.sort != Sort::word) {
      if (operands_.size() < kMostOperands) operands_.push_back(token);
      continue;
    }
    if (token.text == "BI") lexer.skipInlineImage();
    else apply(token.text);
    operands_.clear();
  }
}

void ContentReader::Run::apply(const std::string& name) {
  if (name == "q") {
    if (saved_.size() < kMostStates) saved_.push_back(state_);
  } else if (name == "Q") {
    if (saved_.empty()) return;
    state_ = saved_.back();
    saved_.pop_back();
  } else if (name == "cm") {
    state_.matrix = matrixOfOperands().times(state_.matrix);
  } else if (name == "Do") {
    draw(lastText());
  } else {
    textOperator(name);
  }
}

void ContentReader::Run::textOperator(const std::string& name) {
  TextState& text = state_.text;
  if (name == "BT") textMatrix_ = lineMatrix_ = Matrix{};
  else if (name == "Tf") chooseFont();
  else if (name == "Tc") text.charSpace = number(0);
  else if (name == "Tw") text.wordSpace = number(0);
  else if (name == "Tz") text.scale = number(0) / 100;
  else if (name == "TL") text.leading = number(0);
  else if (name == "Ts") text.rise = number(0);
  else if (name == "Td") newLine(number(0), number(1));
  else if (name == "TD") text.leading = -number(1), newLine(number(0), number(1));
  else if (name == "Tm") textMatrix_ = lineMatrix_ = matrixOfOperands();
  else if (name == "T*") newLine(0, -text.leading);
  else if (name == "Tj") show(lastText());
  else if (name == "TJ") showArray();
  else if (name == "'") newLine(0, -text.leading), show(lastText());
  else if (name == "\"") {
    text.wordSpace = number(0);
    text.charSpace = number(1);
    newLine(0, -text.leading);
    show(lastText());
  }
}

void ContentReader::Run::chooseFont() {
  state_.text.size = number(1);
  state_.text.font = nullptr;
  if (operands_.empty() || !resources_.isDictionary()) return;
  QPDFObjectHandle fonts = resources_.getKey("/Font");
  if (!fonts.isDictionary()) return;
  QPDFObjectHandle font = fonts.getKey("/" + operands_.front().text);
  if (font.isDictionary()) state_.text.font = kept_.font(font);
}

void ContentReader::Run::showArray() {
  const std::vector<ContentToken> items = std::move(operands_);
  for (const ContentToken& item : items) {
    if (item.sort == Sort::string) show(item.text);
    if (item.sort != Sort::number) continue;
    const double shift = -item.number / 1000 * state_.text.size * state_.text.scale;
    textMatrix_ = Matrix{1, 0, 0, 1, shift, 0}.times(textMatrix_);
  }
}

void ContentReader::Run::show(const std::string& codes) {
  const TextState& text = state_.text;
  if (text.font == nullptr) return;
  glyphs_.clear();
  text.font->decode(codes, glyphs_);
  for (const ReadGlyph& glyph : glyphs_) {
    if (enough_) return;
    const Matrix unit{text.size * text.scale, 0, 0, text.size, 0, text.rise};
    const Matrix place = unit.times(textMatrix_).times(state_.matrix);
    const double size = std::hypot(place.c, place.d);
    if (std::isfinite(place.e + place.f) && std::fabs(place.e) + std::fabs(place.f) < 1e5 && size > 0.1 && size < 1e4) {
      enough_ = !sink_({place.e, place.f, place.e + place.a * glyph.advance, place.f + place.b * glyph.advance, place.c,
                        place.d, size, text.font, glyph.text});
    }
    const double step = (glyph.advance * text.size + text.charSpace + (glyph.wordSpace ? text.wordSpace : 0)) * text.scale;
    textMatrix_ = Matrix{1, 0, 0, 1, step, 0}.times(textMatrix_);
  }
}

void ContentReader::Run::draw(const std::string& name) {
  if (depth_ >= kMostDepth || !resources_.isDictionary()) return;
  QPDFObjectHandle objects = resources_.getKey("/XObject");
  if (!objects.isDictionary()) return;
  QPDFObjectHandle object = objects.getKey("/" + name);
  if (!object.isStream()) return;
  QPDFObjectHandle dictionary = object.getDict();
  QPDFObjectHandle subtype = dictionary.getKey("/Subtype");
  if (!subtype.isName() || subtype.getName() != "/Form") return;
  const std::string& content = kept_.form(object, left_);
  if (!take(std::max(content.size(), kLeastFormBytes))) {
    enough_ = true;
    return;
  }
  State inner = state_;
  inner.matrix = matrixOf(dictionary.getKey("/Matrix")).times(state_.matrix);
  QPDFObjectHandle own = dictionary.getKey("/Resources");
  const QPDFObjectHandle resources = resources_;
  const State state = state_;
  const std::size_t depth = depth_;
  const Matrix textMatrix = textMatrix_, lineMatrix = lineMatrix_;
  std::vector<State> saved = std::move(saved_);
  stream(content, own.isDictionary() ? own : resources, inner, depth + 1);
  resources_ = resources;
  state_ = state;
  depth_ = depth;
  textMatrix_ = textMatrix;
  lineMatrix_ = lineMatrix;
  saved_ = std::move(saved);
}

ContentReader::ContentReader() : kept_(std::make_unique<Kept>()) {}
ContentReader::~ContentReader() = default;

void ContentReader::read(QPDFObjectHandle page, const Sink& sink) {
  try {
    Run(*kept_, sink).page(page);
  } catch (const std::exception&) {
    // qpdf objects to an object of the file: what was read of the page stays.
  }
}

}  // namespace stesura
