#include "generator/odf/tag_finder.h"

#include <algorithm>
#include <utility>

namespace stesura {

namespace {

constexpr std::size_t kAround = 36;  // bytes shown before and behind a tag

bool cutsCharacter(const std::string& text, std::size_t at) {
  return at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80;
}

}  // namespace

bool holdsBraces(std::string_view text) {
  return text.find("{{") != std::string_view::npos || text.find("}}") != std::string_view::npos;
}

std::string textAround(const std::string& text, std::size_t begin, std::size_t end) {
  std::size_t from = begin > kAround ? begin - kAround : 0;
  std::size_t to = std::min(text.size(), std::min(end, begin + 2 * kAround) + kAround);
  while (cutsCharacter(text, from)) ++from;
  while (cutsCharacter(text, to)) ++to;
  std::string around =
      (from > 0 ? "…" : "") + text.substr(from, to - from) + (to < text.size() ? "…" : "");
  std::replace_if(
      around.begin(), around.end(), [](char c) { return c == '\n' || c == '\t'; }, ' ');
  return around;
}

std::string replaced(const std::string& text, const std::vector<FoundTag>& found) {
  std::string result;
  std::size_t position = 0;
  for (const FoundTag& tag : found) {
    result.append(text, position, tag.begin - position);
    result += tag.token;
    position = tag.end;
  }
  return result.append(text, position, std::string::npos);
}

void TagFinder::refuse(std::string message, std::string hint, std::string place) {
  problems_.push_back(templateProblem(std::move(message), std::move(hint), std::move(place)));
}

std::vector<FoundTag> TagFinder::find(const std::string& text, Escape escape,
                                      const std::string& where) {
  std::vector<FoundTag> found;
  std::size_t position = 0;
  while (true) {
    const std::size_t open = text.find("{{", position);
    const std::size_t close = text.find("}}", position);
    if (close < open) {
      reportLoneEnd(where + textAround(text, close, close + 2));
      position = close + 2;
      continue;
    }
    if (open == std::string::npos) break;
    unclosed_ = false;
    const std::size_t end = text.find("}}", open + 2);
    const std::size_t again = text.find("{{", open + (text.compare(open, 3, "{{{") == 0 ? 3 : 2));
    if (end == std::string::npos || again < end) {
      unclosed_ = end == std::string::npos;
      refuse("Un segnaposto comincia con «{{» ma non finisce con «}}» nello stesso paragrafo.",
             "Scriverlo tutto di seguito, senza andare a capo con Invio.",
             where + textAround(text, open, open + 2));
      position = open + 2;
      continue;
    }
    found.push_back(readOne(text, open, end + 2, escape, where));
    position = end + 2;
  }
  return found;
}

// The other half of a tag that Enter has split was reported with its first half.
void TagFinder::reportLoneEnd(const std::string& place) {
  if (std::exchange(unclosed_, false)) return;
  refuse("«}}» sta da solo: manca «{{» prima, nello stesso paragrafo.",
         "Scrivere il segnaposto intero, o togliere le graffe.", place);
}

FoundTag TagFinder::readOne(const std::string& text, std::size_t begin, std::size_t end,
                            Escape escape, const std::string& where) {
  FoundTag found{begin, end, begin, ""};
  Tag tag;
  tag.escape = escape;
  const std::string content = text.substr(begin + 2, end - begin - 4);
  const bool good = readTag(content, where + textAround(text, begin, end), tag, problems_);
  found.name = nameStart(text, begin + 2, end - 2);
  // A tag with a wrong format still opens or closes its section.
  if ((good || !tag.name.empty()) && tag.role != Tag::Role::comment)
    found.token = tokens_.addTag(std::move(tag));
  return found;
}

std::size_t TagFinder::nameStart(const std::string& text, std::size_t begin, std::size_t end) {
  for (std::size_t at = begin; at < end;) {
    const std::size_t start = at;
    const std::uint32_t c = nextCodePoint(text, at);
    const bool letter = c == '@' || c == '.' || c == '_' || (c >= '0' && c <= '9') ||
                        ((c | 32) >= 'a' && (c | 32) <= 'z') || (c >= 0xC0 && c < 0x2000);
    if (letter) return start;
  }
  return begin;
}

}  // namespace stesura
