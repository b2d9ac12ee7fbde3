#include "generator/odf/contents_table.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <string_view>
#include <vector>

namespace stesura {

namespace {

constexpr unsigned kLevels = 10;
// Writer takes a bookmark of this name for the target of its own table of contents.
constexpr std::string_view kOwnTarget = "__RefHeading___Toc";

struct Heading {
  std::size_t begin, end;  // of what stands between its tags
  unsigned level;
  std::string text;     // escaped as in the markup
  std::string target;   // name of a bookmark
  bool marked = false;  // the bookmark is there already
};

std::string_view attributeOf(std::string_view tag, std::string_view name) {
  std::string key(1, ' ');
  key.append(name).append("=\"");
  const std::size_t at = tag.find(key);
  if (at == std::string_view::npos) return {};
  const std::size_t begin = at + key.size();
  return tag.substr(begin, tag.find('"', begin) - begin);
}

unsigned levelOf(std::string_view tag, unsigned otherwise) {
  const std::string_view typed = attributeOf(tag, "text:outline-level");
  unsigned level = otherwise;
  std::from_chars(typed.data(), typed.data() + typed.size(), level);
  return std::clamp(level, 1u, kLevels);
}

// A tag of the markup, from «<» to behind «>»; the value of an attribute may hold a «>».
std::string_view tagAt(std::string_view markup, std::size_t at) {
  std::size_t end = at + 1;
  for (bool quoted = false; end < markup.size() && (quoted || markup[end] != '>'); ++end) {
    if (markup[end] == '"') quoted = !quoted;
  }
  return markup.substr(at, end + 1 - at);
}

std::string_view nameOf(std::string_view tag) {
  const std::size_t begin = tag[1] == '/' ? 2 : 1;
  return tag.substr(begin, tag.find_first_of(" />", begin) - begin);
}

bool isEmptyTag(std::string_view tag) { return tag.ends_with("/>"); }

// Reads what stands inside one heading.
class HeadingReader {
 public:
  HeadingReader(std::string_view markup, Heading& heading) : markup_(markup), heading_(heading) {}

  void read() {
    std::size_t at = heading_.begin;
    while (at < heading_.end) {
      const std::size_t next = std::min(markup_.find('<', at), heading_.end);
      if (hidden_ == 0) append(markup_.substr(at, next - at));
      if (next == heading_.end) break;
      const std::string_view tag = tagAt(markup_, next);
      readTag(tag);
      at = next + tag.size();
    }
    while (heading_.text.ends_with(' ')) heading_.text.pop_back();
  }

 private:
  void append(std::string_view text) {
    for (const char c : text) {
      const bool blank = c == ' ' || c == '\t' || c == '\n' || c == '\r';
      if (blank && (heading_.text.empty() || heading_.text.back() == ' ')) continue;
      heading_.text += blank ? ' ' : c;
    }
  }

  // Notes, comments and frames stand beside the words of a heading, not among them.
  static bool hides(std::string_view name) {
    return name == "text:note" || name == "office:annotation" || name == "text:ruby-text" ||
           name.starts_with("draw:");
  }

  void readTag(std::string_view tag) {
    const std::string_view name = nameOf(tag);
    if (hides(name)) {
      if (tag[1] == '/')
        --hidden_;
      else if (!isEmptyTag(tag))
        ++hidden_;
    }
    if (hidden_ > 0) return;
    if (name == "text:s" || name == "text:tab" || name == "text:line-break") append(" ");
    if (name != "text:bookmark-start" || !heading_.text.empty()) return;
    const std::string_view bookmark = attributeOf(tag, "text:name");
    if (!bookmark.starts_with(kOwnTarget)) return;
    heading_.target = bookmark;
    heading_.marked = true;
  }

  std::string_view markup_;
  Heading& heading_;
  std::size_t hidden_ = 0;  // elements around that hide their text
};

std::size_t endOfHeading(std::string_view markup, std::size_t from) {
  std::size_t depth = 1;  // a frame inside a heading may hold another one
  for (std::size_t at = from;;) {
    const std::size_t close = markup.find("</text:h>", at);
    if (close == std::string_view::npos) return markup.size();
    for (std::size_t open = markup.find("<text:h", at); open < close;
         open = markup.find("<text:h", open + 1)) {
      const std::string_view tag = tagAt(markup, open);
      if (nameOf(tag) == "text:h" && !isEmptyTag(tag)) ++depth;
    }
    if (--depth == 0) return close;
    at = close + 1;
  }
}

std::vector<Heading> headingsOf(std::string_view markup) {
  std::string prefix(kOwnTarget);
  for (prefix += "_s"; markup.find(prefix) != std::string_view::npos;) prefix += 's';
  std::vector<Heading> headings;
  for (std::size_t at = markup.find("<text:h"); at != std::string_view::npos;
       at = markup.find("<text:h", at + 1)) {
    const std::string_view tag = tagAt(markup, at);
    if (nameOf(tag) != "text:h" || isEmptyTag(tag)) continue;
    const std::size_t begin = at + tag.size();
    Heading heading{begin, endOfHeading(markup, begin), levelOf(tag, 1), "", "", false};
    HeadingReader(markup, heading).read();
    at = heading.end;
    if (heading.text.empty()) continue;  // as Writer does
    if (!heading.marked) heading.target = prefix + std::to_string(headings.size() + 1);
    headings.push_back(std::move(heading));
  }
  return headings;
}

// How a table of contents wants its entries, from its source element.
struct EntryStyles {
  unsigned levels = kLevels;
  std::array<std::string, kLevels> paragraph, link;
};

EntryStyles stylesIn(std::string_view source) {
  EntryStyles styles;
  unsigned level = 1;
  for (std::size_t at = source.find('<'); at != std::string_view::npos;
       at = source.find('<', at + 1)) {
    const std::string_view tag = tagAt(source, at);
    if (tag[1] == '/') continue;
    if (nameOf(tag) == "text:table-of-content-source") styles.levels = levelOf(tag, kLevels);
    if (nameOf(tag) == "text:table-of-content-entry-template") {
      level = levelOf(tag, 1);
      styles.paragraph[level - 1] = attributeOf(tag, "text:style-name");
    }
    if (nameOf(tag) == "text:index-entry-link-start")
      styles.link[level - 1] = attributeOf(tag, "text:style-name");
  }
  return styles;
}

std::string entriesFor(const std::vector<Heading>& headings, const EntryStyles& styles) {
  std::string entries;
  const auto style = [](const std::string& name) {
    return name.empty() ? std::string() : " text:style-name=\"" + name + "\"";
  };
  for (const Heading& heading : headings) {
    if (heading.level > styles.levels) continue;
    const std::size_t at = heading.level - 1;
    entries += "<text:p" + style(styles.paragraph[at]) + "><text:a xlink:type=\"simple\"" +
               " xlink:href=\"#" + heading.target + "\"" + style(styles.link[at]) + ">" +
               heading.text + "</text:a></text:p>";
  }
  return entries;
}

// What is put into the markup, and before which of its bytes.
struct Insertion {
  std::size_t at;
  std::string text;
};

void insertEntries(std::string_view markup, const std::vector<Heading>& headings,
                   std::vector<Insertion>& insertions) {
  constexpr std::string_view kEnd = "</text:index-body>";
  for (std::size_t at = markup.find("<text:table-of-content "); at != std::string_view::npos;
       at = markup.find("<text:table-of-content ", at + 1)) {
    const std::size_t body = markup.find("<text:index-body", at);
    const std::size_t end = markup.find(kEnd, body);
    if (body == std::string_view::npos || end == std::string_view::npos) return;
    insertions.push_back({end, entriesFor(headings, stylesIn(markup.substr(at, body - at)))});
  }
}

void emptyTable(pugi::xml_node table) {
  pugi::xml_node body = table.child("text:index-body");
  if (!body) body = table.append_child("text:index-body");
  for (pugi::xml_node entry = body.first_child(); entry;) {
    const pugi::xml_node next = entry.next_sibling();
    if (std::string_view(entry.name()) != "text:index-title") body.remove_child(entry);
    entry = next;
  }
  // Never written as an empty tag, so that the entries find their place.
  if (!body.first_child()) body.append_child(pugi::node_pcdata).set_value("\n");
}

// Depth is bounded by the gate.
bool emptyBelow(pugi::xml_node node) {
  bool any = false;
  for (pugi::xml_node child : node.children()) {
    const bool table = std::string_view(child.name()) == "text:table-of-content";
    if (table) emptyTable(child);
    any = table || emptyBelow(child) || any;
  }
  return any;
}

}  // namespace

bool emptyContentsTables(pugi::xml_node root) {
  if (!emptyBelow(root)) return false;
  if (!root.attribute("xmlns:xlink"))
    root.append_attribute("xmlns:xlink").set_value("http://www.w3.org/1999/xlink");
  return true;
}

void fillContentsTables(std::string& content) {
  const std::vector<Heading> headings = headingsOf(content);
  std::vector<Insertion> insertions;
  insertEntries(content, headings, insertions);
  if (insertions.empty()) return;  // the table itself was left out of this document
  for (const Heading& heading : headings) {
    if (heading.marked) continue;
    const std::string name = " text:name=\"" + heading.target + "\"/>";
    insertions.push_back({heading.begin, "<text:bookmark-start" + name});
    insertions.push_back({heading.end, "<text:bookmark-end" + name});
  }
  std::stable_sort(insertions.begin(), insertions.end(),
                   [](const Insertion& a, const Insertion& b) { return a.at < b.at; });
  std::size_t room = content.size();
  for (const Insertion& insertion : insertions) room += insertion.text.size();
  std::string filled;
  filled.reserve(room);
  std::size_t position = 0;
  for (const Insertion& insertion : insertions) {
    filled.append(content, position, insertion.at - position);
    filled += insertion.text;
    position = insertion.at;
  }
  content = filled.append(content, position, std::string::npos);
}

}  // namespace stesura
