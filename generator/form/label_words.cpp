#include "generator/form/label_words.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

#include "generator/form/printed_lines.h"

namespace stesura {
namespace {

constexpr double kFar = std::numeric_limits<double>::infinity();
constexpr std::size_t kNone = static_cast<std::size_t>(-1);

double overlap(double a1, double a2, double b1, double b2) { return std::min(a2, b2) - std::max(a1, b1); }

bool onLine(const PrintedBox& a, const PrintedBox& b) { return overlap(a.bottom, a.top, b.bottom, b.top) > 0.35 * std::min(a.height(), b.height()); }

// Reads the surroundings of every widget on pages that were turned upright.
class Surroundings {
 public:
  Surroundings(const FormDescription& form, const PrintedPages& pages)
      : form_(form), pages_(pages), owned_(pages.phrases.size(), false) {
    for (std::size_t i = 0; i < pages.phrases.size(); ++i) {
      Range& range = ranges_.try_emplace(pages.phrases[i].page, Range{i, i}).first->second;
      range.end = i + 1;
    }
  }

  std::vector<FieldSurroundings> read() {
    std::vector<FieldSurroundings> result(form_.fields.size());
    for (const PlacedWidget& widget : pages_.widgets) {
      if (widget.mark) readMark(widget, result[widget.field]);
    }
    for (const PlacedWidget& widget : pages_.widgets) {
      if (!widget.mark && widget.widget == 0) readBox(widget, result[widget.field]);
    }
    for (const PlacedWidget& widget : pages_.widgets) {
      if (widget.mark && widget.widget == 0) result[widget.field].group = textOf(groupOf(widget));
    }
    readHeadings(result);
    return result;
  }

 private:
  // The phrases of a page.
  struct Range {
    std::size_t begin = 0, end = 0;
  };
  Range rangeOf(std::size_t page) const {
    const auto found = ranges_.find(page);
    return found == ranges_.end() ? Range{} : found->second;
  }

  struct Found {
    std::size_t phrase = kNone;
    double distance = kFar;  // em, weighed
  };

  bool widgetBetween(const PlacedWidget& from, double left, double right, double bottom, double top) const {
    return std::any_of(pages_.widgets.begin(), pages_.widgets.end(), [&](const PlacedWidget& other) {
      if (other.page != from.page || (other.field == from.field && other.widget == from.widget)) return false;
      return overlap(other.box.left, other.box.right, left, right) > 1 && overlap(other.box.bottom, other.box.top, bottom, top) > 1;
    });
  }

  Found onLeft(const PlacedWidget& widget) const {
    Found best;
    for (auto [i, end] = rangeOf(widget.page); i < end; ++i) {
      const Phrase& phrase = pages_.phrases[i];
      const PrintedBox& box = phrase.box;
      // The label of a tall box stands at its first line.
      const bool level = widget.box.height() > 3 * phrase.size ? box.bottom < widget.box.top && box.bottom > widget.box.top - 2.2 * phrase.size
                                                                : onLine(box, widget.box);
      const double gap = widget.box.left - box.right;
      if (!level || gap < -3 || gap > 220) continue;
      if (gap > 2 && widgetBetween(widget, box.right, widget.box.left, box.bottom + 1, box.top - 1)) continue;
      if (gap / phrase.size < best.distance) best = {i, std::max(gap, 0.0) / phrase.size};
    }
    return best;
  }

  Found onRight(const PlacedWidget& widget) const {
    Found best;
    for (auto [i, end] = rangeOf(widget.page); i < end; ++i) {
      const Phrase& phrase = pages_.phrases[i];
      if (!onLine(phrase.box, widget.box)) continue;
      const double gap = phrase.box.left - widget.box.right;
      if (gap < -3 || gap > 40) continue;
      if (gap > 2 && widgetBetween(widget, widget.box.right, phrase.box.left, phrase.box.bottom + 1, phrase.box.top - 1)) continue;
      if (gap / phrase.size < best.distance) best = {i, std::max(gap, 0.0) / phrase.size};
    }
    return best;
  }

  // `up`: the words over the box, else those under it.
  Found stacked(const PlacedWidget& widget, bool up) const {
    Found best;
    for (auto [i, end] = rangeOf(widget.page); i < end; ++i) {
      const Phrase& phrase = pages_.phrases[i];
      const PrintedBox& box = phrase.box;
      if (overlap(box.left, box.right, widget.box.left, widget.box.right) < 2) continue;
      const double gap = up ? box.bottom - widget.box.top : widget.box.bottom - box.top;
      if (gap < -0.6 * phrase.size || gap > 1.5 * phrase.size || onLine(box, widget.box)) continue;
      const double low = up ? widget.box.top + 1 : box.top, high = up ? box.bottom : widget.box.bottom - 1;
      const double left = std::max(box.left, widget.box.left), right = std::min(box.right, widget.box.right);
      if (high - low > 2 && widgetBetween(widget, left, right, low, high)) continue;
      // A label begins or is centred where its box is.
      const double aside = std::min(std::fabs(box.left - widget.box.left),
                                    std::fabs(box.left + box.right - widget.box.left - widget.box.right) / 2);
      const double distance = (std::max(gap, 0.0) + std::min(aside, 40.0) * 0.25) / phrase.size + (leadsOn(phrase) ? 14 : 0);
      if (distance < best.distance) best = {i, distance};
    }
    return best;
  }

  // Printed within the box, as in cells that are field from edge to edge.
  Found inside(const PlacedWidget& widget) const {
    Found best;
    for (auto [i, end] = rangeOf(widget.page); i < end; ++i) {
      const Phrase& phrase = pages_.phrases[i];
      if (phrase.box.left > widget.box.left - 2 && phrase.box.right < widget.box.right + 2 &&
          phrase.box.middle() < widget.box.top && phrase.box.middle() > widget.box.bottom) {
        const double distance = (phrase.box.left - widget.box.left) / std::max(phrase.size, 1.0);
        if (distance < best.distance) best = {i, std::max(distance, 0.0) * 0.1};
      }
    }
    return best;
  }

  // The header of the column, above boxes of the same width; how many boxes stand between.
  Found header(const PlacedWidget& widget, std::size_t& rows) const {
    PlacedWidget top = widget;
    rows = 1;
    for (bool climbed = true; climbed && rows < 20;) {
      climbed = false;
      for (const PlacedWidget& other : pages_.widgets) {
        if (other.page != widget.page || other.box.bottom < top.box.top - 2 || other.box.bottom > top.box.top + 8) continue;
        if (std::fabs(other.box.left - top.box.left) > 2 || std::fabs(other.box.right - top.box.right) > 2) continue;
        top = other;
        ++rows;
        climbed = true;
        break;
      }
    }
    return stacked(top, true);
  }
  std::size_t rowsBelow(const PlacedWidget& widget) const {
    std::size_t rows = 0;
    for (const PlacedWidget& other : pages_.widgets) {
      rows += other.page == widget.page && other.field != widget.field && std::fabs(other.box.left - widget.box.left) <= 2 &&
              std::fabs(other.box.right - widget.box.right) <= 2 && other.box.top <= widget.box.bottom + 2 &&
              other.box.top >= widget.box.bottom - 8;
    }
    return rows;
  }

  std::string textOf(const Found& found) const { return found.phrase == kNone ? std::string() : pages_.phrases[found.phrase].text; }
  void own(const Found& found) {
    if (found.phrase != kNone) owned_[found.phrase] = true;
  }

  // The last words of the line before, where a sentence runs on into the box at the margin.
  Found before(const PlacedWidget& widget) const {
    Found best;
    for (auto [i, end] = rangeOf(widget.page); i < end; ++i) {
      const Phrase& phrase = pages_.phrases[i];
      const double drop = phrase.box.bottom - widget.box.top;
      if (drop < -phrase.size || drop > 1.5 * phrase.size) continue;
      if (onLine(phrase.box, widget.box) || phrase.box.right < widget.box.left) continue;
      const bool followed = std::any_of(pages_.widgets.begin(), pages_.widgets.end(), [&](const PlacedWidget& other) {
        return other.page == phrase.page && onLine(other.box, phrase.box) && other.box.left > phrase.box.right - 3;
      });
      if (!followed && (best.phrase == kNone || phrase.box.right > pages_.phrases[best.phrase].box.right)) best = {i, 3};
    }
    return best;
  }

  void readBox(const PlacedWidget& widget, FieldSurroundings& result) {
    std::size_t rows = 1;
    const Found within = inside(widget);
    const Found left = onLeft(widget);
    Found above = stacked(widget, true);
    Found below = stacked(widget, false);
    const Found head = header(widget, rows);
    // What stands right of a check box is that box's; it does not name the next field twice.
    Found first = left;
    if (first.phrase != kNone && owned_[first.phrase] && above.phrase != kNone) first.distance += 4;
    below.distance += below.phrase != kNone && pages_.phrases[below.phrase].size < 0.9 * pages_.bodySize ? 0.8 : 3;
    above.distance += 0.3;
    // A heading over a line whose words stand on the left.
    if (above.phrase != kNone && left.phrase != kNone && left.distance < 6 && pages_.phrases[above.phrase].strong &&
        !pages_.phrases[left.phrase].strong) {
      above.distance += 4;
    }
    Found second = above;
    for (const Found& other : {above, below, within}) {
      if (other.distance < first.distance) second = first, first = other;
    }
    if (first.phrase == kNone) first = head;
    if (first.phrase == kNone) first = before(widget);
    const bool table = rows > 1 && head.phrase != kNone && (left.phrase == kNone || left.distance > 6);
    result.repeated = table || (rows == 1 && first.phrase != kNone && first.phrase == above.phrase && rowsBelow(widget) > 0 &&
                                left.phrase == kNone && unlabelledBelow(widget));
    if (second.phrase == first.phrase || second.phrase == kNone) second = head;
    result.label = textOf(first);
    result.second = second.phrase == first.phrase || second.distance > 3 ? std::string() : textOf(second);
    own(first);
  }

  // Whether the box beneath has no words of its own.
  bool unlabelledBelow(const PlacedWidget& widget) const {
    return std::any_of(pages_.widgets.begin(), pages_.widgets.end(), [&](const PlacedWidget& other) {
      return other.page == widget.page && other.field != widget.field && std::fabs(other.box.left - widget.box.left) <= 2 &&
             std::fabs(other.box.right - widget.box.right) <= 2 && other.box.top <= widget.box.bottom + 2 &&
             other.box.top >= widget.box.bottom - 8 && onLeft(other).phrase == kNone && stacked(other, true).phrase == kNone &&
             inside(other).phrase == kNone;
    });
  }

  void readMark(const PlacedWidget& widget, FieldSurroundings& result) {
    const Found right = onRight(widget), left = onLeft(widget);
    // Where the label of the line's last mark stands on the left, every mark's does.
    const bool leftwards = right.phrase == kNone || (left.distance < 1 && right.distance > 3);
    const Found chosen = leftwards ? left : right;
    own(chosen);
    result.widgetLabels.push_back(textOf(chosen));
    if (widget.widget != 0) return;
    result.label = textOf(chosen);
  }

  // Words before the first mark of the line; at the margin those of the line above that has no field.
  Found groupOf(const PlacedWidget& widget) {
    PlacedWidget first = widget;
    for (const PlacedWidget& other : pages_.widgets) {
      if (other.page == widget.page && other.mark && onLine(other.box, widget.box) && other.box.left < first.box.left) first = other;
    }
    const Found before = onLeft(first);
    if (before.phrase != kNone && !owned_[before.phrase] && pages_.phrases[before.phrase].text.size() > 1) {
      grouping_.push_back(before.phrase);
      return before;
    }
    for (auto [begin, i] = rangeOf(widget.page); i-- > begin;) {
      const Phrase& phrase = pages_.phrases[i];
      if (phrase.box.bottom < first.box.top - 3 || phrase.box.bottom > first.box.top + 200) continue;
      if (owned_[i] || phrase.box.left > first.box.right + 20) continue;
      return entryBetween(first, phrase) ? Found{} : Found{i, 2};
    }
    return {};
  }

  // Whether a text field stands between the mark and the words above it, or beside them.
  bool entryBetween(const PlacedWidget& mark, const Phrase& phrase) const {
    return std::any_of(pages_.widgets.begin(), pages_.widgets.end(), [&](const PlacedWidget& other) {
      return other.page == mark.page && !other.mark && other.box.middle() > mark.box.top && other.box.middle() < phrase.box.top;
    });
  }

  // Whether the words name the field that follows them on their line.
  bool leadsOn(const Phrase& phrase) const {
    return std::any_of(pages_.widgets.begin(), pages_.widgets.end(), [&](const PlacedWidget& other) {
      const double gap = other.box.left - phrase.box.right;
      return other.page == phrase.page && onLine(other.box, phrase.box) && gap > -3 && gap < 14 * phrase.size &&
             other.box.height() < 4 * phrase.size;
    });
  }

  bool besideWidget(const Phrase& phrase) const {
    return std::any_of(pages_.widgets.begin(), pages_.widgets.end(), [&](const PlacedWidget& widget) {
      return widget.page == phrase.page && onLine(widget.box, phrase.box) && widget.box.height() < 3 * phrase.size;
    });
  }

  // 0: no heading; the more the stronger.
  double headingRank(std::size_t index) const {
    const Phrase& phrase = pages_.phrases[index];
    const auto blanks = std::count(phrase.text.begin(), phrase.text.end(), ' ');
    const bool grouping = std::find(grouping_.begin(), grouping_.end(), index) != grouping_.end();
    if (owned_[index] || grouping || blanks > 11 || phrase.text.size() < 4 || besideWidget(phrase)) return 0;
    if (!phrase.strong && phrase.size < 1.1 * pages_.bodySize && phrase.text.back() != ':' && blanks > 5) return 0;
    return (phrase.strong ? 1 : 0) + phrase.size / pages_.bodySize;
  }

  // The largest letters of all, if nothing else is set in them: the form's own title, no section's.
  double titleSize() const {
    double largest = 0;
    std::size_t phrases = 0;
    for (const Phrase& phrase : pages_.phrases) {
      if (phrase.size > largest + 0.1) largest = phrase.size, phrases = 0;
      if (phrase.size > largest - 0.1) ++phrases;
    }
    return phrases <= 2 && largest > 1.1 * pages_.bodySize ? largest - 0.1 : kFar;
  }

  void readHeadings(std::vector<FieldSurroundings>& result) const {
    struct Heading {
      std::size_t phrase;
      double rank;
    };
    std::vector<Heading> headings;
    const double title = titleSize();
    for (std::size_t i = 0; i < pages_.phrases.size(); ++i) {
      const double rank = headingRank(i);
      if (rank > 0 && pages_.phrases[i].size < title) headings.push_back({i, rank});
    }
    for (const PlacedWidget& widget : pages_.widgets) {
      if (widget.widget != 0) continue;
      const Heading* nearest = nullptr;
      FieldSurroundings& entry = result[widget.field];
      for (std::size_t at = headings.size(); at-- > 0;) {
        const Phrase& phrase = pages_.phrases[headings[at].phrase];
        if (phrase.page > widget.page || (phrase.page == widget.page && phrase.box.bottom < widget.box.top - 2)) continue;
        if (nearest == nullptr) {
          nearest = &headings[at];
          entry.heading = phrase.text;
        } else if (headings[at].rank > nearest->rank + 0.05) {
          entry.outer = phrase.text;
          break;
        }
      }
    }
  }

  const FormDescription& form_;
  const PrintedPages& pages_;
  std::map<std::size_t, Range> ranges_{};  // by page
  std::vector<bool> owned_;                // a field's label, by phrase
  std::vector<std::size_t> grouping_{};    // phrases that stand before a row of marks
};

}  // namespace

std::vector<FieldSurroundings> surroundingsOf(const FormDescription& form, const std::vector<PageWord>& words) {
  const PrintedPages pages = printedPages(form, words);
  std::vector<FieldSurroundings> result = Surroundings(form, pages).read();
  std::size_t last = kNone;
  std::vector<const PlacedWidget*> firstWidget(form.fields.size(), nullptr);
  for (const PlacedWidget& widget : pages.widgets) {
    if (widget.widget == 0) firstWidget[widget.field] = &widget;
  }
  for (std::size_t field = 0; field < form.fields.size(); ++field) {
    if (firstWidget[field] == nullptr) continue;
    if (last != kNone) {
      const PlacedWidget &a = *firstWidget[last], &b = *firstWidget[field];
      result[field].sameLine = a.page == b.page && onLine(a.box, b.box) && a.box.left < b.box.left;
    }
    last = field;
  }
  return result;
}

}  // namespace stesura
