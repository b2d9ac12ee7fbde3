#include "generator/form/printed_lines.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>

namespace stesura {
namespace {

constexpr double kPhraseGap = 1.6;  // em
constexpr std::size_t kMostPhrases = 20000, kMostOnPage = 3000;

PrintedBox turned(const PrintedBox& box, int direction) {
  switch (direction) {
    case 90: return {box.bottom, -box.right, box.top, -box.left};
    case 180: return {-box.right, -box.top, -box.left, -box.bottom};
    case 270: return {-box.top, box.left, -box.bottom, box.right};
    default: return box;
  }
}

bool isLeader(char c) { return c == '.' || c == '_' || c == '-'; }

// Cuts «Cognome______» down to what is read; empties what is nothing but a line to write on.
void trimLeaders(std::string& text, PrintedBox& box) {
  const auto trim = [&](bool front) {
    std::size_t run = 0;
    while (run < text.size() && isLeader(front ? text[run] : text[text.size() - 1 - run])) ++run;
    if (run < 3 && run != text.size()) return;
    const double share = (box.right - box.left) * static_cast<double>(run) / static_cast<double>(std::max<std::size_t>(text.size(), 1));
    front ? box.left += share : box.right -= share;
    text.erase(front ? 0 : text.size() - run, run);
  };
  trim(false);
  if (!text.empty()) trim(true);
  if (text == "…" || text == "/") text.clear();
}

bool capitalsOnly(const std::string& text) {
  std::size_t capitals = 0;
  for (const char c : text) {
    if (c >= 'a' && c <= 'z') return false;
    capitals += c >= 'A' && c <= 'Z';
  }
  return capitals >= 4;
}

std::map<std::size_t, int> directions(const std::vector<PageWord>& words) {
  std::map<std::size_t, std::array<std::size_t, 4>> counts;
  for (const PageWord& word : words) counts[word.page][static_cast<std::size_t>(word.direction / 90) % 4] += word.text.size();
  std::map<std::size_t, int> result;
  for (const auto& [page, count] : counts) {
    result[page] = static_cast<int>(std::max_element(count.begin(), count.end()) - count.begin()) * 90;
  }
  return result;
}

bool parts(const PlacedWidget& widget, const Phrase& left, const PrintedBox& right) {
  return widget.page == left.page && widget.box.top > left.box.bottom && widget.box.bottom < left.box.top &&
         widget.box.left > left.box.right - 2 && widget.box.right < right.left + 2;
}

double commonSize(const std::vector<PageWord>& words) {
  std::map<long, std::size_t> counts;
  for (const PageWord& word : words) counts[std::lround(word.size * 2)] += word.text.size();
  std::size_t most = 0;
  double size = 10;
  for (const auto& [twice, count] : counts) {
    if (count > most) most = count, size = static_cast<double>(twice) / 2;
  }
  return size;
}

}  // namespace

PrintedPages printedPages(const FormDescription& form, const std::vector<PageWord>& words) {
  PrintedPages result;
  result.bodySize = commonSize(words);
  const std::map<std::size_t, int> turns = directions(words);
  const auto turnOf = [&](std::size_t page) { return turns.contains(page) ? turns.at(page) : 0; };
  std::map<std::size_t, std::vector<PlacedWidget>> byPage;
  for (std::size_t field = 0; field < form.fields.size(); ++field) {
    const FormField& entry = form.fields[field];
    for (std::size_t i = 0; i < entry.widgets.size(); ++i) {
      const FormWidget& widget = entry.widgets[i];
      const PrintedBox box{widget.left, widget.bottom, widget.right, widget.top};
      const bool mark = entry.type == FormFieldType::checkBox || entry.type == FormFieldType::radio;
      result.widgets.push_back({field, i, widget.page, turned(box, turnOf(widget.page)), mark});
      byPage[widget.page].push_back(result.widgets.back());
    }
  }
  for (const PageWord& word : words) {
    if (word.direction != turnOf(word.page)) continue;
    PrintedBox box = turned({word.left, word.bottom, word.right, word.top}, word.direction);
    std::string text = word.text;
    trimLeaders(text, box);
    if (text.empty()) continue;
    const double baseline = box.bottom + 0.2 * word.size;
    const bool bold = word.font.find("Bold") != std::string::npos || word.font.find("bold") != std::string::npos ||
                      word.font.find("Black") != std::string::npos;
    if (!result.phrases.empty()) {
      Phrase& last = result.phrases.back();
      const auto& near = byPage[word.page];
      const bool joined = last.page == word.page && std::fabs(last.baseline - baseline) < 0.4 * word.size &&
                          box.left - last.box.right < kPhraseGap * word.size && box.left > last.box.right - word.size &&
                          std::none_of(near.begin(), near.end(), [&](const PlacedWidget& w) { return parts(w, last, box); });
      if (joined) {
        last.text += " " + text;
        last.box = {last.box.left, std::min(last.box.bottom, box.bottom), box.right, std::max(last.box.top, box.top)};
        last.strong = last.strong && bold;
        continue;
      }
    }
    const std::size_t before = result.phrases.size();
    if (before >= kMostPhrases || (before >= kMostOnPage && result.phrases[before - kMostOnPage].page == word.page)) continue;
    result.phrases.push_back({word.page, box, baseline, word.size, bold, text});
  }
  for (Phrase& phrase : result.phrases) phrase.strong = phrase.strong || capitalsOnly(phrase.text);
  return result;
}

}  // namespace stesura
