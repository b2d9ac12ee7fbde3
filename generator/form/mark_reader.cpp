#include "generator/form/mark_reader.h"

#include <cstdlib>
#include <map>
#include <optional>
#include <qpdf/Pl_String.hh>
#include <qpdf/QPDFNumberTreeObjectHelper.hh>
#include <qpdf/QPDFPageDocumentHelper.hh>
#include <qpdf/QPDFPageObjectHelper.hh>
#include <qpdf/QPDFTokenizer.hh>

namespace stesura {
namespace {

using Token = QPDFTokenizer::Token;

constexpr int kNone = -1;
constexpr std::size_t kDeepestState = 64;  // of saved graphics states

struct State {
  double a = 1, d = 1, e = 0, f = 0;  // of an upright matrix
  bool upright = true;
  std::string colour = "0 g";
};

// What stands between two operators, read as far as it is wanted.
class Operands {
 public:
  explicit Operands(const std::vector<Token>& tokens) : tokens_(tokens) {}

  std::vector<double> numbers() const {
    std::vector<double> found;
    for (const Token& token : tokens_) {
      if (token.getType() == QPDFTokenizer::tt_integer || token.getType() == QPDFTokenizer::tt_real)
        found.push_back(std::strtod(token.getValue().c_str(), nullptr));
    }
    return found;
  }
  std::string name() const {
    for (const Token& token : tokens_)
      if (token.getType() == QPDFTokenizer::tt_name) return token.getValue();
    return {};
  }
  std::string text() const {
    for (const Token& token : tokens_)
      if (token.getType() == QPDFTokenizer::tt_string && !token.getValue().empty()) return token.getValue();
    return {};
  }
  // Of «/Link << /MCID 3 >> BDC».
  int markedContent() const {
    bool named = false;
    for (const Token& token : tokens_) {
      if (named && token.getType() == QPDFTokenizer::tt_integer) return std::atoi(token.getValue().c_str());
      if (token.getType() == QPDFTokenizer::tt_name) named = token.getValue() == "/MCID";
    }
    return kNone;
  }
  std::string raw() const {
    std::string all;
    for (const Token& token : tokens_)
      if (token.getType() != QPDFTokenizer::tt_space) all += token.getRawValue() + ' ';
    return all;
  }

 private:
  const std::vector<Token>& tokens_;
};

// Passes the content of a page on, reads the letters of the marks, and leaves them out if it is to.
class LetterFilter : public QPDFObjectHandle::TokenFilter {
 public:
  LetterFilter(QPDFObjectHandle fonts, const std::map<int, PdfMark*>& marks, MarkLetters letters)
      : fonts_(fonts), marks_(marks), letters_(letters) {}

  void handleToken(const Token& token) override {
    pending_.push_back(token);
    if (token.getType() != QPDFTokenizer::tt_word) return;
    const bool dropped = read(token.getValue(), Operands(pending_));
    if (!dropped || letters_ == MarkLetters::kept) pass();
    pending_.clear();
  }
  void handleEOF() override { pass(); }

 private:
  void pass() {
    for (const Token& token : pending_) writeToken(token);
  }

  PdfMark* mark() const { return contents_.empty() ? nullptr : contents_.back(); }

  // True for what belongs to a mark's letter.
  bool read(const std::string& name, const Operands& operands) {
    if (name == "BDC" || name == "BMC") {
      const auto found = marks_.find(name == "BDC" ? operands.markedContent() : kNone);
      contents_.push_back(found == marks_.end() ? nullptr : found->second);
      return mark() != nullptr;
    }
    if (name == "EMC") {
      const bool own = mark() != nullptr;
      if (!contents_.empty()) contents_.pop_back();
      return own;
    }
    readState(name, operands);
    const bool text = inText_ || name == "BT";
    readText(name, operands);
    if (mark() != nullptr && !text && paints(name)) mark()->drawnOn = true;
    return mark() != nullptr && text;
  }

  static bool paints(const std::string& name) {
    for (const char* painting : {"S", "s", "f", "F", "f*", "B", "B*", "b", "b*", "sh", "Do"})
      if (name == painting) return true;
    return false;
  }

  void readState(const std::string& name, const Operands& operands) {
    if (name == "q" && states_.size() < kDeepestState) states_.push_back(states_.back());
    if (name == "Q" && states_.size() > 1) states_.pop_back();
    if (name == "g" || name == "rg" || name == "k") states_.back().colour = operands.raw();
    if (name == "cm") {
      const std::vector<double> by = operands.numbers();
      if (by.size() != 6) return;
      State& state = states_.back();
      state.upright = state.upright && by[1] == 0 && by[2] == 0;
      state.e += state.a * by[4];
      state.f += state.d * by[5];
      state.a *= by[0];
      state.d *= by[3];
    }
  }

  void readText(const std::string& name, const Operands& operands) {
    const std::vector<double> numbers = operands.numbers();
    if (name == "BT") {
      inText_ = true;
      x_ = y_ = 0;
      scale_ = 1;
    } else if (name == "ET") {
      inText_ = false;
    } else if (name == "Tf" && numbers.size() == 1) {
      font_ = operands.name();
      size_ = numbers[0];
    } else if ((name == "Td" || name == "TD") && numbers.size() == 2) {
      x_ += scale_ * numbers[0];
      y_ += scale_ * numbers[1];
    } else if (name == "Tm" && numbers.size() == 6) {
      scale_ = numbers[1] == 0 && numbers[2] == 0 ? numbers[3] : 0;
      x_ = numbers[4];
      y_ = numbers[5];
    } else if (name == "Tj" || name == "TJ") {
      show(operands);
    }
  }

  void show(const Operands& operands) {
    const State& state = states_.back();
    if (mark() == nullptr || mark()->shown || !state.upright || scale_ <= 0) return;
    PdfMark& found = *mark();
    found.shown = true;
    found.x = state.a * x_ + state.e;
    found.baseline = state.d * y_ + state.f;
    found.size = state.d * scale_ * size_;
    found.font = fonts_.isDictionary() ? fonts_.getKey(font_) : QPDFObjectHandle::newNull();
    found.colour = state.colour;
    found.width = state.a * scale_ * size_ * advance(found.font, operands.text());
  }

  // In em; LibreOffice writes simple fonts.
  static double advance(QPDFObjectHandle font, const std::string& text) {
    if (!font.isDictionary() || text.empty()) return 0;
    QPDFObjectHandle widths = font.getKey("/Widths"), first = font.getKey("/FirstChar");
    if (!widths.isArray() || !first.isInteger()) return 0;
    const long long at = static_cast<unsigned char>(text[0]) - first.getIntValue();
    if (at < 0 || at >= widths.getArrayNItems()) return 0;
    QPDFObjectHandle width = widths.getArrayItem(static_cast<int>(at));
    return width.isNumber() ? width.getNumericValue() / 1000 : 0;
  }

  QPDFObjectHandle fonts_;
  const std::map<int, PdfMark*>& marks_;
  MarkLetters letters_;
  std::vector<Token> pending_;
  std::vector<PdfMark*> contents_;  // marked content within each other; null: of something else
  std::vector<State> states_ = std::vector<State>(1);
  bool inText_ = false;
  double x_ = 0, y_ = 0, scale_ = 1, size_ = 0;
  std::string font_;
};

class MarkReader {
 public:
  MarkReader(QPDF& pdf, std::string_view prefix, MarkLetters letters) : pdf_(pdf), prefix_(prefix), letters_(letters) {
    QPDFObjectHandle tree = pdf.getRoot().getKey("/StructTreeRoot");
    if (tree.isDictionary() && tree.getKey("/ParentTree").isDictionary()) parents_.emplace(tree.getKey("/ParentTree"), pdf);
  }

  std::vector<PdfMark> read() {
    const std::vector<QPDFPageObjectHelper> pages = QPDFPageDocumentHelper(pdf_).getAllPages();
    for (std::size_t page = 0; page < pages.size(); ++page) readPage(pages[page], page);
    return std::move(marks_);
  }

 private:
  void readPage(QPDFPageObjectHelper page, std::size_t number) {
    const std::size_t before = marks_.size();
    QPDFObjectHandle annotations = page.getObjectHandle().getKey("/Annots");
    for (int at = 0; annotations.isArray() && at < annotations.getArrayNItems(); ++at) readLink(annotations.getArrayItem(at), number);
    std::map<int, PdfMark*> contents;
    for (std::size_t at = before; at < marks_.size(); ++at)
      for (const int content : contentsOf(marks_[at].element)) contents[content] = &marks_[at];
    if (contents.empty()) return;
    QPDFObjectHandle fonts = page.getAttribute("/Resources", false).getKey("/Font");
    LetterFilter filter(fonts, contents, letters_);
    std::string content;
    Pl_String kept("content", nullptr, content);
    page.filterContents(&filter, &kept);
    if (letters_ == MarkLetters::kept) return;
    page.getObjectHandle().replaceKey("/Contents", QPDFObjectHandle::newStream(&pdf_, content));
    forget(page.getObjectHandle(), contents);
    for (std::size_t at = before; at < marks_.size(); ++at) emptyElement(marks_[at]);
  }

  void readLink(QPDFObjectHandle link, std::size_t page) {
    if (!link.isDictionary() || !link.getKey("/A").isDictionary() || !link.getKey("/A").getKey("/URI").isString()) return;
    const std::string address = link.getKey("/A").getKey("/URI").getUTF8Value();
    if (!address.starts_with(prefix_)) return;
    PdfMark mark;
    mark.target = address.substr(prefix_.size());
    mark.page = page;
    mark.annotation = link;
    const auto box = link.getKey("/Rect").getArrayAsRectangle();
    mark.bottom = box.lly;
    mark.top = box.ury;
    mark.element = QPDFObjectHandle::newNull();
    if (parents_ && link.getKey("/StructParent").isInteger())
      parents_->findObject(link.getKey("/StructParent").getIntValue(), mark.element);
    marks_.push_back(std::move(mark));
  }

  // The numbers of the marked contents of an element.
  static std::vector<int> contentsOf(QPDFObjectHandle element) {
    std::vector<int> found;
    if (!element.isDictionary()) return found;
    QPDFObjectHandle kids = element.getKey("/K");
    const auto add = [&found](QPDFObjectHandle kid) {
      if (kid.isDictionary()) kid = kid.getKey("/MCID");
      if (kid.isInteger()) found.push_back(kid.getIntValueAsInt());
    };
    if (!kids.isArray()) add(kids);
    else
      for (int at = 0; at < kids.getArrayNItems(); ++at) add(kids.getArrayItem(at));
    return found;
  }

  // ISO 32000-1, 14.7.4.4: by number, the element that a marked content belongs to.
  void forget(QPDFObjectHandle page, const std::map<int, PdfMark*>& contents) {
    QPDFObjectHandle elements;
    if (!parents_ || !page.getKey("/StructParents").isInteger() ||
        !parents_->findObject(page.getKey("/StructParents").getIntValue(), elements) || !elements.isArray())
      return;
    for (const auto& [content, mark] : contents)
      if (content >= 0 && content < elements.getArrayNItems()) elements.setArrayItem(content, QPDFObjectHandle::newNull());
  }

  static void emptyElement(PdfMark& mark) {
    if (!mark.element.isDictionary()) return;
    QPDFObjectHandle reference = QPDFObjectHandle::newDictionary();
    reference.replaceKey("/Type", QPDFObjectHandle::newName("/OBJR"));
    reference.replaceKey("/Obj", mark.annotation);
    mark.element.replaceKey("/K", reference);
  }

  QPDF& pdf_;
  std::string prefix_;
  MarkLetters letters_;
  std::optional<QPDFNumberTreeObjectHelper> parents_;
  std::vector<PdfMark> marks_;
};

}  // namespace

std::vector<PdfMark> readMarks(QPDF& pdf, std::string_view prefix, MarkLetters letters) {
  return MarkReader(pdf, prefix, letters).read();
}

}  // namespace stesura
