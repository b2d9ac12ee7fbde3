#include "generator/picture/label.h"

#include <algorithm>

#include "generator/merge/escape.h"
#include "generator/picture/titillium_widths.h"

namespace stesura {
namespace {

constexpr double kUnknown = 1.1;  // of the size: the widest letters of the DejaVu fallback

bool turnsDirection(std::uint32_t c) {
  return c == 0x061C || c == 0x200E || c == 0x200F || (c >= 0x202A && c <= 0x202E) ||
         (c >= 0x2066 && c <= 0x2069);
}

bool isSpace(std::uint32_t c) {
  return c == ' ' || (c >= 9 && c <= 13) || c == 0x85 || c == 0x2028 || c == 0x2029;
}

double widthOf(std::uint32_t c, Weight weight) {
  std::uint16_t width = 0;
  const bool bold = weight == Weight::bold;
  if (c >= 0x20 && c < 0x20 + kRegularLatin.size())
    width = bold ? kBoldLatin[c - 0x20] : kRegularLatin[c - 0x20];
  else if (c >= 0x2010 && c < 0x2010 + kRegularPunctuation.size())
    width = bold ? kBoldPunctuation[c - 0x2010] : kRegularPunctuation[c - 0x2010];
  else if (c == 0x20AC || c == 0x2212)
    width = 560;
  return width == 0 ? kUnknown : width / 1000.0;
}

std::vector<std::string> wordsOf(std::string_view text) {
  std::vector<std::string> words;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find(' ', at), text.size());
    if (end > at) words.emplace_back(text.substr(at, end - at));
    at = end + 1;
  }
  return words;
}

}  // namespace

std::string readLabel(std::string_view typed, std::string& label, std::size_t most) {
  label.clear();
  std::string unused;
  const std::uint32_t forbidden = escapeTo(unused, typed, Escape::xmlPlain);
  if (forbidden != 0)
    return "contiene " + characterName(forbidden) + ", che un documento non può contenere";
  std::size_t count = 0;
  for (std::size_t at = 0; at < typed.size();) {
    const std::uint32_t c = nextCodePoint(typed, at);
    if (turnsDirection(c)) continue;
    if (isSpace(c)) {
      if (!label.empty() && label.back() != ' ') label += ' ';
    } else {
      appendUtf8(label, c);
    }
    if (++count == most && at < typed.size()) {
      label += "…";
      break;
    }
  }
  if (!label.empty() && label.back() == ' ') label.pop_back();
  return "";
}

double textWidth(std::string_view text, double size, Weight weight) {
  double width = 0;
  for (std::size_t at = 0; at < text.size();) width += widthOf(nextCodePoint(text, at), weight);
  return width * size;
}

std::string shortened(std::string_view text, double room, double size, Weight weight) {
  if (textWidth(text, size, weight) <= room) return std::string(text);
  const double left = room - textWidth("…", size, weight);
  double width = 0;
  std::size_t kept = 0;
  for (std::size_t at = 0; at < text.size(); kept = at) {
    width += widthOf(nextCodePoint(text, at), weight) * size;
    if (width > left) break;
  }
  std::string result(text.substr(0, kept));
  while (!result.empty() && result.back() == ' ') result.pop_back();
  return left < 0 ? "" : result + "…";
}

Lines wrapped(std::string_view text, double room, std::size_t most, double size, Weight weight) {
  Lines result;
  const std::vector<std::string> words = wordsOf(text);
  for (std::size_t at = 0; at < words.size();) {
    std::string line = words[at++];
    const bool last = result.lines.size() + 1 == most;
    while (at < words.size()) {
      const std::string longer = line + " " + words[at];
      if (!last && textWidth(longer, size, weight) > room) break;
      line = longer;
      ++at;
    }
    std::string fitted = shortened(line, room, size, weight);
    result.whole = result.whole && fitted == line;
    result.lines.push_back(std::move(fitted));
  }
  return result;
}

}  // namespace stesura
