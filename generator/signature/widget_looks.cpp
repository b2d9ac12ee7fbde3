#include "generator/signature/widget_looks.h"

#include <algorithm>
#include <cmath>
#include <iterator>

namespace stesura {
namespace {

constexpr double kLargestPart = 1.0 / 3;  // of the page
constexpr double kTouching = 2;           // points that two boxes may share at their edges
constexpr double kUnderWord = 0.4;        // of a word's height that a box may take from above or below
constexpr double kWidestBorder = 12;      // points
constexpr std::int64_t kHidden = 2, kNoZoom = 8, kNoRotate = 16;
constexpr std::size_t kMostPages = 50, kMostAnnotations = 5000;

double areaOf(const PdfBox& box) {
  return box.isEmpty() ? 0 : (box.right - box.left) * (box.top - box.bottom);
}

PdfBox shared(const PdfBox& a, const PdfBox& b) {
  return {std::max(a.left, b.left), std::max(a.bottom, b.bottom), std::min(a.right, b.right),
          std::min(a.top, b.top)};
}

bool contains(const PdfBox& outer, const PdfBox& inner) {
  return outer.left <= inner.left && outer.bottom <= inner.bottom && outer.right >= inner.right &&
         outer.top >= inner.top;
}

// A line to write on: «______», «……».
bool isLeader(const std::string& text) {
  for (std::size_t at = 0; at < text.size();) {
    const std::string_view rest = std::string_view(text).substr(at);
    if (rest[0] == '_' || rest[0] == '.' || rest[0] == '-')
      ++at;
    else if (rest.starts_with("…") || rest.starts_with("–") || rest.starts_with("—"))
      at += 3;
    else
      return false;
  }
  return true;
}

bool hides(const PdfBox& box, const DrawnMark& mark) {
  const PdfBox common = shared(box, mark.box);
  if (common.isEmpty()) return false;
  const double width = common.right - common.left, height = common.top - common.bottom;
  switch (mark.sort) {
    case DrawnMark::Sort::word: {
      const double across = mark.box.right - mark.box.left, along = mark.box.top - mark.box.bottom;
      const bool isUpwards = along > across;  // or a narrow letter
      const bool isDeep = isUpwards ? width >= kUnderWord * across : height >= kUnderWord * along;
      const bool isLong = isUpwards ? height >= std::min(kTouching, kUnderWord * along)
                                    : width >= std::min(kTouching, kUnderWord * across);
      return isDeep && isLong && !isLeader(mark.text);
    }
    case DrawnMark::Sort::picture:
      return width >= kTouching && height >= kTouching;
    case DrawnMark::Sort::fill:
    case DrawnMark::Sort::line:
      return !mark.isPlain && !contains(mark.box, box) && width >= kTouching && height >= kTouching;
  }
  return true;
}

class BoxJudge {
 public:
  BoxJudge(RevisionCase& at, const SignedField& field) : at_(at), field_(field) {
    filled_ = field.isSignature() ? "è stato firmato il campo «" + field.name + "», "
                                  : "è stato compilato il campo di protocollo «" + field.name + "», ";
  }

  void judge(std::uint32_t number) {
    const PdfObject& widget = at_.history.object(number, at_.revision);
    const PdfObject& flags = at_.now(widget["F"]);
    if (!widget.has("Rect") || (flags.isInteger() && (flags.integer & kHidden) != 0) || !draws(widget))
      return;
    const std::optional<PdfBox> box = boxOf(at_.history, widget["Rect"], at_.revision);
    const std::vector<std::size_t> pages = pagesOf(number);
    if (pages.empty()) return;  // in no page's list of annotations: nobody sees it
    if (!box || box->isEmpty()) {
      return tell(
          "riquadro_senza_misura",
          "che ha un disegno ma un riquadro senza misura: alcuni programmi possono mostrarlo altrove,",
          pages.front());
    }
    if (drawsBeside(widget) || hasWideBorder(at_, widget)) {
      tell("riquadro_mobile", "il cui disegno può uscire dal suo riquadro e nascondere il testo,",
           pages.front());
    }
    for (const std::size_t page : pages) judgeOn(page, *box, number);
  }

 private:
  bool draws(const PdfObject& widget) const {
    const PdfObject& look = at_.now(widget["AP"]);
    if (!look.isDictionary()) return !field_.isSignature();  // a text is drawn by the reader itself
    return std::any_of(look.entries.begin(), look.entries.end(), [this](const auto& entry) {
      const PdfObject& stream = at_.now(entry.second);
      if (!stream.isStream()) return !stream.isNull();
      const DrawnMarks drawn = marksOfForm(at_.history, stream, at_.revision);
      at_.walk.spend(drawn.bytes / 2 + drawn.marks.size());
      return !drawn.isWhole || !drawn.marks.empty();
    });
  }

  // Those whose /Annots have it, be the list written there or an object of its own.
  std::vector<std::size_t> pagesOf(std::uint32_t number) const {
    std::set<std::size_t> pages;
    const auto add = [&](const InEdge& edge) {
      const std::size_t page = edge.key == "Annots" ? at_.after.pages->pageNumber(edge.source) : 0;
      if (page != 0 && pages.size() < kMostPages) pages.insert(page);
    };
    const auto& edges = at_.walk.inEdges(number);
    at_.walk.spend(1 + edges.size());
    for (const InEdge& edge : edges) {
      add(edge);
      if (edge.source == 0 || !at_.history.object(edge.source, at_.revision).isArray()) continue;
      at_.walk.spend(1 + at_.walk.inEdges(edge.source).size());
      for (const InEdge& outer : at_.walk.inEdges(edge.source)) add(outer);
    }
    return {pages.begin(), pages.end()};
  }

  void judgeOn(std::size_t page, const PdfBox& box, std::uint32_t number) {
    const std::string where = " della pagina " + std::to_string(page) + ": il suo disegno può nasconder";
    const std::optional<PdfBox> seen = seenBox(at_.history, *at_.after.pages, page, at_.revision);
    if (!seen || areaOf(shared(*seen, box)) > kLargestPart * areaOf(*seen)) {
      return tellOf("riquadro_grande", "che copre gran parte" + where + "e il testo", page);
    }
    const DrawnMarks& drawn = at_.drawings.of(*at_.after.pages, page, at_.revision);
    at_.walk.spend(drawn.marks.size() / 4);
    const auto found = std::find_if(drawn.marks.begin(), drawn.marks.end(),
                                    [&box](const DrawnMark& mark) { return hides(box, mark); });
    if (found != drawn.marks.end()) {
      const bool isWord = found->sort == DrawnMark::Sort::word;
      return tellOf(isWord ? "riquadro_sul_testo" : "riquadro_su_immagine",
                    (isWord ? "che sta sopra parole" : "che sta sopra un’immagine o un disegno") + where +
                        (isWord ? "le" : "lo"),
                    page);
    }
    if (!drawn.isWhole) {
      return tellOf("riquadro_non_confrontato",
                    "e non si può dire che cosa ci sia sotto, nella pagina " + std::to_string(page), page);
    }
    if (liesOnAnnotation(page, box, number)) {
      tellOf("riquadro_su_annotazione", "che sta sopra un altro campo o un’annotazione" + where + "lo", page);
    }
  }

  bool liesOnAnnotation(std::size_t page, const PdfBox& box, std::uint32_t number) const {
    const PdfObject& list =
        at_.now(at_.history.object(at_.after.pages->pages[page - 1], at_.revision)["Annots"]);
    if (list.items.size() > kMostAnnotations) return true;
    at_.walk.spend(list.items.size());
    return std::any_of(list.items.begin(), list.items.end(), [&](const PdfObject& written) {
      if (written.isReference() && written.number() == number) return false;
      const PdfObject& other = at_.now(written);
      const PdfObject& kind = at_.now(other["Subtype"]);
      const PdfObject& flags = at_.now(other["F"]);
      if (kind.isName("Popup") || kind.isName("Link") ||
          (flags.isInteger() && (flags.integer & kHidden) != 0))
        return false;
      const std::optional<PdfBox> place = boxOf(at_.history, other["Rect"], at_.revision);
      if (!place) return false;
      const PdfBox common = shared(*place, box);
      return !common.isEmpty() && common.right - common.left >= kTouching &&
             common.top - common.bottom >= kTouching;
    });
  }

  void tell(const char* code, const std::string& what, std::size_t page) {
    at_.report.tell(ChangeLevel::toConfirm, code, filled_ + what, page);
  }
  void tellOf(const char* code, const std::string& what, std::size_t page) {
    at_.report.tellOf(ChangeLevel::toConfirm, code, filled_ + what, page);
  }

  RevisionCase& at_;
  const SignedField& field_;
  std::string filled_;
};

}  // namespace

bool drawsBeside(const PdfObject& widget) {
  const PdfObject& flags = widget["F"];
  return !flags.isNull() && (!flags.isInteger() || (flags.integer & (kNoZoom | kNoRotate)) != 0);
}

bool hasWideBorder(const RevisionCase& at, const PdfObject& widget) {
  const auto isWide = [](const PdfObject& width) {
    return !width.isNull() && (!width.isNumber() || std::abs(width.real) > kWidestBorder);
  };
  const PdfObject& border = at.now(widget["Border"]);
  return isWide(at.now(at.now(widget["BS"])["W"])) ||
         (border.items.size() > 2 && isWide(at.now(border.items[2])));
}

bool staysInside(const RevisionCase& at, const PdfObject& look) {
  const std::optional<PdfBox> box = boxOf(at.history, look["BBox"], at.revision);
  const std::optional<DrawnMatrix> matrix = drawnMatrixOf(at.history, look["Matrix"], at.revision);
  if (box && !box->isEmpty() && matrix) {
    const double determinant = (*matrix)[0] * (*matrix)[3] - (*matrix)[1] * (*matrix)[2];
    constexpr double kSmallest = 1e-6;  // below, readers take a side for nothing, and draw unscaled
    if (std::isfinite(determinant) && std::abs(determinant) * areaOf(*box) > kSmallest &&
        std::abs(determinant) > kSmallest)
      return true;
  }
  const DrawnMarks drawn = marksOfForm(at.history, look, at.revision);
  at.walk.spend(drawn.bytes / 2 + drawn.marks.size());
  return drawn.isWhole && drawn.marks.empty();
}

void judgeFilledBoxes(RevisionCase& at, const SignedField& field) {
  BoxJudge judge(at, field);
  const PdfObject& dictionary = at.history.object(field.number, at.revision);
  judge.judge(field.number);
  for (const PdfObject& kid : at.now(dictionary["Kids"]).items) {
    const SignedField* widget = kid.isReference() ? at.after.field(kid.number()) : nullptr;
    if (widget != nullptr && widget->isWidget) judge.judge(widget->number);
  }
}

}  // namespace stesura
